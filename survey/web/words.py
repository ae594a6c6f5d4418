"""The words for states and kinds, the same on every page: code -> message id."""

from survey.texts import N_, Translate

CHANNELS = {
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "web": N_("Web"),
    "web_mobile": N_("Web, on mobile"),
    "web_desktop": N_("Web, on desktop"),
}
SLOTS = {"email": N_("Mail %(n)s"), "phone": N_("Call %(n)s"), "web": N_("Web task %(n)s")}
STATUSES = {
    "planned": N_("Planned"),
    "held": N_("Follow-up, not decided"),
    "sending": N_("Being sent"),
    "doubtful": N_("Needs a decision"),
    "waiting": N_("Waits for an answer"),
    "to_grade": N_("To be graded"),
    "sent_back": N_("Sent back"),
    "submitted": N_("Work is in"),
    "not_tested": N_("Not tested"),
    "done": N_("Done"),
}
OUTCOMES = {
    "answered": N_("Answered"),
    "unanswered": N_("No answer"),
    "unreachable": N_("Not reached"),
    "refused": N_("Refused to answer"),
    "not_tested": N_("Not tested"),
    "not_applicable": N_("Does not apply"),
    "not_offered": N_("Not offered here"),
    "tester_error": N_("Our own mistake"),
    "detected": N_("Recognised as a test"),
}
WAVE_STATUSES = {
    "draft": N_("Draft"),
    "planned": N_("Planned"),
    "open": N_("Under way"),
    "closed": N_("Closed"),
    "published": N_("Published"),
}
KINDS = {
    "full": N_("Answer"),
    "partial": N_("Answer to part of it"),
    "refusal": N_("Refusal, or sent elsewhere"),
    "elsewhere": N_("Answered by letter, phone or portal"),
    "clarification": N_("Asks something back"),
    "interim": N_("Interim answer with a date"),
    "forwarded": N_("Passed on"),
    "receipt": N_("Receipt"),
    "automatic": N_("Automatic reply"),
    "bounce": N_("Delivery failure"),
    "unrelated": N_("Has nothing to do with us"),
}
EVIDENCE = {
    "reply_address": N_("by the reply address"),
    "references": N_("by the thread it belongs to"),
    "subject_and_sender": N_("by subject and sender"),
    "content": N_("by its content"),
    "person": N_("by a person"),
    "none": N_("nothing ties it to an inquiry"),
}
EVENTS = {
    "given": N_("Given"),
    "declined": N_("Declined"),
    "reassigned": N_("Given to somebody else"),
    "sent_back": N_("Sent back"),
}
DISPATCHES = {
    "due": N_("Not sent yet"),
    "sending": N_("Being sent"),
    "sent": N_("Sent"),
    "doubtful": N_("May or may not have left"),
    "refused": N_("Could not be delivered"),
    "cancelled": N_("Will not be sent"),
}


def slot(name: str, translate: Translate) -> str:
    """`email-2` -> Mail 2, in the reader's language."""
    channel, _, number = name.rpartition("-")
    return translate(SLOTS[channel], n=number) if channel in SLOTS else name
