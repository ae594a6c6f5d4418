"""The form in which a coordinator sets a survey up: read, explained where it is wrong, filled in again."""

import re
from collections.abc import Collection, Iterator
from datetime import date, time, timedelta

import msgspec
from litestar.datastructures import FormMultiDict

from survey.contact import CHANNELS
from survey.problems import Fault, Invalid
from survey.round import Grain, Mode, Round, Rules
from survey.steps.rounds import CANNOT_KEEP, Draft
from survey.store.units import Listed
from survey.texts import LANGUAGES, N_
from survey.web.plan_form import is_date, whole
from survey.web.surveys.words import channels_by_name

USUAL = Rules()
FORMS = {"email": "post-contact-email@1", "phone": "post-contact-phone@1", "web": "", "desk": ""}
WRITE_DATE = N_("Write a date as year-month-day, such as 2026-03-02.")
WRITE_WHOLE = N_("Write a whole number from %(low)s to %(high)s.")
WRITE_TIME = N_("Write a time such as 14:10.")
BOUNDS = {
    "share": (1, 100),
    "cap": (1, 100_000),
    "quarantine": (0, 3650),
    "delay": (0, 720),
    "oldest": (1, 365),
    "k": (10, 1000),
}
REMINDERS = 3
SHARE = re.compile(r"(?P<where>.+?)[\s:=]+(?P<percent>\d{1,3})\s*%?")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as typed."""

    title: str = ""
    mode: str = Mode.ANONYMOUS.value
    forms: dict[str, str] = msgspec.field(default_factory=lambda: dict(FORMS))
    language: str = "nb"
    starts_on: str = ""
    asks_until: str = ""
    ends_on: str = ""
    previous: str = ""
    units: str = "all"  # all, counties, codes
    counties: tuple[str, ...] = ()
    codes: str = ""
    share: str = "100"
    shares: str = ""
    cap: str = str(USUAL.cap)
    quarantine: str = str(USUAL.quarantine_days)
    delay: str = str(USUAL.delay_hours)
    oldest: str = str(USUAL.oldest_days)
    quiet_from: str = f"{USUAL.quiet_from:%H:%M}"
    quiet_to: str = f"{USUAL.quiet_to:%H:%M}"
    reminders: str = " ".join(map(str, USUAL.reminders))
    k: str = str(USUAL.k)
    grain: str = USUAL.grain.value
    blind: bool = False


def given(form: FormMultiDict) -> Given:
    plain = {
        field.name: str(form.get(field.name, "")).replace("\0", "").strip()[:5000]
        for field in msgspec.structs.fields(Given)
        if field.type is str and field.name in form
    }
    return Given(
        **plain,
        forms={channel: str(form.get(f"form-{channel}", ""))[:200] for channel in CHANNELS},
        counties=tuple(map(str, form.getall("counties", []))),
        blind=form.get("blind") == "on",
    )


def fresh(today: date, language: str) -> Given:
    """Four weeks of contacts from next Monday, and two more to answer."""
    start = today + timedelta(days=7 - today.weekday())
    return Given(
        language=language,
        starts_on=start.isoformat(),
        asks_until=(start + timedelta(days=27)).isoformat(),
        ends_on=(start + timedelta(days=41)).isoformat(),
    )


def again(asked: Round, *, codes: Collection[str], every: int) -> Given:
    rules = asked.rules
    return Given(
        title=asked.title,
        mode=asked.mode,
        forms={channel: asked.forms.get(channel, "") for channel in CHANNELS},
        language=asked.language,
        starts_on=asked.starts_on.isoformat(),
        asks_until=asked.asks_until.isoformat(),
        ends_on=asked.ends_on.isoformat(),
        previous=str(asked.previous_id or ""),
        units="all" if len(codes) == every else "codes",
        codes="" if len(codes) == every else " ".join(codes),
        share=f"{100 * rules.share:g}",
        shares="\n".join(f"{where} {100 * share:g}" for where, share in rules.shares.items()),
        cap=str(rules.cap),
        quarantine=str(rules.quarantine_days),
        delay=str(rules.delay_hours),
        oldest=str(rules.oldest_days),
        quiet_from=f"{rules.quiet_from:%H:%M}",
        quiet_to=f"{rules.quiet_to:%H:%M}",
        reminders=" ".join(map(str, rules.reminders)),
        k=str(rules.k),
        grain=rules.grain,
        blind=rules.blind,
    )


def draft(form: Given, listed: list[Listed], *, forms: Collection[str], earlier: Collection[int]) -> Draft:
    """What the survey is to be; raises Invalid with every fault that the form alone shows."""
    if faults := tuple(form_faults(form, listed, forms=forms, earlier=earlier)):
        raise Invalid(CANNOT_KEEP, faults)
    rules = Rules(
        share=int(form.share) / 100,
        shares=dict(shares(form)),
        cap=int(form.cap),
        quarantine_days=int(form.quarantine),
        delay_hours=int(form.delay),
        oldest_days=int(form.oldest),
        quiet_from=time.fromisoformat(form.quiet_from),
        quiet_to=time.fromisoformat(form.quiet_to),
        reminders=tuple(days(form) or ()),
        k=int(form.k),
        grain=Grain(form.grain),
        blind=form.blind,
    )
    return Draft(
        title=form.title[:200],
        mode=Mode(form.mode),
        rules=rules,
        forms={channel: name for channel, name in form.forms.items() if name},
        language=form.language,
        starts_on=date.fromisoformat(form.starts_on),
        asks_until=date.fromisoformat(form.asks_until),
        ends_on=date.fromisoformat(form.ends_on),
        previous_id=int(form.previous) if form.previous else None,
    )


def chosen(form: Given, listed: list[Listed]) -> list[Listed]:
    match form.units:
        case "counties":
            return [one for one in listed if one.county in form.counties]
        case "codes":
            codes = set(numbers(form))
            return [one for one in listed if one.code in codes]
    return listed


def numbers(form: Given) -> list[str]:
    return form.codes.replace(",", " ").replace(";", " ").split()


def days(form: Given) -> list[int] | None:
    """Of the reminders; None where they cannot be read."""
    found = [whole(part) for part in form.reminders.replace(",", " ").split()]
    known = [one for one in found if one is not None and 1 <= one <= 90]
    return known if len(known) == len(found) <= REMINDERS and known == sorted(set(known)) else None


def shares(form: Given) -> Iterator[tuple[str, float]]:
    """`1101/phone`, `1101` or `phone` -> share; lines that cannot be read are left out."""
    for line in form.shares.splitlines():
        if found := share_of(line):
            yield found


def share_of(line: str) -> tuple[str, float] | None:
    found = SHARE.fullmatch(line.strip())
    if not found or int(found["percent"]) > 100:
        return None
    names = channels_by_name()
    code, _, channel = (part.strip() for part in found["where"].partition("/"))
    if channel:
        return (
            (f"{code}/{names[channel.casefold()]}", int(found["percent"]) / 100)
            if channel.casefold() in names
            else None
        )
    return names.get(code.casefold(), code), int(found["percent"]) / 100


def form_faults(
    form: Given, listed: list[Listed], *, forms: Collection[str], earlier: Collection[int]
) -> Iterator[Fault]:
    yield from choice_faults(form, forms=forms, earlier=earlier)
    yield from unit_faults(form, listed)
    for name in ("starts_on", "asks_until", "ends_on"):
        if not is_date(getattr(form, name)):
            yield Fault(name, WRITE_DATE)
    for name, (low, high) in BOUNDS.items():
        number = whole(getattr(form, name))
        if number is None or not low <= number <= high:
            yield Fault(name, WRITE_WHOLE, low=low, high=high)
    for name in ("quiet_from", "quiet_to"):
        if not is_time(getattr(form, name)):
            yield Fault(name, WRITE_TIME)
    if days(form) is None:
        told = N_("Write up to %(n)s whole numbers of days, from 1 to 90, in rising order.")
        yield Fault("reminders", told, n=REMINDERS)
    if lines := [line.strip() for line in form.shares.splitlines() if line.strip() and not share_of(line)][:3]:
        told = N_("This line cannot be read: %(lines)s. Write such as 1101/phone 50.")
        yield Fault("shares", told, lines="; ".join(lines))
    delay, oldest = whole(form.delay), whole(form.oldest)
    if delay is not None and oldest is not None and delay >= 24 * oldest:
        yield Fault("oldest", N_("Nobody would be asked: contacts get too old before the invitation is due."))


def choice_faults(form: Given, *, forms: Collection[str], earlier: Collection[int]) -> Iterator[Fault]:
    told = N_("Choose one of the answers.")
    if form.mode not in set(Mode):
        yield Fault("mode", told)
    if form.language not in LANGUAGES:
        yield Fault("language", told)
    if form.grain not in set(Grain):
        yield Fault("grain", told)
    if form.previous and whole(form.previous) not in earlier:
        yield Fault("previous", told)
    for channel, name in form.forms.items():
        if name and name not in forms:
            yield Fault(f"form-{channel}", N_("Choose one of the forms listed."))


def unit_faults(form: Given, listed: list[Listed]) -> Iterator[Fault]:
    known = {one.code for one in listed}
    strangers = [code for code in numbers(form) if code not in known][:5] if form.units == "codes" else []
    if strangers:
        told = N_("No unit that fits has number %(codes)s: correct or remove it")
        yield Fault("codes", told, codes=", ".join(strangers))
    elif form.units not in ("all", "counties", "codes"):
        yield Fault("units", N_("Choose one of the answers."))
    elif listed and not chosen(form, listed):
        yield Fault("units", N_("Choose at least one unit."))


def is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return ":" in text
