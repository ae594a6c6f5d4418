"""The page's half of blind tokens and the service's fit each other and the RFC, under the service's own CSP."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser, Page, Route

from survey import blind
from survey.web.headers import CSP
from tests.tokens import KEYS, RFC, key_of

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "survey/web/static/blind.js"
HERE = "https://blind.test/"
HTML = '<!doctype html><html lang="en"><title>Blind</title><script type="module" src="/blind.js"></script>'

EVERY_STEP = """
async ({ jwk, msg, vectors }) => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (found) => Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const key = await blind.keyFrom(jwk);
  const found = [];
  for (const { variant, prefix, salt, factor, blind_sig } of vectors) {
    const draws = [prefix, salt, factor].map(bytes);
    const draw = (length) => (draws[0].length === length ? draws.shift() : null);
    const prepared = blind.prepare(bytes(msg), variant, draw);
    const { sent, inverse } = await blind.blind(key, prepared, variant, draw);
    const sig = await blind.finalize(key, prepared, bytes(blind_sig), inverse, variant);
    found.push({ blinded_msg: hex(sent), inv: inverse.toString(16), sig: hex(sig) });
  }
  return found;
}
"""
REFUSED = """
async ({ jwk, begun, signatures }) => {
  const told = [];
  for (const signature of signatures) {
    await blind.finish(jwk, begun, signature).catch((fault) => told.push(fault instanceof blind.Unfit));
  }
  return told;
}
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """An address with a lock, since browsers calculate hashes nowhere else."""

    def serve(route: Route) -> None:
        headers = {"content-security-policy": CSP}
        if route.request.url == HERE:
            route.fulfill(body=HTML, content_type="text/html", headers=headers)
        elif route.request.url == f"{HERE}blind.js":
            route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript", headers=headers)
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route("**/*", serve)
    page.goto(HERE)
    page.wait_for_function("() => globalThis.blind?.supported()")
    yield page
    page.close()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return key_of(**KEYS[0])


def text(content: bytes) -> str:
    return b64encode(content).decode("ascii")


def signed(key: rsa.RSAPrivateKey, begun: dict[str, str]) -> str:
    return text(blind.blind_sign(key, b64decode(begun["sent"])))


def test_the_page_computes_what_the_rfc_computes(page: Page) -> None:
    public = key_of(RFC["key"]["p"], RFC["key"]["q"]).public_key()
    n = public.public_numbers().n
    expected = [{name: vector[name] for name in ("blinded_msg", "inv", "sig")} for vector in RFC["vectors"]]
    asked = [
        {
            "variant": {"salt": len(vector["salt"]) // 2, "prefix": len(vector["msg_prefix"]) // 2},
            "prefix": vector["msg_prefix"],
            "salt": vector["salt"],
            "factor": pow(int(vector["inv"], 16), -1, n).to_bytes(512).hex(),
            "blind_sig": vector["blind_sig"],
        }
        for vector in RFC["vectors"]
    ]
    assert page.evaluate(EVERY_STEP, {"jwk": blind.jwk(public), "msg": RFC["msg"], "vectors": asked}) == expected


def test_what_the_page_draws_and_the_service_signs_counts_once_the_blinding_is_off(
    page: Page, key: rsa.RSAPrivateKey
) -> None:
    public = key.public_key()
    jwk = blind.jwk(public)
    for begun in page.evaluate("(jwk) => Promise.all([1, 2, 3, 4, 5].map(() => blind.begin(jwk)))", jwk):
        answered = {"jwk": jwk, "begun": begun, "signature": signed(key, begun)}
        spent = page.evaluate("({ jwk, begun, signature }) => blind.finish(jwk, begun, signature)", answered)
        token, signature = b64decode(spent["token"]), b64decode(spent["signature"])
        assert blind.verify(public, token, signature)
        assert blind.key_named(token) == blind.name(public)
        assert {spent["token"], spent["signature"]}.isdisjoint({begun["sent"], answered["signature"]})


def test_the_page_notices_a_signature_that_is_none(page: Page, key: rsa.RSAPrivateKey) -> None:
    jwk = blind.jwk(key.public_key())
    begun = page.evaluate("(jwk) => blind.begin(jwk)", jwk)
    others = [begun["sent"], signed(key_of(**KEYS[1]), {"sent": text(bytes(256))}), text(bytes(256)), text(b""), ""]
    assert page.evaluate(REFUSED, {"jwk": jwk, "begun": begun, "signatures": others}) == [True] * len(others)


def test_no_spelling_of_a_key_marks_whoever_uses_it(page: Page, key: rsa.RSAPrivateKey) -> None:
    jwk = blind.jwk(key.public_key())
    padded = text(b"\0\0" + key.public_key().public_numbers().n.to_bytes(256))
    spelled: list[dict[str, Any]] = [jwk, jwk | {"n": padded, "kid": "Kari"}, jwk | {"e": "AAEAAQ"}]
    named = "async (jwk) => blind.toText((await blind.keyFrom(jwk)).name)"
    assert {page.evaluate(named, one) for one in spelled} == {text(blind.name(key.public_key()))}


def test_the_page_takes_no_weak_key(page: Page, key: rsa.RSAPrivateKey) -> None:
    jwk = blind.jwk(key.public_key())
    refused = "(jwk) => blind.begin(jwk).then(() => '', (fault) => fault.message)"
    for weak in (jwk | {"e": "Aw"}, jwk | {"n": jwk["n"][:171]}):
        assert page.evaluate(refused, weak) == "This is no key for tokens."
