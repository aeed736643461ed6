"""`simeval.evaluate`: a policy object of this program on a suite, from a training loop for example.

Environments run in worker processes as in `simeval run`; the policy stays here, and is called in
the thread that called `evaluate`, so that its device, its gradients mode and its weights are those
of the program.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simeval.episodes import EpisodeKey
from simeval.evaluation.arguments import (
    checked_workers,
    is_policy,
    policy_choice,
    run_config,
    served_model,
)
from simeval.evaluation.watched_model import WatchedModel
from simeval.policies.interface import Policy
from simeval.policies.model import Model
from simeval.policies.preset_options import PresetOptions
from simeval.policies.serving.simeval_server import Server
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo
from simeval.runlog.run_info import RunSpec
from simeval.runlog.summary import RunSummary
from simeval.runner.plan import plan_run
from simeval.runner.run import Execution, RunListener, execute_run
from simeval.runner.run_folder_name import choose_run_folder
from simeval.runner.stop_signal import StopSignal, stop_on_signals


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What came out."""

    summary: RunSummary
    """Counts, intervals and sub-metrics, in all and per task."""
    folder: Path
    """The run folder: records, steps, films, report; `simeval show` and `compare` read it."""

    @property
    def records(self) -> list[EpisodeRecord]:
        """The record of every finished episode, in the order in which they finished."""
        return list(RunFolder(self.folder).records().values())


def evaluate(
    policy: Policy | Callable[[], Policy] | Model,
    suite: str,
    *,
    preset: str | PresetOptions | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: bool = False,
    **options: Any,
) -> Evaluation:
    """Run a policy object on a suite.

    Args:
        policy: An object with `spec`, `reset(episode)` and `act(observation)`
            (`simeval.policies.interface.Policy`): it remembers one episode at a time, so one
            environment runs at a time. Or a function without arguments that returns such objects,
            one per environment; they may share weights. Or a network
            (`simeval.policies.model.Model`) with a `preset`: the requests of all environments come
            to it in batches.
        suite: Name of the suite, e.g. ``"simpler/widowx"``.
        preset: What goes around a network: the name of a preset (``simeval ls presets``), or a
            `PresetOptions` with statistics and the number of executed actions as well.
        out: Run folder. If it holds an unfinished run of a policy with the same name and
            configuration (of a network: the same facts), the run goes on. By default a new folder
            below ``results/runs``.
        workers: Environments that run at once; by default one for a policy object, and one per
            core, at most 8, otherwise.
        progress: Show a progress bar on standard error.
        **options: Any other key of `simeval run`: ``tasks``, ``episodes``, ``seeds``, ``assets``,
            ``videos``, ``image_size``, ``success_rule``, ...

    Returns:
        Summary and folder. Episodes that were lost to infrastructure are unscored in it.

    Raises:
        UsageError: An argument is not allowed, or the policy gives no valid actions.
        AssetError: The asset set is not installed.
        InfrastructureError: Environments cannot run here.
        KeyboardInterrupt: Ctrl-C; what finished is kept.
        Exception: What the policy itself raised.
    """
    if isinstance(preset, str):
        preset = PresetOptions(preset=preset)
    several = isinstance(policy, Model) or not is_policy(policy)
    wanted = checked_workers(workers, several=several)
    config = run_config(suite, options)
    served = WatchedModel(served_model(policy, preset))
    spec = plan_run(config, policy=policy_choice(served, preset))
    folder = choose_run_folder(
        spec,
        out=None if out is None else str(out),
        name=config.name,
        fresh=config.fresh or out is None,
    )
    execution = Execution(
        workers=wanted,
        episode_timeout_s=config.episode_timeout_s,
        arguments=("simeval.evaluate",),
        config={"suite": suite, "policy": served.name, **options},
    )
    with _stopper() as stop:
        served.stop = stop
        server = Server(served, port=0)
        reached = replace(spec.policy, execution_options={"url": server.url})
        summary = _run(
            replace(spec, policy=reached), folder, execution, server, stop, progress=progress
        )
        if served.error is not None:
            raise served.error
        if stop.number is not None:
            raise KeyboardInterrupt
    if config.report and summary.finished:
        from simeval.report.report_file import write_report

        write_report([folder], folder.report_file)
    return Evaluation(summary=summary, folder=folder.root)


def _run(
    spec: RunSpec,
    folder: RunFolder,
    execution: Execution,
    server: Server,
    stop: StopSignal,
    *,
    progress: bool,
) -> RunSummary:
    """Run the workers from another thread, and the policy in this one."""
    outcome: list[RunSummary | BaseException] = []

    def work() -> None:
        try:
            with _listener(folder, stop, progress) as listener:
                outcome.append(
                    execute_run(spec, folder, execution=execution, listener=listener, stop=stop)
                )
        except BaseException as error:
            outcome.append(error)
        finally:
            server.stop()

    runner = threading.Thread(target=work, name="simeval.evaluate")
    runner.start()
    try:
        server.run()
    except BaseException:
        # A second Ctrl-C, with the run still going.
        stop.set(signal.SIGINT)
        raise
    finally:
        runner.join()
    [result] = outcome
    if isinstance(result, BaseException):
        raise result
    return result


class _Quiet:
    """A run listener that says nothing."""

    def begun(
        self, info: RunInfo, records: Mapping[EpisodeKey, EpisodeRecord], pending: int
    ) -> None:
        """The folder is open."""

    def attempt_lost(self, key: EpisodeKey, reason: str) -> None:
        """An attempt was lost; the record will say so."""

    def finished(self, record: EpisodeRecord) -> None:
        """A record is on the disk."""


@contextlib.contextmanager
def _listener(folder: RunFolder, stop: StopSignal, progress: bool) -> Iterator[RunListener]:
    if not progress:
        yield _Quiet()
        return
    from simeval.cli.run_progress import RunProgress

    with RunProgress(folder, stop) as shown:
        yield shown


@contextlib.contextmanager
def _stopper() -> Iterator[StopSignal]:
    """Ctrl-C ends the run where Python lets us see it: in the main thread."""
    if threading.current_thread() is threading.main_thread():
        with stop_on_signals() as stop:
            yield stop
        return
    stop = StopSignal()
    try:
        yield stop
    finally:
        stop.close()
