"""Every page of every role of a running demo, in four languages, two widths and two schemes, held against WCAG 2.2 AA.

`PYTHONPATH=. python -m benchmarks.axe --dir DEMO --url http://127.0.0.1:8080` beside `medlytt demo --dir DEMO`. It
follows the links of each role, takes a few addresses of each kind, and prints what axe finds and what sticks out.
In the dark scheme it looks at colours alone: nothing else changes there.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from survey.person import RoleName
from survey.steps.people import link_for
from survey.store import people
from survey.store.database import Database
from survey.texts import LANGUAGES

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (390, 1280)
PUBLIC = "public"
NOWHERE = "/nowhere"
NO_PAGE = re.compile(r"^/(static|api|healthz|evidence|hooks)|\.(csv|json)$|^/sign-in/link|/download/|/example$")
NAMED = re.compile(r"/(instruments|items|missing)/(?!new$)[^/]+")
UNLINKED = {PUBLIC: tuple(f"/demonstration/{name}" for name in ("post-contact-email", "kiosk", "short-survey"))}
STICKS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
UNFOLD = "document.querySelectorAll('details').forEach((one) => (one.open = true))"


class Visit(msgspec.Struct, frozen=True):
    """One page as one reader saw it; `faults` are axe's rules, and `sticks out` of our own."""

    role: str
    path: str
    language: str
    width: int
    seconds: float
    faults: tuple[str, ...]


def main() -> int:
    options = arguments()
    db = Database(options.database or f"sqlite:///{options.dir / 'medlytt.db'}")
    visits: list[Visit] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for role in options.roles:
            page = enter(chromium, db, url=options.url, role=role)
            paths = crawl(page, UNLINKED.get(role, ()), most=options.each)
            sys.stderr.write(f"{role}: {len(paths)} pages\n")
            for visit in visit_all(page, role, paths, languages=options.languages):
                visits.append(visit)
                sys.stdout.write("".join(f"{line}\n" for line in told(visit)))
                sys.stdout.flush()
            page.context.close()
        chromium.close()
    db.close()
    sys.stdout.write("\n".join(table(visits)) + "\n")
    return 1 if any(one.faults for one in visits) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="where the demo serves")
    parser.add_argument("--dir", type=Path, default=Path(), help="the demo's folder, for sign-in links")
    parser.add_argument("--database", default="", help="the demo's database, where it is not in that folder")
    parser.add_argument("--roles", nargs="*", default=[PUBLIC, *RoleName], help="public and role names")
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--each", type=int, default=2, help="how many addresses of each kind, such as /tasks/N")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    return parser.parse_args()


def enter(chromium: Browser, db: Database, *, url: str, role: str) -> Page:
    """A page of one's own, signed in as the first active person of the role."""
    page = chromium.new_context(base_url=url, reduced_motion="reduce").new_page()
    if role == PUBLIC:
        page.goto("/")
        return page
    with db.read() as connection:
        first = min(one.id for one in people.with_role(connection, RoleName(role)))
    link = link_for(db, datetime.now(UTC), person_id=first, by=None)
    page.goto(f"/sign-in/link/{link.token}")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state()
    return page


def crawl(page: Page, unlinked: Iterable[str] = (), *, most: int) -> list[str]:
    """Addresses that can be reached by links, at most `most` of each kind; a number or a query makes no new kind."""
    waiting = [urlsplit(page.url).path, NOWHERE, *unlinked]
    kinds: Counter[str] = Counter()
    found: list[str] = []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        enough = 1 if "?" in path else most
        if path in found or NO_PAGE.search(urlsplit(path).path) or kinds[kind] >= enough:
            continue
        kinds[kind] += 1
        found.append(path)
        page.goto(path)
        waiting += links(page)
    return found


def kind_of(path: str) -> str:
    """`/waves/3/work?late=1` -> `/waves/N/work?late`; a unit's code and the name of a form count as numbers as well."""
    parts = urlsplit(path)
    asked = sorted(re.findall(r"([^&=]+)=", parts.query))
    path = NAMED.sub(r"/\1/N", re.sub(r"/\d[^/]*", "/N", parts.path))
    return path + ("?" + "&".join(asked) if asked else "")


def links(page: Page) -> Iterator[str]:
    here = urlsplit(page.url)
    for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
        parts = urlsplit(link)
        if parts.netloc == here.netloc and "lang=" not in parts.query:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def visit_all(page: Page, role: str, paths: list[str], *, languages: list[str]) -> Iterator[Visit]:
    for language in languages:
        if role != PUBLIC:
            page.goto("/me")
            page.locator(f"button[name=language][value={language}]").click()
        for path in paths:
            asked = path + ("&" if "?" in path else "?") + f"lang={language}" if role == PUBLIC else path
            began = time.perf_counter()
            answer = page.goto(asked)
            seconds = time.perf_counter() - began
            broken = (f"status {answer.status}",) if answer and answer.status >= 400 and path != NOWHERE else ()
            for width in WIDTHS:
                yield Visit(role, path, language, width, seconds, (*broken, *look(page, width, language)))


def look(page: Page, width: int, language: str) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(UNFOLD)
    if page.locator("html").get_attribute("lang") != language:
        yield "wrong language"
    if page.evaluate(STICKS_OUT):
        yield "sticks out"
    yield from map(in_short, violations(page))
    page.emulate_media(color_scheme="dark")
    yield from (f"dark: {in_short(found)}" for found in violations(page, "color-contrast"))
    page.emulate_media(color_scheme="light")


def violations(page: Page, *rules: str) -> list[dict[str, Any]]:
    """What axe finds against WCAG 2.2 AA and its best practice, or against these of its rules alone.

    Only what is wrong is asked for: to hand over all that is well takes longer than to look.
    """
    page.evaluate(Axe().axe_script)
    asked = {"runOnly": rules or STANDARDS, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(asked).then((all) => all.violations)", asked)
    return found


def in_short(found: dict[str, Any]) -> str:
    return f"{found['id']} ({len(found['nodes'])}: {' '.join(map(str, found['nodes'][0]['target']))})"


def told(one: Visit) -> Iterator[str]:
    for fault in one.faults:
        yield f"FOUND  {one.role}  {one.language}  {one.width}  {one.path}  {fault}"


def table(visits: list[Visit]) -> Iterator[str]:
    """How many looks of each role and language found something."""
    languages = sorted({one.language for one in visits})
    yield f"\n{'role':<16}{'pages':>6}{'slowest':>9}  " + "".join(f"{language:>12}" for language in languages)
    for role in dict.fromkeys(one.role for one in visits):
        mine = [one for one in visits if one.role == role]
        slowest = max(one.seconds for one in mine)
        row = f"{role:<16}{len({one.path for one in mine}):>6}{slowest:>8.1f}s  "
        for language in languages:
            here = [one for one in mine if one.language == language]
            row += f"{f'{sum(bool(one.faults) for one in here)} of {len(here)}':>12}"
        yield row
    yield "Each figure: looks with a fault, of looks taken (pages x two widths)."


if __name__ == "__main__":
    sys.exit(main())
