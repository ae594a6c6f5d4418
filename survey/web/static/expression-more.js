// The functions that few forms use; loaded after expression.js, for those forms only.

const { APART, DAY, DataNode, DateText, LOOKING, PLAIN, around, iso, moment, nearest, nodesOf, numbers } = globalThis.expression;
const { place, run, sum, texts, toBoolean, toNumber, toString, trimmed, unknown } = globalThis.expression;
const PRIME = 2147483647;

// --- texts and numbers ---

const within = (place, length) => Math.min(Math.max(place, 0), length);

function cut(text, from, to) {
  const letters = [...text];
  if (from !== from || to !== to) return "";
  return letters.slice(within(from, letters.length), within(to, letters.length)).join("");
}

Object.assign(PLAIN, {
  substr: ["snn", (text, from, to = Infinity) => {
    const length = [...text].length;
    return cut(text, from < 0 ? from + length : from, to < 0 ? to + length : to);
  }],
  substring: ["snn", (text, from, length) => {
    const first = Math.round(from);
    return cut(text, first - 1, length === undefined ? Infinity : first + Math.round(length) - 1);
  }],
  "substring-before": ["ss", (text, mark) => text.slice(0, Math.max(text.indexOf(mark), 0))],
  "substring-after": ["ss", (text, mark) => (text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : "")],
  translate: ["sss", (text, from, to) => {
    const [old, fresh] = [[...from], [...to]];
    return [...text].map((letter) => (old.includes(letter) ? (fresh[old.indexOf(letter)] ?? "") : letter)).join("");
  }],
  "normalize-space": ["s", (text) => trimmed(text).replace(/[ \t\r\n]+/g, " ")],
  "boolean-from-string": ["s", (text) => text === "1" || text === "true"],
  pow: ["nn", (base, power) => (base === 0 && power < 0 ? Infinity : base ** power)],
  exp10: ["n", (number) => 10 ** number],
  pi: ["", () => Math.PI],
  atan2: ["nn", Math.atan2],
});
for (const name of ["log", "log10", "exp", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"]) {
  PLAIN[name] = ["n", Math[name]];
}

// --- dates ---

// Without offset; null beyond the years 1 to 9999.
function momentAt(days) {
  const at = Math.round(days * DAY);
  return at >= -62135596800000 && at < 253402300800000 ? { at, utc: at, zone: "" } : null;
}

// A time, or the time of a dateTime, as part of a day.
function partOfDay(text) {
  const found = moment(/^\d\d:/.test(text) ? `1970-01-01T${text}` : text);
  return found && (((found.at % DAY) + DAY) % DAY) / DAY;
}

// A node as its text, a calculated date as its days; a truth is no date.
function plainOf(value) {
  if (typeof value === "boolean") unknown("a truth is no date");
  return typeof value === "number" ? value : value instanceof DateText ? value.days : trimmed(toString(value));
}

const padded = (text) => text.replace(/^(\d{4})-(\d\d?)-(\d\d?)(?!\d)/, (_, year, ...parts) => [year, ...parts.slice(0, 2).map((part) => part.padStart(2, "0"))].join("-"));

function toDate(value, clock) {
  const plain = plainOf(value);
  if (plain === "" || plain !== plain) return plain;
  if (typeof plain === "number") {
    const { at } = momentAt(plain) ?? unknown("no date");
    if (clock && at % DAY) return new DateText(iso(at), plain);
    return iso(at % DAY ? Math.trunc(plain) * DAY : at).slice(0, 10);
  }
  const { at, zone } = moment(padded(plain)) ?? unknown("no date");
  const day = iso(at).slice(0, 10);
  if (clock) return plain.includes(":") ? iso(at, zone) : day;
  return plain.length > 10 ? new DateText(day, toNumber(padded(plain))) : day;
}

function formatted(scope, value, pattern) {
  if (typeof value === "boolean") return "";
  const plain = plainOf(value);
  const found = typeof plain === "number" ? momentAt(plain) : moment(padded(plain));
  if (!found) return "";
  const [year, month, day, hour, minute, second, rest] = iso(found.at).split(/[-T:.]/);
  const named = (code, at) => scope.world.calendar?.[code]?.[at] ?? unknown("names of days and months");
  const parts = { Y: year, y: year.slice(2), m: month, n: +month, d: day, e: +day, H: hour, h: +hour, M: minute, S: second, 3: rest };
  return toString(pattern).replace(/%(.)/gsu, (whole, code) => {
    if ("bB".includes(code)) return named(code, month - 1);
    if ("aA".includes(code)) return named(code, (new Date(found.at).getUTCDay() + 6) % 7);
    return parts[code] ?? whole;
  });
}

// --- by lot ---

// Park and Miller: numbers from 0 up to 1.
function chances(seed) {
  let state = Math.abs(seed) < 2 ** 53 ? seed % PRIME : Number(((BigInt(seed) % BigInt(PRIME)) + BigInt(PRIME)) % BigInt(PRIME));
  if (state <= 0) state += PRIME - 1;
  return () => {
    state = (state * 16807) % PRIME;
    return (state - 1) / (PRIME - 1);
  };
}

// The chances of the n-th draw in an expression at this node: FNV-1a over the form's seed, place and draw is their seed.
function drawn({ current, world }, [, , , number]) {
  let value = 2166136261;
  const seed = `${world.seed ?? ""}|${place(current).join("/")}|${current.name}|${number}`;
  for (const byte of new TextEncoder().encode(seed)) value = Math.imul(value ^ byte, 16777619) >>> 0;
  return chances((value % (PRIME - 1)) + 1);
}

function uuid(scope, tree) {
  const draw = drawn(scope, tree);
  if (tree[2].length) {
    const count = Math.trunc(within(toNumber(run(tree[2][0], scope)), 1000)) || 0;
    return Array.from({ length: count }, () => Math.floor(draw() * 36).toString(36)).join("");
  }
  const digits = Array.from({ length: 32 }, () => Math.floor(draw() * 16));
  digits[12] = 4;
  digits[16] = (digits[16] % 4) + 8;
  return digits.map((digit) => digit.toString(16)).join("").replace(/^(.{8})(....)(....)(....)/, "$1-$2-$3-$4-");
}

function shuffled(nodes, draw) {
  const found = [];
  for (const node of nodesOf(nodes)) {
    const other = Math.floor(draw() * (found.length + 1));
    found.push(node);
    [found[found.length - 1], found[other]] = [found[other], node];
  }
  return found;
}

function seedOf(value) {
  const text = toString(value);
  const number = Math.trunc(toNumber(text));
  if (number === number) return number;
  if (["", "NaN", "Infinity", "-Infinity"].includes(text)) return 0;
  return unknown("SHA-256");
}

// --- repeats, lists and choices ---

function rows(scope, name) {
  const tables = scope.world.tables ?? {};
  return tables[name] ?? tables[name.replace(/\.csv$/, "")] ?? unknown(name);
}

function instance(scope, name) {
  const item = (row) => new DataNode("item", "", "", Object.entries(row).map(([column, value]) => new DataNode(column, value)));
  return [new DataNode("instance", "", "", [new DataNode("root", "", "", rows(scope, toString(name)).map(item))])];
}

// All nodes at places of the same names: a path seen without its instances.
function every(nodes, scope) {
  const trail = (node) => around(node).map((one) => one.name).join("/");
  return nodes.length ? scope.names.get(nodes[0].name).filter((node) => trail(node) === trail(nodes[0])) : [];
}

function indexedRepeat(scope, target, ...given) {
  const pairs = [];
  for (let n = 0; n < given.length; n += 2) pairs.push([every(nodesOf(given[n]), scope), toNumber(given[n + 1])]);
  const depth = ([nodes]) => (nodes.length ? place(nodes[0]).length : 0);
  const inside = (node, ancestor) => around(node.parent).includes(ancestor);
  const wanted = every(nodesOf(target), scope);
  if (pairs.some(([nodes]) => wanted.length && !nodes.some((node) => inside(wanted[0], node)))) unknown("an item in its repeats");
  let chosen = null;
  for (const [nodes, index] of pairs.sort((a, b) => depth(a) - depth(b))) {
    const here = chosen ? nodes.filter((node) => inside(node, chosen)) : nodes.length ? nearest(nodes, scope.current) : [];
    chosen = here[index >= 1 ? Math.trunc(index) - 1 : 0];
    if (!chosen) return [];
  }
  return wanted.filter((node) => inside(node, chosen));
}

const truths = (value) => (Array.isArray(value) ? texts(value).map(Boolean) : [toBoolean(value)]);
const between = (count, least, most) => (least === -1 || count >= least) && (most === -1 || count <= most);
const named = (text) => /([^\s/{}$#]+)\s*\}?\s*$/.exec(text)?.[1] ?? "";

Object.assign(LOOKING, {
  checklist: (scope, least, most, ...given) => between(sum(given.flatMap(truths)), toNumber(least), toNumber(most)),
  "weighted-checklist": (scope, least, most, ...given) => {
    let counted = 0;
    for (let n = 0; n < given.length; n += 2) {
      const [answers, weights] = [truths(given[n]), numbers(given[n + 1])];
      if (answers.length !== weights.length) unknown("as many weights as answers");
      counted += sum(weights.filter((weight, at) => answers[at]));
    }
    return between(counted, toNumber(least), toNumber(most));
  },
  name: (scope, nodes = [scope.node]) => nodesOf(nodes)[0]?.name ?? "",
  "local-name": (scope, nodes = [scope.node]) => (nodesOf(nodes)[0]?.name ?? "").replace(/^.*:/, ""),
  instance,
  pulldata: (scope, ...given) => {
    const [table, column, keys, key] = given.map(toString);
    return rows(scope, table).find((row) => (row[keys] ?? "") === key)?.[column] ?? "";
  },
  "indexed-repeat": indexedRepeat,
  date: (scope, value) => toDate(value, false),
  "date-time": (scope, value) => toDate(value, true),
  "decimal-date-time": (scope, value) => {
    if (typeof value === "boolean") return NaN;
    const plain = plainOf(value);
    return typeof plain === "number" ? plain : (moment(plain)?.utc ?? NaN) / DAY;
  },
  "decimal-time": (scope, value) => partOfDay(trimmed(toString(value))) ?? NaN,
  "format-date": formatted,
});
LOOKING["decimal-date"] = LOOKING["decimal-date-time"];
LOOKING["format-date-time"] = formatted;

Object.assign(APART, {
  random: (scope, tree) => drawn(scope, tree)(),
  uuid,
  randomize: (scope, tree) => {
    const [nodes, seed] = tree[2];
    return shuffled(run(nodes, scope), seed ? chances(seedOf(run(seed, scope))) : drawn(scope, tree));
  },
  "jr:choice-name": (scope, [, , [value, item]]) => {
    const found = item[0] === "v" ? item[1] : run(item, scope);
    const name = Array.isArray(found) ? (found[0]?.name ?? "") : item[0] === "v" ? found : named(toString(found));
    return scope.world.label(name, toString(run(value, scope)));
  },
});
