"""A form with every kind of question, and one of eight questions as a citizen gets them."""

from instruments.instrument import Item, Kind, Outcome
from tests.questions.forms import YES_NO, choices, form, item, texts

AGREEMENT = choices("not_at_all", "not_much", "so_so", "much", "very_much")
ALL_KINDS = form(
    "all-kinds",
    item("name", Kind.TEXT, hint=texts("As in [your passport](https://example.org/a_b)"), label="What is your *name*?"),
    item("mail", Kind.TEXT, appearance="email", constraint="contains(., '@')"),
    Item(name="story", kind=Kind.TEXT, label={"nb": "Fortell, ${name}"}, appearance="multiline"),
    item("age", Kind.INTEGER, required=True, constraint=". >= 0 and . < 130"),
    item("weight", Kind.DECIMAL, default="70.5"),
    item("scale", Kind.RANGE, parameters={"start": "0", "end": "10", "step": "1"}),
    item("far", Kind.RANGE, parameters={"start": "0", "end": "100", "step": "5"}),
    item("reached", choices=YES_NO, required=True, may_be=(Outcome.NOT_APPLICABLE,)),
    item("why", Kind.TEXT, relevant="${reached} = 'no'", required=True),
    item("town", appearance="minimal", choices=choices("oslo", "bergen")),
    item("agree", appearance="likert", choices=AGREEMENT),
    item("drinks", Kind.SELECT_MULTIPLE, choices=choices("tea", "coffee", "water"), constraint="count-selected(.) < 3"),
    item("order", Kind.RANK, choices=choices("red", "green", "blue")),
    item("day", Kind.DATE),
    item("hour", Kind.TIME),
    item("moment", Kind.DATETIME),
    item("ok", Kind.ACKNOWLEDGE, required=True),
    item("thanks", Kind.NOTE, label="Thank **you**, ${name}"),
    item("photo", Kind.IMAGE),
    item("twice", Kind.INTEGER, calculation="${age} * 2", read_only=True),
    item(
        "views",
        Kind.GROUP,
        appearance="table-list",
        items=(item("easy", choices=AGREEMENT, required=True), item("quick", choices=AGREEMENT)),
    ),
    item(
        "about",
        Kind.GROUP,
        items=(
            item(
                "calls",
                Kind.REPEAT,
                label="Call",
                items=(item("time", Kind.TIME), item("subs", Kind.REPEAT, label="Step", items=(item("x", Kind.TEXT),))),
            ),
        ),
    ),
)
EIGHT = form(
    "eight",
    item("solved", choices=choices("first_time", "several", "not_yet"), required=True),
    item("courtesy", appearance="likert", choices=AGREEMENT, relevant="${solved} != ''"),
    item("clarity", appearance="likert", choices=AGREEMENT, relevant="${solved} != ''"),
    item("ease", appearance="likert", choices=AGREEMENT),
    item("waited", Kind.INTEGER, constraint=". >= 0", constraint_message=texts("A number of days")),
    item("matter", choices=choices("school", "health", "roads", "water", "taxes", "other")),
    item("which", Kind.TEXT, relevant="${matter} = 'other'"),
    item("comment", Kind.TEXT, appearance="multiline"),
)
