"""Refused: a file that no parser of ours is given, and the sentence that says what to do instead."""

from instruments.fault import Fault


class Refused(ValueError):
    """Too large, damaged, protected or something else than it should be; `where` is the place in the file, if any."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(where or "file", message)
