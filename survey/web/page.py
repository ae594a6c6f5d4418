"""Templates become answers: `page(request, "tester/today.html", tasks=tasks)`."""

import base64
import hashlib
import hmac
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jinja2
import msgspec
from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup

from survey.texts import LANGUAGES, plural_translator, translator
from survey.web import navigation
from survey.web.compiled import Compiled, at_run_time
from survey.web.formats import FILTERS, Formats
from survey.web.guards import FIELD, SAFE
from survey.web.request import Request
from survey.web.words import slot

PAGES = Path(__file__).parent / "pages"
FLASH = "said"
COMPILED = Compiled()


class Flash(msgspec.Struct, frozen=True):
    """A line that the next page shows once: a message id and its values."""

    message: str
    values: dict[str, Any] = {}
    kind: str = "done"  # done, warning


def page(
    request: Request, template: str, /, *, status: int = 200, language: str | None = None, **context: Any
) -> Response[str]:
    """A template with `_`, `ngettext`, `user`, `language`, `url`, `asset`, `csrf_field` and the format filters."""
    language = language or request.language
    said = flash_of(request)
    html = (
        environment(language, request.settings.timezone)
        .get_template(template)
        .render(**surroundings(request, language), flash=said, **context)
    )
    cookies = [flash_cookie(request, "", 0)] if said else []
    return Response(html, status_code=status, media_type="text/html", cookies=cookies)


def redirect(request: Request, path: str, /, *, said: str = "", kind: str = "done", **values: Any) -> Redirect:
    """See other: the answer to a form that was dealt with; `said` is a message id that the next page shows once."""
    answer = Redirect(localised(request, path), status_code=303)
    if said and request.session is not None:
        answer.set_cookie(flash_cookie(request, sealed(Flash(said, values, kind), request.session.csrf), 60))
    return answer


def localised(request: Request, path: str, /, **changes: Any) -> str:
    """The path, with query values changed (None removes one), carrying the language of a signed-out reader along."""
    parts = urlsplit(path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | changes
    if request.chosen_language and "lang" not in changes:
        query["lang"] = request.chosen_language
    kept = {key: str(value) for key, value in query.items() if value is not None and value != ""}
    return urlunsplit(parts._replace(query=urlencode(kept)))


def this(request: Request) -> str:
    """The page itself with its query, for links that only change the language; forms cannot be linked to."""
    if request.method not in SAFE:
        return "/"
    path = "/" + request.url.path.lstrip("/")  # //elsewhere.test would be another site
    return path + (f"?{request.url.query}" if request.url.query else "")


def surroundings(request: Request, language: str) -> dict[str, Any]:
    paths: frozenset[str] = request.app.state.paths
    token = request.session.csrf if request.session else ""
    return {
        "request": request,
        "user": request.user,
        "language": language,
        "languages": LANGUAGES,
        "settings": request.settings,
        "now": request.now,
        "menu": navigation.menu(request.user, paths),
        "here": request.url.path,
        "this": this(request),
        "url": lambda path, **changes: localised(request, path, **changes),
        "asset": request.app.state.assets.url,
        "csrf": token,
        "csrf_field": Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token) if token else "",
    }


@cache
def sources() -> dict[str, tuple[str, str, None]]:
    """All templates as they were when the site was built: an upgrade changes them and the code at the next start."""
    files = ((file, file.relative_to(PAGES).as_posix()) for file in PAGES.rglob("*") if file.is_file())
    return {name: (file.read_text(encoding="utf-8"), str(file), None) for file, name in files}


@cache
def environment(language: str, timezone: str) -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(sources().get),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        bytecode_cache=COMPILED,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": translator(language), "ngettext": plural_translator(language)}
    formats = Formats(language, timezone)
    made.filters |= {name: at_run_time(getattr(formats, name)) for name in FILTERS}
    made.filters["slot"] = at_run_time(lambda name: slot(name, translator(language)))
    return made


def flash_cookie(request: Request, value: str, seconds: int) -> Cookie:
    secure = request.settings.url.startswith("https://")
    return Cookie(key=FLASH, value=value, max_age=seconds, httponly=True, secure=secure, samesite="lax")


def sealed(flash: Flash, key: str) -> str:
    payload = base64.urlsafe_b64encode(msgspec.json.encode(flash)).decode()
    return f"{payload}.{signature(payload, key)}"


def flash_of(request: Request) -> Flash | None:
    """What the page before had to say; signed with the session, so that nobody else can put words there."""
    payload, _, seal = request.cookies.get(FLASH, "").rpartition(".")
    if request.session is None or not hmac.compare_digest(
        seal.encode(), signature(payload, request.session.csrf).encode()
    ):
        return None
    return msgspec.json.decode(base64.urlsafe_b64decode(payload), type=Flash)


def signature(payload: str, key: str) -> str:
    return hmac.new(key.encode(), payload.encode(), hashlib.sha256).hexdigest()[:32]
