// Progressive enhancement only: every page works without this file.
"use strict";

// Select boxes that send themselves; their button is for those without script.
for (const select of document.querySelectorAll("select[data-submits]")) {
  const button = document.getElementById(select.dataset.submits);
  button.hidden = true;
  select.addEventListener("change", () => button.click());
}

// Copy buttons; where copying is refused, the text is selected instead.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const status = document.getElementById(button.dataset.copy + "-status");
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(source.value);
      else if (!document.execCommand("copy")) return;
    } catch {
      return;
    }
    button.textContent = button.dataset.done;
    if (status) status.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; if (status) status.textContent = ""; }, 2000);
  });
}

for (const input of document.querySelectorAll("input[data-select]")) {
  input.addEventListener("focus", () => input.select());
}

// An error summary is read first.
document.getElementById("errors")?.focus();

// Number keys answer the question that has the focus, 0 is "I don't know"
// (WCAG 2.1.4: only while the focus is inside it).
for (const question of document.querySelectorAll("fieldset[data-keys]")) {
  question.addEventListener("keydown", (event) => {
    if (event.target.tagName === "TEXTAREA" || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
    const value = event.key === "0" ? "dk" : event.key;
    const choice = question.querySelector(`input[type=radio][value="${value}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    if (choice.checked) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// What was sent needs no copy on this device any more.
for (const element of document.querySelectorAll("[data-forget]")) {
  try {
    localStorage.removeItem("readiness-" + element.dataset.forget);
  } catch {
    // Storage is off: there is nothing to forget.
  }
}

// Autosave: each answer is sent as it is given. What could not be sent waits in
// the browser's storage, under the name of this draft, and is tried again with
// growing pauses, when the connection is back, and on the next page.
const form = document.querySelector("form[data-autosave]");
if (form) autosave(form);

function autosave(form) {
  const status = document.getElementById("saved");
  const name = "readiness-" + form.dataset.draft;
  const firstPause = 1000, longestPause = 60000, typingPause = 800;
  let pause = firstPause;
  let timer = 0;
  let sending = false;
  let last = Number(form.dataset.seq) || 0;
  let queue = load();

  // Numbers never go back, even if the clock of this device does.
  function next() {
    last = Math.max(Date.now(), last + 1);
    return last;
  }

  function load() {
    let stored = {};
    try {
      stored = JSON.parse(localStorage.getItem(name)) || {};
    } catch {
      // Storage is off or damaged: the queue lives as long as the page.
    }
    for (const entry of Object.values(stored)) last = Math.max(last, entry.seq);
    return stored;
  }

  function keep() {
    try {
      if (Object.keys(queue).length) localStorage.setItem(name, JSON.stringify(queue));
      else localStorage.removeItem(name);
    } catch {
      // As above.
    }
  }

  function show(kind, text) {
    status.className = "saved" + (kind ? " " + kind : "");
    status.textContent = text;
  }

  function time() {
    return new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
  }

  function put(field, value) {
    queue[field] = { value, seq: next() };
    keep();
    flush();
  }

  async function flush() {
    clearTimeout(timer);
    if (sending) return;
    const fields = Object.keys(queue);
    if (!fields.length) return;
    const field = fields[0];
    const entry = queue[field];
    sending = true;
    show("", status.dataset.saving);
    let answer = null;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", keepalive: true, credentials: "same-origin",
        body: new URLSearchParams({ field, value: entry.value, seq: String(entry.seq) }),
      });
    } catch {
      // No connection: tried again below.
    }
    sending = false;
    if (answer && answer.status === 204) {
      forget(field, entry);
      pause = firstPause;
      if (!Object.keys(queue).length) show("ok", status.dataset.saved.replace("{time}", time()));
      return flush();
    }
    const problem = answer ? await answer.json().catch(() => ({ retry: true })) : { retry: true };
    if (!problem.retry) {
      forget(field, entry);
      show("bad", problem.error);
      return flush();
    }
    show("bad", status.dataset.failed);
    timer = setTimeout(flush, pause);
    pause = Math.min(pause * 2, longestPause);
  }

  // An answer that changed while it was being sent stays in the queue.
  function forget(field, entry) {
    if (queue[field] && queue[field].seq === entry.seq) delete queue[field];
    keep();
  }

  const typing = new Map();
  function typed(area) {
    clearTimeout(typing.get(area));
    typing.delete(area);
    put(area.name, area.value);
  }

  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type === "radio") put(input.name, input.value);
    else if (input.tagName === "TEXTAREA") typed(input);
  });
  form.addEventListener("input", (event) => {
    const area = event.target;
    if (area.tagName !== "TEXTAREA") return;
    clearTimeout(typing.get(area));
    typing.set(area, setTimeout(typed, typingPause, area));
  });

  // The page itself carries all its answers: newer than anything still queued.
  form.addEventListener("submit", () => {
    for (const waiting of typing.values()) clearTimeout(waiting);
    form.elements.seq.value = String(next());
  });

  window.addEventListener("online", () => { pause = firstPause; flush(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") for (const area of [...typing.keys()]) typed(area); });
  flush();
}
