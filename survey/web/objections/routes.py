"""The pages of the right of reply, module by module."""

from survey.web.objections import cases, decide, files, ledger, longer, pack, queue

HANDLERS = [handler for module in (cases, queue, decide, longer, files, ledger, pack) for handler in module.HANDLERS]
