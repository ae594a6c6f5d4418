"""A published wave as a release of open data: its tables in one language, and what there is to say of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from instruments.instrument import Instrument
from instruments.language import in_language
from survey.bundle import Bundle, encoded
from survey.bundle import sha256 as digest
from survey.explain import CAVEAT
from survey.opendata import form_tables, survey_tables, wave_tables
from survey.opendata.making import Maker
from survey.opendata.table import Publisher, Release
from survey.released import Survey
from survey.texts import N_, translator
from survey.unit import Unit

ABOUT = N_(
    "What %(units)s units scored when they were tested as ordinary residents meet them, under %(protocol)s, "
    "with every item result behind the scores."
)
ABOUT_SURVEY = N_(
    "What people said who had been in contact themselves, as counts by unit and channel. "
    "Groups under %(least)s people are hidden, and what would give them away."
)


def of_wave(
    found: Bundle,
    *,
    units: Mapping[int, Unit],
    shipped: Iterable[Instrument],
    language: str,
    publisher: Publisher,
    issued_on: date | None,
    sha256: str,
) -> Release:
    """`shipped`: forms that the bundle names and does not hold, those of surveys among them."""
    make = Maker(language, translator(language))
    forms = forms_of(found, tuple(shipped))
    protocol = in_language(found.protocol.title, language)
    return Release(
        id=f"medlytt-wave-{found.wave.id}",
        title=found.wave.name,
        about=make.translate(ABOUT, units=len(found.standings), protocol=protocol),
        caveat=make.translate(CAVEAT) if found.protocol.caveat else "",
        language=language,
        translate=make.translate,
        publisher=publisher,
        page=f"{publisher.url}/rankings/{found.wave.id}",
        version=str(found.edition),
        starts_on=found.wave.starts_on,
        ends_on=found.wave.ends_on,
        issued_on=issued_on,
        source_sha256=sha256,
        sources=found.protocol.sources,
        tables=(
            *wave_tables.tables(found, known(found, units), forms, make, sha256=sha256),
            *form_tables.tables(forms, make),
            *survey_tables.tables(found.surveys, forms, make),
        ),
    )


def of_survey(
    one: Survey,
    *,
    units: Mapping[int, Unit],
    forms: Mapping[str, Instrument],
    language: str,
    publisher: Publisher,
    issued_on: date,
) -> Release:
    """A finished survey alone, as the counts that were released of it."""
    make = Maker(language, translator(language))
    told = {asked.unit for asked in one.counts}
    return Release(
        id=f"medlytt-survey-{one.id}",
        title=one.title,
        about=make.translate(ABOUT_SURVEY, least=one.least),
        language=language,
        translate=make.translate,
        publisher=publisher,
        page=publisher.url,
        issued_on=issued_on,
        tables=(
            wave_tables.units_of(told, units, make),
            *form_tables.tables(forms, make),
            *survey_tables.tables([one], forms, make),
        ),
    )


def known(found: Bundle, units: Mapping[int, Unit]) -> dict[int, Unit]:
    """Number and name as the bundle has them; what more there is to a unit from whoever knows it."""
    named = {one.id: Unit(id=one.id, code=one.code, name=one.name) for one in found.units}
    return named | dict(units)


def forms_of(found: Bundle, shipped: Sequence[Instrument]) -> dict[str, Instrument]:
    """By `id@version`: grading forms of the bundle, else shipped ones that are the same to the letter; then surveys."""
    wanted = {f"{rules.id}@{rules.version}": rules.sha256 for rules in found.grading.values()}
    candidates = [form for form in shipped if form_tables.name(form) in wanted]
    same = [form for form in candidates if digest(encoded(form)) == wanted[form_tables.name(form)]]
    asked = {name for survey in found.surveys for name in survey.forms.values()}
    surveys = [form for form in shipped if form_tables.name(form) in asked]
    return {form_tables.name(form): form for form in (*surveys, *same, *found.forms.values())}
