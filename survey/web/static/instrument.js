// Says at once what follows from an answer: which questions are asked, what is computed, which choices are left, what
// cannot stand. The server has the last word; where this script cannot go on, everything is shown and the server decides.

const { DataNode, at, namesOf, run, study, toBoolean, toNumber, toString } = globalThis.expression;
const PARTS = ["relevant", "required", "constraint", "calculation", "default", "filter", "repeat_count"];
const MARKS = ["@blank", "@here"]; // an emptied field, an instance of a repeat: of use to the server only
const MOST_INSTANCES = 500;
const COMPUTED = ["calculate", "hidden", "start", "end", "today"];

// --- an answer as it is typed -> its XForms text (reading.py); null for what cannot be read ---

const zeroOf = (code) => (/\p{Nd}/u.test(String.fromCodePoint(code - 1)) ? zeroOf(code - 1) : code);
const latin = (text) =>
  text
    .replace(/\p{Nd}/gu, (digit) => (digit.codePointAt(0) - zeroOf(digit.codePointAt(0))) % 10)
    .replace(/٫/g, ".")
    .replace(/−/g, "-")
    .replace(/(\d)[ \u00a0\u202f](?=\d{3})/g, "$1");

function readNumber(text, pattern) {
  const plain = latin(text);
  return pattern.test(plain) ? toString(Number(plain.replace(",", "."))) : null;
}

const readDecimal = (text) => readNumber(text, /^[+-]?(\d{1,18}([.,]\d{0,18})?|[.,]\d{1,18})$/);
const READ = {
  integer: (text) => readNumber(text, /^[+-]?\d{1,16}$/),
  decimal: readDecimal,
  range: readDecimal,
  acknowledge: (text) => (text ? "OK" : ""),
};

function reading(kind, text) {
  if (text.startsWith("@") && kind !== "text") return "";
  return text && READ[kind] ? READ[kind](text) : text;
}

class Sheet {
  constructor(form, shipped, words) {
    Object.assign(this, { form, words, cells: new Map(), cellOf: new WeakMap() });
    this.items = shipped.items;
    this.order = shipped.order.map((name) => this.items.find((item) => item.name === name));
    for (const item of this.items) {
      item.needs = {};
      for (const part of PARTS) if (Array.isArray(item[part])) item.needs[part] = study(item[part]);
      item.rows = item.filter && (item.choices ?? []).map(([name, label, columns]) =>
        new DataNode("item", "", "", Object.entries({ name, label, ...columns }).map(([column, value]) => new DataNode(column, value))));
    }
    this.world = { ...shipped, label: (name, value) => this.called(this.items.find((item) => item.name === name), value) };
    this.comma = new Intl.NumberFormat(shipped.language).format(1.5).includes(",");
  }

  called(item, value) {
    return item ? (item.choices.find(([one]) => one === value)?.[1] ?? "") : "";
  }

  // --- the nodes that the answers stand in, as sheet.py lays them ---

  lay() {
    this.root = new DataNode("data", "", "group");
    this.slots = [];
    this.cells = new Map(this.items.map((item) => [item.name, []]));
    this.fields = new Map();
    for (const field of this.form.elements) {
      if (!field.name?.startsWith("q-")) continue;
      const path = field.name.slice(2).split("..")[0];
      this.fields.set(path, [...(this.fields.get(path) ?? []), field]);
    }
    this.layInside("", this.root, "", this.form);
    this.names = namesOf(this.root);
    this.form.querySelectorAll("fieldset.radios").forEach((element) => this.clearable(this.cellOf.get(element)));
  }

  layInside(within, parent, prefix, element) {
    for (const item of this.items) {
      if ((item.in ?? "") !== within) continue;
      const path = prefix + item.name;
      const own = element?.querySelector(`[data-item="${CSS.escape(item.name)}"]`);
      if (item.kind === "repeat") {
        const slot = { item, node: parent, path, element: own, instances: [] };
        this.slots.push(slot);
        const numbers = [...this.fields.keys()].filter((one) => one.startsWith(`${path}.`)).map((one) => parseInt(one.slice(path.length + 1)));
        for (let count = Math.max(0, ...numbers); count > 0; count -= 1) this.layInstance(slot);
        if (own) this.cellOf.set(own, { node: parent });
        continue;
      }
      const cell = this.cell(item, parent, path, own);
      if (item.kind === "group") this.layInside(item.name, cell.node, prefix, own ?? element);
    }
  }

  layInstance(slot) {
    const number = slot.instances.length + 1;
    const { item } = slot;
    const element = slot.element?.querySelector(`[data-repeat="${CSS.escape(item.name)}"][data-index="${number}"]`);
    const cell = this.cell(item, slot.node, `${slot.path}.${number}`, element);
    slot.instances.push(cell);
    this.layInside(item.name, cell.node, `${cell.path}.`, element);
  }

  cell(item, parent, path, element) {
    const node = parent.add(new DataNode(item.name, "", item.kind));
    const cell = { item, node, path, element, asked: !item.relevant || !element?.hidden, fields: this.fields.get(path) ?? [] };
    this.cells.get(item.name).push(cell);
    if (element) this.cellOf.set(element, cell);
    return cell;
  }

  // As many instances as the form says. What has no place on this page yet the server adds.
  recount(slot) {
    const wanted = Math.min(Math.trunc(toNumber(this.says(slot, "repeat_count", slot.instances.length))) || 0, MOST_INSTANCES);
    const count = slot.instances.length;
    while (slot.instances.length < wanted) this.layInstance(slot);
    while (slot.instances.length > Math.max(wanted, 0)) {
      const gone = slot.instances.pop();
      slot.node.children.splice(slot.node.children.indexOf(gone.node), 1);
      if (gone.element) gone.element.hidden = true;
      for (const [name, cells] of this.cells) {
        this.cells.set(name, cells.filter((cell) => cell !== gone && !cell.path.startsWith(`${gone.path}.`)));
      }
      this.slots = this.slots.filter((one) => !one.path.startsWith(`${gone.path}.`));
    }
    if (slot.instances.length !== count) this.names = namesOf(this.root);
    return slot.instances.length !== count;
  }

  // --- what follows from the answers ---

  // What an expression says; `otherwise` where only the server can tell.
  says({ item, node }, part, otherwise) {
    const tree = item[part];
    if (!Array.isArray(tree)) return tree ?? otherwise;
    try {
      return run(tree, at(node, this));
    } catch {
      return otherwise;
    }
  }

  // `changed`: the names of what has changed; empty: everything.
  compute(changed = new Set()) {
    const all = !changed.size;
    const hit = ({ needs }, part) => needs[part] && (all || needs[part].wide || [...needs[part].names].some((name) => changed.has(name)));
    for (const item of this.order) {
      if (hit(item, "repeat_count")) {
        for (const slot of this.slots.filter((one) => one.item === item)) if (this.recount(slot)) changed.add(item.name);
      }
      for (const cell of this.cells.get(item.name)) {
        const { node } = cell;
        const [relevant, value] = [node.relevant, node.value];
        if (hit(item, "relevant")) cell.asked = toBoolean(this.says(cell, "relevant", cell.asked));
        node.relevant = cell.asked && node.parent.relevant;
        if (all || hit(item, "calculation") || hit(item, "default")) this.fill(cell);
        if (relevant === node.relevant && value === node.value) continue;
        for (let one = node; one; one = one.parent) changed.add(one.name);
      }
    }
    for (const item of this.items.filter((one) => hit(one, "filter"))) {
      for (const cell of this.cells.get(item.name)) if (this.offer(cell)) this.changed(cell);
    }
    this.render();
  }

  // What was typed, else what the program puts in.
  fill(cell) {
    const { item, node, fields } = cell;
    this.put(cell);
    const part = item.calculation ? "calculation" : fields.length ? "" : "default";
    if (!part) return;
    const value = this.says(cell, part, part === "default" ? (item.value ?? "") : null);
    if (value === null) return;
    const computed = typeof value === "number" && !isFinite(value) ? "" : toString(value);
    const text = COMPUTED.includes(item.kind) ? computed : (reading(item.kind, computed) ?? "");
    if (cell.text && cell.text !== (cell.shown ?? this.spoken(item, text))) return;
    node.value = text;
    cell.shown = this.spoken(item, text);
    if (cell.text !== cell.shown && !fields.includes(document.activeElement)) this.write(cell, cell.shown);
  }

  // With the reader's decimal sign.
  spoken(item, text) {
    return this.comma && ["integer", "decimal", "range"].includes(item.kind) ? text.replace(".", ",") : text;
  }

  write(cell, text) {
    cell.text = text;
    for (const field of cell.fields) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = text.split(" ").includes(field.value);
      else if (field.type !== "hidden") field.value = text;
    }
  }

  // One text of all the fields of a question, as posted.py makes it.
  put(cell) {
    const given = cell.fields.filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked);
    const said = given.map((field) => [field.name.split("..")[1], field.value.trim()]).filter(([, text]) => text && !MARKS.includes(text));
    const places = said.filter(([choice]) => choice && choice !== "@").sort(([, one], [, other]) => one - other);
    const why = said.find(([choice]) => choice === "@");
    const plain = said.filter(([choice]) => !choice).map(([, text]) => text);
    cell.text = why?.[1] ?? (places.length ? places.map(([choice]) => choice) : plain).join(" ");
    const value = reading(cell.item.kind, why ? "" : cell.text);
    cell.unreadable = value === null;
    cell.node.value = value ?? "";
  }

  changed(cell) {
    const before = cell.node.value;
    if (cell.item.calculation) this.fill(cell);
    else this.put(cell);
    if (before !== cell.node.value) this.compute(new Set([cell.item.name]));
  }

  // --- what the page shows of it ---

  render() {
    const shown = [];
    for (const cell of [...this.cells.values()].flat()) {
      const { item, element, fields } = cell;
      if (!element) continue;
      element.hidden = !cell.node.relevant;
      const optional = element.querySelector(":scope > :is(legend, label, th) .optional");
      if (item.needs.required && optional) optional.hidden = toBoolean(this.says(cell, "required", optional.hidden));
      if (cell.clear) cell.clear.hidden = !cell.text;
      if (cell.wrong) this.judge(cell);
      if (cell.node.relevant && fields.some((field) => field.type !== "hidden")) shown.push(cell.path);
    }
    for (const { item, element, node } of this.slots) {
      if (element) element.hidden = !(node.relevant && toBoolean(this.says({ item, node }, "relevant", true)));
    }
    for (const one of this.form.querySelectorAll("[data-value-of]")) this.mention(one);
    if (this.form.elements.shown) this.form.elements.shown.value = shown.join(" ");
  }

  // What a label mentions with ${name}; and the value of what only the program fills in.
  mention(one) {
    const around = this.cellOf.get(one.closest("[data-item], [data-repeat]"));
    const name = one.dataset.valueOf;
    const text = toString(run(["v", name], at(around?.node ?? this.root, this)));
    if (!one.matches(".value")) one.textContent = text || "…";
    else if (around.item.calculation) {
      const { item } = around;
      one.textContent = item.choices ? text.split(" ").map((value) => this.called(item, value)).join(", ") : this.spoken(item, text);
    }
  }

  // The choices that the filter leaves; true where one was taken away that was chosen. A ranking is left to the server.
  offer(cell) {
    const { item, element, node } = cell;
    if (!element || element.querySelector(".ranked")) return false;
    const scope = { ...at(node, this), size: item.rows.length };
    const holds = (choice, n) => toBoolean(run(item.filter, { ...scope, node: item.rows[n], position: n + 1 }));
    let offered;
    try {
      offered = item.choices.filter(holds).map(([value]) => value);
    } catch {
      return false;
    }
    const list = element.querySelector("select:not([name*='..'])");
    const there = [...element.querySelectorAll(list ? "option:not([value=''], [value^='@'])" : ".choice:not(.aside)")];
    const valueOf = (one) => (list ? one : one.querySelector("input")).value;
    if (there.map(valueOf).join(" ") === offered.join(" ")) return false;
    const kept = new Map(there.map((one) => [valueOf(one), one]));
    const before = there.at(-1)?.nextSibling ?? (list ? null : element.querySelector(".aside, .instead, .clear"));
    there.forEach((one) => one.remove());
    for (const value of offered) {
      (list ?? element).insertBefore(kept.get(value) ?? this.choice(cell, value, list), before);
    }
    cell.fields = [...this.form.elements].filter((field) => field.name?.split("..")[0] === `q-${cell.path}`);
    return true;
  }

  choice({ item, path, element }, value, list) {
    const text = this.called(item, value);
    if (list) return new Option(text, value);
    const made = Object.assign(document.createElement("label"), { className: "choice" });
    const type = element.matches(".boxes") ? "checkbox" : "radio";
    const input = Object.assign(document.createElement("input"), { type, name: `q-${path}`, value });
    made.append(input, Object.assign(document.createElement("span"), { textContent: text }));
    return made;
  }

  // A radio button that was pressed cannot be taken back by itself.
  clearable(cell) {
    if (!cell || cell.item.required === true || !this.words.clear) return;
    cell.clear = cell.element.querySelector(".clear");
    if (cell.clear?.dataset.ready) return;
    cell.clear ??= Object.assign(document.createElement("button"), { type: "button", className: "link clear", textContent: this.words.clear });
    cell.clear.dataset.ready = "1";
    cell.element.append(cell.clear);
    cell.clear.addEventListener("click", (event) => {
      event.preventDefault(); // the server's own button would bring the page anew
      this.write(cell, "");
      cell.fields[0].dispatchEvent(new Event("change", { bubbles: true }));
      cell.fields[0].focus();
    });
  }

  // What cannot stand is told beside the question, never while somebody types; a word of the server goes once mended.
  judge(cell) {
    const { item, node } = cell;
    if (cell.unreadable || (!cell.text && !cell.wrong)) return;
    const stands = !node.relevant || !node.value || toBoolean(this.says(cell, "constraint", true));
    this.tell(cell, stands ? "" : item.constraint_message || this.words.wrong || "");
  }

  tell(cell, message) {
    const { element, path } = cell;
    const id = `fault-q-${path}`;
    let note = document.getElementById(id);
    if (!note && !message) return;
    if (!note) {
      note = Object.assign(document.createElement("p"), { id, className: "fault" });
      note.setAttribute("aria-live", "polite");
      (element.querySelector(".hint") ?? element.querySelector("legend, label, th > span")).after(note);
    }
    if (note.textContent !== message) setTimeout(() => (note.textContent = message), 50); // a reader hears what comes later
    note.hidden = !message;
    cell.wrong = Boolean(message);
    element.classList.toggle("wrong", cell.wrong);
    const field = document.getElementById(`field-q-${path}`);
    const others = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    field?.setAttribute("aria-describedby", [...others, ...(message ? [id] : [])].join(" "));
    field?.setAttribute("aria-invalid", cell.wrong);
  }
}

function begin(form, source) {
  const sheet = new Sheet(form, JSON.parse(source.textContent), source.dataset);
  const cellOf = (field) => [...sheet.cells.values()].flat().find((cell) => cell.fields.includes(field));
  const guarded = (act) => (event) => {
    try {
      act(event);
    } catch (fault) {
      showAll(form);
      throw fault;
    }
  };
  const whole = guarded(() => {
    sheet.lay();
    sheet.compute();
  });
  const typed = guarded(({ target, type }) => {
    const cell = cellOf(target);
    if (!cell) return;
    sheet.changed(cell);
    // Not at once: a line that comes between pressing and letting go would move the button away.
    if (type === "change") setTimeout(guarded(() => sheet.judge(cell)), 250);
  });
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("filled", whole); // a draft came back
  addEventListener("pageshow", whole); // so did the page, with what was typed
  whole();
}

function showAll(form) {
  for (const one of form.querySelectorAll("[data-item][hidden], [data-repeat][hidden]")) one.hidden = false;
}

const source = document.getElementById("instrument-form");
const form = source?.closest("form");
if (form) {
  try {
    begin(form, source);
  } catch (fault) {
    showAll(form);
    throw fault;
  }
}
