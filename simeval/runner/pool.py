"""Worker processes that together run a list of episodes, whatever happens to any of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Literal

from simeval.episodes import EpisodeKey
from simeval.errors import InfrastructureError, SimevalError, UsageError
from simeval.runlog.record import EpisodeRecord
from simeval.runlog.run_info import PolicyFacts
from simeval.runner.messages import (
    EnvironmentBuilt,
    EpisodeBegun,
    EpisodeDone,
    PolicyBuilt,
    Setup,
    WorkerFailed,
)
from simeval.runner.schedule import EpisodeSource, OrderedSchedule, Schedule
from simeval.runner.stop_signal import StopSignal
from simeval.runner.worker_process import WorkerProcess

RETRIES = 2

# After this many lost episodes without an outcome in between, the rest would be lost too.
_LOST_IN_A_ROW = 5


@dataclass(frozen=True, kw_only=True)
class PoolEvents:
    """What the pool tells besides records."""

    policy_built: Callable[[PolicyFacts], None]
    environment_built: Callable[[str | None], None]
    attempt_lost: Callable[[EpisodeKey, str], None]


class EpisodePool:
    """Runs episodes; as a context manager it leaves no process behind.

    Args:
        setup: What every worker is told first.
        workers: Number of processes.
        episode_timeout_s: Seconds from the start of an episode after which it counts as lost.
        unscored_record: Makes the record of an episode that is given up: key, reason, attempts.
        logs: Folder for what workers write to their standard error.
        events: Receives what is not a record.
        stop: Ends the iteration when it is set.
        in_order: Run the episodes nearly in the order in which they are given, instead of one task
            after the other.
    """

    def __init__(
        self,
        setup: Setup,
        *,
        workers: int,
        episode_timeout_s: float,
        unscored_record: Callable[[EpisodeKey, str, int], EpisodeRecord],
        logs: Path,
        events: PoolEvents,
        stop: StopSignal,
        in_order: bool = False,
    ) -> None:
        self._setup = setup
        self._count = workers
        self._timeout_s = episode_timeout_s
        self._unscored_record = unscored_record
        self._logs = logs
        self._events = events
        self._stop = stop
        self._workers: dict[int, WorkerProcess] = {}
        self._in_order = in_order
        self._schedule: EpisodeSource = Schedule((), workers=workers)
        self._attempts: Counter[EpisodeKey] = Counter()
        self._lost_in_a_row = 0

    def __enter__(self) -> EpisodePool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._workers.values():
            worker.kill()

    def results(self, keys: Sequence[EpisodeKey]) -> Iterator[EpisodeRecord]:
        """Run the episodes and yield each record when it is there.

        The worker already has its next episode when its record is yielded, so that writing the
        record costs no time.

        Raises:
            UsageError: The policy or the options cannot work in any episode.
            InfrastructureError: Something is broken for good.
        """
        kind = OrderedSchedule if self._in_order else Schedule
        self._schedule = kind(keys, workers=self._count)
        for slot in range(min(self._count, len(keys))):
            self._assign(slot)
        while any(worker.job is not None for worker in self._workers.values()):
            slots = {worker.connection: slot for slot, worker in self._workers.items()}
            ready = wait([*slots, self._stop.fileno()], timeout=1.0)
            if self._stop.number is not None:
                return
            for connection, slot in slots.items():
                if connection in ready:
                    yield from self._read(slot)
                elif self._workers[slot].overdue():
                    self._workers[slot].kill()
                    yield from self._lose(slot, f"no outcome within {self._timeout_s:g} s")

    def _assign(self, slot: int) -> None:
        key = self._schedule.next_for(slot)
        if key is None:
            return
        if slot not in self._workers:
            log = self._logs / f"worker-{slot}.log"
            self._workers[slot] = WorkerProcess(self._setup, workers=self._count, log=log)
        self._attempts[key] += 1
        self._workers[slot].start(key, attempt=self._attempts[key])

    def _read(self, slot: int) -> Iterator[EpisodeRecord]:
        worker = self._workers[slot]
        try:
            message = worker.receive()
        except EOFError:
            yield from self._lose(slot, worker.reap())
            return
        match message:
            case EpisodeBegun():
                worker.begin_job(timeout_s=self._timeout_s)
            case EpisodeDone(record=record):
                self._lost_in_a_row = 0
                worker.finish_job()
                self._assign(slot)
                yield record
            case WorkerFailed(scope="run"):
                raise _error(message.exit_code, message.message)
            case WorkerFailed():
                worker.kill()
                yield from self._lose(slot, message.message, scope=message.scope)
            case PolicyBuilt(facts=facts):
                self._events.policy_built(facts)
            case EnvironmentBuilt(renderer=renderer):
                self._events.environment_built(renderer)

    def _lose(
        self, slot: int, reason: str, *, scope: Literal["run", "build", "episode"] = "episode"
    ) -> Iterator[EpisodeRecord]:
        """Replace a dead worker; its episode is tried again or given up."""
        key = self._workers.pop(slot).job
        if key is None:
            return
        self._events.attempt_lost(key, reason)
        attempts = self._attempts[key]
        if attempts <= RETRIES:
            self._schedule.put_back(slot, key)
            time.sleep(0.2 * attempts)
            self._assign(slot)
            return
        if scope == "build":
            raise InfrastructureError(
                f"The environment of {key.task} cannot be built: {reason}. Tried {attempts} "
                "times. Check this machine with: simeval doctor"
            )
        self._lost_in_a_row += 1
        yield self._unscored_record(key, reason, attempts)
        if self._lost_in_a_row >= _LOST_IN_A_ROW:
            raise InfrastructureError(
                f"{self._lost_in_a_row} episodes in a row were lost, {attempts} attempts each; "
                f"the last one to: {reason}. They are unscored, not failures. Find the cause in "
                f"{self._logs}, then run the same command again to resume."
            )
        self._assign(slot)


def _error(exit_code: int, message: str) -> SimevalError:
    return (UsageError if exit_code == UsageError.exit_code else InfrastructureError)(message)
