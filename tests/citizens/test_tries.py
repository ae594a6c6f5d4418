"""Wrong codes are counted by each process; together they let through no more than one would."""

from datetime import timedelta

from survey.web.citizens.tries import OF_ALL, OF_ONE, WINDOW, Tries
from tests.conftest import NOW


def let_through(tries: Tries, clients: list[str]) -> int:
    """How many of these wrong codes are looked at."""
    looked_at = 0
    for client in clients:
        if not tries.too_many(client, NOW):
            tries.wrong(client)
            looked_at += 1
    return looked_at


def test_two_processes_together_let_through_what_one_does() -> None:
    one, many = ["192.0.2.1"] * 50, [f"192.0.{n // 200}.{n % 200}" for n in range(3000)]
    assert let_through(Tries(), one) == OF_ONE == sum(let_through(Tries(2), one) for _ in range(2))
    assert let_through(Tries(), many) == OF_ALL == sum(let_through(Tries(2), many) for _ in range(2))


def test_the_next_window_begins_anew() -> None:
    tries = Tries(2)
    let_through(tries, ["192.0.2.1"] * 50)
    assert tries.too_many("192.0.2.1", NOW)
    assert not tries.too_many("192.0.2.1", NOW + timedelta(seconds=1) + WINDOW)
