// Keeps what is typed: on this device at once, on the server as soon as it can be reached. Without this script the
// button "Save draft" does the same.

const PREFIX = "medlytt:draft:";
const MARKS = ["@blank", "@here"]; // an emptied field, an instance of a repeat: of use to the server only
const PAUSE = 700; // milliseconds after the last key
const LONGEST_PAUSE = 60_000;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
const write = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store: the server still gets every draft.
  }
};
const keysOf = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));

// What a field shows of the answer to its question; in a ranking each choice has a field for its place.
function valueOf(answer, choice, asideApart) {
  const text = MARKS.includes(answer) ? "" : answer;
  if (choice === undefined) return asideApart && text.startsWith("@") ? "" : text;
  if (choice === "@") return text.startsWith("@") ? text : "";
  const place = text.split(" ").indexOf(choice) + 1;
  return place ? String(place) : "";
}

// What was sent in needs no copy on this device any more.
const sent = document.getElementById("kept");
if (sent && !sent.dataset.unsent) {
  for (const task of sent.dataset.sent.split(" ").filter(Boolean)) {
    keysOf(`${PREFIX}${sent.dataset.person}:${task}:`).forEach((key) => localStorage.removeItem(key));
    keysOf(`medlytt:steps:${sent.dataset.person}:${task}`).forEach((key) => localStorage.removeItem(key));
  }
}

// A window keeps its name through reloads, so that it does not contradict itself.
function nameOfWindow(fresh) {
  try {
    const known = sessionStorage.getItem("medlytt:window");
    if (known) return known;
    sessionStorage.setItem("medlytt:window", fresh);
  } catch {
    // no session store: every page is a window of its own
  }
  return fresh;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(form.dataset.words);
    this.url = form.dataset.draft;
    this.note = form.querySelector(".saved");
    this.clashes = form.querySelector("#clash");
    this.window = nameOfWindow(form.elements.window.value);
    form.elements.window.value = this.window;
    this.start = `${PREFIX}${form.dataset.person}:${form.dataset.task}:`;
    this.key = this.start + this.window;
    this.wait = PAUSE;
    this.dirty = false;
    this.saving = false;
    this.beyond = {}; // what another window wrote where this page has no field: an instance of a repeat
    this.restore();
    form.addEventListener("input", (event) => this.typed(event));
    form.addEventListener("change", (event) => this.typed(event));
    form.addEventListener("submit", (event) => this.submitting(event));
    addEventListener("online", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.dirty && this.save();
      else this.refresh();
    });
  }

  // As the server keeps them: several ticks with blanks between them, a ranking as its choices in order.
  get values() {
    const values = { ...this.beyond };
    const places = {};
    for (const [name, given] of new FormData(this.form)) {
      const value = typeof given === "string" && this.isKept(name) ? given.trim() : "";
      const [base, choice] = name.split("..");
      if (!value) continue;
      if (choice === "@") values[base] = value;
      else if (choice) (places[base] ??= []).push([Number(value), choice]);
      else if (MARKS.includes(value)) values[name] ??= value;
      else values[name] = name in values && !MARKS.includes(values[name]) ? `${values[name]} ${value}` : value;
    }
    for (const [base, ranked] of Object.entries(places)) {
      values[base] ??= ranked.sort(([one], [other]) => one - other).map(([, choice]) => choice).join(" ");
    }
    return values;
  }

  isKept(name) {
    return name.startsWith("q-") || name.startsWith("kind-") || name === "times_right";
  }

  fill(values, { blanksOnly = false } = {}) {
    const here = new Set([...this.form.elements].map((field) => field.name?.split("..")[0]));
    this.beyond = Object.fromEntries(Object.entries(values).filter(([name]) => this.isKept(name) && !here.has(name)));
    const now = this.values;
    let changed = false;
    for (const field of this.form.elements) {
      const [base, choice] = field.name?.split("..") ?? [];
      if (!base || field.type === "hidden" || !this.isKept(base)) continue;
      if (blanksOnly && base in now && !MARKS.includes(now[base])) continue;
      const value = valueOf(values[base] ?? "", choice, `${base}..@` in this.form.elements);
      if (field.type === "radio" || field.type === "checkbox") {
        const on = field.type === "radio" ? field.value === value : value.split(" ").includes(field.value);
        changed ||= field.checked !== on;
        field.checked = on;
      } else if (value || !blanksOnly) {
        changed ||= field.value.trim() !== value;
        if (field.type !== "select-one" || value) field.value = value;
      }
    }
    this.form.dispatchEvent(new Event("filled"));
    return changed;
  }

  // What this device kept because the server could not be reached, or because the window was closed too soon.
  async restore() {
    const own = read(this.key);
    if (own && JSON.stringify(own.values) !== JSON.stringify(this.values)) {
      this.fill(own.values);
      this.form.elements.revision.value = Math.min(own.revision, Number(this.form.elements.revision.value));
      this.dirty = true;
      await this.save();
    } else if (own) localStorage.removeItem(this.key);
    for (const key of keysOf(this.start).filter((key) => key !== this.key)) {
      const other = read(key);
      if (!other || Date.now() - other.at < 15_000) continue; // that window is still at work
      const answer = await this.send(other.values, other.revision, key.slice(this.start.length));
      if (answer?.body?.revision !== undefined) {
        localStorage.removeItem(key);
        this.adopt(answer.body);
      }
    }
  }

  typed(event) {
    if (!event.target.name || !this.isKept(event.target.name)) return;
    this.dirty = true;
    write(this.key, { values: this.values, revision: Number(this.form.elements.revision.value), at: Date.now() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save({ settled = false } = {}) {
    if (this.saving) return;
    clearTimeout(this.timer);
    this.saving = true;
    const values = this.values;
    const answer = await this.send(values, Number(this.form.elements.revision.value), this.window, settled);
    this.saving = false;
    if (!answer) return this.later(this.words.offline);
    const { status, body } = answer;
    if (status === 401 || status === 403) return this.signInAgain();
    if (body?.revision === undefined) return this.refused(status, body);
    this.wait = PAUSE;
    if (JSON.stringify(values) === JSON.stringify(this.values)) {
      this.dirty = false;
      if (!body.clash) localStorage.removeItem(this.key);
    }
    this.adopt(body);
    if (this.dirty && !body.clash) this.timer = setTimeout(() => this.save(), PAUSE);
  }

  adopt(body) {
    if (body.csrf) document.querySelectorAll("input[name=csrf]").forEach((field) => (field.value = body.csrf));
    if (body.clash) return this.choose([body.values], body.revision);
    this.form.elements.revision.value = body.revision;
    const joined = this.fill(body.values, { blanksOnly: true });
    const others = Object.values(body.others).filter((other) => this.differing(other).length);
    if (others.length) return this.choose(others, body.revision);
    this.clashes.replaceChildren();
    this.say(joined ? this.words.joined : `${this.words.saved} ${new Date().toTimeString().slice(0, 5)}`);
  }

  async send(values, revision, window, settled = false) {
    const body = new URLSearchParams({ ...values, revision, window, csrf: this.form.elements.csrf.value });
    if (settled) body.set("settled", "1");
    return this.ask({ method: "POST", body });
  }

  async ask(options) {
    try {
      const keepalive = document.visibilityState === "hidden"; // outlives the page
      const answer = await fetch(this.url, { ...options, keepalive, headers: { accept: "application/json" } });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    } catch {
      return null;
    }
  }

  later(text) {
    this.say(text, true);
    this.wait = Math.min(this.wait * 2, LONGEST_PAUSE);
    this.timer = setTimeout(() => this.save(), this.wait);
  }

  // Signed in anew in another window: fetch the new token. Not signed in: say so, and keep trying.
  async signInAgain() {
    const answer = await this.ask({ method: "GET" });
    if (answer?.status === 200) {
      document.querySelectorAll("input[name=csrf]").forEach((field) => (field.value = answer.body.csrf));
      return this.save();
    }
    this.later(`${this.words.signedOut} `);
    const link = Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", rel: "noopener" });
    link.textContent = this.words.signIn;
    this.note.append(link);
  }

  refused(status, body) {
    if (status >= 500) return this.later(this.words.offline);
    const isSent = body?.type?.endsWith("already-sent");
    this.say(isSent ? this.words.sent : `${this.words.gone} ${body?.title ?? ""}`, true);
  }

  // This window comes back to the front: another one may have written meanwhile.
  async refresh() {
    if (this.dirty) return this.save();
    const answer = await this.ask({ method: "GET" });
    if (answer?.status !== 200 || this.dirty) return;
    if (answer.body.revision > Number(this.form.elements.revision.value)) {
      this.form.elements.revision.value = answer.body.revision;
      if (this.fill(answer.body.values)) this.say(this.words.joined);
    }
  }

  submitting(event) {
    const to = event.submitter?.getAttribute("formaction") ?? this.form.action;
    if (!navigator.onLine) {
      event.preventDefault();
      write(this.key, { values: this.values, revision: Number(this.form.elements.revision.value), at: Date.now() });
      this.say(this.words.offline, true);
    } else if (to.endsWith("/grade")) {
      clearTimeout(this.timer);
      setTimeout(() => this.form.querySelectorAll(".actions button").forEach((button) => (button.disabled = true)));
    }
  }

  // The fields that both fill in, and differently; what only one of them filled in is taken from there.
  differing(other) {
    const mine = this.values;
    return Object.keys(mine).filter((name) => other[name] && mine[name] !== other[name]);
  }

  choose(others, revision) {
    this.clashes.replaceChildren(
      ...others.map((other) => {
        const box = document.createElement("div");
        box.className = "notice warning";
        const head = document.createElement("p");
        head.append(Object.assign(document.createElement("strong"), { textContent: this.words.clash }));
        const list = document.createElement("dl");
        list.className = "meta";
        for (const name of this.differing(other)) list.append(this.compared(name, other[name] ?? ""));
        const keep = this.button(this.words.keep, () => this.settle(revision, { ...other, ...this.values }));
        const take = this.button(this.words.take, () => this.settle(revision, { ...this.values, ...other }));
        const actions = document.createElement("p");
        actions.className = "actions";
        actions.append(keep, take);
        box.append(head, list, actions);
        return box;
      }),
    );
    this.say(this.words.clash, true);
  }

  compared(name, theirs) {
    const row = document.createElement("div");
    const field = [...this.form.elements].find((one) => one.name === name);
    const label = field?.closest("fieldset")?.querySelector("legend") ?? field?.labels?.[0];
    row.append(Object.assign(document.createElement("dt"), { textContent: label?.textContent.trim() ?? name }));
    const both = document.createElement("dd");
    for (const [where, value] of [
      [this.words.here, this.values[name] ?? ""],
      [this.words.there, theirs],
    ]) {
      const line = document.createElement("p");
      line.append(`${where}: `, Object.assign(document.createElement("strong"), { textContent: this.named(name, value) }));
      both.append(line);
    }
    row.append(both);
    return row;
  }

  named(name, value) {
    if (!value) return this.words.empty;
    const field = [...this.form.elements].find((one) => one.name === name && one.value === value);
    const label = field?.type === "radio" ? field.closest("label")?.querySelector("span") : null;
    return label ? label.firstChild.textContent.trim() : value;
  }

  button(text, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  async settle(revision, values) {
    this.fill(values);
    this.form.elements.revision.value = revision;
    this.clashes.replaceChildren();
    await this.save({ settled: true });
    this.form.querySelector(".question input, .question textarea")?.focus();
  }

  say(text, warning = false) {
    this.note.textContent = text;
    this.note.classList.toggle("warning", warning);
  }
}

// Where instrument.js does not: questions that depend on an earlier choice show and hide with it.
function follow(form) {
  const dependents = form.querySelectorAll("[data-shown-if]");
  const update = () => {
    for (const one of dependents) {
      const on = new FormData(form).get(one.dataset.shownIf) ?? "";
      one.hidden = !one.dataset.shownIn.split(" ").includes(on);
    }
    const shown = [...form.querySelectorAll("[data-item]")].filter((one) => !one.closest("[hidden]"));
    form.elements.shown.value = shown.map((one) => one.dataset.item).join(" ");
  };
  form.addEventListener("change", update);
  form.addEventListener("filled", update);
  if (dependents.length) update();
}

const form = document.querySelector("form[data-draft]");
if (form) {
  if (!document.getElementById("instrument-form")) follow(form);
  new Draft(form);
  addEventListener("pageshow", () => form.querySelectorAll(".actions button").forEach((button) => (button.disabled = false)));
}
