"""Security headers on every answer, also on those that Litestar gives by itself."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
HSTS = "max-age=31536000"


async def add(message: Message, scope: Scope) -> None:
    """A `before_send` hook: middleware would miss the routes that do not exist."""
    if message["type"] != "http.response.start" or "citizen" in scope:
        return  # citizens' pages bring all of these and more by themselves
    headers = MutableScopeHeaders.from_message(message)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    # What only some may see stays in no cache; what everybody may see is asked for again each time.
    headers.setdefault("cache-control", "no-store" if scope.get("user") or "set-cookie" in headers else "no-cache")
    if scope["litestar_app"].state.settings.url.startswith("https://"):
        headers.setdefault("strict-transport-security", HSTS)
