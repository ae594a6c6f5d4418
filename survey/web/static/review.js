// Review at the speed of reading: keys, and the next comment at once while the last one is being kept.

const desk = document.getElementById("desk");
const trouble = document.getElementById("trouble");
const aloud = document.getElementById("aloud");
const undo = document.getElementById("undo");
const standing = document.getElementById("standing");
const SWITCHED_OFF = "medlytt-review-without-keys";
const waiting = []; // forms of the comments that come next
const known = new Set(); // comments that have been here: what is still on its way is sent by the server once more
let sent = Promise.resolve(); // what is on its way to the server, one after the other

const card = () => desk.querySelector("form.card");
const fields = (form, axis = form) => [...axis.querySelectorAll("input[name^='said-']")];
const axes = (form) => [...form.querySelectorAll("fieldset.axis")];
const inside = (template) => template.content.querySelector("form.card");
const say = (words) => {
  trouble.textContent = words;
  trouble.hidden = !words;
};

// The same words twice are a change only if there was nothing in between.
function tell(words) {
  aloud.textContent = "";
  setTimeout(() => (aloud.textContent = words), 60);
}

function take(template) {
  const one = inside(template);
  if (known.has(one.dataset.comment)) return;
  known.add(one.dataset.comment);
  waiting.push(one);
}

function show(form) {
  desk.inert = false;
  desk.replaceChildren(form);
  form.querySelector(".to-read").focus({ preventScroll: true });
}

function next() {
  const form = waiting.shift();
  if (form) return show(form);
  desk.inert = true;
  sent.then(() => (waiting.length ? show(waiting.shift()) : location.reload()));
}

function refresh(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  standing.textContent = page.querySelector("[data-standing]").textContent;
  undo.replaceChildren(...page.querySelector("[data-undo]").childNodes);
  const said = page.querySelector("[data-said]");
  if (said) say(said.textContent);
  return [...page.querySelectorAll("template[data-card]")];
}

// In the order of the keys pressed: the server gives each answer what the page does not have yet.
function post(form, address, { failed }) {
  const body = new FormData(form);
  sent = sent.then(async () => {
    for (const one of [card(), ...waiting]) if (one && one !== form) body.append("have", one.dataset.comment);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "x-medlytt-part": "1" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      return refresh(await answer.text());
    } catch {
      failed();
      say(trouble.dataset.lost);
      return [];
    }
  });
  return sent;
}

function confirm(form) {
  const empty = axes(form).find((axis) => !fields(form, axis).some((field) => field.checked));
  if (empty) {
    say(trouble.dataset.choose);
    fields(form, empty)[0].focus();
    return;
  }
  say("");
  leave(form, form.action);
  tell(aloud.dataset.kept);
}

function leave(form, address) {
  const failed = () => {
    if (card() !== form) waiting.unshift(card());
    show(form);
  };
  post(form, address, { failed }).then((cards) => cards.forEach(take));
  next();
}

// Once all is kept: only then the page knows what was the last.
async function takeBack() {
  await sent;
  const last = undo.querySelector("form");
  if (!last) return;
  say("");
  const held = card();
  post(last, last.action, { failed: () => {} }).then((cards) => {
    if (!cards.length) return;
    if (held) waiting.unshift(held);
    cards.forEach((template, place) => (place ? take(template) : show(inside(template))));
    tell(aloud.dataset.back);
  });
}

if (desk) {
  known.add(card().dataset.comment);
  document.querySelectorAll("body template[data-card]").forEach(take);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".card")) {
      event.preventDefault();
      if (event.submitter?.matches("[data-skip]")) leave(form, event.submitter.formAction);
      else confirm(form);
    } else if (form.matches(".undo")) {
      event.preventDefault();
      takeBack();
    }
  });

  // "None of these" stands alone.
  desk.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    for (const field of fields(null, target.closest("fieldset"))) {
      if (field !== target && ("alone" in field.dataset || "alone" in target.dataset)) field.checked = false;
    }
  });

  const keys = document.querySelector("#switch input");
  keys.closest("p").hidden = false;
  keys.checked = localStorage.getItem(SWITCHED_OFF) === null;
  keys.addEventListener("change", () => {
    if (keys.checked) localStorage.removeItem(SWITCHED_OFF);
    else localStorage.setItem(SWITCHED_OFF, "1");
    document.documentElement.classList.toggle("without-keys", !keys.checked);
  });
  document.documentElement.classList.toggle("without-keys", !keys.checked);

  const DOES = {
    u: takeBack,
    s: () => card()?.querySelector("[data-skip]")?.click(),
    "?": () => (document.getElementById("keys").open = !document.getElementById("keys").open),
  };
  document.addEventListener("keydown", (event) => {
    const form = card();
    const { target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || target.matches("textarea, select, [type=search]")) return;
    if (event.key === "Enter") {
      if (!form || target.matches("a, button, summary") || event.repeat) return;
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!keys.checked) return;
    const key = event.key.toLowerCase();
    const field = form?.querySelector(`input[data-key="${CSS.escape(key)}"]`);
    if (!field && !DOES[key]) return;
    event.preventDefault();
    if (event.repeat) return;
    if (!field) DOES[key]();
    else if (field.type === "radio") field.checked = true;
    else field.click();
  });
}
