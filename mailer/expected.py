"""The date by which an answer is promised: absolute, or a period that runs from the day of arrival."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

MONTHS = (
    "januar|january|januari|jan|tammikuu",
    "februar|february|februari|feb|helmikuu",
    "mars|march|marts|mar|maaliskuu",
    "april|apr|huhtikuu",
    "mai|may|maj|toukokuu",
    "juni|june|jun|kesäkuu",
    "juli|july|jul|heinäkuu",
    "august|augusti|aug|elokuu",
    "september|sept|sep|syyskuu",
    "oktober|october|okt|oct|lokakuu",
    "november|nov|marraskuu",
    "desember|december|des|dec|joulukuu",
)
WEEKDAYS = (
    "mandag|måndag|monday|maanantai",
    "tirsdag|tysdag|tisdag|tuesday|tiistai",
    "onsdag|wednesday|keskiviikko",
    "torsdag|thursday|torstai",
    "fredag|friday|perjantai",
    "lørdag|laurdag|lördag|saturday|lauantai",
    "søndag|sundag|søndag|söndag|sunday|sunnuntai",
)
NUMBERS = (
    "en|ei|ett|et|én|éi|one|a|an|yhden|eitt|ein|førstkommende",
    "to|två|tvo|two|kahden|par|couple",
    "tre|three|kolmen",
    "fire|fyra|four|neljän",
    "fem|five|viiden",
    "seks|sex|six|kuuden",
    "sju|syv|seven|seitsemän",
    "åtte|åtta|otte|eight|kahdeksan",
    "ni|nio|nine|yhdeksän",
    "ti|tio|ten|kymmenen",
)
UNITS = {
    "working": r"(?:virke|arbeids|arbets|arbejds|hver|vir|vardags|var|yrke)dag\w*|vardag\w*|hverdag\w*|kvardag\w*|"
    r"yrkedag\w*|(?:working|business|work|week)[ -]?days?|arkipäiv\w*|työpäiv\w*",
    "hours": r"time|timer|timar|timmar|timme|hours?|tunnin|tuntia|tunnissa",
    "days": r"dag|dager|dagar|dage|døgn|dygn|days?|päivän|päivää|päivässä|kalenderdag\w*|dagers|dagars|dages",
    "weeks": r"uke|uker|ukes|ukers|veke|veker|vecka|veckor|veckors|uge|uger|ugers|weeks?|viikon|viikkoa|viikossa",
    "months": r"måned|måneder|månad|månader|månaders|months?|kuukauden|kuukautta|kk",
}
NUMBER = r"(\d{1,3}|" + "|".join(NUMBERS) + ")"
SPAN = re.compile(
    rf"(?<!\w){NUMBER}(?:\s*(?:-|–|til|till|to|eller|or|tai|–)\s*{NUMBER})?\s+(?:of\s+|full\w*\s+|hele\s+)?"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in UNITS.items())})(?!\w)",
    re.IGNORECASE,
)
MONTH = "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(MONTHS, 1))
SUFFIX = r"(?:ta|n|ssa)?(?!\w)\.?"
DAY_MONTH = re.compile(
    rf"(?<![\d/.])(\d{{1,2}})(?:\.|st|nd|rd|th|:e|:a)?\s*(?:of\s+)?(?:{MONTH}){SUFFIX}(?:\s+(\d{{4}}))?", re.I
)
MONTH_DAY = re.compile(
    rf"(?<!\w)(?:{MONTH}){SUFFIX}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|\w|[.:]\d)(?:,?\s+(\d{{4}}))?", re.I
)
ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
SLASHED = re.compile(r"(?<![\d/.§-])(\d{1,2})/(\d{1,2})(?:[-/.](\d{2}(?:\d{2})?))?(?![\d/])")
DOTTED = re.compile(
    r"(?<![\d/.§-])(\d{1,2})\.(\d{1,2})\.?(?:(?<=\.)(\d{4}|\d{2}))?(?![\d/])(?!\s*(?:kr|prosent|%|mill))"
)
WEEKDAY = re.compile(
    rf"(?<!\w)(?:(neste|nästa|næste|next|ensi)\s+)?(?:{'|'.join(f'(?P<w{n}>{w})' for n, w in enumerate(WEEKDAYS))})"
    r"(?:en|ens|na|sta|hin|iin|in|ina)?(?!\w)",
    re.I,
)
WEEK_NUMBER = re.compile(r"(?<!\w)(?:uke|veke|vecka|uge|week|viikolla|viikon|v\.)\s+(\d{1,2})(?!\w)", re.I)
MONTH_END = re.compile(
    rf"(?:utgangen av|slutten av|løpet av|slutet av|under|udgangen af|slutningen af|løbet af|end of|during|in|i|"
    rf"course of|"
    rf"utgången av|före utgången av|innan utgangen av)\s+(?:{MONTH})(?!\w)(?!\s*\d)|"
    rf"(?<!\w)(?:{MONTH.replace('P<m', 'P<n')})n\s+"
    r"(?:aikana|loppuun|lopussa|loppuun mennessä)",
    re.IGNORECASE,
)
NEAR = (
    (r"i ?overmorgen|i ?övermorgon|i ?overmorgon|day after tomorrow|ylihuomenna", 2),
    (r"i ?morgen|i ?morgon|tomorrow|huomenna|huomiseen", 1),
    (
        r"i løpet av dagen|i løbet af dagen|under dagen|senere i ?dag|later today|tänään|"
        r"in the course of the day|seinare i dag",
        0,
    ),
)
THIS_WEEK = re.compile(
    r"(?<!\w)(?:denne (?:uken|uka|veka|uge)|i løpet av (?:uken|uka|veka)|i løbet af ugen|(?:utgangen|slutten|"
    r"udgangen|slutningen) a[vf] "
    r"(?:uken|uka|veka|ugen)|(?:den här|denna) veckan|under veckan|slutet av veckan|(?:this|the end of the|"
    r"end of the) week|"
    r"tällä viikolla|tämän viikon|viikon loppuun)(?!\w)",
    re.IGNORECASE,
)
NEXT_WEEK = re.compile(
    r"(?<!\w)(?:neste uke|neste veke|nästa vecka|næste uge|next week|ensi viikolla|ensi viikon|kommande vecka|"
    r"komande veke)",
    re.I,
)
TIMES = (DAY_MONTH, MONTH_DAY, SLASHED, ISO, SPAN, WEEKDAY, MONTH_END, THIS_WEEK, NEXT_WEEK)
CALENDAR_DAYS = (DAY_MONTH, MONTH_DAY, SLASHED, ISO)
LIMIT = re.compile(
    r"(?:innen|innan|inden|inom|senest|seinast|senast|før|före|by|before|within|no later than|not later than|"
    r"latest|until|viimeistään|mennessä|"
    r"i løpet av|i løbet af|under|til|till|om|in|forventet|forventes|ventes|expected|väntas|beräknas|"
    r"ventast)\W+(?:\S+\s+){0,3}$",
    re.IGNORECASE,
)
PERIOD_OF = re.compile(
    r"(?:løpet|utgangen|slutten|begynnelsen|end|course|løbet|udgangen|slutningen|utgången|slutet|loppet) (?:av|"
    r"af|of)\W+"
    r"(?:the |den )?$",
    re.I,
)
PAST = re.compile(
    r"(?:\bav|\baf|\bfra|\bfrå|\bfrån|\bfrom|\bof|datert|dated|daterad|mottatt|received|sendt|sent|skickat|"
    r"siden|sedan|since|skrev|"
    r"wrote|vår|päivätty|saapui|lähetetty)\s+(?:den\s+|the\s+|dagtecknad\s+|e-post\s+)?(?:\w+dag\s+)?$",
    re.I,
)


class Found(msgspec.Struct, frozen=True, order=True):
    """Sorts the firmest first: a named limit, then what stands last: what must happen before is told before."""

    rank: int
    at: int
    day: date


def expected_date(sentences: Sequence[str], *, today: date, closed: frozenset[date] = frozenset()) -> date | None:
    """`today` is the day of arrival where the unit is; `closed` holds its holidays, for periods in working days."""
    best: list[Found] = []
    for number, sentence in enumerate(sentences):
        for found in candidates(sentence, today, closed=closed):
            best.append(Found(found.rank, -(number * 10_000 + found.at), found.day))
    return min(best).day if best else None


def candidates(text: str, today: date, *, closed: frozenset[date]) -> Iterator[Found]:
    for at, day in (*absolute(text, today), *relative(text, today, closed=closed)):
        before = text[max(0, at - 60) : at]
        if day < today or (PAST.search(before) and not PERIOD_OF.search(before)):
            continue
        after = text[at : at + 60]
        limited = LIMIT.search(before) or re.search(r"\b(mennessä|kuluessa|sisällä|loppuun)\b", after)
        yield Found(0 if limited else 1, at, day)


def absolute(text: str, today: date) -> Iterator[tuple[int, date]]:
    for hit in ISO.finditer(text):
        yield from made(hit.start(), int(hit[3]), int(hit[2]), year=hit[1], today=today)
    for hit in DAY_MONTH.finditer(text):
        yield from made(hit.start(), int(hit[1]), month_of(hit), year=hit[hit.re.groups], today=today)
    for hit in MONTH_DAY.finditer(text):
        yield from made(hit.start(), int(hit[hit.re.groups - 1]), month_of(hit), year=hit[hit.re.groups], today=today)
    for hit in SLASHED.finditer(text):
        yield from made(hit.start(), int(hit[1]), int(hit[2]), year=hit[3], today=today)
    for hit in DOTTED.finditer(text):
        clock = re.search(r"(kl|klo|at|kello|klockan|kl\.)\W*$", text[: hit.start()], re.IGNORECASE)
        if not clock and (hit.group().endswith(".") or hit[3] or LIMIT.search(text[: hit.start()])):
            yield from made(hit.start(), int(hit[1]), int(hit[2]), year=hit[3], today=today)
    for hit in MONTH_END.finditer(text):
        month = month_of(hit)
        year = today.year + (month < today.month)
        yield hit.start(), date(year, month, calendar.monthrange(year, month)[1])
    for hit in WEEK_NUMBER.finditer(text):
        week = int(hit[1])
        if 1 <= week <= 52:
            day = date.fromisocalendar(today.year, week, 5)
            yield hit.start(), day if day >= today else date.fromisocalendar(today.year + 1, week, 5)


def made(at: int, day: int, month: int, *, year: str | None, today: date) -> Iterator[tuple[int, date]]:
    """Without a year: the next such day from `today` on, unless it has just gone by."""
    try:
        if year:
            yield at, date(int(year) + (2000 if len(year) == 2 else 0), month, day)
            return
        near = date(today.year, month, day)
        yield at, near if near >= today - timedelta(days=60) else near.replace(year=today.year + 1)
    except ValueError:
        return


def month_of(hit: re.Match[str]) -> int:
    return next(int(name[1:]) for name, value in hit.groupdict().items() if value)


def relative(text: str, today: date, *, closed: frozenset[date]) -> Iterator[tuple[int, date]]:
    for hit in SPAN.finditer(text):
        unit = next(name for name in UNITS if hit[name])
        yield hit.start(), after(today, number_of(hit[2] or hit[1]), unit, closed=closed)
    for hit in WEEKDAY.finditer(text):
        if re.match(r"\W+(?:den\W+|d\.\s*)?\d", text[hit.end() :]):
            continue  # "Friday 13 March": the date says it
        weekday = next(n for n in range(7) if hit[f"w{n}"])
        ahead = (weekday - today.weekday()) % 7 or 7
        if hit[1] or NEXT_WEEK.match(text[hit.end() :].removeprefix(" i").removeprefix(" in").lstrip()):
            ahead = 7 - today.weekday() + weekday
        yield hit.start(), today + timedelta(days=ahead)
    for pattern, ahead in NEAR:
        if near := re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            yield near.start(), today + timedelta(days=ahead)
            break
    friday = today + timedelta(days=4 - today.weekday())
    if week := THIS_WEEK.search(text):
        yield week.start(), max(friday, today)
    if week := NEXT_WEEK.search(text):
        yield week.start(), friday + timedelta(days=7)


def number_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(n for n, words in enumerate(NUMBERS, 1) if word.lower() in words.split("|"))


def after(today: date, count: int, unit: str, *, closed: frozenset[date]) -> date:
    match unit:
        case "hours":
            return today + timedelta(days=max(1, (count + 12) // 24) if count > 8 else 0)
        case "days":
            return today + timedelta(days=count)
        case "weeks":
            return today + timedelta(weeks=count)
        case "months":
            year, month = divmod(today.month - 1 + count, 12)
            last = calendar.monthrange(today.year + year, month + 1)[1]
            return date(today.year + year, month + 1, min(today.day, last))
    day = today
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in closed
    return day
