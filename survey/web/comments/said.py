"""What a reviewer's form says: which comment, which categories, what had been suggested."""

import msgspec
from litestar.datastructures import FormMultiDict

from survey.correction import Codes
from survey.problems import Invalid
from survey.web.comments.slip import Slip
from survey.web.forms import TITLE, typed

SAID, SHOWN = "said-", "shown-"
MOST = 40
"""Values that a field of categories has at most; a person never sends more."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    comment_id: bytes
    codes: Codes
    shown: Codes
    have: frozenset[str]
    """Comments that the page has already."""

    def chosen(self, one: Slip) -> Slip:
        """The slip with what was chosen on it."""
        questions = [
            msgspec.structs.replace(
                each,
                choices=[
                    msgspec.structs.replace(choice, chosen=choice.code in self.codes.get(each.code, ()))
                    for choice in each.choices
                ],
            )
            for each in one.questions
        ]
        return msgspec.structs.replace(one, questions=questions)


def given(form: FormMultiDict) -> Given:
    """Raises Invalid for a form that none of our pages has sent."""
    token, comment = (str(form.get(name, "")) for name in ("token", "comment"))
    try:
        comment_id = bytes.fromhex(comment)
    except ValueError as fault:
        raise Invalid(TITLE) from fault
    if not token.isascii() or not token or len(token) > 100 or len(comment_id) not in (0, 16):
        raise Invalid(TITLE)
    axes = [str(one) for one in form.getall("axis", [])][:MOST]
    return Given(
        token=token,
        comment_id=comment_id,
        codes={axis: many(form, SAID + axis) for axis in axes},
        shown={axis: many(form, SHOWN + axis) for axis in axes if f"suggested-{axis}" in form},
        have=frozenset(str(one) for one in form.getall("have", [])),
    )


def many(form: FormMultiDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(typed(str(one)) for one in form.getall(name, [])[:MOST]))
