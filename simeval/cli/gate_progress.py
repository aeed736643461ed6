"""Progress of a gate on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from simeval.comparison.opened_run import TaskVariant
from simeval.episodes import EpisodeKey
from simeval.gate import words
from simeval.gate.outcomes import Look, SideName
from simeval.gate.plan import PlanFile
from simeval.gate.prepare import PreparedGate
from simeval.gate.rule import Rule


class GateProgress:
    """A watch that shows the evidence after each look."""

    def __init__(self, gate: PreparedGate) -> None:
        self._plan = gate.plan
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TextColumn("{task.fields[evidence]}"),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("units", total=len(gate.plan.units), evidence="")
        self._looked = 0

    def __enter__(self) -> GateProgress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def registered(self, gate: PreparedGate, plan: PlanFile, finished: int) -> None:
        """Say under which plan the gate runs, and what needs no new episode."""
        self._looked = finished
        self._bar.update(self._task, completed=finished)
        self._say(f"plan {plan.sha256[:16]} registered {plan.registered_at[:19]}Z")
        if finished:
            self._say(
                f"{finished} of {len(self._plan.units)} {self._plan.unit}s were finished before"
            )

    def attempt_lost(self, side: SideName, key: EpisodeKey, reason: str) -> None:
        """Tell that an attempt was lost."""
        self._say(f"lost an attempt of the {side} at {_label(key)}: {reason}")

    def looked(self, look: Look, rule: Rule) -> None:
        """Show the evidence; a gate of fixed size shows none before its end."""
        self._looked += 1
        evidence = ""
        if self._plan.method == "sequential":
            evidence = (
                f"E pass {words.evidence(rule.overall.last_e_pass)} of {1 / self._plan.alpha:g}, "
                f"E fail {words.evidence(rule.overall.last_e_fail)} of {1 / self._plan.beta:g}"
            )
        self._bar.update(self._task, completed=self._looked, evidence=evidence)
        if not self._console.is_terminal or look.lost:
            labels = ", ".join(_label(cell[0]) for cell in look.unit)
            outcome = "" if self._plan.method == "fixed" else f": {_outcome(look)}; {evidence}"
            self._say(f"[{self._looked}/{len(self._plan.units)}] {labels}{outcome}")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False)


def _label(key: EpisodeKey) -> str:
    return f"{TaskVariant(key.task, key.variant)} {key.episode_id}"


def _outcome(look: Look) -> str:
    words_of = {1.0: "only candidate", 0.0: "same", -1.0: "only baseline"}
    return ", ".join(
        "left out" if value is None else words_of.get(value, f"{value:+.2f}")
        for value in look.baseline
    )
