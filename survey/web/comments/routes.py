"""The pages on comments, module by module."""

from types import ModuleType

from survey.web.comments import bring, browse, model, review

PAGES: tuple[ModuleType, ...] = (browse, model, review, bring)
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
