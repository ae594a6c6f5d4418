"""The words for surveys, the same on every page of theirs: code -> message id."""

from survey.contact import Fate
from survey.readiness import Lack
from survey.round import Grain, Mode, RoundStatus
from survey.texts import LANGUAGES, N_, translator
from survey.web import words

CHANNELS = {
    "email": words.CHANNELS["email"],
    "phone": words.CHANNELS["phone"],
    "web": words.CHANNELS["web"],
    "desk": N_("Counter"),
}
STATUSES = {
    RoundStatus.DRAFT: words.WAVE_STATUSES["draft"],
    RoundStatus.OPEN: words.WAVE_STATUSES["open"],
    RoundStatus.CLOSED: N_("Closed, last answers being opened"),
    RoundStatus.FINISHED: N_("Finished"),
}
MODES = {Mode.ANONYMOUS: N_("Anonymous"), Mode.CONFIDENTIAL: N_("Confidential")}
MEANT = {
    Mode.ANONYMOUS: N_(
        "Nobody can find out who answered what: not the unit, not you, not whoever runs the servers. Answers are opened"
        " at least ten at a time, in random order, and carry no time."
    ),
    Mode.CONFIDENTIAL: N_(
        "Each answer carries the day of the contact, its service area and the key of the case system, so that the house"
        " can look into a case. Citizens are told so. Staff still see figures and comments only."
    ),
}
GRAINS = {
    Grain.WHOLE: N_("the whole survey at once"),
    Grain.QUARTER: N_("by quarter"),
    Grain.MONTH: N_("by month"),
}
FATES = {
    Fate.DRAWN: N_("Drawn"),
    Fate.NOT_SAMPLED: N_("Not drawn, by the share asked"),
    Fate.CAPPED: N_("Not drawn: enough answers are in"),
    Fate.QUARANTINED: N_("Not drawn: was asked a short while ago"),
    Fate.OPTED_OUT: N_("Not drawn: does not want to be asked"),
    Fate.NO_ADDRESS: N_("Not drawn: no usable address"),
    Fate.TOO_OLD: N_("Not drawn: the contact is too long ago"),
    Fate.OUTSIDE: N_("Not drawn: outside the period"),
}
LACKS = {
    Lack.UNITS: N_("No unit is chosen."),
    Lack.FORM: N_("The form %(form)s cannot be used: it is gone, or somebody has changed it in the database."),
    Lack.OWN_LANGUAGE: N_("The form %(form)s has no complete text in the language of the survey (%(language)s)."),
    Lack.LANGUAGES: N_("The form %(form)s is not complete in: %(languages)s. Readers meet another language there."),
    Lack.STOPPED: N_("All sending is stopped. Nothing leaves until somebody lets mails leave again."),
    Lack.FOLDER: N_("Mails are only put into a folder on the server; nobody gets them."),
    Lack.SENDER: N_("The sender is %(address)s, which no citizen can answer. Set survey_from."),
    Lack.LINKS: N_("Links in the mails lead to %(address)s, which only this machine can open. Set base_url."),
    Lack.NOT_SECURE: N_("Links in the mails lead to %(address)s without encryption. Set base_url to an https address."),
    Lack.BOUNCES: N_("Nothing comes in that tells of mails that could not be delivered. Set up a way for mail in."),
    Lack.SMS: N_("SMS is not set up: whoever left only a phone number is not asked."),
    Lack.SMALL: N_(
        "Units and channels with fewer than %(k)s answers are not shown on their own; they count in larger totals."
    ),
}
PAPER = {
    "about": N_("How was your contact with us?"),
    "anonymous": N_("It takes two minutes, and nobody can see who said what."),
    "confidential": N_("It takes two minutes, and staff see no names."),
    "how": N_("Scan the picture, or go to %(address)s and write:"),
    "phone": N_("Scan the picture with your phone. You can stop at any time."),
    "picture": N_("The address of the survey"),
    "assist": N_("Go to %(address)s and write one of these. Each works once."),
}
"""What stands on paper, in a language that the coordinator chooses."""


def channels_by_name() -> dict[str, str]:
    """How a person may write a channel, in any of our languages -> its code."""
    names = {translator(language)(name).casefold(): code for code, name in CHANNELS.items() for language in LANGUAGES}
    return names | {code: code for code in CHANNELS}
