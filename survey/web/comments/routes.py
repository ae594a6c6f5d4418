"""The pages on comments, module by module."""

from types import ModuleType

from survey.web.comments import browse, model, review

PAGES: tuple[ModuleType, ...] = (browse, model, review)
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
