"""The pages on comments, module by module."""

from types import ModuleType

PAGES: tuple[ModuleType, ...] = ()
HANDLERS = [handler for module in PAGES for handler in module.HANDLERS]
