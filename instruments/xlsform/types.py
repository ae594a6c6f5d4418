"""The column `type`: which kind of item it asks for, and what of it an instrument cannot do."""

import difflib
import re

import msgspec

from instruments.instrument import Kind

CONTAINERS = {"lgroup": "repeat", "looped group": "repeat"}
BEGIN = re.compile(
    r"begin[ _](group|lgroup|repeat|looped group|loop|kobomatrix|score|rank)(?: (?:over )?(\S+))?\Z", re.IGNORECASE
)
END = re.compile(r"end[ _](group|lgroup|repeat|looped group|loop|kobomatrix|score|rank)\b.*\Z", re.IGNORECASE)
SELECT_ONE = (
    "select_one", "select one", "select1", "select one from", "select one using", "add select one prompt using",
    "q select1", "select_one_external", "select one external", "select_one_from_file", "select one from file",
)  # fmt: skip
SELECT_MULTIPLE = (
    "select_multiple", "select multiple", "select all that apply", "select all that apply from", "select multiple from",
    "select multiple using", "add select multiple prompt using", "q select", "select_multiple_from_file",
    "select multiple from file",
)  # fmt: skip
SELECTS = {
    **dict.fromkeys(SELECT_ONE, Kind.SELECT_ONE),
    **dict.fromkeys(SELECT_MULTIPLE, Kind.SELECT_MULTIPLE),
    "rank": Kind.RANK,
}
SELECT = re.compile(
    rf"({'|'.join(sorted(SELECTS, key=len, reverse=True))})\s+(.+?)(\s+(?:or specify other|or_other|or other))?\Z",
    re.IGNORECASE,
)
FILE = re.compile(r".+\.(?:csv|xml|geojson)\Z", re.IGNORECASE)
REFERENCE = re.compile(r"\$\{.*\}\Z")

_SAME = {
    Kind.TEXT: ("text", "string", "q string", "add text prompt"),
    Kind.INTEGER: ("integer", "int", "q int", "add integer prompt"),
    Kind.DECIMAL: ("decimal", "q decimal", "add decimal prompt"),
    Kind.RANGE: ("range",),
    Kind.DATE: ("date", "q date", "add date prompt"),
    Kind.TIME: ("time", "q time"),
    Kind.DATETIME: (
        "datetime", "date time", "q datetime", "q date time", "add datetime prompt", "add date time prompt",
    ),
    Kind.ACKNOWLEDGE: ("acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"),
    Kind.IMAGE: ("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"),
    Kind.AUDIO: ("audio", "q audio", "add audio prompt"),
    Kind.VIDEO: ("video", "q video", "add video prompt"),
    Kind.FILE: ("file", "add file prompt"),
    Kind.NOTE: ("note", "q note", "add note prompt"),
    Kind.CALCULATE: ("calculate", "q calculate", "add calculate prompt", "calculate_here"),
    Kind.HIDDEN: ("hidden",),
    Kind.START: ("start", "start time", "get start time", "starttime"),
    Kind.END: ("end", "end time", "get end time", "endtime"),
    Kind.TODAY: ("today", "get today"),
}  # fmt: skip
PLAIN = {name: kind for kind, names in _SAME.items() for name in names}
PLACES = (
    "geopoint", "gps", "location", "geotrace", "geoshape", "q geopoint", "q location", "q geotrace", "q geoshape",
    "add location prompt",
)  # fmt: skip
DEVICE = (
    "deviceid", "device id", "get device id", "imei", "phonenumber", "get phone number", "subscriberid",
    "subscriber id", "get subscriber id", "simserial", "sim id", "get sim id", "username", "email", "caseid",
    "uri:deviceid", "uri:phonenumber", "uri:subscriberid", "uri:simserial", "uri:username", "uri:email",
)  # fmt: skip
TRACKING = (
    "audit", "start-geopoint", "background-geopoint", "background-audio", "text audit", "audio audit",
    "speed violations count",
    "speed violations list", "speed violations audit", "comments", "sensor_statistic", "sensor_stream",
)  # fmt: skip
NEAREST = {
    **dict.fromkeys(PLACES, (Kind.TEXT, "a place on the map is typed as text here")),
    **dict.fromkeys(DEVICE, (Kind.HIDDEN, "what the device knows is not collected; the field stays and is blank")),
    **dict.fromkeys(TRACKING, (Kind.HIDDEN, "what the device records unseen is not collected; the field stays blank")),
    "barcode": (Kind.TEXT, "a barcode is typed as text here"),
    "q barcode": (Kind.TEXT, "a barcode is typed as text here"),
    "add barcode prompt": (Kind.TEXT, "a barcode is typed as text here"),
    "osm": (Kind.TEXT, "a thing on the map is typed as text here"),
}
"""What becomes something else, and the line that says so."""
LIMITED = {
    "percentage": (100, ""),
    "number of days in last month": (31, "0-31"),
    "number of days in last six months": (183, "0-183"),
    "number of days in last year": (365, "0-365"),
}
ATTACHMENTS = ("csv-external", "xml-external")


class Typed(msgspec.Struct, frozen=True):
    kind: Kind | None = None
    """None: a type that nobody knows."""
    list: str = ""
    other: bool = False
    file: bool = False
    earlier: bool = False
    """Its choices are earlier answers: `select_one ${name}`."""
    lost: str = ""


def typed(text: str) -> Typed:
    """What kind of item a type asks for; begin and end rows are asked for elsewhere."""
    cleaned = " ".join(text.split())
    lowered = cleaned.lower()
    if lowered in PLAIN:
        return Typed(PLAIN[lowered])
    if lowered in LIMITED:
        return Typed(Kind.INTEGER)
    if lowered == "phone number":
        return Typed(Kind.TEXT)
    if lowered.startswith("db:"):
        return Typed(Kind.HIDDEN, lost="a person or place from another program cannot be chosen; the field stays blank")
    near = NEAREST.get(lowered) or NEAREST.get(lowered.partition(" ")[0])
    if near:
        return Typed(near[0], lost=near[1])
    found = SELECT.match(cleaned)
    if not found:
        return Typed()
    name = found[2].strip()
    return Typed(
        SELECTS[found[1].lower()],
        name,
        other=bool(found[3]),
        file=bool(FILE.match(name)),
        earlier=bool(REFERENCE.match(name)),
    )


MEANT = {
    **dict.fromkeys(("number", "numeric", "float", "double", "real"), "decimal"),
    **dict.fromkeys(("whole number", "count", "year"), "integer"),
    **dict.fromkeys(("free text", "short text", "long text", "paragraph", "textarea", "open", "url", "tel"), "text"),
    **dict.fromkeys(
        ("dropdown", "radio", "likert", "boolean", "bool", "yes/no", "yes_no", "single choice"), "select_one LIST"
    ),
    **dict.fromkeys(("checkbox", "checkboxes", "multiple choice", "multi"), "select_multiple LIST"),
    **dict.fromkeys(("rating", "scale", "slider", "stars"), "range"),
    **dict.fromkeys(("picture", "signature", "drawing"), "image"),
    **dict.fromkeys(("title", "text block", "heading", "info", "statement"), "note"),
    **dict.fromkeys(("section", "page", "start group", "start_group"), "begin_group"),
    **dict.fromkeys(("start repeat", "start_repeat"), "begin_repeat"),
    "formula": "calculate",
}
"""Words of other programs, and what they are called here."""
OLD = ("q ", "add ", "get ", "uri:")
"""How names begin that nobody should learn any more."""


def meant(text: str) -> str:
    """A type that is written nearly like this one, "" where none is."""
    known = [*PLAIN, *NEAREST, *SELECTS, "begin group", "end group", "begin repeat", "end repeat"]
    known = [name for name in known if not name.startswith(OLD)]
    lowered = " ".join(text.split()).lower()
    if lowered in MEANT:
        return MEANT[lowered]
    near = difflib.get_close_matches(lowered, known, 1, 0.75) or difflib.get_close_matches(
        lowered.partition(" ")[0], list(SELECTS), 1, 0.75
    )
    return near[0] if near else ""
