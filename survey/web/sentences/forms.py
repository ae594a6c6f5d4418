"""What is said of an instrument that is not right."""

from survey.texts import N_

PLACED = N_("%(p)s (at character %(n)s of `%(a)s`)")
"""Around what is said of an expression."""

SENTENCES = (
    N_("no text in %(a)s"),
    N_("the instrument has no title in any language"),
    N_("versions count from 1"),
    N_("the instrument asks nothing"),
    N_("two items have this name"),
    N_("there is no list `%(a)s`"),
    N_("`%(a)s` is none of its languages (%(b)s)"),
    N_("a name is made of letters, digits, _ - and ., and starts with a letter or _"),
    N_("the item has no label in any language"),
    N_("a weight cannot be negative (%(a)s)"),
    N_("the most that a number is worth is more than 0"),
    N_("`answered` is said by answering"),
    N_("a %(a)s holds no items; make it a group or a repeat"),
    N_("a %(a)s has no choices"),
    N_("there is nothing to choose from"),
    N_("a choice needs at least two to choose from"),
    N_("two choices have this value"),
    N_("a value is not blank and does not start with %(a)s"),
    N_("a value to choose with others has no blanks in it"),
    N_("points cannot be negative"),
    N_("its neighbours have points, it has none"),
    N_("start and end of a range are two numbers, its step one other than 0"),
    N_("`relevant` says it already; keep one of the two"),
    N_("there is no earlier item `%(a)s`"),
    N_("`%(a)s` has no choice `%(b)s`"),
    N_("there is no item `%(a)s`"),
    N_("no list `%(a)s` is attached"),
    N_("there is no item `%(a)s` whose answer could be shown"),
    N_("`%(a)s` begins like the name of an item, which stands between `${` and `}`"),
    N_("`%(a)s` is not supported here; say it in another way"),
    N_("this goes round in a circle: %(a)s; each waits for the next one's value"),
    PLACED,
)
