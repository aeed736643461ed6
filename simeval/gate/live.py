"""Running the policies of a gate side by side, until the gate has seen enough."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait

from simeval.episodes import EpisodeKey
from simeval.gate.outcomes import SideName
from simeval.gate.sides import LiveSide
from simeval.runlog import EpisodeRecord, RunInfo
from simeval.runner.run import execute_run
from simeval.runner.stop_signal import StopSignal

# Episodes, besides one per worker, that one policy may be ahead of another: what it does beyond the
# verdict is in vain.
_MOST_AHEAD = 2

_POLL_S = 0.2


class SideRuns:
    """The runs of the live sides.

    Args:
        sides: What to run.
        orders: The episodes of each side that are left, in the order of the plan.
        finished: Takes a record of a side and tells whether the gate has seen enough; calls never
            overlap.
        attempt_lost: Is told of attempts lost to infrastructure.
    """

    def __init__(
        self,
        sides: Sequence[LiveSide],
        orders: Mapping[SideName, Sequence[EpisodeKey]],
        *,
        finished: Callable[[SideName, EpisodeRecord], bool],
        attempt_lost: Callable[[SideName, EpisodeKey, str], None],
    ) -> None:
        self._sides = sides
        self._orders = orders
        self._finished = finished
        self._attempt_lost = attempt_lost
        self._changed = threading.Condition()
        self._over = False
        self._left = {side.name: len(orders[side.name]) for side in sides}
        self._most_ahead = {side.name: side.execution.workers + _MOST_AHEAD for side in sides}
        self._stops: dict[SideName, StopSignal] = {}

    def run(self, stop: StopSignal) -> None:
        """Run until there is enough, nothing is left, or `stop` is set.

        Raises:
            SimevalError: What the first run that failed raised; what finished is kept.
        """
        self._stops = {side.name: StopSignal() for side in self._sides}
        try:
            with ThreadPoolExecutor(len(self._sides)) as threads:
                futures = [threads.submit(self._run_side, side) for side in self._sides]
                try:
                    self._wait(futures, stop)
                finally:
                    self._end()
            for future in futures:
                future.result()
        finally:
            for signal in self._stops.values():
                signal.close()

    def _wait(self, futures: Sequence[Future[None]], stop: StopSignal) -> None:
        while stop.number is None:
            done, waiting = wait(futures, timeout=_POLL_S, return_when=FIRST_EXCEPTION)
            if not waiting or any(future.exception() is not None for future in done):
                return

    def _run_side(self, side: LiveSide) -> None:
        try:
            execute_run(
                side.spec,
                side.folder,
                execution=side.execution,
                listener=_SideListener(self, side.name),
                stop=self._stops[side.name],
                order=self._orders[side.name],
            )
        finally:
            with self._changed:
                self._left.pop(side.name)
                self._changed.notify_all()

    def take(self, side: SideName, record: EpisodeRecord) -> None:
        """Hand on a record; then hold this side back while it is far ahead of the others."""
        with self._changed:
            self._left[side] -= 1
            # What ends while the runs are stopping is on the disk, and counts as finished too.
            if self._finished(side, record) and not self._over:
                self._stop_all()
            self._changed.notify_all()
            while not self._over and self._ahead(side) > self._most_ahead[side]:
                self._changed.wait(timeout=_POLL_S)

    def _ahead(self, side: SideName) -> int:
        """Return by how many episodes a side is ahead of the slowest."""
        return max(self._left.values()) - self._left[side]

    def lose(self, side: SideName, key: EpisodeKey, reason: str) -> None:
        """Hand on that an attempt was lost."""
        with self._changed:
            self._attempt_lost(side, key, reason)

    def _end(self) -> None:
        with self._changed:
            self._stop_all()

    def _stop_all(self) -> None:
        self._over = True
        for signal in self._stops.values():
            signal.set(0)
        self._changed.notify_all()


class _SideListener:
    """A run listener that knows whose run it is."""

    def __init__(self, runs: SideRuns, side: SideName) -> None:
        self._runs = runs
        self._side = side

    def begun(
        self, info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord], pending: int
    ) -> None:
        """Nothing to do: the gate knows what is pending."""

    def attempt_lost(self, key: EpisodeKey, reason: str) -> None:
        """An attempt was lost."""
        self._runs.lose(self._side, key, reason)

    def finished(self, record: EpisodeRecord) -> None:
        """A record is on the disk."""
        self._runs.take(self._side, record)
