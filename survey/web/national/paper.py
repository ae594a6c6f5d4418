"""Reports on paper, kept once they are set: hundreds of rows take seconds."""

import threading
from collections.abc import Callable

from survey.document import Document
from survey.printing import pdf
from survey.web.national.source import Source
from survey.web.request import Request

KEPT = 16
ONE_BY_ONE = threading.Lock()  # setting takes a processor: whoever asks at the same time waits for the first


def printed(request: Request, source: Source, what: str, tell: Callable[[], Document]) -> bytes:
    """As PDF; what is published does not change any more and is set once for each language."""
    if source.publication is None:
        return pdf.made(tell(), now=request.now, base=source.url)
    kept: dict[tuple[str, ...], bytes] = request.app.state.national_pdf
    hour = f"{request.now:%Y-%m-%dT%H}"  # a name may be corrected after publication
    key = (source.publication.sha256, what, request.language, hour)
    with ONE_BY_ONE:
        if key not in kept:
            made = pdf.made(tell(), now=source.publication.published_at, base=source.url)
            while len(kept) >= KEPT:
                kept.pop(next(iter(kept)))
            kept[key] = made
        return kept[key]
