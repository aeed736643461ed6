"""Progress of a run on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from simeval.episodes import EpisodeKey
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo
from simeval.runner.stop_signal import StopSignal
from simeval.stats.wilson import wilson_interval


class RunProgress:
    """A run listener that shows successes so far with their interval, and the time left."""

    def __init__(self, folder: RunFolder, stop: StopSignal) -> None:
        self._folder = folder
        self._stop = stop
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            TextColumn("{task.fields[score]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(elapsed_when_finished=False),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("episodes", total=None, score="")
        self._planned = 0
        self._done = 0
        self._successes = 0
        self._scored = 0
        self._unscored = 0

    def __enter__(self) -> RunProgress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._stop.number is not None or kind is not None:
            self._bar.update(self._task, visible=False)
        self._bar.stop()

    def begun(
        self, info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord], pending: int
    ) -> None:
        """Say what will be done and what was done before."""
        self._planned = len(records) + pending
        self._done = self._scored = len(records)
        self._successes = sum(record.success is True for record in records.values())
        self._say(f"{info.policy_name} on {info.spec.suite} -> {self._folder.root}")
        if records:
            self._say(f"{len(records)} of {self._planned} episodes finished before; resuming")
        earlier = {(session.simeval_version, session.git_commit) for session in info.sessions}
        if len(earlier) > 1:
            self._say("note: earlier episodes of this run were made with other simeval code")
        # A reset, not an update: episodes that were finished before say nothing about the speed.
        self._bar.reset(
            self._task, total=self._planned, completed=self._done, score="starting workers"
        )

    def attempt_lost(self, key: EpisodeKey, reason: str) -> None:
        """Tell that an attempt was lost."""
        self._say(f"lost an attempt at {_label(key)}: {reason}")

    def finished(self, record: EpisodeRecord) -> None:
        """Count an episode."""
        self._done += 1
        if record.scored:
            self._scored += 1
            self._successes += record.success is True
        else:
            self._unscored += 1
        self._bar.update(self._task, completed=self._done, score=self._score())
        if not self._console.is_terminal or not record.scored:
            self._say(
                f"[{self._done}/{self._planned}] {_label(record.key)}: {_outcome(record)}; "
                f"so far {self._score()}"
            )

    def _score(self) -> str:
        low, high = wilson_interval(successes=self._successes, trials=self._scored)
        text = f"{self._successes}/{self._scored} solved [{low:.0%}, {high:.0%}]"
        return text + (f", {self._unscored} unscored" if self._unscored else "")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False)


def _label(key: EpisodeKey) -> str:
    variant = "" if key.variant == "default" else f" {key.variant}"
    return f"{key.task}{variant} episode {key.episode_id} seed {key.seed}"


def _outcome(record: EpisodeRecord) -> str:
    if not record.scored:
        return f"unscored ({record.reason}; {record.attempts} attempts)"
    word = "success" if record.success else "failure"
    seconds = record.timing.wall_s if record.timing else 0.0
    return f"{word} in {record.steps} steps ({seconds:.1f} s)"
