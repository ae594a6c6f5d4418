"""The words for surveys, the same on every page of theirs: code -> message id."""

from collections.abc import Iterator

from scoring.indices import Index
from survey.alarm import Kind as Alarms
from survey.contact import Fate
from survey.readiness import Lack
from survey.round import Grain, Mode, RoundStatus
from survey.satisfaction import Figures
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
HIDDEN = N_("hidden")
ALARMS = {
    Alarms.ANSWERS_KEY: N_("The key of the answers is not in the key folder: what waits can never be opened."),
    Alarms.OTHER_KEY: N_("The key of the answers is not the one they are sealed to: what waits cannot be opened."),
    Alarms.DOORS_KEY: N_("The key of the links is not in the key folder: nobody can answer, and nothing can leave."),
    Alarms.PERSONAL_KEY: N_("The key of the addresses is not in the key folder: nothing can leave any more."),
    Alarms.SEALED_LEFT: N_("The survey ended, and answers still wait to be opened."),
    Alarms.NEVER_OPENED: N_("Answers could not be opened though there were enough: the key or the rows were damaged."),
    Alarms.REFUSED: N_("The mail account refused us, so all sending is stopped: %(reason)s"),
    Alarms.STOPPED: N_("Somebody has stopped all sending. %(reason)s"),
    Alarms.SMS_REFUSED: N_("The SMS account refused us, so SMS are stopped: %(reason)s"),
    Alarms.SMS_STOPPED: N_("Somebody has stopped all SMS. %(reason)s"),
    Alarms.NOTHING_LEAVES: N_("Messages are due and do not leave."),
    Alarms.DOUBTFUL: N_("Of some messages nobody knows whether they left: a process stopped while it sent them."),
    Alarms.NO_CONTACTS: N_("No contacts have come in yet."),
    Alarms.FEED_SILENT: N_("No contacts have come in from %(name)s."),
}
FEEDS = {
    "upload": N_("upload"),
    "folder": N_("watched folder"),
    "command line": N_("command line"),
    "api": N_("a program"),
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


INDICES = {
    "skr": (N_("Satisfaction (SKR index)"), N_("mean of all grades, 0 to 100; those without a reply are not in it")),
    "csat": (N_("Satisfied (CSAT)"), N_("percent who gave one of the two best grades")),
    "ces": (N_("Ease (CES)"), N_("how easy it was to get help, 0 to 100")),
    "kkik": (N_("Courtesy (KKiK)"), N_("how people were met, 0 to 100")),
    "nps": (N_("Would recommend (NPS)"), N_("share of 9 and 10 less share of 0 to 6, -100 to 100")),
    "first": (N_("Solved at first contact"), N_("percent of those who say whether it was")),
}


def figures(found: Figures) -> Iterator[tuple[str, str, Index]]:
    """Name, what it is, figure: those that the form asks and that may be shown."""
    for key, (name, meaning) in INDICES.items():
        index = getattr(found, key)
        if index is not None and index.value is not None:
            yield name, meaning, index


def channels_by_name() -> dict[str, str]:
    """How a person may write a channel, in any of our languages -> its code."""
    names = {translator(language)(name).casefold(): code for code, name in CHANNELS.items() for language in LANGUAGES}
    return names | {code: code for code in CHANNELS}
