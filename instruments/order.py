"""In which order things are worked out that need one another, and who goes round in a circle."""

import heapq
from collections.abc import Mapping

Needs = Mapping[int, set[int]]
"""For each thing the things that have to be known before it."""


def order(needs: Needs) -> tuple[tuple[int, ...], list[int]]:
    """An order in which each comes after what it needs, near that of the instrument; and a circle, if there is one."""
    left = {at: len(needed) for at, needed in needs.items()}
    users = used_by(needs)
    ready = [at for at, count in left.items() if not count]
    heapq.heapify(ready)
    done: list[int] = []
    while ready:
        at = heapq.heappop(ready)
        done.append(at)
        for user in users[at]:
            left[user] -= 1
            if not left[user]:
                heapq.heappush(ready, user)
    if len(done) == len(needs):
        return tuple(done), []
    rest = sorted(set(needs) - set(done))
    return (*done, *rest), _circle(rest, needs)


def used_by(needs: Needs) -> dict[int, list[int]]:
    """The same the other way round: for each thing those that need it."""
    users: dict[int, list[int]] = {at: [] for at in needs}
    for at, needed in needs.items():
        for one in needed:
            users[one].append(at)
    return users


def _circle(rest: list[int], needs: Needs) -> list[int]:
    """One circle among fields that all wait for another of them."""
    waiting = set(rest)
    way = [rest[0]]
    while True:
        following = min(one for one in needs[way[-1]] if one in waiting)
        if following in way:
            return way[way.index(following) :][::-1]
        way.append(following)


def reached(start: int, users: Mapping[int, list[int]]) -> set[int]:
    """A thing and all that hangs on it."""
    found, waiting = {start}, [start]
    while waiting:
        for user in users[waiting.pop()]:
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found
