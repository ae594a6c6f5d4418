"""The pages on comments, module by module."""

from types import ModuleType

from survey.web.comments import (
    alike,
    blind,
    bring,
    browse,
    categories,
    category,
    model,
    one,
    quality,
    report,
    review,
    scheme,
    scheme_draft,
    scheme_file,
)

PAGES: tuple[ModuleType, ...] = (
    alike,
    blind,
    bring,
    browse,
    report,
    categories,
    category,
    model,
    one,
    quality,
    review,
    scheme,
    scheme_draft,
    scheme_file,
)
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
