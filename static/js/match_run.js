// Opens and closes the explanation of a ranked row; it is fetched once. Without this script the link opens
// the explanation as a page of its own.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest(".why");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = document.getElementById(link.getAttribute("aria-controls"));
  const opens = row.hidden;
  row.hidden = !opens;
  link.setAttribute("aria-expanded", String(opens));
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches(".why")) {
    event.preventDefault();
    event.target.click();
  }
});

document.addEventListener("htmx:confirm", (event) => {
  const link = event.target;
  if (!link.matches(".why")) return;
  const body = document.getElementById(link.getAttribute("hx-target").slice(1));
  if (body.childElementCount) event.preventDefault();
});
