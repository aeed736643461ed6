"""A gate from its plan to its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from simeval.episodes import EpisodeKey
from simeval.errors import InfrastructureError, SimevalError, UsageError
from simeval.gate.build_result import build_result
from simeval.gate.ending import Ending, ending_of, failed, interrupted
from simeval.gate.live import SideRuns
from simeval.gate.notes import validity_notes
from simeval.gate.outcomes import Look, SideName
from simeval.gate.plan import PlanFile
from simeval.gate.plan_file import register_plan
from simeval.gate.prepare import PreparedGate
from simeval.gate.result import GateResult
from simeval.gate.rule import Rule
from simeval.gate.session import GateSession
from simeval.gate.sides import FinishedSide, LiveSide
from simeval.runlog import EpisodeRecord
from simeval.runlog.lock import exclusive_lock
from simeval.runlog.storage import explain_storage_errors
from simeval.runner.stop_signal import StopSignal

PLAN_FILE = "plan.json"


class GateWatch(Protocol):
    """Watches a gate."""

    def registered(self, gate: PreparedGate, plan: PlanFile, finished: int) -> None:
        """The plan is on the disk; this many units were looked at in earlier sessions."""

    def attempt_lost(self, side: SideName, key: EpisodeKey, reason: str) -> None:
        """An attempt at an episode was lost to infrastructure."""

    def looked(self, look: Look, rule: Rule) -> None:
        """A unit was looked at."""


def run_gate(
    gate: PreparedGate,
    folder: Path,
    *,
    retry_unscored: bool,
    watch: GateWatch,
    stop: StopSignal,
) -> GateResult:
    """Register the plan, look at what is finished, run what is missing, and conclude.

    Infrastructure that fails after the plan is registered is a result too, with the verdict ERROR.

    Raises:
        UsageError: The folder holds something else, or a gate with another plan.
        RunFolderError: The folder cannot be written, or another process works in it.
    """
    _refuse_foreign_folder(folder)
    with explain_storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder / ".lock"):
        registered = register_plan(folder / PLAN_FILE, gate.plan)
        session = GateSession(gate.plan, gate.sides, {name: {} for name in gate.sides})
        try:
            _require_validity(gate)
            session = _resume(gate, retry_unscored)
            watch.registered(gate, registered, len(list(session.advance())))
            ending = _conclude(session, watch, stop)
        except SimevalError as error:
            ending = failed(error)
        return build_result(
            session,
            ending,
            folder=folder,
            registered=registered,
            characteristics=gate.characteristics,
            validity=gate.validity,
            notes=gate.notes,
        )


def _resume(gate: PreparedGate, retry_unscored: bool) -> GateSession:
    """Read what is finished; lost episodes of this gate stay lost unless they are to be retried."""
    records = {name: side.records() for name, side in gate.sides.items()}
    for name, side in gate.sides.items():
        if retry_unscored and isinstance(side, LiveSide):
            records[name] = {
                slot: record for slot, record in records[name].items() if record.scored
            }
    return GateSession(gate.plan, gate.sides, records)


def _require_validity(gate: PreparedGate) -> None:
    problems, correlation = validity_notes(gate.validity), gate.plan.correlation
    if problems and correlation is not None and correlation.validity == "refuse":
        raise InfrastructureError(f"validity=refuse: {' '.join(problems)}")


def _conclude(session: GateSession, watch: GateWatch, stop: StopSignal) -> Ending:
    live = [side for side in session.sides.values() if isinstance(side, LiveSide)]
    finished = [side for side in session.sides.values() if isinstance(side, FinishedSide)]
    # No episode is run against a finished policy that cannot complete the pairs.
    if live and not session.settled and not any(session.left(side.name) for side in finished):
        _run(session, live, watch, stop)
    if stop.number is not None and not session.settled and not session.complete:
        return interrupted(stop.number)
    return ending_of(session)


def _run(session: GateSession, live: list[LiveSide], watch: GateWatch, stop: StopSignal) -> None:
    def finished(side: SideName, record: EpisodeRecord) -> bool:
        session.outcomes.add(side, record)
        for look in session.advance():
            watch.looked(look, session.rule)
        return session.settled

    runs = SideRuns(
        live,
        {side.name: session.left(side.name) for side in live},
        finished=finished,
        attempt_lost=watch.attempt_lost,
    )
    runs.run(stop)


def _refuse_foreign_folder(folder: Path) -> None:
    """Refuse a folder with content that is no gate."""
    if (folder / PLAN_FILE).exists() or not folder.is_dir():
        return
    with explain_storage_errors(folder):
        foreign = [
            path.name
            for path in sorted(folder.iterdir())
            if path.name != ".lock" and path.suffix != ".part"
        ]
    if foreign:
        raise UsageError(
            f"{folder} holds other files ({', '.join(foreign[:3])}) and no gate. Choose an empty "
            "or new folder with out=FOLDER."
        )
