// Loaded in the head, before anything is painted: sets the theme the person chose, or the system's.
(() => {
  "use strict";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      return localStorage.getItem("transplant:theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = () => {
    const choice = read();
    const dark = choice === "dark" || (choice === "auto" && system.matches);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);

  const mark = () => {
    for (const button of document.querySelectorAll("[data-theme-choice] button")) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === read()));
    }
  };
  addEventListener("DOMContentLoaded", mark);
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice] button");
    if (!button) return;
    try {
      localStorage.setItem("transplant:theme", button.dataset.theme);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
    apply();
    mark();
  });
})();
