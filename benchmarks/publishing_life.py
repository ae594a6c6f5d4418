"""The life of a wave from its close to its second edition, as acts that can be killed, and what was acknowledged."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from benchmarks import publishing_stage as staging
from benchmarks.nursery import Child, Nursery, told
from benchmarks.publishing_acts import Act, Command, Press, export_faults, key_faults, left_in, report_faults
from benchmarks.publishing_verdict import wave_faults
from instruments.instrument import Outcome
from survey.erratum import Erratum
from survey.objection import State
from survey.store import objections, standings


class Life:
    """One wave after the other, until nobody wants another."""

    def __init__(self, folder: Path, stage: staging.Stage, nursery: Nursery, *, site: Child, teller: Child) -> None:
        self.folder, self.stage, self.nursery, self.site, self.teller = folder, stage, nursery, site, teller
        self.settings, self.db = stage.settings, stage.db
        self.waves: list[int] = []
        self.acknowledged: dict[int, dict[str, State]] = {}
        """Wave -> token of an objection -> what its unit was told of it."""
        self.tried: dict[int, set[str]] = {}
        self.faults: list[str] = []

    def acts(self, number: int) -> Iterator[Act]:
        """All that happens to one wave, and to a folder of keys."""
        wave_id = staging.a_wave(self.stage, number)
        self.waves.append(wave_id)
        whole = partial(wave_faults, self.stage, wave_id)
        yield self._command("close", "wave", "close", wave_id, already=True, look=whole)
        staging.let_them_object(self.stage, wave_id)
        yield from self._objections(wave_id)
        staging.let_the_time_pass(self.stage, wave_id)
        yield self._telling()
        survey = staging.a_survey(self.stage, number)
        if number % 2:
            yield self._command("publish", "wave", "publish", wave_id, "--survey", survey, already=True, look=whole)
        else:
            yield self._press("publish by page", wave_id, f"/rankings/{wave_id}/publish", {"survey": str(survey)})
        yield self._telling()
        yield from self._files(wave_id)
        work = staging.graded(self.stage, wave_id, staging.CODES[2])[0]
        said = {"token": staging.token(), "outcome": "tester_error", "reason": "Wrong address.", "names_nobody": "on"}
        wrong = Erratum(
            inquiry_id=work.id, token="", outcome=Outcome.TESTER_ERROR, reason=said["reason"], names_nobody=True
        )
        said |= {"press": "publish", "looked": staging.looked(self.stage, wrong)}
        yield self._press("erratum", wave_id, f"/inquiries/{work.id}/erratum", said)
        yield from self._files(wave_id)
        yield self._keys(number)

    def _objections(self, wave_id: int) -> Iterator[Act]:
        stage, code = self.stage, staging.CODES[0]
        known, tried = self.acknowledged.setdefault(wave_id, {}), self.tried.setdefault(wave_id, set())
        for work, verdict in zip(staging.graded(stage, wave_id, code), ("accept", "reject", "accept"), strict=False):
            token = staging.token()
            tried.add(token)
            path = f"/rankings/{wave_id}/{code}/cases/{work.id}/object"
            form = {"token": token, "reason": "It was right."}
            yield self._press("object", wave_id, path, form, by=stage.odd)
            known[token] = State.UNDECIDED
            form = {"verdict": verdict, "outcome": "tester_error" if verdict == "accept" else "", "names_nobody": "on"}
            form |= {"said": "The address was wrong.", "answer": "So it was."}
            yield self._press("decide", wave_id, f"/objections/{self._numbered(token)}", form, by=stage.karl)
            known[token] = State.ACCEPTED if verdict == "accept" else State.REJECTED

    def _numbered(self, token: str) -> int:
        with self.db.read() as connection:
            found = objections.by_token(connection, token)
        assert found, "an acknowledged objection is lost"
        return found.id

    def _files(self, wave_id: int) -> Iterator[Act]:
        """Twice for each wave: the second time there is something to take the place of."""
        exports, reported = self.folder / "exports" / f"wave-{wave_id}", self.folder / "reports" / f"wave-{wave_id}"
        was_there = exports.exists()
        yield self._command(
            "export again" if was_there else "export", "export", wave_id, "--out", exports,
            look=lambda: export_faults(exports, was_there=was_there),
        )  # fmt: skip
        self.faults += left_in(exports.parent, but=lambda name: not name.startswith("."))
        forms = [word for form in ("pdf", "xlsx", "json") for word in ("--format", form)]
        yield self._command(
            "report", "report", wave_id, "--out", reported, *forms, look=lambda: report_faults(reported)
        )
        self.faults += left_in(reported, but=lambda name: not name.startswith("."))

    def _keys(self, number: int) -> Act:
        folder = self.folder / "rings" / f"ring-{number // 3}"
        words = ("keys", "make") if number % 3 == 0 else ("keys", "make", "--replace")
        return self._command("keys make", *words, already=number % 3 == 0, look=lambda: key_faults(folder), keys=folder)

    def _telling(self) -> Act:
        return Command("tell", self.teller)

    def _command(
        self, kind: str, *words: object, already: bool = False, look: Callable[[], list[str]] = list, **changed: object
    ) -> Command:
        """`already`: told that it is so already, whoever insists is content."""
        child = Child(
            self.nursery, f"medlytt {kind}", told(self.settings, **changed), words=[str(word) for word in words]
        )
        return Command(kind, child, told=(0, 3) if already else (0,), look=look)

    def _press(
        self, kind: str, wave_id: int, path: str, form: Mapping[str, str], *, by: staging.Browser | None = None
    ) -> Press:
        already = partial(self._decided, path) if kind == "decide" else partial(self._published, wave_id)
        return Press(
            kind, self.settings.port, self.site, by or self.stage.kari, path=lambda: path, form=form,
            done_already=already if kind in ("decide", "publish by page") else lambda: False,
            look=partial(wave_faults, self.stage, wave_id),
        )  # fmt: skip

    def _decided(self, path: str) -> bool:
        with self.db.read() as connection:
            found = objections.by_id(connection, int(path.rpartition("/")[2]))
        return found is not None and found.decided and found.decided_by == self.stage.karl.id

    def _published(self, wave_id: int) -> bool:
        with self.db.read() as connection:
            return standings.publication_of(connection, wave_id) is not None
