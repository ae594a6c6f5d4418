// A form that is sent with a blind token: from the first press on it goes to an address that names nobody, and the link
// stays in this tab. Before the answer is stored the link is turned into a token, once (survey/blind.py, blind.js).

const LINK = "medlytt:link:";
const KEPT = "medlytt:token:";

function store(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const usable = () =>
  Boolean(globalThis.blind?.supported() && store(() => (sessionStorage.setItem(LINK, "1"), localStorage.setItem(KEPT, "1"), true)));

// The link's page: forms go elsewhere from now on, and the page says so.
function leave(note) {
  const to = note.dataset.at;
  sessionStorage.setItem(LINK + to, location.pathname);
  for (const form of document.querySelectorAll("form#filling")) form.setAttribute("action", to);
  note.hidden = false;
}

async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes.slice(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function signature(link, sent) {
  const answer = await fetch(`${link}/signature`, {
    method: "POST",
    body: new URLSearchParams({ sent }),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
  });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  return answer.text();
}

// What is kept on the device until it is spent: the same request again after a dropped connection, never a second one.
async function token(form, link) {
  const place = KEPT + (await digest(link));
  const key = JSON.parse(form.dataset.key);
  const keep = (value) => (localStorage.setItem(place, JSON.stringify(value)), value);
  let now = store(() => JSON.parse(localStorage.getItem(place))) ?? keep(await blind.begin(key));
  if (!now.signature) now = keep(await blind.finish(key, now, await signature(link, now.sent)));
  return now;
}

async function send(form) {
  const link = store(() => sessionStorage.getItem(LINK + location.pathname));
  const said = (name) => {
    for (const one of form.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== name;
  };
  if (!link || !globalThis.blind) return said("lost");
  said("busy");
  try {
    const found = await token(form, link);
    form.elements.token.value = found.token;
    form.elements.signature.value = found.signature;
    form.submit();
  } catch (fault) {
    if (fault.status === 409) return said("used");
    said("failed");
    const usual = form.querySelector("[data-usual]");
    usual.addEventListener("click", () => form.setAttribute("action", link));
  }
}

const note = document.getElementById("tokens");
const last = document.getElementById("with-token");
if (note && usable()) leave(note);
if (last) {
  last.querySelector("[data-again]").addEventListener("click", () => send(last));
  send(last);
}
