"""How a report was worked out and what it cannot say, in plain words."""

from instruments.language import in_language
from survey.document import Paragraph, Point, Points, Section
from survey.explain import CAVEAT
from survey.texts import N_
from survey.web.reports.names import Teller

PLAIN = (
    (
        N_("The score:"),
        N_("testers wrote, called and searched as residents do, and graded what came back by the same key."),
    ),
    (
        N_("Could be:"),
        N_(
            "so few inquiries show a part of the service only. A range says where the figure would lie if there had "
            "been very many; 95 of 100 such ranges hold it."
        ),
    ),
    (
        N_("The best third:"),
        N_("the third of the units with the highest scores, and all that share the last place among them."),
    ),
    (
        N_("Points of the distance:"),
        N_(
            "how much more of the score is lost by a cause here than in the best third. What remains comes of having "
            "been tested on other things."
        ),
    ),
    (
        N_("The proposals:"),
        N_(
            "promises broken more than once come first, then causes by their points, three to five in all. They "
            "describe and do not prove: a few inquiries are no verdict on a department, and none on a person."
        ),
    ),
)
CITIZENS = (
    N_("Citizens:"),
    N_(
        "what people say in surveys never changes the score. Nothing is shown of fewer than five, and this part is "
        "for the house only."
    ),
)


def method(tell: Teller, *, house: bool) -> Section:
    wave, formats = tell.names.wave, tell.words.formats
    about = tell(
        N_("%(n)s units were tested by the rules “%(protocol)s” between %(begin)s and %(end)s."),
        n=formats.number(tell.report.units),
        protocol=in_language(tell.names.protocol.title, tell.words.language),
        begin=formats.date(wave.starts_on),
        end=formats.date(wave.ends_on),
    )
    plain = (*PLAIN, CITIZENS) if house else PLAIN
    traced = N_("Each point of the score can be followed down to its inquiry.")
    ranking = N_("How the ranking is made, with all data to work it out again.")
    blocks = (
        Paragraph(about),
        *([Paragraph(tell(CAVEAT))] if tell.names.protocol.caveat else ()),
        Points(tuple(Point(tell(text), lead=tell(lead)) for lead, text in plain)),
        Paragraph(tell(traced), href=f"{tell.home}#how"),
        Paragraph(tell(ranking), href=f"/rankings/{wave.id}#method"),
    )
    return Section(key="method", title=tell(N_("How this was worked out, and what it cannot say")), blocks=blocks)
