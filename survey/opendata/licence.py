"""The licence under which figures are given away, and what the formats call the things they name by address."""

NAME = "CC-BY-4.0"
TITLE = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
AUTHORITY = "http://publications.europa.eu/resource/authority"
EUROPEAN = f"{AUTHORITY}/licence/CC_BY_4_0"
