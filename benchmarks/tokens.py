"""What blind tokens cost: a key, a signature, a check, and the browser's two halves around it.

Run: .venv/bin/python -m benchmarks.tokens
"""

import sys
import timeit
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from playwright.sync_api import sync_playwright

from survey import blind

SCRIPT = Path("survey/web/static/blind.js")
HERE = "https://blind.test/"
SLOWER = 6
"""How much slower a cheap phone is: the factor that the browser's own tools offer for one."""
MOST_CHECK = 1.0  # milliseconds; a check stands in the way of every answer
TIMED = """
async ({ jwk, times }) => {
  const began = performance.now();
  let begun;
  for (let n = 0; n < times; n += 1) begun = await blind.begin(jwk);
  return { begun, each: (performance.now() - began) / times };
}
"""
FINISHED = """
async ({ jwk, begun, signature, times }) => {
  const began = performance.now();
  for (let n = 0; n < times; n += 1) await blind.finish(jwk, begun, signature);
  return (performance.now() - began) / times;
}
"""


def milli(work: Callable[[], object], times: int) -> float:
    """The best of five, in milliseconds."""
    return min(timeit.repeat(work, number=times, repeat=5)) / times * 1e3


def service() -> dict[str, float]:
    key = blind.new_key()
    public, kept = key.public_key(), blind.pem(key)
    token = blind.prepare(blind.name(public))
    blinded = blind.blind(public, token)
    signed = blind.blind_sign(key, blinded.sent)
    signature = blind.finalize(public, token, signed, blinded.inverse)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=blind.HASH)
    return {
        "new key (median of 20)": sorted(timeit.repeat(blind.new_key, number=1, repeat=20))[10] * 1e3,
        "key read and checked": milli(lambda: blind.from_pem(kept), 5),
        "blind signature": milli(lambda: blind.blind_sign(key, blinded.sent), 20),
        "ordinary signature by OpenSSL": milli(lambda: key.sign(token, pss, hashes.SHA384()), 100),
        "token checked": milli(lambda: blind.verify(public, token, signature), 500),
    }


def browser(slower: int) -> dict[str, float]:
    key = blind.new_key()
    asked = {"jwk": blind.jwk(key.public_key()), "times": 20}
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto(HERE)
        page.add_script_tag(content=SCRIPT.read_text(), type="module")
        page.wait_for_function("() => globalThis.blind?.supported()")
        if slower > 1:
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        began = page.evaluate(TIMED, asked)
        signature = b64encode(blind.blind_sign(key, b64decode(began["begun"]["sent"]))).decode("ascii")
        finished = page.evaluate(FINISHED, asked | {"begun": began["begun"], "signature": signature})
        chromium.close()
    return {"drawn and blinded": began["each"], "unblinded and checked": finished}


def main() -> int:
    found = service()
    for slower, where in ((1, "page"), (SLOWER, "page, cheap phone")):
        found |= {f"{where}: {what}": time for what, time in browser(slower).items()}
    for what, time in found.items():
        print(f"{what:<45}{time:>9.3f} ms")
    return 0 if found["token checked"] < MOST_CHECK else 1


if __name__ == "__main__":
    sys.exit(main())
