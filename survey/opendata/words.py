"""What columns, tables and values are called: message ids by the names that all formats share."""

from survey.explain import STATUSES as MISSING
from survey.texts import N_, Translate

CHANNELS = {"email": N_("E-mail"), "phone": N_("Phone"), "web": N_("Web")}
WAYS = {**CHANNELS, "web_mobile": N_("Web, on mobile"), "web_desktop": N_("Web, on desktop")}
DEVICES = {"mobile": N_("On mobile"), "desktop": N_("On desktop")}
STATUSES = {"answered": N_("Answered"), **MISSING}
REASONS = tuple(MISSING)
LATE = N_("Answered too late")
PARTS = {"whole": N_("The whole answer"), "time": N_("Time"), "quality": N_("Quality")}
COUNTS = {"normal": N_("Normal"), "bonus": N_("Bonus"), "critical": N_("Must be right")}
ORIGINS = {"objection": N_("Objection before publication"), "erratum": N_("Correction after publication")}
PEERS = {"group": N_("By the group of the register"), "size": N_("By inhabitants"), "county": N_("By county")}
YES_NO = {True: N_("Yes"), False: N_("No")}
EFFECTS = {"zero": N_("0 points"), "leave": N_("Left out of the score")}

TABLES = {
    "wave": (N_("The wave"), N_("One row: what was tested, when, and by which rules.")),
    "units": (
        N_("Units"),
        N_("The units that the tables tell of. A unit keeps its number in every wave of this installation."),
    ),
    "standings": (
        N_("Scores and places"),
        N_("One row per unit: its score, how sure it is, its place, and its score by sector and channel."),
    ),
    "peers": (
        N_("Places among units that are alike"),
        N_(
            "One row per unit and group: its place held against the units of the group alone, and what it could be. "
            "Blank where the group has fewer than three units with a score."
        ),
    ),
    "footnotes": (N_("Footnotes"), N_("How many items of a unit count otherwise than graded, and why.")),
    "contacts": (N_("Test contacts"), N_("One row per inquiry, without its words and its day.")),
    "items": (N_("Item results"), N_("One row per item of each inquiry: what it gave and what it could have given.")),
    "sectors": (N_("Sectors"), N_("What each sector counts in the total.")),
    "channels": (N_("Channels"), N_("What each channel counts, where channels have weights.")),
    "statuses": (N_("Statuses"), N_("How an item can come out, and what that does to the score.")),
    "forms": (N_("Forms"), N_("What was graded or asked.")),
    "questions": (N_("Questions"), N_("The items of the forms, with what they are worth.")),
    "choices": (N_("Choices"), N_("The choices of each item, with their points.")),
    "ledger": (N_("Ledger"), N_("Items that were changed after an objection or as a correction, and what it did.")),
    "surveys": (N_("Surveys"), N_("What citizens were asked.")),
    "survey_counts": (
        N_("Answers of citizens"),
        N_("How many people gave which answer. A blank number is hidden: few people, or it would give others away."),
    ),
    "survey_figures": (
        N_("Indices of citizens’ answers"),
        N_(
            "What the counts of a survey give, by unit and channel: skr and the other indices from 0 to 100, and the "
            "share without a reply."
        ),
    ),
}
LABELS = {
    "alike": N_("In what units are alike"),
    "answer": N_("Answers, one of these"),
    "band": N_("Band"),
    "before": N_("Points before"),
    "after": N_("Points after"),
    "change": N_("Change since the wave before"),
    "channel": N_("Channel"),
    "code": N_("Official number"),
    "contact": N_("Number of the contact"),
    "contacts": N_("Independent contacts"),
    "counts": N_("How it counts"),
    "county": N_("County"),
    "decided_on": N_("Decided on"),
    "device": N_("Device"),
    "edition": N_("Edition"),
    "effect": N_("What it does to the score"),
    "ending": N_("How the inquiry ended"),
    "ends_on": N_("Last day"),
    "error": N_("Standard error of the score"),
    "form": N_("Form"),
    "given": N_("What was chosen"),
    "high": N_("Score, high"),
    "hint": N_("Hint"),
    "index": N_("Index"),
    "index_high": N_("Index, high"),
    "index_low": N_("Index, low"),
    "item": N_("Item"),
    "items": N_("Items"),
    "kind": N_("Kind of item"),
    "label": N_("Text"),
    "lat": N_("Latitude"),
    "least": N_("Fewest people in a number"),
    "lon": N_("Longitude"),
    "low": N_("Score, low"),
    "moved_change": N_("Change over linked items"),
    "moved_discovery": N_("A change that is clear among so many units"),
    "moved_high": N_("Change over linked items, high"),
    "moved_left_out": N_("Items that only one of the waves has"),
    "moved_linked": N_("Linked items"),
    "moved_low": N_("Change over linked items, low"),
    "moved_p": N_("Change over linked items, p-value"),
    "n": N_("People who answered"),
    "name": N_("Name"),
    "number": N_("Number"),
    "origin": N_("Why it was changed"),
    "part": N_("Part"),
    "passed": N_("Passed"),
    "peer_group": N_("Peer group"),
    "peer_rank": N_("Place in the peer group"),
    "peer_rank_high": N_("Place in the peer group, highest"),
    "peer_rank_high_all": N_("Place in the peer group, highest, for all its units at once"),
    "peer_rank_low": N_("Place in the peer group, lowest"),
    "peer_rank_low_all": N_("Place in the peer group, lowest, for all its units at once"),
    "peer_tier": N_("Tier in the peer group"),
    "peers": N_("Units in the peer group"),
    "people": N_("People"),
    "points": N_("Points"),
    "population": N_("Inhabitants"),
    "possible": N_("Points possible"),
    "program": N_("Program"),
    "protocol": N_("Protocol"),
    "protocol_version": N_("Version of the protocol"),
    "question": N_("Question"),
    "rank": N_("Place"),
    "rank_after": N_("Place after"),
    "rank_before": N_("Place before"),
    "rank_high": N_("Place, highest"),
    "rank_high_all": N_("Place, highest, for all units at once"),
    "rank_low": N_("Place, lowest"),
    "rank_low_all": N_("Place, lowest, for all units at once"),
    "reason": N_("Reason"),
    "reply": N_("Answer of those who decided"),
    "scenario": N_("Scenario"),
    "sector": N_("Sector"),
    "seed": N_("Seed of the draws"),
    "sha256": N_("SHA-256 of the bundle"),
    "shrunk": N_("Score drawn towards the others"),
    "slot": N_("Inquiry of the unit"),
    "starts_on": N_("First day"),
    "status": N_("Status"),
    "survey": N_("Survey"),
    "tested": N_("Tested share"),
    "tier": N_("Tier"),
    "title": N_("Title"),
    "top": N_("Probability of being among the best"),
    "total": N_("Score"),
    "total_after": N_("Score after"),
    "total_before": N_("Score before"),
    "unit": N_("Number of the unit"),
    "value": N_("Value"),
    "version": N_("Version"),
    "wave": N_("Wave"),
    "weight": N_("Weight"),
    "working_days": N_("Working days until the answer"),
}


def choices(of: dict[str, str], _: Translate) -> dict[str, str]:
    return {value: _(label) for value, label in of.items()}


def label(name: str, _: Translate) -> str:
    """A column that this list does not know yet is called by its name."""
    return _(LABELS[name]) if name in LABELS else name
