"""A file with an instrument in it: any format in, our own and XLSForm out."""

from collections.abc import Mapping

from instruments import document
from instruments.bounded.file import passed
from instruments.bounded.kind import FileKind
from instruments.bounded.refused import Refused
from instruments.fault import Fault
from instruments.imported import Imported
from instruments.limesurvey import read as limesurvey
from instruments.surveyjs import read as surveyjs
from instruments.xlsform import read as xlsform


def read(data: bytes, name: str, attachments: Mapping[str, bytes] | None = None) -> Imported:
    """What the bytes of the file called `name` say, measured before anything parses them.

    Reads .xlsx .xls .md .csv (XLSForm), .lss (LimeSurvey), .json (ours or SurveyJS) and .toml; `attachments` are the
    lists that come with an XLSForm, by the names of their files. Never raises, whatever the bytes.
    """
    try:
        known = passed(data, name)
    except Refused as refused:
        return Imported(None, (refused.fault,))
    match known.kind:
        case FileKind.TOML:
            return document.from_toml(data)
        case FileKind.JSON:
            return _json(data, name)
        case FileKind.LIMESURVEY:
            return limesurvey.read(data)
        case _:
            return xlsform.read(data, name, attachments=attachments, known=known)


def _json(data: bytes, name: str) -> Imported:
    found = document.parsed(data)
    if isinstance(found, Fault):
        return Imported(None, (found,))
    return surveyjs.read(found, name) if surveyjs.is_survey(found) else document.from_plain(found)
