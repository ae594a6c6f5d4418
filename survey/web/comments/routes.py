"""The pages on comments, module by module."""

from types import ModuleType

from survey.web.comments import browse

PAGES: tuple[ModuleType, ...] = (browse,)
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
