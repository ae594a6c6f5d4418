"""Every function of the specification in one table: how many arguments, supported or not, and what it does."""

import msgspec


class Function(msgspec.Struct, frozen=True):
    """`most` is None where arguments may go on; `why_not` is empty where the function is supported."""

    least: int
    most: int | None
    about: str
    why_not: str = ""


GEO = "geography is left to the mapping tools"

STRINGS = {
    "string": Function(0, 1, "The value as text; a node-set gives its first node."),
    "concat": Function(0, None, "The texts one after the other; a node-set gives every node."),
    "join": Function(1, None, "The texts with a separator (first argument) between them; a node-set gives every node."),
    "substr": Function(2, 3, "From a place counted from 0 up to, not including, another; negative from the end."),
    "substring": Function(2, 3, "From a position counted from 1, so many characters, as in XPath 1.0."),
    "substring-before": Function(2, 2, "What stands before the first find, empty if not found."),
    "substring-after": Function(2, 2, "What stands after the first find, empty if not found."),
    "translate": Function(3, 3, "Characters replaced one by one; those without a counterpart are dropped."),
    "string-length": Function(0, 1, "How many characters; without argument those of the context node."),
    "normalize-space": Function(0, 1, "Without space at the ends, one space between words."),
    "contains": Function(2, 2, "Whether the first text has the second in it."),
    "starts-with": Function(2, 2, "Whether the first text begins with the second."),
    "ends-with": Function(2, 2, "Whether the first text ends with the second."),
    "regex": Function(2, 2, "Whether the pattern is found in the text (RE2; write ^...$ for the whole)."),
    "uuid": Function(0, 1, "A UUID of version 4, or so many random letters and digits; from the given seed."),
    "digest": Function(2, 3, "MD5, SHA-1, SHA-256, SHA-384 or SHA-512 in base64 or hex."),
    "base64-decode": Function(1, 1, "Text that was written in base64."),
    "pulldata": Function(4, 4, "Table, wanted column, key column, key: the value in the first row that has the key."),
    "extract-signed": Function(2, 2, "Text signed with Ed25519.", "signatures need a key that a form does not carry"),
}

BOOLEANS = {
    "if": Function(3, 3, "The second argument if the first is true, else the third; the other is not looked at."),
    "coalesce": Function(2, 2, "The first argument, if that is empty the second."),
    "once": Function(1, 1, "The value of the context node if it has one, else the argument."),
    "true": Function(0, 0, "True."),
    "false": Function(0, 0, "False."),
    "boolean": Function(1, 1, "False for 0, NaN, empty text and no nodes, else true."),
    "boolean-from-string": Function(1, 1, "True for `true` and `1`, else false."),
    "not": Function(1, 1, "The opposite."),
    "checklist": Function(2, None, "Whether the number of true answers lies between the first two; -1 is no limit."),
    "weighted-checklist": Function(2, None, "Like checklist, each answer followed by what it counts."),
    "lang": Function(1, 1, "The language of a node.", "answers have no xml:lang"),
}

NUMBERS = {
    "number": Function(0, 1, "The value as a number; dates as days since 1970-01-01, NaN where it is none."),
    "int": Function(1, 1, "Without its fraction."),
    "round": Function(1, 2, "Half up, to so many decimals (negative: tens, hundreds ...)."),
    "floor": Function(1, 1, "The whole number below."),
    "ceiling": Function(1, 1, "The whole number above."),
    "abs": Function(1, 1, "Without its sign."),
    "pow": Function(2, 2, "First argument to the power of the second."),
    "log": Function(1, 1, "Natural logarithm."),
    "log10": Function(1, 1, "Logarithm to base 10."),
    "exp": Function(1, 1, "e to that power."),
    "exp10": Function(1, 1, "10 to that power."),
    "sqrt": Function(1, 1, "Square root."),
    "pi": Function(0, 0, "3.14159..."),
    "sin": Function(1, 1, "Sine of radians."),
    "cos": Function(1, 1, "Cosine of radians."),
    "tan": Function(1, 1, "Tangent of radians."),
    "asin": Function(1, 1, "Inverse sine, in radians."),
    "acos": Function(1, 1, "Inverse cosine, in radians."),
    "atan": Function(1, 1, "Inverse tangent, in radians."),
    "atan2": Function(2, 2, "Angle of the point (second, first), in radians."),
    "random": Function(0, 0, "A number from 0 up to 1, from the given seed."),
}

NODES = {
    "count": Function(1, 1, "How many nodes."),
    "count-non-empty": Function(1, 1, "How many nodes that are not empty."),
    "sum": Function(1, 1, "The sum of the nodes as numbers."),
    "min": Function(1, None, "The least of the numbers; nodes that are empty make it NaN."),
    "max": Function(1, None, "The greatest of the numbers; nodes that are empty make it NaN."),
    "position": Function(0, 1, "Where the node stands: in the step, or with an argument among its namesakes."),
    "last": Function(0, 0, "How many nodes the step has."),
    "name": Function(0, 1, "The name of the node."),
    "local-name": Function(0, 1, "The name of the node without its prefix."),
    "namespace-uri": Function(0, 1, "The namespace of a node.", "answers have no namespaces"),
    "instance": Function(1, 1, "The rows of an attached list: instance('list')/root/item."),
    "current": Function(0, 0, "The node that the whole expression is about."),
    "randomize": Function(1, 2, "The nodes in random order; the same for the same seed as in ODK."),
    "id": Function(1, 1, "Nodes by their id attribute.", "answers have no attributes"),
}

DATES = {
    "today": Function(0, 0, "The date of the moment that was given from outside."),
    "now": Function(0, 0, "The moment that was given from outside."),
    "date": Function(1, 1, "A date from text or from days since 1970-01-01."),
    "date-time": Function(1, 1, "A date with time from text or from days since 1970-01-01."),
    "format-date": Function(2, 2, "A date as the pattern says: %Y %y %m %n %b %d %e %a ..."),
    "format-date-time": Function(2, 2, "A date with time as the pattern says: also %H %h %M %S %3."),
    "decimal-date-time": Function(1, 1, "Days since 1970-01-01 00:00 UTC, with fraction."),
    "decimal-date": Function(1, 1, "Days since 1970-01-01."),
    "decimal-time": Function(1, 1, "The time as part of a day: noon is 0.5."),
}

FORMS = {
    "selected": Function(2, 2, "Whether the choice is among those selected."),
    "selected-at": Function(2, 2, "The choice at a place counted from 0."),
    "count-selected": Function(1, 1, "How many choices are selected."),
    "jr:choice-name": Function(2, 2, "The label of a choice in the language of the page."),
    "indexed-repeat": Function(3, 7, "The item in the n-th instance of a repeat, up to three levels deep."),
    "version": Function(0, 0, "The version of the form."),
    "jr:itext": Function(1, 1, "A translation by its id.", "XLSForm has its translations in columns"),
    "area": Function(1, None, "Square metres inside points.", GEO),
    "distance": Function(1, None, "Metres along points.", GEO),
    "geofence": Function(2, 2, "Whether a point lies in a shape.", GEO),
    "intersects": Function(1, 1, "Whether a line crosses itself.", GEO),
    "property": Function(1, 1, "A property of the device.", "who answers is not to be traced by the device"),
}

ELSEWHERE = {
    **dict.fromkeys(
        (
            "choice-label", "collect-is-phone-app", "count-if", "count-items", "de-duplicate", "device-info",
            "duration", "empty", "format-number", "hash", "index", "item-at", "item-index", "item-present", "join-if",
            "linebreak", "max-if", "min-if", "number-of-items", "phone-call-duration", "phone-call-log",
            "plug-in-metadata", "rank-index", "rank-index-if", "rank-value", "relevant", "short-geopoint",
            "sum-if", "username",
        ),
        "SurveyCTO",
    ),
    **dict.fromkeys(
        ("add-date", "difference-in-months", "parse-timestamp-to-date", "to-bikram-sambat", "z-score"), "CHT"
    ),
    **dict.fromkeys(("comment-status", "pick-multiple", "repeat-position"), "OpenClinica"),
}  # fmt: skip
"""Functions that one program has added to the specification, which forms made for it call."""

FUNCTIONS = STRINGS | BOOLEANS | NUMBERS | NODES | DATES | FORMS
