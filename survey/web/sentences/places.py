"""Where in a file something stands."""

from survey.texts import N_

PLACES = (
    N_("file"),
    N_("question %(a)s"),
    N_("group %(a)s"),
    N_("page %(a)s"),
    N_("panel %(a)s"),
    N_("calculated value %(a)s"),
    N_("line %(a)s"),
    N_("%(a)s row %(n)s"),
    N_("row %(n)s"),
    N_("row %(n)s, axis"),
    N_("row %(n)s, %(a)s"),
)
