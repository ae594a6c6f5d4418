"""Tells the published figures of the Swedish surveys: what their municipalities reached, year by year."""

from collections.abc import Sequence

from survey.document import Block, Document, Paragraph, Section, Table, Voice
from survey.history import Figure
from survey.texts import N_
from survey.web.ranking_view import Words

METRICS = {
    "municipalities": N_("Municipalities that took part"),
    "municipalities_contact_centre": N_("Of them with a contact centre"),
    "municipalities_switchboard": N_("Of them with a switchboard"),
    "responses_total": N_("Number of answers"),
    "responses_phone": N_("Answers after calls"),
    "response_rate_phone": N_("Response rate after calls"),
    "share_with_comment_phone": N_("Share with a comment, after calls"),
    "free_text_comments": N_("Comments"),
    "index_bemotande_phone_mean": N_("Courtesy by phone, mean"),
    "index_bemotande_phone_max": N_("Courtesy by phone, highest"),
    "index_enkelhet_phone_mean": N_("Ease by phone, mean"),
    "index_enkelhet_phone_min": N_("Ease by phone, lowest"),
    "index_enkelhet_phone_max": N_("Ease by phone, highest"),
    "index_tydlighet_email_mean": N_("Clarity by e-mail, mean"),
    "index_enkelhet_email_mean": N_("Ease by e-mail, mean"),
    "share_top_grade_bemotande_phone": N_("Best grade for courtesy by phone"),
    "share_top_grade_tydlighet_email": N_("Best grade for clarity by e-mail"),
    "comments_negative_share": N_("Comments that are negative"),
    "theme_svar_och_aterkoppling": N_("Comments on answers and feedback"),
    "theme_bemotande": N_("Comments on courtesy"),
    "theme_svarstid": N_("Comments on the time to answer"),
    "theme_service": N_("Comments on service"),
    "theme_medarbetare": N_("Comments on staff"),
    "theme_telefonkontakt": N_("Comments on contact by phone"),
    "theme_enkelhet": N_("Comments on ease"),
    "theme_digitala_tjanster": N_("Comments on digital services"),
    "KKiK_email_within_1_day_mean": N_("E-mail answered within a day, mean"),
    "KKiK_email_within_2_days_mean": N_("E-mail answered within two days, mean"),
    "KKiK_direct_answer_phone_mean": N_("Direct answer by phone, mean"),
    "KKiK_bemotande_mean": N_("Courtesy, mean"),
    "KKiK_bemotande_Lindesberg": N_("Courtesy, Lindesberg"),
}
REMARKS = {
    "45 in 2023": N_("45 % in 2023"),
    "multi-label": N_("a comment can have several themes"),
    "KKiK mean 78; worst 57; best 90": N_("of the points; mean 78, lowest 57, highest 90"),
    "2018 page says 2017 was 85 too: contradictory": N_("another page says 85 %"),
    "range 18-94": N_("from 18 to 94 %"),
    "said equal to 2017": N_("told as equal to 2017"),
}
KKIK = "KKiK_"


def told(found: Sequence[Figure], words: Words) -> Document:
    _ = words.translate
    survey = [one for one in found if not one.metric.startswith(KKIK)]
    calls = [one for one in found if one.metric.startswith(KKIK)]
    lead = N_(
        "In Sweden people are asked after a call or an e-mail. In %(year)s they gave courtesy by phone "
        "%(score)s of 100."
    )
    newest = max((one for one in survey if one.metric == "index_bemotande_phone_mean"), key=lambda one: one.year)
    return Document(
        title=_(N_("Figures from Sweden")),
        language=words.language,
        opening=(Paragraph(_(lead, year=newest.year, score=words.score(newest.value)), Voice.LEAD),),
        sections=(
            Section(key="about", title=_(N_("What these figures are")), blocks=(*map(Paragraph, map(_, ABOUT)),)),
            Section(key="survey", title=_(N_("The service survey of SKR")), blocks=by_year(survey, words)),
            Section(key="kkik", title=_(N_("Test calls and mails in KKiK")), blocks=by_year(calls, words)),
        ),
        footer=_(N_("Facts from public pages; each row leads to its page.")),
    )


ABOUT = (
    N_(
        "The service survey asks people who have been in contact; KKiK had test calls and test mails. Neither"
        " can be compared with the municipality test, nor with each other."
    ),
    N_("Who takes part chooses to, and more do each year: a mean that moves may come of other municipalities."),
)


def by_year(found: Sequence[Figure], words: Words) -> tuple[Block, ...]:
    years = sorted({one.year for one in found}, reverse=True)
    return tuple(table(year, [one for one in found if one.year == year], words) for year in years)


def table(year: str, found: Sequence[Figure], words: Words) -> Table:
    _ = words.translate
    return Table(
        caption=year,
        head=(_(N_("What")), _(N_("Figure")), _(N_("Remark"))),
        rows=tuple(
            (_(METRICS[one.metric]), figure(one, words), _(REMARKS[one.remark]) if one.remark else "") for one in found
        ),
        numbers=frozenset({1}),
        hrefs=tuple(one.source for one in found),
    )


def figure(one: Figure, words: Words) -> str:
    number = words.formats.number(one.value, 1 if one.unit == "index0-100" else 0)
    match one.unit:
        case "approx count":
            return words.translate(N_("about %(n)s"), n=number)
        case "more than":
            return words.translate(N_("more than %(n)s"), n=number)
        case unit if unit.startswith("percent"):
            return words.formats.percent(one.value / 100)
        case _:
            return number
