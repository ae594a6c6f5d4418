"""What may be kept of the reason for a refusal: its codes, never the address that servers like to repeat in it."""

import re

CODE = re.compile(r"(?<![\d.])[245]\d\d(?![\d.])")
STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
ADDRESS = re.compile(r"\S*@\S*|\+\d[\d ()-]{5,}|\d{7,}")
LONGEST = 300


def bare(reason: str) -> str:
    """`550 5.1.1`: the first reply code and the first enhanced status code (RFC 3463), as far as there are any."""
    found = (CODE.search(reason), STATUS.search(reason))
    return " ".join(hit[0] for hit in found if hit)


def status(reason: str) -> str:
    """The enhanced status code alone."""
    found = STATUS.search(reason)
    return found[0] if found else ""


def without_addresses(reason: str) -> str:
    """For a person who has to mend it: the words, with mail addresses and phone numbers taken out."""
    return " ".join(ADDRESS.sub("…", reason).split())[:LONGEST]
