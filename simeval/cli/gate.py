"""`simeval gate`: is the candidate no worse than the baseline by more than a margin?"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

HELP = "candidate against baseline: PASS, FAIL or INCONCLUSIVE, as early as the evidence allows"

_USAGE = """\
usage: simeval gate margin=M candidate=RUN baseline=RUN [key=value ...]
       simeval gate margin=M suite=NAME policy=NAME baseline=RUN [key=value ...]
       simeval gate margin=M suite=NAME policy=NAME baseline.policy=NAME [key=value ...]

Is the candidate no worse than the baseline by more than the margin? Both run the same episodes, in
an order drawn in advance, under a plan that is registered before the first look. The gate reads
the evidence after every pair and starts no further episode once it knows. The same command again
goes on where the last one stopped, with the same evidence.

  simeval gate margin=0.1 candidate=results/runs/a baseline=results/runs/b
  simeval gate margin=0.1 suite=simpler/widowx policy=expert baseline.policy=expert videos=failures
  simeval gate margin=0.1 suite=simpler/widowx policy=expert policy.rung=grasp_offset \\
      baseline.policy=expert golden=results/runs/pinned

flags:
  --plan      show the plan and what it will do, and stop; nothing is written
  --schema    print the JSON Schema of gate.json, and stop
  --json      print the result as JSON on standard output, all else on standard error
  -h, --help  this text

keys of the gate:
{gate_keys}
keys of the runs, where the gate runs a policy (as in simeval run; workers are shared out):
{run_keys}
Exit code: 0 PASS, 1 FAIL, 2 wrong usage, 3 INCONCLUSIVE, 4 no verdict because of infrastructure or
data, 130 interrupted. In the gate folder: plan.json, gate.json, junit.xml, summary.md, report.html.
"""

if TYPE_CHECKING:
    from simeval.errors import SimevalError
    from simeval.gate.arguments import GateArguments
    from simeval.gate.result import GateResult


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = {argument for argument in argv if argument.startswith("-")}
    if flags & {"-h", "--help"}:
        sys.stdout.write(_USAGE.format(gate_keys=_gate_keys(), run_keys=_run_keys()))
        return 0
    from simeval.errors import SimevalError, UnknownNameError
    from simeval.gate.arguments import parse_arguments

    known = {"--json", "--plan", "--schema"}
    unknown = sorted(flags - known)
    if unknown:
        raise UnknownNameError("flag", unknown[0], [*known, "--help"])
    if "--schema" in flags:
        sys.stdout.write(_schema())
        return 0
    try:
        arguments = parse_arguments([argument for argument in argv if argument not in flags])
        return _gate(arguments, as_json="--json" in flags, only_plan="--plan" in flags)
    except SimevalError as error:
        _tell_ci(error, argv)
        raise


def _gate(arguments: GateArguments, *, as_json: bool, only_plan: bool) -> int:
    from simeval.cli.gate_plan_table import print_plan
    from simeval.cli.gate_progress import GateProgress
    from simeval.gate.arguments import plan_sides
    from simeval.gate.check_options import check_options
    from simeval.gate.folder import choose_gate_folder, in_folder
    from simeval.gate.prepare import prepare_gate, preview
    from simeval.gate.run_gate import run_gate
    from simeval.gate.write_outputs import output_files, write_outputs
    from simeval.runlog.codec import to_json_text
    from simeval.runner.stop_signal import stop_on_signals

    config = arguments.config
    check_options(config)
    sides = plan_sides(arguments)
    folder = choose_gate_folder(sides, out=config.out, name=config.name, fresh=config.fresh)
    gate = prepare_gate(config, in_folder(sides, folder))
    if only_plan and as_json:
        sys.stdout.write(to_json_text(preview(gate)) + "\n")
        return 0
    print_plan(gate, folder, to_stderr=as_json)
    if only_plan:
        return 0
    files = output_files(
        folder, os.environ, junit=config.junit, summary=config.summary, report=config.report
    )
    with stop_on_signals() as stop, GateProgress(gate) as progress:
        result = run_gate(
            gate, folder, retry_unscored=config.retry_unscored, watch=progress, stop=stop
        )
    write_outputs(result, files, [side.folder for side in gate.sides.values()])
    _print_result(result, as_json=as_json)
    return result.exit_code


def _print_result(result: GateResult, *, as_json: bool) -> None:
    from simeval.cli.gate_table import print_result
    from simeval.gate.github import annotation_lines, on_github
    from simeval.runlog.codec import to_json_text

    if as_json:
        sys.stdout.write(to_json_text(result) + "\n")
    else:
        print_result(result)
    if on_github(os.environ):
        # GitHub reads commands from either stream.
        stream = sys.stderr if as_json else sys.stdout
        stream.writelines(f"{line}\n" for line in annotation_lines(result))
    if result.verdict in ("ERROR", "INTERRUPTED"):
        sys.stderr.write(f"simeval: {result.reason}\n")


def _tell_ci(error: SimevalError, argv: Sequence[str]) -> None:
    """Show an error that ended the gate before its plan where a reader of CI results looks."""
    from simeval.gate.early_error import report_early_error
    from simeval.gate.github import command, on_github

    report_early_error(error, argv, os.environ)
    if on_github(os.environ):
        sys.stderr.write(command("error", "simeval gate: ERROR", str(error)) + "\n")


def _schema() -> str:
    from importlib import resources

    return resources.files("simeval.gate").joinpath("gate.schema.json").read_text("utf-8")


def _gate_keys() -> str:
    from simeval.conf.gate_config import GateConfig
    from simeval.conf.options_help import option_lines

    return "".join(f"  {line}\n" for line in option_lines(GateConfig))


def _run_keys() -> str:
    from simeval.conf.gate_config import GateConfig
    from simeval.conf.options_help import option_lines
    from simeval.conf.run_config import RunConfig

    ours = {line.split("=")[0].split()[0] for line in option_lines(GateConfig)}
    lines = (line for line in option_lines(RunConfig) if line.split("=")[0].split()[0] not in ours)
    return "".join(f"  {line}\n" for line in lines)
