// The courier's reports: each is kept on the device until the server has it, and says so.
// A report keeps the number it got here, so that one sent twice is kept once.
(() => {
  "use strict";
  const panel = document.getElementById("carry");
  if (!panel) return;
  const words = panel.dataset;
  const key = `courier:${words.key}`;
  const state = document.getElementById("carry-state");
  const stateText = state.querySelector("[data-state-text]");
  const list = document.getElementById("carry-queue");
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.zone });
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];

  // The queue stands in the device's storage, for two tabs may be open; in memory only where there is none.
  let memory = [];
  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return memory; } };
  const write = (queue) => { memory = queue; try { localStorage.setItem(key, JSON.stringify(queue)); } catch { /* as above */ } };
  const change = (number, how) => write(read().flatMap((one) => (one.batch === number ? how(one) : [one])));

  let sent = [];
  let sending = false;
  let trouble = "";

  const isOutside = (event) => event.temperature_c != null
    && (event.temperature_c < Number(words.low) || event.temperature_c > Number(words.high));
  const what = (event) => [
    words[`word${event.kind[0].toUpperCase()}${event.kind.slice(1)}`],
    event.temperature_c == null ? "" : `${event.temperature_c} °C${isOutside(event) ? ` (${words.wordOutside})` : ""}`,
    event.note || "",
  ].filter(Boolean).join(" · ");

  const row = (one) => {
    const item = document.createElement("li");
    item.className = one.refused ? "is-refused" : one.isSent ? "is-sent" : "is-waiting";
    const told = document.createElement("span");
    told.textContent = `${clock.format(new Date(one.event.occurred_at))} · ${what(one.event)}`;
    const word = document.createElement("strong");
    word.textContent = one.refused ? `${words.textRefused}: ${one.refused}` : one.isSent ? words.textSent : words.textQueued;
    item.append(told, word);
    if (one.refused) {
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn btn-quiet btn-sm";
      away.textContent = words.textDismiss;
      away.addEventListener("click", () => { change(one.batch, () => []); show(); });
      item.append(away);
    }
    return item;
  };

  const show = () => {
    const queue = read();
    const waiting = queue.filter((one) => !one.refused).length;
    state.classList.toggle("is-waiting", waiting > 0 || Boolean(trouble));
    stateText.textContent = waiting ? `${words.textQueued}: ${waiting}. ${trouble}`.trim() : trouble || words.textAll;
    list.replaceChildren(...[...queue].reverse().concat(sent).map(row));
  };

  const sendOne = async (one) => {
    const answer = await fetch(words.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ batch: one.batch, events: [one.event] }),
      redirect: "manual",
    });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.ok && isJson) {
      change(one.batch, () => []);
      sent = [{ ...one, isSent: true }, ...sent].slice(0, 20);
    } else if (isJson && (answer.status === 400 || answer.status === 409)) {
      const { reason } = await answer.json();
      change(one.batch, (kept) => [{ ...kept, refused: reason }]);
    } else if (answer.status === 404) {
      change(one.batch, (kept) => [{ ...kept, refused: words.textGone }]);
    } else {
      const isSignedOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;
      trouble = isSignedOut ? words.textSignedOut : words.textServer;
      return false; // kept, and tried again
    }
    return true;
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    trouble = "";
    try {
      for (let one; (one = read().find((waiting) => !waiting.refused));) {
        if (!await sendOne(one)) break;
        show();
      }
    } catch {
      trouble = words.textOffline;
    }
    sending = false;
    show();
  };

  const report = (event) => {
    const number = crypto.randomUUID();
    write([...read(), { batch: number, event: { ...event, occurred_at: new Date().toISOString(), client_id: number } }]);
    show();
    send();
  };

  const say = (text) => {
    trouble = text;
    show();
  };

  panel.querySelector("[data-report=position]")?.addEventListener("click", () => {
    if (!navigator.geolocation) { say(words.textNopos); return; }
    say(words.textLocating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { trouble = ""; report({ kind: "position", latitude: coords.latitude, longitude: coords.longitude }); },
      () => say(words.textNopos),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });

  const arrivesIn = (minutes) => (minutes ? { expected_arrival_at: new Date(Date.now() + Number(minutes) * 60000).toISOString() } : {});
  const makers = {
    temperature: (fields) => ({ kind: "temperature", temperature_c: Number(fields.temperature_c.replace(",", ".").replace("−", "-")) }),
    note: (fields) => (fields.is_delay || fields.minutes ? { kind: "delay", note: fields.note, ...arrivesIn(fields.minutes) } : { kind: "note", note: fields.note }),
  };
  panel.querySelectorAll("[data-report-form]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    report(makers[form.dataset.reportForm](Object.fromEntries(new FormData(form))));
    form.reset();
    form.querySelector("input").focus();
  }));

  window.addEventListener("online", send);
  window.addEventListener("storage", show);
  setInterval(() => { if (read().some((one) => !one.refused)) send(); }, 15000);
  show();
  if (read().length) send();
})();
