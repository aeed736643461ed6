"""A run from its spec to its folder: start or resume, execute, summarise."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from simeval.episodes import EpisodeKey
from simeval.errors import SimevalError
from simeval.runlog.derived import rebuild_derived
from simeval.runlog.folder import RunFolder
from simeval.runlog.journal import EpisodeJournal
from simeval.runlog.provenance import describe_session
from simeval.runlog.record import EpisodeRecord
from simeval.runlog.run_info import PolicyFacts, RunInfo, RunSpec, Session
from simeval.runlog.storage import explain_storage_errors, remove_part_files
from simeval.runlog.summary import RunSummary, planned_keys
from simeval.runner.messages import Setup
from simeval.runner.policy_server import policy_server
from simeval.runner.pool import EpisodePool, PoolEvents
from simeval.runner.resume import open_run, refuse_foreign_folder
from simeval.runner.stop_signal import StopSignal


@dataclass(frozen=True, kw_only=True)
class Execution:
    """How a run is executed; nothing here changes what comes out.

    Attributes:
        workers: Worker processes.
        episode_timeout_s: Seconds from the start of an episode after which it counts as lost.
        arguments: What the user typed.
        config: The resolved configuration.
    """

    workers: int
    episode_timeout_s: float
    arguments: tuple[str, ...]
    config: dict[str, Any]


class RunListener(Protocol):
    """Watches a run."""

    def begun(
        self, info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord], pending: int
    ) -> None:
        """The folder is open; `records` were finished before, `pending` episodes are to run."""

    def attempt_lost(self, key: EpisodeKey, reason: str) -> None:
        """An attempt at an episode was lost to infrastructure."""

    def finished(self, record: EpisodeRecord) -> None:
        """A record is on the disk."""


def execute_run(
    spec: RunSpec,
    folder: RunFolder,
    *,
    execution: Execution,
    listener: RunListener,
    stop: StopSignal,
    order: Sequence[EpisodeKey] | None = None,
) -> RunSummary:
    """Run every episode of the spec that has no outcome yet.

    Args:
        spec: What to run.
        folder: Where it goes.
        execution: How it is executed.
        listener: Is told what happens.
        stop: Ends the run when it is set; what finished is kept.
        order: Run only these of the planned episodes, nearly in this order.

    Raises:
        UsageError: The folder holds something else, or the policy cannot work.
        RunFolderError: The folder cannot be written, or another process writes to it.
        InfrastructureError: Something is broken for good; what finished is kept.
    """
    refuse_foreign_folder(folder)
    folder.create()
    with folder.lock():
        session = describe_session(
            arguments=execution.arguments, config=execution.config, workers=execution.workers
        )
        book = _Book(folder, open_run(folder, spec, session))
        with explain_storage_errors(folder.root):
            remove_part_files(folder.root)
        with EpisodeJournal(folder.journal_file) as journal:
            try:
                _run_pending(book, journal, execution, listener, stop, order)
            except BaseException:
                with contextlib.suppress(SimevalError):
                    rebuild_derived(folder)
                raise
        return rebuild_derived(folder)


def _run_pending(
    book: _Book,
    journal: EpisodeJournal,
    execution: Execution,
    listener: RunListener,
    stop: StopSignal,
    order: Sequence[EpisodeKey] | None,
) -> None:
    spec, folder = book.info.spec, book.folder
    protocols = spec.parsed_protocols()
    planned = planned_keys(spec.suite, protocols)
    known = folder.records()
    records = {key: known[key] for key in planned if key in known and known[key].scored}
    pending = [key for key in _wanted(planned, order) if key not in records]
    listener.begun(book.info, records, len(pending))
    ids = {(protocol.task, protocol.variant): protocol.id for protocol in protocols}

    def unscored(key: EpisodeKey, reason: str, attempts: int) -> EpisodeRecord:
        return EpisodeRecord(
            suite=key.suite,
            task=key.task,
            variant=key.variant,
            episode_id=key.episode_id,
            seed=key.seed,
            protocol_id=ids[key.task, key.variant],
            status="unscored",
            reason=reason,
            attempts=attempts,
            env_seed=key.derived_seed("env"),
            policy_seed=key.derived_seed("policy"),
        )

    if not pending:
        return
    with policy_server(spec, log=folder.server_log, stop=stop) as served:
        pool = EpisodePool(
            Setup(root=str(folder.root), spec=served),
            workers=max(1, min(execution.workers, len(pending))),
            episode_timeout_s=execution.episode_timeout_s,
            unscored_record=unscored,
            logs=folder.logs_folder,
            events=PoolEvents(
                policy_built=book.policy_built,
                environment_built=book.environment_built,
                attempt_lost=listener.attempt_lost,
            ),
            stop=stop,
            in_order=order is not None,
        )
        with pool, explain_storage_errors(folder.root):
            for record in pool.results(pending):
                journal.append(record)
                listener.finished(record)


def _wanted(
    planned: Sequence[EpisodeKey], order: Sequence[EpisodeKey] | None
) -> Sequence[EpisodeKey]:
    if order is None:
        return planned
    foreign = sorted(set(order) - set(planned))
    if foreign:
        raise ValueError(f"{foreign[0]} is no episode of this run")
    return order


class _Book:
    """Keeps `run.json` up to date with what workers find out."""

    def __init__(self, folder: RunFolder, info: RunInfo) -> None:
        self.folder = folder
        self.info = info

    def policy_built(self, facts: PolicyFacts) -> None:
        if self.info.policy != facts:
            self._write(replace(self.info, policy=facts))

    def environment_built(self, renderer: str | None) -> None:
        session: Session = self.info.sessions[-1]
        if session.renderer != renderer:
            sessions = (*self.info.sessions[:-1], replace(session, renderer=renderer))
            self._write(replace(self.info, sessions=sessions))

    def _write(self, info: RunInfo) -> None:
        self.info = info
        self.folder.write_info(info)
