"""Expressions made up by dice, over answers that have everything that is awkward."""

from random import Random

ANSWERS = {
    "age": 42,
    "share": "0.1",
    "empty": "",
    "name": "Åse 🎉 Bø",
    "ways": "phone mail",
    "day": "2024-02-29",
    "moment": "2024-02-29T23:15:07.25+02:00",
    "hour": "23:15:00",
    "word": "abc",
    "group": {"age_in": 7, "day_in": "1999-12-31"},
    "rep": [
        {"x": 3, "sub": [{"y": 1}, {"y": ""}]},
        {"x": "", "sub": [{"y": "2.5"}]},
        {"x": "10", "only": "here", "sub": []},
    ],
    "scalar": [],
}
NAMES = ("age", "share", "empty", "name", "ways", "day", "moment", "hour", "word", "age_in", "x", "y", "only", "nil")
PLACES = ("", "age", "/rep[1]/x", "/rep[2]/sub[1]/y", "/rep[3]/only", "/group/age_in", "empty")
PATHS = (
    ".", "..", "../x", "/rep", "/rep/x", "/rep/sub/y", "//y", "/data/rep/x", "/data/age", "../../x", "*", "/*", "/",
    "/rep[2]/x", "/rep[last()]/x", "/rep[x > 2]/x", "/rep[position() != 2]/sub/y", "(//y)[2]", "//x/following::y",
    "//y/ancestor::rep/x", "//y/preceding::*", "/rep/following-sibling::*", "//sub/preceding-sibling::x", "//x | //y",
    "current()/../x", "/rep[1]/descendant-or-self::node()", "//y/ancestor-or-self::*", "${rep}[2]/x", "${rep}/sub/y",
    "/group/*", "${rep}",
    "/rep[sub/y = 1]/x", "/rep/x[. = 3]", "self::node()", "//only/parent::*", "/rep[x = current()/../x]/sub/y",
)  # fmt: skip
TEXTS = (
    "''", "'abc'", "' a  b '", "'🎉x'", "'2024-02-29'", "'2024-2-9'", "'2023-02-29'", "'12:30'", "'1e3'", "'-0'",
    "'phone'", "'1970-01-01T00:00:00Z'", "'2024-02-29T10:20:30.123456+05:30'", "'5.'", "'NaN'", "'true'", "'Åse'",
    "'.5'", "'%'",
)  # fmt: skip
NUMBERS = ("0", "1", "2", "-1", "3", "0.5", "-0.5", "2.5", "1.005", "19000.25", "12345678901234567890", "0.0000001")
OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or")
OF_ONE = (
    "string", "number", "boolean", "not", "int", "round", "floor", "ceiling", "abs", "sqrt", "string-length", "date",
    "normalize-space", "boolean-from-string", "count-selected", "coalesce", "date-time", "decimal-date-time", "once",
    "decimal-time", "concat", "min", "max", "uuid",
)  # fmt: skip
OF_TWO = (
    "round", "contains", "starts-with", "ends-with", "substring-before", "substring-after", "selected", "selected-at",
    "coalesce", "substr", "substring", "concat", "join", "min", "max", "weighted-checklist", "checklist",
)  # fmt: skip
OF_THREE = ("substr", "substring", "translate", "if", "concat", "join", "min", "checklist", "coalesce")
OF_NODES = ("count", "count-non-empty", "sum", "position", "name", "local-name", "min", "max", "randomize")
PATTERNS = ("'%Y-%m-%d %H:%M:%S.%3'", "'%A %a %B %b'", "'%e.%n.%y %h %q%%Y'")


def expression(dice: Random, depth: int = 3) -> str:
    if depth == 0 or dice.random() < 0.15:
        return atom(dice)

    def inner() -> str:
        return expression(dice, depth - 1)

    match dice.randrange(9):
        case 0 | 1 | 2:
            return f"({inner()} {dice.choice(OPERATORS)} {inner()})"
        case 3:
            return f"{dice.choice(OF_ONE)}({inner()})"
        case 4:
            return f"{dice.choice(OF_TWO)}({inner()}, {inner()})"
        case 5:
            return f"{dice.choice(OF_THREE)}({inner()}, {inner()}, {inner()})"
        case 6:
            return f"{dice.choice(OF_NODES)}({nodes(dice)})"
        case 7:
            return f"format-date-time({inner()}, {dice.choice(PATTERNS)})"
    return dice.choice(
        (
            f"-{inner()}",
            f"indexed-repeat(${{x}}, ${{rep}}, {inner()})",
            f"indexed-repeat(${{y}}, ${{rep}}, {inner()}, ${{sub}}, {inner()})",
            f"randomize({nodes(dice)}, {dice.choice(NUMBERS)})",
            f"weighted-checklist({inner()}, {inner()}, {inner()}, {inner()})",
            f"pulldata('list', 'b', 'a', {inner()})",
            f"instance('list')/root/item[a = {inner()}]/b",
            f"concat({inner()}, random(), {inner()}, uuid(8), uuid())",
        )
    )


def nodes(dice: Random) -> str:
    return dice.choice((*PATHS, *(f"${{{name}}}" for name in NAMES)))


def atom(dice: Random) -> str:
    return dice.choice((dice.choice(TEXTS), dice.choice(NUMBERS), nodes(dice), "today()", "now()", "true()", "false()"))
