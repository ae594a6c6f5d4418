// On a citizen's own device: what was begun is kept here for a day, so that whoever was interrupted can go on. On a
// shared one nothing is kept, and a kiosk goes back to its start when nobody is there any more.

const PREFIX = "medlytt:begun:";
const SENT = "medlytt:sent";
const LASTS = 24 * 60 * 60 * 1000;
const [WARNED_AFTER, OVER_AFTER] = [70_000, 90_000]; // milliseconds without anybody

// The address is a secret: it is not written down here, only a number that is made of it.
function hash(text) {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of text) {
    a = Math.imul(a ^ letter.codePointAt(0), 2654435761);
    b = Math.imul(b ^ letter.codePointAt(0), 1597334677);
  }
  return (4294967296 * (2097151 & (b ^ (a >>> 13))) + ((a ^ (b >>> 16)) >>> 0)).toString(36);
}

// A store may be forbidden or full: then nothing is kept, and all else works.
function store(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

// With a blind token the form goes to an address of many: the link it began with says whose this is.
const place = store(() => sessionStorage.getItem(`medlytt:link:${location.pathname}`)) ?? location.pathname;
const key = PREFIX + hash(place);
const forget = (one) => store(() => localStorage.removeItem(one));
const read = (one) => store(() => JSON.parse(localStorage.getItem(one)));

function forgetOld() {
  const known = store(() => Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) ?? [];
  for (const one of known) if (!(Date.now() - (read(one)?.at ?? 0) < LASTS)) forget(one);
}

function keep(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "press");
  if (!fields.some(([name, value]) => name.startsWith("q-") && value && !value.startsWith("@"))) return;
  store(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields })));
}

// To the page where they were: the server makes it from what was kept, as when the language is changed.
function goOn(form, fields) {
  const again = Object.assign(document.createElement("form"), { method: "post", action: form.getAttribute("action"), hidden: true });
  const language = fields.find(([name]) => name === "language")?.[1] ?? "";
  for (const [name, value] of [...fields, ["press", `language:${language}`]]) {
    // A text keeps its line breaks in a text field only.
    const field = Object.assign(document.createElement("textarea"), { name });
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

function keepBegun(form, note) {
  const found = "fresh" in note.dataset ? read(key) : null;
  let waiting = Boolean(found?.fields);
  if (waiting) {
    note.hidden = false;
    const [more, anew] = note.querySelectorAll("button");
    more.addEventListener("click", () => goOn(form, found.fields));
    anew.addEventListener("click", () => {
      forget(key);
      note.hidden = true;
      waiting = false;
      keep(form);
      (form.querySelector("input:not([type=hidden]), select, textarea") ?? form).focus();
    });
  } else {
    keep(form);
  }
  let pause;
  const changed = () => {
    clearTimeout(pause);
    pause = setTimeout(() => waiting || keep(form), 300);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("pagehide", () => waiting || note.dataset.left || keep(form));
  markSent(form, () => (note.dataset.left = "1"));
}

// What was sent in is erased by the page that says that it has arrived.
function markSent(form, then = () => {}) {
  form.addEventListener("submit", (event) => {
    if (!["send", "have"].includes(event.submitter?.value)) return;
    store(() => sessionStorage.setItem(SENT, key));
    then();
  });
}

function forgetSent() {
  forget(key);
  const sent = store(() => sessionStorage.getItem(SENT));
  if (sent) forget(sent);
  store(() => sessionStorage.removeItem(SENT));
}

function watch(note) {
  const start = note.dataset.start;
  let [warn, over] = [0, 0];
  const again = () => {
    clearTimeout(warn);
    clearTimeout(over);
    note.hidden = true;
    warn = setTimeout(() => (note.hidden = false), WARNED_AFTER);
    over = setTimeout(() => location.replace(start), OVER_AFTER);
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, again, { passive: true });
  again();
}

const form = document.getElementById("filling");
const begun = document.getElementById("begun");
const kiosk = document.getElementById("kiosk");
if (kiosk) watch(kiosk);
else {
  forgetOld();
  if (document.getElementById("thanks")) forgetSent();
  else if (form && begun) keepBegun(form, begun);
  else if (form) markSent(form);
}
