"""A record for the national data catalogue: DCAT-AP-NO 2, as JSON-LD and as Turtle.

Classes and properties after the standard at data.norge.no/specification/dcat-ap-no: a dataset has a title, description,
publisher, contact point, identifier, theme and access rights; a distribution an access address, format and licence.
Things that are named by an address elsewhere carry their class and their list here, so that the record is complete by
itself: the shapes that the standard comes with (DCAT-AP-NO-shacl_shapes_2.00.ttl) fetch nothing and find nothing.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from instruments.characters import for_xml
from survey.opendata import licence
from survey.opendata.licence import AUTHORITY
from survey.opendata.package import File
from survey.opendata.table import Publisher, Release

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = {"nb": "NOB", "nn": "NNO", "sv": "SWE", "en": "ENG"}
IANA = "https://www.iana.org/assignments/media-types"


class Text(msgspec.Struct, frozen=True):
    words: str
    language: str = ""
    kind: str = ""
    """A data type, such as `xsd:date`."""


class Node(msgspec.Struct, frozen=True):
    """A thing with its class and what is said of it; without an address it is known only here."""

    kind: str
    said: tuple[tuple[str, "Node | Text"], ...] = ()
    address: str = ""


class Shape(msgspec.Struct, frozen=True):
    """How the Publications Office of the EU and IANA call a format: octets, where they know no better."""

    title: str
    european: str
    media: str


class Distribution(msgspec.Struct, frozen=True):
    shape: Shape
    files: tuple[File, ...]
    sha1: str = ""
    """Of the file, where there is one: the only checksum that the standard knows."""


def record(release: Release, distributions: Sequence[Distribution]) -> Node:
    """The catalogue with its one dataset."""
    one = release.publisher
    described = dataset(release, distributions)
    return Node(
        "dcat:Catalog",
        (
            ("dct:title", Text(one.name, release.language)),
            ("dct:description", Text(release.about, release.language)),
            ("dct:identifier", Text(f"{one.url}/rankings")),
            ("dct:publisher", publisher(one)),
            ("dcat:dataset", described),
        ),
        f"{one.url}/rankings",
    )


def dataset(release: Release, distributions: Sequence[Distribution]) -> Node:
    tongue = release.language
    theme = ("skos:prefLabel", Text("Government and public sector", "en"))
    said: list[tuple[str, Node | Text]] = [
        ("dct:title", Text(release.title, tongue)),
        ("dct:description", Text(release.about, tongue)),
        ("dct:identifier", Text(f"{release.page}#data")),
        ("dct:publisher", publisher(release.publisher)),
        ("dcat:contactPoint", contact(release.publisher)),
        ("dcat:theme", listed("skos:Concept", f"{AUTHORITY}/data-theme/GOVE", theme)),
        ("dct:accessRights", listed("dct:RightsStatement", f"{AUTHORITY}/access-right/PUBLIC")),
        ("dct:language", listed("dct:LinguisticSystem", f"{AUTHORITY}/language/{LANGUAGES[tongue]}")),
        ("dcat:landingPage", Node("foaf:Document", (), release.page)),
        ("owl:versionInfo", Text(release.version)),
    ]
    if release.issued_on:
        said.append(("dct:issued", Text(release.issued_on.isoformat(), kind="xsd:date")))
    if release.starts_on and release.ends_on:
        first, last = (Text(day.isoformat(), kind="xsd:date") for day in (release.starts_on, release.ends_on))
        said.append(("dct:temporal", Node("dct:PeriodOfTime", (("dcat:startDate", first), ("dcat:endDate", last)))))
    said += [("dcat:distribution", distribution(release, one)) for one in distributions]
    return Node("dcat:Dataset", tuple(said), f"{release.page}#data")


def distribution(release: Release, one: Distribution) -> Node:
    said: list[tuple[str, Node | Text]] = [
        ("dct:title", Text(one.shape.title, release.language)),
        ("dcat:accessURL", Node("foaf:Document", (), f"{release.page}/data")),
        ("dct:license", listed("dct:LicenseDocument", licence.EUROPEAN)),
        ("dct:format", listed("dct:MediaTypeOrExtent", one.shape.european)),
        ("dcat:mediaType", Node("dct:MediaType", (), f"{IANA}/{one.shape.media}")),
    ]
    if len(one.files) == 1:
        file = one.files[0]
        address = f"{release.page}/data/{release.language}/{file.path}"
        said.append(("dcat:downloadURL", Node("foaf:Document", (), address)))
        said.append(("dcat:byteSize", Text(str(file.bytes), kind="xsd:decimal")))
    if one.sha1:
        algorithm = Node("spdx:ChecksumAlgorithm", (), "http://spdx.org/rdf/terms#checksumAlgorithm_sha1")
        value = Text(one.sha1, kind="xsd:hexBinary")
        said.append(
            ("spdx:checksum", Node("spdx:Checksum", (("spdx:algorithm", algorithm), ("spdx:checksumValue", value))))
        )
    name = one.shape.title.lower().replace(" ", "-")
    return Node("dcat:Distribution", tuple(said), f"{release.page}#{name}")


def publisher(one: Publisher) -> Node:
    return Node(
        "foaf:Agent", (("foaf:name", Text(one.name)), ("dct:identifier", Text(one.url))), f"{one.url}/#publisher"
    )


def contact(one: Publisher) -> Node:
    if one.email:
        reach = ("vcard:hasEmail", Node("", (), f"mailto:{one.email}"))
    else:
        reach = ("vcard:hasURL", Node("", (), one.url))
    # Whoever does not read the ontology of vcard cannot know that an organisation is of this kind.
    kind = ("rdf:type", Node("", (), f"{PREFIXES['vcard']}Kind"))
    return Node("vcard:Organization", (kind, ("vcard:fn", Text(one.name)), reach))


def listed(kind: str, address: str, *said: tuple[str, Text]) -> Node:
    """A thing of a list of the Publications Office of the EU, which is named by the address before the last `/`."""
    return Node(kind, (*said, ("skos:inScheme", Node("", (), address.rpartition("/")[0]))), address)


def clean(node: Node) -> Node:
    """RDF is read as XML too: nothing that XML cannot hold."""
    said = tuple(
        (name, clean(one) if isinstance(one, Node) else msgspec.structs.replace(one, words=for_xml(one.words)))
        for name, one in node.said
    )
    return Node(node.kind, said, for_xml(node.address))


def as_json(node: Node) -> bytes:
    return json.dumps({"@context": PREFIXES, **_object(clean(node))}, ensure_ascii=False, indent=1).encode()


def _object(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if node.address:
        found["@id"] = node.address
    if node.kind:
        found["@type"] = node.kind
    for name, value in node.said:
        found.setdefault(name, []).append(_value(value) if isinstance(value, Text) else _object(value))
    return found


def _value(text: Text) -> dict[str, str]:
    if text.kind:
        return {"@value": text.words, "@type": text.kind}
    return {"@value": text.words, "@language": text.language} if text.language else {"@value": text.words}


def as_turtle(node: Node) -> bytes:
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    blocks: dict[str, list[str]] = {}
    for one in walk(clean(node)):
        if one.address and one.kind:
            said = blocks.setdefault(one.address, [])
            said += [line for line in _predicates(one) if line not in said]
    for address, said in blocks.items():
        lines += ["", f"<{_address(address)}>", *(f"  {line} ;" for line in said[:-1]), f"  {said[-1]} ."]
    return ("\n".join(lines) + "\n").encode()


def walk(node: Node) -> Iterator[Node]:
    yield node
    for _, value in node.said:
        if isinstance(value, Node):
            yield from walk(value)


def _predicates(node: Node) -> list[str]:
    return [f"a {node.kind}", *(f"{name} {_written(value)}" for name, value in node.said)]


def _written(value: Node | Text) -> str:
    if isinstance(value, Node):
        return f"<{_address(value.address)}>" if value.address else f"[ {' ; '.join(_predicates(value))} ]"
    words = json.dumps(value.words, ensure_ascii=False)  # JSON's escapes are among Turtle's
    return words + (f"^^{value.kind}" if value.kind else f"@{value.language}" if value.language else "")


def _address(text: str) -> str:
    """Without what may not stand between angle brackets."""
    return "".join(letter if letter > " " and letter not in '<>"{}|^`\\' else f"%{ord(letter):02X}" for letter in text)
