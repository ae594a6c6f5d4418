"""Calendars and contacts as hypothesis makes them up."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from instruments.clock import ZONES, Calendar
from survey.contact import CHANNELS, Contact
from survey.drawing import Candidate

A_YEAR = datetime(2026, 1, 1)
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
CLOSED = st.frozensets(st.dates(A_YEAR.date(), A_YEAR.date() + timedelta(days=400)), max_size=4)
CALENDARS = st.builds(Calendar, st.sampled_from(sorted(ZONES)), CLOSED)


def candidate(email: str = "", phone: str = "", *, lot: float = 0.5, **values: object) -> Candidate:
    rest = {"unit_id": 1, "channel": "email", "at": NOW - timedelta(days=1), "language": "nb"} | values
    contact = Contact(email=email, phone=phone, **rest)  # type: ignore[arg-type]
    return Candidate(contact=contact, lot=lot, marks=frozenset(one.encode() for one in (email, phone) if one))


CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.sampled_from(["", *(f"p{n}@hjemme.test" for n in range(12))]),
        st.sampled_from(["", "+4733171000", *(f"+479123456{n}" for n in range(8))]),
        lot=st.floats(0, 1, exclude_max=True),
        unit_id=st.integers(1, 3),
        channel=st.sampled_from(CHANNELS),
        at=st.datetimes(datetime(2026, 2, 1), datetime(2026, 3, 3), timezones=st.just(UTC)),
    ),
    max_size=25,
)
