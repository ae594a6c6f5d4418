"""A report told as a document: the answer first, then what to do, then all that it stands on."""

from survey.document import Document
from survey.report import Report
from survey.texts import N_
from survey.web.ranking_view import Words
from survey.web.reports.citizens import Said, citizens
from survey.web.reports.distance import distance, parts
from survey.web.reports.first import effects, first, good, opening, peers, promises
from survey.web.reports.method import method
from survey.web.reports.names import Names, Teller


def document(report: Report, names: Names, words: Words, *, said: Said | None = None, house: bool = False) -> Document:
    """`house`: with what citizens say; everybody else reads it as if nobody had been asked."""
    told = report if house else report.without_citizens()
    tell = Teller(report=told, names=names, words=words)
    sections = (
        first(tell),
        peers(tell),
        distance(tell),
        good(tell),
        parts(tell),
        citizens(tell, said, house=house),
        promises(tell),
        effects(tell),
        method(tell, house=house),
    )
    return Document(
        title=tell(N_("Improvement report: %(unit)s"), unit=names.places[report.unit_id].name),
        subtitle=names.wave.name,
        language=words.language,
        opening=opening(tell),
        sections=tuple(one for one in sections if one),
        footer=footer(tell),
    )


def footer(tell: Teller) -> str:
    values = {
        "unit": tell.names.places[tell.report.unit_id].name,
        "wave": tell.names.wave.name,
        "date": tell.words.formats.date(tell.report.computed_at),
    }
    return tell(
        N_("%(unit)s in “%(wave)s”, made %(date)s. It tells of information and service, not of people."), **values
    )
