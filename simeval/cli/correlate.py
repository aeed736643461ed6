"""`simeval correlate`: can the simulator be trusted?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

HELP = "simulated results against real ones: can the simulator be trusted?"

_USAGE = """\
usage: simeval correlate sim=... real=... [key=value ...] [--json]

Correlation, rank violation (MMRV), bias and their intervals of simulated against real results, per
task and over tasks, and what may be claimed from them. docs/correlate.md explains every number.

  simeval correlate sim=[RUN,RUN,RUN] real=real.csv out=correlation
  simeval correlate sim='{{octo: RUN, rt-1-x: RUN}}' real=published
  simeval correlate sim=published real=published
  simeval correlate sim=published real=published setting=variant_aggregation
  simeval correlate sim=published real=published tasks=[google_robot_move_near]

flags:
  --json          print the document as JSON on standard output
  -h, --help      this text

keys:
{keys}
Exit code: 0 done, 2 wrong usage, 4 data that cannot be read.
"""

if TYPE_CHECKING:
    from simeval.correlation.record import CorrelationFile


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = {argument for argument in argv if argument.startswith("-")}
    if flags & {"-h", "--help"}:
        sys.stdout.write(_USAGE.format(keys=_keys_help()))
        return 0
    from simeval.errors import UnknownNameError

    unknown = sorted(flags - {"--json"})
    if unknown:
        raise UnknownNameError("flag", unknown[0], ["--json", "--help"])

    from simeval.conf.correlate_config import CorrelateConfig
    from simeval.conf.overrides import compose_options
    from simeval.correlation.request import answer

    options = compose_options(
        CorrelateConfig,
        verb="correlate",
        arguments=[argument for argument in argv if argument not in flags],
    )
    record = answer(options)
    written = _write(record, options.out) if options.out is not None else []
    if "--json" in flags:
        from simeval.runlog.codec import to_json_text

        sys.stdout.write(to_json_text(record, indent=2) + "\n")
        return 0
    from simeval.cli.correlate_screen import print_correlation

    print_correlation(record)
    sys.stdout.write("\n")
    for line in written or ["Figures, report and JSON: add out=FOLDER"]:
        sys.stdout.write(f"{line}\n")
    return 0


def _write(record: CorrelationFile, out: str) -> list[str]:
    """Write every file into the folder and return one line about each."""
    from pathlib import Path

    from simeval.correlation.output import write_folder

    files = write_folder(record, Path(out))
    return [f"{label:<9} {path}" for label, path in files.items()]


def _keys_help() -> str:
    from simeval.conf.correlate_config import CorrelateConfig
    from simeval.conf.options_help import option_lines

    return "".join(f"  {line}\n" for line in option_lines(CorrelateConfig))
