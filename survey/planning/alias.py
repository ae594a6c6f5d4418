"""Reply addresses that look like anybody's: a name and a few digits, never the same twice."""

import random
from collections.abc import Iterator, MutableSet
from itertools import count
from unicodedata import normalize

from instruments.scenario import Persona

# As people write their own names in addresses.
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ð": "d", "þ": "th", "ß": "ss"})
TELLING = ("test", "medlytt", "survey", "mystery", "audit", "kontroll", "forbruk", "bot")
MIDDLES = "abefhijklmorst"


def alias_for(persona: Persona, rng: random.Random, *, domain: str, taken: MutableSet[str], year: int) -> str:
    """An unused address for this persona, which is put into `taken`; `year` is the present one, for birth years."""
    first, last = plain(persona.first_name), plain(persona.last_name)
    for local in locals_of(first, last, born=year - persona.age, rng=rng):
        address = f"{local}@{domain.lower()}"
        if address not in taken and not any(word in local for word in TELLING):
            taken.add(address)
            return address
    raise AssertionError("the digits are endless")


def locals_of(first: str, last: str, *, born: int, rng: random.Random) -> Iterator[str]:
    """Ways in which people make an address of their name, the tidiest first, in random order; then more digits."""
    short = born % 100
    tidy = [f"{first}.{last}", f"{first}{last}", f"{first}_{last}", f"{first}.{last[0]}", f"{first[0]}.{last}"]
    dated = [f"{stem}{tail}" for stem in tidy for tail in (f"{short:02}", str(born), f"{rng.randint(1, 28)}")]
    middled = [f"{first}.{rng.choice(MIDDLES)}.{last}", f"{first[:3]}{last[:4]}{short:02}"]
    found = tidy[:3] + dated + middled
    rng.shuffle(found)
    yield from found
    for length in count(2):
        for _ in range(40):
            yield f"{rng.choice(tidy)}{rng.randint(10 ** (length - 1), 10**length - 1)}"


def plain(name: str) -> str:
    """ASCII letters of a name; `x` for one that has none."""
    folded = normalize("NFKD", name.casefold().translate(LETTERS)).casefold()
    return "".join(letter for letter in folded if letter.isascii() and letter.isalpha()) or "x"
