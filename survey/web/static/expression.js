// Runs the expression trees that the server has parsed (instruments/expression/tree.py), with the same answers to the
// digit. What only the server can tell is Unknown here: the page then leaves things as the server showed them.

class Unknown extends Error {}

function unknown(why) {
  throw new Unknown(why);
}

// --- the answers: a tree of nodes, as in nodes.py ---

class DataNode {
  constructor(name, value = "", kind = "", children = []) {
    Object.assign(this, { name, value, kind, relevant: true, parent: null, children: [] });
    children.forEach((child) => this.add(child));
  }

  add(child) {
    child.parent = this;
    this.children.push(child);
    return child;
  }
}

const isRepeat = (node) => node.kind === "repeat";
const around = (node) => (node ? [node, ...around(node.parent)] : []);
const withDown = (node) => [node, ...down(node)];
const down = (node) => node.children.flatMap(withDown);

function namesOf(root) {
  const found = new Map();
  for (const node of down(root)) found.has(node.name) ? found.get(node.name).push(node) : found.set(node.name, [node]);
  return found;
}

// Those of the nodes of one name that ${name} means from here: in a repeat the ones in the innermost instance around
// the context whose repeat holds that name, from outside all of them.
function nearest(nodes, context) {
  if (nodes.length < 2 && !around(nodes[0]).some(isRepeat)) return nodes;
  for (const place of around(context).filter(isRepeat)) {
    const inside = down(place).filter((node) => node.name === nodes[0].name);
    const twin = (one) => isRepeat(one) && one.name === place.name && one.parent === place.parent;
    if (inside.length || nodes.some((node) => around(node.parent).some(twin))) return inside;
  }
  return nodes;
}

// In a predicate on a repeat those in the instance looked at.
function called({ current, node }, nodes) {
  const near = node === current ? nodes : nearest(nodes, node);
  return near === nodes ? nearest(nodes, current) : near;
}

// --- dates: text that remembers its day number, counted from 1970-01-01 in whole milliseconds, as in moments.py ---

const DAY = 86400000;

class DateText {
  constructor(text, days) {
    Object.assign(this, { text, days });
  }

  toString() {
    return this.text;
  }
}

// The milliseconds on the text's own clock and on that of UTC; null if there is no such day or hour.
function moment(text) {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(text);
  if (!found || text.startsWith("0000")) return null;
  const [, day, clock = "00:00", second = "00", fraction = "0", offset = ""] = found;
  const written = `${day}T${clock}:${second}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(3).replace(":", "")];
  const date = new Date(written);
  if (isNaN(date) || date.toISOString() !== written || hours > 23 || minutes > 59) return null;
  const ahead = `${offset[0]}1` * (hours * 60 + +minutes) * 60000 || 0;
  const zone = offset && (hours ? `${offset[0]}${hours}:${minutes || "00"}` : "+00:00");
  return { at: +date, utc: date - ahead, zone };
}

const iso = (at, zone = "") => new Date(at).toISOString().replace("Z", zone);

// --- values: boolean, number, text (or DateText), nodes ---

const trimmed = (text) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

// For a group all that is in it, nothing for what is not relevant.
const read = (node) => (!node.relevant ? "" : node.children.length ? node.children.map(read).join("") : node.value);

// XPath writes no exponents.
function numberText(number) {
  const parts = /^(-?)(\d)\.?(\d*)e([+-])(.+)$/.exec(number);
  if (!parts) return String(number);
  const [, sign, first, rest, way, power] = parts;
  if (way === "+") return sign + (first + rest).padEnd(+power + 1, "0");
  return `${sign}0.${"0".repeat(power - 1)}${first}${rest}`;
}

function toString(value) {
  if (Array.isArray(value)) value = value.find((node) => node.relevant) ?? "";
  if (value instanceof DataNode) value = read(value);
  return typeof value === "number" ? numberText(value) : String(value);
}

function toNumber(value) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof DateText) return value.days;
  const text = trimmed(toString(value));
  if (/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
  return text.length > 9 ? (moment(text)?.at ?? NaN) / DAY : NaN;
}

function toBoolean(value) {
  if (Array.isArray(value)) return value.some((node) => node.relevant);
  return typeof value === "number" ? value === value && value !== 0 : value instanceof DateText || Boolean(value);
}

// --- paths, as in paths.py ---

const siblings = (node) => {
  const all = node.parent?.children ?? [node];
  const at = all.indexOf(node);
  return [all.slice(0, at).reverse(), all.slice(at + 1)];
};
const AXES = {
  child: (node) => node.children,
  parent: (node) => around(node).slice(1, 2),
  self: (node) => [node],
  descendant: down,
  "descendant-or-self": withDown,
  ancestor: (node) => around(node.parent),
  "ancestor-or-self": around,
  "following-sibling": (node) => siblings(node)[1],
  "preceding-sibling": (node) => siblings(node)[0],
  following: (node) => around(node).flatMap((one) => siblings(one)[1].flatMap(withDown)),
  preceding: (node) => around(node).flatMap((one) => siblings(one)[0].flatMap((each) => withDown(each).reverse())),
};

const place = (node) => (node.parent ? [...place(node.parent), node.parent.children.indexOf(node)] : []);

// Each node once, in document order.
function ordered(nodes) {
  const placed = [...new Set(nodes)].map((node) => [node, place(node)]);
  const before = (a, b) => {
    const at = a.findIndex((branch, n) => branch !== b[n]);
    return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
  };
  return placed.sort(([, a], [, b]) => before(a, b)).map(([node]) => node);
}

function kept(nodes, predicates, scope) {
  for (const predicate of predicates) {
    nodes = nodes.filter((node, at) => {
      const value = run(predicate, { ...scope, node, position: at + 1, size: nodes.length });
      return typeof value === "number" ? value === at + 1 : toBoolean(value);
    });
  }
  return nodes;
}

function step(nodes, [axis, test, predicates = []], scope) {
  const fits = (node) => test === "*" || test === "node()" || node.name === test;
  const found = nodes.flatMap((node) => kept(AXES[axis](node).filter(fits), predicates, scope));
  return axis === "child" || axis === "self" ? found : ordered(found);
}

// What the root is called is the form's affair: a path of several steps that begins with a name unknown at the top
// begins at the root.
function above(root, [[axis, test], more]) {
  let top = [root];
  if (axis === "child" && test !== "*" && test !== "node()" && test !== root.name) {
    top = root.children.filter((node) => node.name === test);
    if (!top.length && more) top = [Object.assign(new DataNode(test), { value: root.value, children: root.children })];
  }
  return Object.assign(new DataNode(""), { children: top });
}

function path(start, steps, scope) {
  const begin = { ".": () => scope.node, c: () => scope.current, "/": () => (steps.length ? above(scope.root, steps) : scope.root) };
  const nodes = begin[start] ? [begin[start]()] : nodesOf(run(start, scope));
  const leading = start === "/" ? steps.findIndex(([axis, test, conditions]) => axis !== "child" || /^\*$|\(/.test(test) || conditions.length) : 0;
  const own = Math.min(leading < 0 ? steps.length : leading, steps.length - 1);
  return steps.reduce((found, one, n) => (n < own ? ownOf : same)(step(found, one, scope), scope), nodes);
}

const same = (nodes) => nodes;

// A step from the root into a repeat one stands in leads to one's own instance.
function ownOf(nodes, { node, current }) {
  if (!nodes.length || !isRepeat(nodes[0])) return nodes;
  const mine = [node, current].flatMap(around).find((one) => one.parent === nodes[0].parent && one.name === nodes[0].name);
  return mine ? [mine] : nodes;
}

function nodesOf(value) {
  return Array.isArray(value) ? value : unknown("no nodes");
}

// --- operators, as in operators.py ---

const CALCULATE = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  div: (a, b) => a / b,
  mod: (a, b) => a % b,
};
const ORDER = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};
const each = (value) => (Array.isArray(value) ? value.map(read) : [value]);

// Sums of decimals are equal when they differ by next to nothing; a date that was calculated equals another text of
// the same moment.
function equal(left, right) {
  const kinds = [typeof left, typeof right];
  if (kinds.includes("number")) {
    const [a, b] = [toNumber(left), toNumber(right)];
    return a === b || Math.abs(a - b) < 1e-12;
  }
  return String(left) === String(right) || (kinds.includes("object") && toNumber(left) === toNumber(right));
}

// Of node-sets some pair has to fit; against a truth a node-set counts as a truth itself.
function compare(sign, left, right) {
  const wanted = sign === "=";
  if (typeof left === "boolean" && (!ORDER[sign] || Array.isArray(right))) right = toBoolean(right);
  if (typeof right === "boolean" && (!ORDER[sign] || Array.isArray(left))) left = toBoolean(left);
  const holds = ORDER[sign] ? (a, b) => ORDER[sign](toNumber(a), toNumber(b)) : (a, b) => equal(a, b) === wanted;
  return each(left).some((a) => each(right).some((b) => holds(a, b)));
}

// --- functions: first those of plain values, by the kinds of their arguments (s text, n number, b truth, c choices) ---

const words = (text) => text.split(/\s+/).filter(Boolean);
function toPlaces(number, places) {
  if (!isFinite(number)) return number;
  if (!(Math.abs(places) <= 30)) return NaN;
  const shift = (value, by) => Number(`${numberText(value)}e${by}`);
  return shift(Math.floor(shift(number, Math.trunc(places)) + 0.5), -Math.trunc(places));
}

const PLAIN = {
  string: ["s", (text) => text],
  "string-length": ["s", (text) => [...text].length],
  contains: ["ss", (text, part) => text.includes(part)],
  "starts-with": ["ss", (text, part) => text.startsWith(part)],
  "ends-with": ["ss", (text, part) => text.endsWith(part)],
  true: ["", () => true],
  false: ["", () => false],
  boolean: ["b", (value) => value],
  not: ["b", (value) => !value],
  number: ["n", (number) => number],
  int: ["n", Math.trunc],
  round: ["nn", (number, places) => (places === undefined ? Math.round(number) : toPlaces(number, places))],
  abs: ["n", Math.abs],
  floor: ["n", Math.floor],
  ceiling: ["n", Math.ceil],
  selected: ["cs", (chosen, value) => (words(chosen).length ? words(chosen) : [""]).includes(value.trim())],
  "selected-at": ["cn", (chosen, at) => words(chosen)[Math.trunc(at)] ?? ""],
  "count-selected": ["c", (chosen) => words(chosen).length],
};
// --- then those that look at nodes or at the world ---

const numbers = (value) => (Array.isArray(value) ? value.filter((node) => node.relevant).map((node) => toNumber(read(node))) : [toNumber(value)]);
const texts = (value) => (Array.isArray(value) ? value.filter((node) => node.relevant).map(read) : [toString(value)]);
const sum = (values) => values.reduce((a, b) => a + b, 0);
const extreme = (pick) => (scope, ...given) => {
  const all = given.flatMap(numbers);
  return all.length ? pick(...all) : NaN;
};

const LOOKING = {
  concat: (scope, ...given) => given.flatMap(texts).join(""),
  join: (scope, separator, ...given) => given.flatMap(texts).join(toString(separator)),
  count: (scope, nodes) => nodesOf(nodes).filter((node) => node.relevant).length,
  "count-non-empty": (scope, nodes) => nodesOf(nodes).filter(read).length,
  sum: (scope, nodes) => sum(numbers(nodesOf(nodes))),
  min: extreme(Math.min),
  max: extreme(Math.max),
  position: (scope, nodes) => {
    if (!nodes) return scope.position;
    const [node] = nodesOf(nodes);
    return node ? 1 + (node.parent?.children ?? [node]).filter((one) => one.name === node.name).indexOf(node) : NaN;
  },
  last: (scope) => scope.size,
  today: (scope) => scope.world.now.slice(0, 10),
  now: (scope) => {
    const { at, zone } = moment(scope.world.now);
    return iso(at, zone);
  },
  version: (scope) => scope.world.version ?? unknown("version"),
};

// Those that do not look at all their arguments, or need more than their values.
const APART = {
  if: (scope, [, , [condition, yes, no]]) => run(toBoolean(run(condition, scope)) ? yes : no, scope),
  coalesce: (scope, [, , given]) => {
    let found = "";
    for (const one of given) {
      found = run(one, scope);
      if (!["", "NaN"].includes(toString(found))) return found;
    }
    return found === found ? found : "";
  },
  once: (scope, [, , [value]]) => read(scope.node) || toString(run(value, scope)),
};

const READ = { s: toString, n: toNumber, b: toBoolean, c: (value) => texts(value).join(" ") };
const CONTEXT = ["p", ".", []];
const OF_CONTEXT = new Set(["string", "number", "string-length", "normalize-space"]);

function call(tree, scope) {
  const [, name, given] = tree;
  if (APART[name]) return APART[name](scope, tree);
  const values = (!given.length && OF_CONTEXT.has(name) ? [CONTEXT] : given).map((one) => run(one, scope));
  if (LOOKING[name]) return LOOKING[name](scope, ...values);
  const [kinds, calculate] = PLAIN[name] ?? unknown(name);
  if (name === "round" && given[0][0] === "s") values[0] = values[0].replaceAll(",", ".");
  return calculate(...values.map((value, at) => READ[kinds[at]](value)));
}

function binary(sign, left, right, scope) {
  const first = run(left, scope);
  if (sign === "and") return toBoolean(first) && toBoolean(run(right, scope));
  if (sign === "or") return toBoolean(first) || toBoolean(run(right, scope));
  const second = run(right, scope);
  if (sign === "|") return ordered([...nodesOf(first), ...nodesOf(second)]);
  return CALCULATE[sign] ? CALCULATE[sign](toNumber(first), toNumber(second)) : compare(sign, first, second);
}

// `scope`: {root, names, world, current, node, position, size}, see `at`.
function run(tree, scope) {
  const [tag, first, second, third] = tree;
  switch (tag) {
    case "n":
      return first ?? Infinity;
    case "s":
      return first;
    case "v":
      return called(scope, scope.names.get(first) ?? []);
    case "p":
      return path(first, second ?? [], scope);
    case "q":
      return kept(nodesOf(run(first, scope)), second, scope);
    case "f":
      return call(tree, scope);
    case "b":
      return binary(first, second, third, scope);
    case "-":
      return -toNumber(run(first, scope));
  }
  return unknown(tag);
}

// What a tree depends on; numbers its draws by lot on the way, in the order of the server.
function study(tree, found = { names: new Set(), wide: false, draws: 0 }) {
  const [tag, first, second, third] = tree;
  const all = (trees) => trees.forEach((one) => study(one, found));
  switch (tag) {
    case "v":
      found.names.add(first);
      break;
    case "p":
      for (const [axis, test, predicates = []] of second ?? []) {
        found.names.add(test);
        found.wide ||= test === "*" || !["child", "parent", "self"].includes(axis);
        all(predicates);
      }
      if (Array.isArray(first)) study(first, found);
      else found.wide ||= second?.at(-1)?.[1] === "node()" || (first === "/" && !second?.length);
      break;
    case "q":
      all([first, ...second]);
      break;
    case "f":
      all(second);
      if (first === "random" || first === "uuid" || (first === "randomize" && !second[1])) tree[3] = found.draws += 1;
      break;
    case "b":
      all([second, third]);
      break;
    case "-":
      study(first, found);
  }
  return found;
}

const at = (node, { root, names, world }) => ({ root, names, world, node, current: node, position: 1, size: 1 });

globalThis.expression = {
  ...{ APART, AXES, DAY, DataNode, DateText, LOOKING, PLAIN, Unknown, around, at, iso, moment, namesOf, nearest, nodesOf, numbers },
  ...{ place, read, run, study, sum, texts, toBoolean, toNumber, toString, trimmed, unknown },
};
