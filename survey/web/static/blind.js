// The citizen's half of blind tokens (RFC 9474), as in survey/blind.py; not externally audited. The browser draws a
// token, has it signed without showing it, and takes the blinding off: nobody can tell which request the token is from.
// A file of its own, never part of a bundle: a browser that does not know big integers cannot even read it.

const BITS = 2048;
const EXPONENT = 65537n;
const HASH = 48;
const RANDOMIZED = { salt: HASH, prefix: 32 };

class Unfit extends Error {}

const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const digest = async (kind, bytes) => new Uint8Array(await crypto.subtle.digest(kind, bytes));

// --- bytes, big-endian, and what carries them ---

const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const toNumber = (bytes) => BigInt(`0x0${hex(bytes)}`);
const toBytes = (number, length) => {
  const digits = number.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, n) => parseInt(digits.slice(2 * n, 2 * n + 2), 16));
};
const toText = (bytes) => btoa(String.fromCharCode(...bytes));
const fromText = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const width = (number) => number.toString(2).length;
const size = (number) => Math.ceil(width(number) / 8);
const forUrl = (number) => toText(toBytes(number, size(number))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// --- arithmetic ---

function power(base, exponent, modulus) {
  let result = 1n;
  for (let rest = exponent; rest; rest >>= 1n) {
    if (rest & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

// The number that undoes a multiplication by this one: Euclid, keeping one of the two factors.
function inverse(number, modulus) {
  let [here, next, factor, following] = [number % modulus, modulus, 1n, 0n];
  while (next) {
    const times = here / next;
    [here, next, factor, following] = [next, here - times * next, following, factor - times * following];
  }
  if (here !== 1n) throw new Unfit("A draw that hits a factor of the key.");
  return ((factor % modulus) + modulus) % modulus;
}

// Evenly from 1 to limit - 1: what falls outside is drawn again.
function below(limit, draw) {
  const mask = (1n << BigInt(width(limit))) - 1n;
  for (;;) {
    const drawn = toNumber(draw(size(limit))) & mask;
    if (drawn && drawn < limit) return drawn;
  }
}

// --- the encoding of RSA-PSS (RFC 8017, section 9.1.1) ---

async function spread(seed, length) {
  const blocks = [];
  for (let n = 0; n * HASH < length; n += 1) blocks.push(await digest("SHA-384", joined(seed, toBytes(BigInt(n), 4))));
  return joined(...blocks).slice(0, length);
}

async function encoded(message, salt, bits) {
  const length = Math.ceil(bits / 8) - HASH - 1;
  const hash = await digest("SHA-384", joined(new Uint8Array(8), await digest("SHA-384", message), salt));
  const mask = toNumber(await spread(hash, length));
  const hidden = (toNumber(joined([1], salt)) ^ mask) & ((1n << BigInt(bits - 8 * (HASH + 1))) - 1n);
  return toNumber(joined(toBytes(hidden, length), hash, [0xbc]));
}

// --- sections 4.1, 4.2 and 4.4 ---

// Its name (RFC 7638) comes from the numbers themselves, so that no spelling of the same key can mark anybody.
async function keyFrom(jwk) {
  const [n, e] = [toNumber(fromText(jwk.n)), toNumber(fromText(jwk.e))];
  if (width(n) < BITS || !(n & 1n) || e !== EXPONENT) throw new Unfit("This is no key for tokens.");
  const plain = { e: forUrl(e), kty: "RSA", n: forUrl(n) };
  const verifier = await crypto.subtle.importKey("jwk", plain, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"]);
  return { n, e, verifier, name: await digest("SHA-256", new TextEncoder().encode(JSON.stringify(plain))) };
}

const prepare = (message, { prefix } = RANDOMIZED, draw = random) => joined(draw(prefix), message);

async function blind({ n, e }, prepared, { salt } = RANDOMIZED, draw = random) {
  const message = await encoded(prepared, draw(salt), width(n) - 1);
  const factor = below(n, draw);
  inverse(message, n);
  return { sent: toBytes((message * power(factor, e, n)) % n, size(n)), inverse: inverse(factor, n) };
}

async function finalize({ n, verifier }, prepared, blindSignature, undo, { salt } = RANDOMIZED) {
  if (blindSignature.length !== size(n)) throw new Unfit("A signature is as long as the key.");
  const signature = toBytes((toNumber(blindSignature) * undo) % n, size(n));
  const good = await crypto.subtle.verify({ name: "RSA-PSS", saltLength: salt }, verifier, signature, prepared);
  if (!good) throw new Unfit("This is no signature of the message.");
  return signature;
}

// --- what a page needs: plain text all through, so that it can be sent, and kept until the token is spent ---

const supported = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

// Only `sent` goes to the service; `token` comes with the answer, `undo` never leaves the device.
async function begin(jwk) {
  const key = await keyFrom(jwk);
  const token = prepare(key.name);
  const { sent, inverse: undo } = await blind(key, token);
  return { token: toText(token), sent: toText(sent), undo: toText(toBytes(undo, size(key.n))) };
}

async function finish(jwk, { token, undo }, blindSignature) {
  const key = await keyFrom(jwk);
  const signature = await finalize(key, fromText(token), fromText(blindSignature), toNumber(fromText(undo)));
  return { token, signature: toText(signature) };
}

globalThis.blind = { Unfit, begin, blind, finalize, finish, fromText, keyFrom, prepare, supported, toNumber, toText };
