"""Names that are unique in the whole form, although XLSForm only asks for that in each group."""

import re

from instruments.xlsform.draft import Draft, renamed, rewrite

LITERAL = re.compile(r"('[^']*'|\"[^\"]*\")")
STEPS = r"(?:/(?:[\w.-]+|\.\.?))"
PATH = re.compile(rf"(?<![\w\])}}./-])(current\(\){STEPS}+|\.\.?{STEPS}+|{STEPS}+)")
"""`../name`, `./group/name`, `/data/group/name`, `current()/../name`."""


class Names:
    """The tree as it was written: who stands where, and what each is called now."""

    def __init__(self, drafts: list[Draft]) -> None:
        self.taken: dict[str, Draft] = {}
        self.inside: dict[int, dict[str, Draft]] = {}
        """What stands in a group, by the names of the file; 0 is the form itself."""
        self.parents: dict[int, Draft | None] = {}
        self.changed = False
        self._rename(drafts, None)

    def _rename(self, drafts: list[Draft], group: Draft | None) -> None:
        inside = self.inside.setdefault(id(group) if group else 0, {})
        for draft in drafts:
            self.parents[id(draft)] = group
            old = draft.name
            if old in self.taken:
                beside = old in inside
                draft.name = self._free(old, group, beside=beside)
                self.changed = True
                _say(draft, old, self.taken[old], beside=beside)
            inside.setdefault(old, draft)
            self.taken[draft.name] = draft
            if draft.items:
                self._rename(draft.items, draft)

    def _free(self, name: str, group: Draft | None, *, beside: bool) -> str:
        if group and not beside and f"{group.name}_{name}" not in self.taken:
            return f"{group.name}_{name}"
        return next(
            free for number in range(2, len(self.taken) + 3) if (free := f"{name}_{number}") not in self.taken
        )

    def refer(self, drafts: list[Draft], outer: dict[str, str]) -> None:
        """Put the new names into what refers to the old ones; the nearest group that has the name wins."""
        for draft in drafts:
            inside = {old: inner.name for old, inner in self.inside.get(id(draft), {}).items()}
            scope = outer | inside
            rewrite(draft, lambda text, draft=draft, scope=scope: self._follow(text, draft, scope))  # type: ignore[misc]
            self.refer(draft.items, scope)

    def scope(self) -> dict[str, str]:
        return {old: draft.name for old, draft in self.inside[0].items()}

    def _follow(self, text: str, draft: Draft, scope: dict[str, str]) -> str:
        text = renamed(text, {old: new for old, new in scope.items() if old != new})
        if "/" not in text:
            return text
        parts = LITERAL.split(text)
        parts[::2] = [PATH.sub(lambda found: self._path(found[1], draft), part) for part in parts[::2]]
        return "".join(parts)

    def _path(self, path: str, draft: Draft) -> str:
        """The path with the names that its steps have now; as it is where it leads nowhere."""
        first, *steps = path.split("/")
        at: Draft | None = draft if first else None
        out = [first]
        if not first and steps:
            out.append(steps.pop(0))  # the name of the form itself
        for step in [first, *steps] if first == ".." else steps:
            match step:
                case ".":
                    name = "."
                case "..":
                    at, name = (self.parents[id(at)] if at else None), ".."
                case _:
                    found = self.inside.get(id(at) if at else 0, {}).get(step)
                    if found is None:
                        return path
                    at, name = found, found.name
            out.append(name)
        return "/".join(out[:1] + out[2:] if first == ".." else out)


def _say(draft: Draft, old: str, first: Draft, *, beside: bool) -> None:
    where = first.line.where("name")
    if beside:
        draft.fault(f"`{old}` is the name of another row in the same group ({where}): give this one its own")
    else:
        draft.lost(f"`{old}` is the name of another row ({where}): here it is called `{draft.name}`", "name")


def unique(drafts: list[Draft]) -> None:
    """Rename what is called like something in another group, with what refers to it by name or by path."""
    names = Names(drafts)
    if names.changed:
        names.refer(drafts, names.scope())
