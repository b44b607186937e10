// What every page does in the browser. Each part works on attributes that components set, survives
// htmx swaps by listening on the document, and leaves a page usable when it does not run.
(() => {
  "use strict";

  const body = document.body;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const announce = (text) => {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = text;
  };
  const store = {
    get(key) {
      try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
    },
    set(key, value) {
      try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or refused: nothing is kept */ }
    },
    remove(key) {
      try { sessionStorage.removeItem(key); } catch { /* refused */ }
    },
    keys(prefix) {
      try { return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
    },
  };

  // The server's clock -----------------------------------------------------------------------------
  // offset is what must be added to this device's clock; it may be negative.
  const clock = {
    offset: 0,
    now() { return Date.now() + this.offset; },
    async ask() {
      if (!body.dataset.clockUrl) return;
      try {
        const sent = Date.now();
        const answer = await fetch(body.dataset.clockUrl, { cache: "no-store", headers: { "X-Poll": "1" } });
        const received = Date.now();
        if (answer.ok) this.offset = (await answer.json()).now - (sent + received) / 2;
      } catch { /* offline: keep the last offset */ }
    },
  };
  const rendered = Number(document.querySelector("meta[name=server-now]")?.content) * 1000;
  if (rendered) {
    // The device's clock as it is now, not performance.timeOrigin: that stays behind when the clock is set.
    const began = Date.now() - performance.now();
    clock.offset = rendered - began - (performance.getEntriesByType("navigation")[0]?.responseStart || 0);
  }

  const wall = (milliseconds) => {
    const parts = {};
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone: body.dataset.zone || "UTC", hourCycle: "h23", year: "numeric", month: "numeric", day: "2-digit",
      hour: "2-digit", minute: "2-digit", timeZoneName: "shortOffset",
    });
    for (const part of format.formatToParts(new Date(milliseconds))) parts[part.type] = part.value;
    const day = `${parts.day}-${MONTHS[parts.month - 1]}-${parts.year}`;
    return { day, text: `${day} ${parts.hour}:${parts.minute}`, zone: parts.timeZoneName };
  };
  // In the hour that comes twice the field also gets the distance from UTC, so that it can be read in one way.
  const forField = (milliseconds) => {
    const here = wall(milliseconds);
    const twice = [-3600e3, 3600e3].some((step) => wall(milliseconds + step).text === here.text);
    if (!twice) return here.text;
    const [, sign = "+", hours = "0", minutes = "00"] = /GMT([+\-−])?(\d+)?(?::(\d+))?/.exec(here.zone) || [];
    return `${here.text} ${sign}${hours.padStart(2, "0")}:${minutes}`;
  };

  const lengthText = (milliseconds) => {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    const two = (figure) => String(figure).padStart(2, "0");
    if (days) return `${days} d ${hours} h`;
    if (hours) return `${hours} h ${two(minutes)} min`;
    return `${minutes}:${two(seconds % 60)}`;
  };

  // Countdowns -------------------------------------------------------------------------------------
  const said = new WeakMap();
  const tickCountdown = (element) => {
    const left = Date.parse(element.dataset.countdown) - clock.now();
    const value = element.querySelector(".countdown-value");
    if (!value) return;
    if (left <= 0) {
      value.textContent = element.dataset.expired;
      element.querySelector(".countdown-word").textContent = element.dataset.since;
      element.classList.remove("is-urgent");
      if (!element.classList.contains("is-over")) {
        element.classList.add("is-over");
        announce(element.dataset.expired);
      }
      if (said.get(element) !== "over") {
        said.set(element, "over");
        element.dispatchEvent(new CustomEvent("countdown:expired", { bubbles: true }));
      }
      return;
    }
    value.textContent = `${lengthText(left)} ${element.dataset.left}`;
    element.classList.toggle("is-urgent", left <= 15 * 60e3);
    for (const minutes of [1, 5, 15]) {
      if (left > minutes * 60e3) continue;
      if (said.get(element) !== minutes && left > (minutes * 60 - 5) * 1000) announce(value.textContent);
      said.set(element, minutes);
      break;
    }
  };

  // Live and stale ---------------------------------------------------------------------------------
  const tickLive = (element) => {
    const word = element.querySelector(".live-word");
    element.dataset.word ||= word.textContent;
    const stale = clock.now() - Date.parse(element.dataset.live) > 2 * Number(element.dataset.every) * 1000;
    if (stale === element.classList.contains("is-stale")) return;
    element.classList.toggle("is-stale", stale);
    word.textContent = stale ? element.dataset.stale : element.dataset.word;
  };

  const tickClock = (element) => {
    const shown = `${wall(clock.now()).text} ${element.textContent.trim().split(" ").pop()}`;
    if (element.textContent !== shown) element.textContent = shown;
  };

  const tick = () => {
    all("[data-countdown]").forEach(tickCountdown);
    all("[data-live]").forEach(tickLive);
    all("[data-site-clock]").forEach(tickClock);
    session.tick();
  };

  // Search -----------------------------------------------------------------------------------------
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const search = document.querySelector("[data-search]");
    if (!search?.checkVisibility?.()) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // Now buttons and echoed units -------------------------------------------------------------------
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-now]");
    const input = button && document.getElementById(button.dataset.now);
    if (!input) return;
    input.value = button.dataset.nowKind === "date" ? wall(clock.now()).day : forField(clock.now());
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });

  const echo = (group) => {
    const output = group.querySelector("[data-quantity-echo]");
    const typed = group.querySelector("input")?.value.trim().replace(/^(\d+),(\d{1,2})$/, "$1.$2");
    const chosen = group.querySelector("select")?.selectedOptions[0];
    if (!output) return;
    output.textContent = "";
    if (!typed || !/^\d+(\.\d+)?$/.test(typed) || !chosen?.dataset.factor) return;
    const base = Number(typed) * Number(chosen.dataset.factor);
    output.textContent = all("option[data-factor]", group)
      .map((option) => `${(base / Number(option.dataset.factor)).toFixed(Number(option.dataset.digits))} ${option.textContent.trim()}`)
      .join(" = ");
  };
  for (const kind of ["input", "change"]) {
    addEventListener(kind, (event) => {
      const group = event.target.closest?.("[data-quantity]");
      if (group) echo(group);
    });
  }

  // One submit at a time ---------------------------------------------------------------------------
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // Not disabled: a disabled button would not send its own name and value.
    for (const button of all("[type=submit]", form)) button.setAttribute("aria-disabled", "true");
  });
  const release = () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("[type=submit]", form)) button.removeAttribute("aria-disabled");
    }
  };
  addEventListener("pageshow", release);
  addEventListener("htmx:afterRequest", release);

  // Errors -----------------------------------------------------------------------------------------
  const toErrors = (root = document) => {
    const summary = root.querySelector("[data-error-summary]");
    if (!summary) return;
    const mark = summary.dataset.titleMark || "!";
    if (!document.title.startsWith(mark)) document.title = `${mark} ${document.title}`;
    summary.focus();
  };
  addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-error-summary] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    (target.closest(".mb-3, fieldset") || target).scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  });

  // What was typed outlives the session ------------------------------------------------------------
  const PREFIX = "transplant:typed:";
  const typed = {
    key: (form) => `${PREFIX}${location.pathname}#${form.id}`,
    read(form) {
      const kept = [];
      for (const field of form.elements) {
        if (!field.name || field.name === "csrfmiddlewaretoken" || field.matches("[data-never-keep]")) continue;
        if (["password", "file", "submit", "button", "hidden"].includes(field.type)) continue;
        if (["checkbox", "radio"].includes(field.type)) kept.push([field.name, field.value, field.checked]);
        else kept.push([field.name, field.value]);
      }
      return kept;
    },
    save(form, state) {
      store.set(this.key(form), { user: body.dataset.user, state, at: Date.now(), fields: this.read(form) });
    },
    restore(form, fields) {
      for (const [name, value, checked] of fields) {
        for (const field of all(`[name="${CSS.escape(name)}"]`, form)) {
          if (field.matches("[data-never-keep]")) continue;
          if (checked === undefined) field.value = value;
          else if (field.value === value) field.checked = checked;
        }
      }
    },
    // After a submit one comes back to the same page only when the session had ended before.
    arrive() {
      if (!body.dataset.user) {
        for (const key of store.keys(PREFIX)) {
          const kept = store.get(key);
          if (kept) store.set(key, { ...kept, state: "ended" });
        }
        return;
      }
      for (const form of all("form[data-keep]")) {
        const kept = store.get(this.key(form));
        if (kept?.state !== "ended" || kept.user !== body.dataset.user) continue;
        this.restore(form, kept.fields);
        const text = body.dataset.restored || "What you had typed before you were signed out has been put back. Check it, then send it.";
        const note = document.createElement("div");
        note.className = "notice notice-info";
        note.setAttribute("role", "status");
        note.textContent = text;
        form.prepend(note);
      }
      for (const key of store.keys(PREFIX)) {
        const kept = store.get(key);
        if (kept?.state === "sent" || kept?.user !== body.dataset.user || key.startsWith(`${PREFIX}${location.pathname}#`)) store.remove(key);
      }
    },
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-sign-out]")) store.keys(PREFIX).forEach((key) => store.remove(key));
    else if (form.matches("form[data-keep]")) typed.save(form, "sent");
  });

  // The session's end ------------------------------------------------------------------------------
  const WARNING = 120e3;
  const session = {
    ends: Date.parse(body.dataset.sessionEnds || ""),
    dialog: document.getElementById("session-dialog"),
    over: false,
    tick() {
      if (!this.dialog || Number.isNaN(this.ends) || this.over) return;
      const left = this.ends - clock.now();
      if (left > WARNING) {
        if (this.dialog.open) this.dialog.close();
        return;
      }
      if (left <= 0) {
        this.finish();
        return;
      }
      if (!this.dialog.open) {
        all("form[data-keep]").forEach((form) => typed.save(form, "open"));
        this.dialog.showModal();
        // Another tab may have stayed active: ask before worrying anyone.
        this.ask("GET");
      }
      this.dialog.querySelector("[data-session-left]").textContent = lengthText(left);
    },
    finish() {
      this.over = true;
      all("form[data-keep]").forEach((form) => typed.save(form, "ended"));
      const show = (selector, visible) => { this.dialog.querySelector(selector).hidden = !visible; };
      show("[data-session-running]", false);
      show("[data-session-stay]", false);
      show("[data-session-over]", true);
      show("[data-session-again]", true);
      const again = this.dialog.querySelector("[data-session-again]");
      again.href = `${again.getAttribute("href").split("?")[0]}?next=${encodeURIComponent(location.pathname + location.search)}`;
      const title = this.dialog.querySelector("h2");
      title.textContent = title.dataset.over;
      if (!this.dialog.open) this.dialog.showModal();
      again.focus();
    },
    async ask(method) {
      try {
        const headers = { "X-CSRFToken": JSON.parse(body.getAttribute("hx-headers"))["X-CSRFToken"] };
        if (method === "GET") headers["X-Poll"] = "1";
        const answer = await fetch(body.dataset.sessionUrl, { method, headers, cache: "no-store", redirect: "manual" });
        if (answer.ok) {
          this.ends = Date.parse((await answer.json()).ends);
          this.tick();
        } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          this.finish();
        }
      } catch { /* offline: the dialog stays */ }
    },
  };
  document.querySelector("[data-session-stay]")?.addEventListener("click", () => session.ask("POST"));
  session.dialog?.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (!session.over) session.ask("POST");
  });

  // htmx -------------------------------------------------------------------------------------------
  addEventListener("htmx:configRequest", (event) => {
    // A panel that refreshes itself is no sign of a person: it must not keep the session open.
    if (/\bevery\b/.test(event.detail.elt.getAttribute("hx-trigger") || "")) event.detail.headers["X-Poll"] = "1";
  });
  addEventListener("htmx:configRequest", (event) => {
    // An address says which filters are in use, not which ones are empty.
    if (!event.detail.elt.matches("form[data-tidy]")) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (!value) event.detail.formData.delete(name);
  });
  addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("X-Sign-In") && session.dialog) {
      event.detail.shouldSwap = false;
      session.finish();
    }
  });
  addEventListener("htmx:afterSwap", (event) => {
    tick();
    const note = event.target.querySelector?.("[data-announce]");
    if (note) announce(note.textContent.trim());
  });

  // Small things -----------------------------------------------------------------------------------
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-print]");
    if (button) print();
    const reload = event.target.closest?.("[data-reload]");
    if (reload) location.reload();
  });
  addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  typed.arrive();
  all("[data-quantity]").forEach(echo);
  toErrors();
  tick();
  setInterval(tick, 1000);
  clock.ask().then(tick);
  setInterval(() => clock.ask(), 5 * 60e3);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) clock.ask().then(tick);
  });
})();
