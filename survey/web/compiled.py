"""Templates are compiled once for all languages: words and formats are looked up in the reader's at run time."""

from collections.abc import Callable
from types import CodeType
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.runtime import Context


class Compiled(jinja2.BytecodeCache):
    """What every environment of this process shares; its filters must come through `at_run_time`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._kept[bucket.key, bucket.checksum] = bucket.code


def at_run_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter; jinja works out those without a context while it compiles, in the language of whoever came first."""

    @jinja2.pass_context
    def called(_: Context, *values: Any, **options: Any) -> Any:
        return function(*values, **options)

    return called
