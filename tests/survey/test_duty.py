"""Of several processes one is on duty, and another comes after it."""

import threading
from pathlib import Path

from survey.duty import LOOK, Duty


def test_only_one_is_on_duty_and_the_next_takes_over_when_it_has_ended(tmp_path: Path) -> None:
    told: list[str] = []
    second_begun = threading.Event()
    first_begun = threading.Event()
    first = Duty(tmp_path / "lock", begin=first_begun.set, end=lambda: told.append("first ended"))

    def begin() -> None:
        told.append("second began")
        second_begun.set()

    second = Duty(tmp_path / "lock", begin=begin, end=lambda: told.append("second ended"))
    first.start()
    assert first_begun.wait(60)
    second.start()
    assert not second_begun.wait(1.5 * LOOK)
    first.stop()
    assert second_begun.wait(60)
    second.stop()
    assert told == ["first ended", "second began", "second ended"]


def test_who_never_was_on_duty_ends_nothing(tmp_path: Path) -> None:
    begun, ended = threading.Event(), threading.Event()
    first = Duty(tmp_path / "lock", begin=begun.set, end=lambda: None)
    first.start()
    assert begun.wait(60)
    second = Duty(tmp_path / "lock", begin=lambda: None, end=ended.set)
    second.start()
    second.stop()
    assert not ended.is_set()
    first.stop()


def test_what_cannot_begin_yet_begins_later(tmp_path: Path) -> None:
    """A port that the one before has not let go of, for example."""
    tries: list[int] = []
    begun = threading.Event()

    def begin() -> None:
        tries.append(1)
        if len(tries) < 2:
            raise OSError("taken")
        begun.set()

    duty = Duty(tmp_path / "lock", begin=begin, end=lambda: None)
    duty.start()
    assert begun.wait(60)
    duty.stop()
    assert len(tries) == 2
