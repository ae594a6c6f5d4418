"""How often somebody has typed a wrong code lately: counted in memory alone, under a name that nobody can undo.

Nothing of it is written down: a row that says when somebody at an address typed a code would stand beside an answer
that came in a moment later. Each window has a salt of its own, so that not even two windows can be laid side by side.
A code has 50 bits; that many tries find none, whatever is counted.
"""

import hmac
import ipaddress
import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(minutes=10)
OF_ONE = 20
OF_ALL = 2000


class Tries:
    def __init__(self, processes: int = 1) -> None:
        # Those who serve the site together do not tell each other: each lets through its part of what all may.
        self._of_one, self._of_all = max(1, OF_ONE // processes), max(1, OF_ALL // processes)
        self._ends = datetime.min.replace(tzinfo=UTC)
        self._salt = b""
        self._wrong: Counter[bytes] = Counter()

    def too_many(self, client: str, now: datetime) -> bool:
        if now >= self._ends or now < self._ends - WINDOW:
            self._ends, self._salt = now + WINDOW, secrets.token_bytes(16)
            self._wrong.clear()
        return self._wrong[self._name(client)] >= self._of_one or self._wrong.total() >= self._of_all

    def wrong(self, client: str) -> None:
        """After `too_many` of the same request."""
        self._wrong[self._name(client)] += 1

    def _name(self, client: str) -> bytes:
        return hmac.digest(self._salt, household(client).encode(), "sha256")


def household(client: str) -> str:
    """One household has a whole /64 of IPv6 addresses."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network(f"{address}/64", strict=False))
