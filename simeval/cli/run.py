"""`simeval run`: one policy on one suite."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

HELP = "one policy on one suite; the same command again resumes"

_USAGE = """\
usage: simeval run suite=NAME policy=NAME [key=value ...] [-m] [--json]

One policy on one suite. The same command again resumes where the last one stopped.

  simeval run suite=smoke policy=expert
  simeval run suite=simpler/widowx policy=expert workers=2 videos=failures
  simeval run suite=simpler/widowx policy=random tasks=[widowx_carrot_on_plate] episodes=[0,1,2]
  simeval run -m suite=smoke policy=zero,random

flags:
  -m, --multirun  one run after the other for every combination of comma lists (key=a,b)
  --json          print the result as JSON on standard output, progress on standard error
  -h, --help      this text

keys:
{keys}
Policies and their options: simeval ls policies. Suites: simeval ls suites.
Exit code: 0 every episode has an outcome, 2 wrong usage, 4 infrastructure (some episodes may be
unscored; the same command again retries them), 130 interrupted.
"""

if TYPE_CHECKING:
    from simeval.conf.compose import ComposedRun
    from simeval.runlog import RunFolder, RunSpec
    from simeval.runlog.summary import RunSummary
    from simeval.runner.stop_signal import StopSignal


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = {argument for argument in argv if argument.startswith("-")}
    if flags & {"-h", "--help"}:
        sys.stdout.write(_USAGE.format(keys=_keys_help()))
        return 0
    unknown = sorted(flags - {"-m", "--multirun", "--json"})
    if unknown:
        from simeval.errors import UnknownNameError

        raise UnknownNameError("flag", unknown[0], ["-m", "--multirun", "--json", "--help"])

    from simeval.conf.compose import compose_runs
    from simeval.runner.stop_signal import stop_on_signals

    overrides = [argument for argument in argv if argument not in flags]
    runs = list(compose_runs(overrides, multirun=bool(flags & {"-m", "--multirun"})))
    code = 0
    with stop_on_signals() as stop:
        for number, composed in enumerate(runs, start=1):
            if len(runs) > 1:
                sys.stderr.write(f"\nrun {number} of {len(runs)}: {' '.join(composed.arguments)}\n")
            code = max(code, _run_one(composed, stop, as_json="--json" in flags))
            if stop.number is not None:
                return _stopped(stop.number)
    return code


def _run_one(composed: ComposedRun, stop: StopSignal, *, as_json: bool) -> int:
    from simeval.cli.run_progress import RunProgress
    from simeval.errors import InfrastructureError
    from simeval.runlog.provenance import usable_cores
    from simeval.runner.plan import plan_run
    from simeval.runner.run import Execution, execute_run
    from simeval.runner.run_folder_name import choose_run_folder

    config = composed.config
    workers = min(8, usable_cores()) if config.workers is None else config.workers
    _require_positive("workers", workers)
    _require_positive("episode_timeout_s", config.episode_timeout_s)
    spec = plan_run(config, policy=composed.policy)
    folder = choose_run_folder(spec, out=config.out, name=config.name, fresh=config.fresh)
    execution = Execution(
        workers=workers,
        episode_timeout_s=config.episode_timeout_s,
        arguments=composed.arguments,
        config=composed.resolved,
    )
    _announce_server(spec, folder)
    with RunProgress(folder, stop) as progress:
        summary = execute_run(spec, folder, execution=execution, listener=progress, stop=stop)
    if config.report and summary.finished:
        _write_report(folder)
    _print_result(folder, summary, as_json=as_json)
    if stop.number is None and not summary.complete:
        sys.stderr.write(
            f"simeval: {summary.planned - summary.scored} of {summary.planned} episodes have no "
            "outcome. The same command again retries them.\n"
        )
        return InfrastructureError.exit_code
    return 0


def _announce_server(spec: RunSpec, folder: RunFolder) -> None:
    """Say why nothing happens for a while, and where to look."""
    from simeval.policies.registry import find_policy

    if find_policy(spec.policy.name).launch(spec.policy.all_options) is not None:
        sys.stderr.write(f"starting the server of the policy; its log: {folder.server_log}\n")


def _write_report(folder: RunFolder) -> None:
    from simeval.report.report_file import write_report

    write_report([folder], folder.report_file)


def _print_result(folder: RunFolder, summary: RunSummary, *, as_json: bool) -> None:
    from simeval.cli.run_table import print_run
    from simeval.runlog.codec import to_json_text

    if as_json:
        sys.stdout.write(to_json_text(summary) + "\n")
        return
    print_run(summary)
    sys.stdout.write(f"\nRun folder: {folder.root}\n")
    if folder.report_file.is_file():
        sys.stdout.write(f"Report:     {folder.report_file}\n")


def _require_positive(key: str, value: float) -> None:
    from simeval.errors import UsageError

    if value <= 0:
        allowed = "at least 1" if isinstance(value, int) else "more than 0"
        raise UsageError(f"{key}={value:g} is not allowed; allowed: {allowed}.")


def _stopped(number: int) -> int:
    sys.stderr.write(
        "simeval: interrupted. Everything finished is kept; the same command again resumes.\n"
    )
    return 128 + (number or signal.SIGINT)


def _keys_help() -> str:
    from simeval.conf.options_help import option_lines
    from simeval.conf.run_config import RunConfig

    return "".join(f"  {line}\n" for line in option_lines(RunConfig))
