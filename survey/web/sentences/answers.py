"""Why an answer cannot stand, as a program is told; pages have words of their own."""

from survey.texts import N_

SENTENCES = (
    N_("an answer is needed here"),
    N_("this is outside what can be answered here"),
    N_("this cannot be read as an answer to this question"),
    N_("this is none of the choices"),
    N_("this is not asked, given the other answers"),
    N_("the instrument has no such item"),
)
