"""The pages on comments, module by module."""

from types import ModuleType

from survey.web.comments import blind, bring, browse, model, review

PAGES: tuple[ModuleType, ...] = (browse, model, review, blind, bring)
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
