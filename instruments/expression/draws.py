"""The functions of chance: the same seed gives the same outcome, at every item another."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from instruments.expression.code import NODES, NUMBER, STRING, Code, nodes_of, number_of
from instruments.expression.making import Maker, Notes
from instruments.expression.paths import place
from instruments.expression.scope import Scope
from instruments.expression.values import text_number, to_string

Thing = TypeVar("Thing")
PRIME = 2_147_483_647
FACTOR = 16_807
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
LONGEST = 1_000


def numbers(seed: int) -> Iterator[float]:
    """Numbers from 0 up to 1 by Park and Miller: x' = 16807 x mod (2^31 - 1)."""
    state = int(math.fmod(seed, PRIME)) if abs(seed) < 2**53 else seed % PRIME
    if state <= 0:
        state += PRIME - 1
    while True:
        state = state * FACTOR % PRIME
        yield (state - 1) / (PRIME - 1)


def drawn(scope: Scope, number: int) -> Iterator[float]:
    """The numbers for the n-th draw in an expression at this node: FNV-1a over seed, place and draw is their seed."""
    where = "/".join(map(str, place(scope.current)))
    value = 2_166_136_261
    for byte in f"{scope.world.seed}|{where}|{scope.current.name}|{number}".encode("utf-8", "replace"):
        value = (value ^ byte) * 16_777_619 % 2**32
    return numbers(value % (PRIME - 1) + 1)


def random(given: Sequence[Code], notes: Notes) -> Code:
    notes.draws += 1
    number = notes.draws
    return Code(NUMBER, lambda scope: next(drawn(scope, number)))


def uuid(given: Sequence[Code], notes: Notes) -> Code:
    notes.draws += 1
    number = notes.draws
    if not given:
        return Code(STRING, lambda scope: version_four(drawn(scope, number)))
    length = number_of(given[0])

    def letters(scope: Scope) -> str:
        wanted, draws = length(scope), drawn(scope, number)
        count = int(min(max(wanted, 0), LONGEST)) if wanted == wanted else 0
        return "".join(LETTERS[int(next(draws) * len(LETTERS))] for _ in range(count))

    return Code(STRING, letters)


def version_four(draws: Iterator[float]) -> str:
    """RFC 4122, version 4: a 4 at the 13th place, 8 to b at the 17th."""
    digits = [int(next(draws) * 16) for _ in range(32)]
    digits[12] = 4
    digits[16] = digits[16] % 4 + 8
    text = "".join(f"{digit:x}" for digit in digits)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def randomize(given: Sequence[Code], notes: Notes) -> Code:
    nodes = nodes_of(given[0], "randomize")
    if len(given) == 2:
        seed = given[1].run
        return Code(NODES, lambda scope: shuffled(nodes(scope), numbers(seed_of(to_string(seed(scope))))))
    notes.draws += 1
    number = notes.draws
    return Code(NODES, lambda scope: shuffled(nodes(scope), drawn(scope, number)))


def seed_of(written: str) -> int:
    """A number as it is, without fraction; another text as the first eight bytes of its SHA-256, as in ODK."""
    value = text_number(written)
    if value == value:
        return int(value)
    if written in ("", "NaN", "Infinity", "-Infinity"):
        return 0
    return int.from_bytes(hashlib.sha256(written.encode("utf-8", "replace")).digest()[:8], "big", signed=True)


def shuffled(things: Sequence[Thing], draws: Iterator[float]) -> list[Thing]:
    """Fisher and Yates "inside out", as the specification has it: one draw for every node."""
    found: list[Thing] = []
    for one in things:
        other = int(next(draws) * (len(found) + 1))
        found.append(one)
        found[-1], found[other] = found[other], one
    return found


MAKERS: dict[str, Maker] = {"random": random, "uuid": uuid, "randomize": randomize}
