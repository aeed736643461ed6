"""`simeval compare`: two runs, episode by episode."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

HELP = "two runs, episode by episode: difference, interval, test"

_USAGE = """\
usage: simeval compare A B [key=value ...] [--json]

The difference of two runs (A minus B) in the same episodes, per task and over all tasks.

  simeval compare results/runs/simpler-widowx/new results/runs/simpler-widowx/old
  simeval compare A B unpaired=true
  simeval compare A B --json

Episodes pair where task, variant, initial condition and seed agree under equal protocols. Runs that
do not pair are refused, with the fields that differ.

flags:
  --json      print the comparison as JSON
  -h, --help  this text

keys:
{keys}
Exit code: 0 compared (whatever the result), 2 wrong usage or runs that do not compare, 4 a run
cannot be read.
"""

_OPTION = re.compile(r"[A-Za-z_][\w.]*=")


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = {argument for argument in argv if argument.startswith("-")}
    if flags & {"-h", "--help"}:
        sys.stdout.write(_USAGE.format(keys=_keys_help()))
        return 0
    from simeval.errors import UnknownNameError, UsageError

    unknown = sorted(flags - {"--json"})
    if unknown:
        raise UnknownNameError("flag", unknown[0], ["--json", "--help"])
    words = [argument for argument in argv if argument not in flags]
    folders = [word for word in words if not _OPTION.match(word)]
    if len(folders) != 2:
        raise UsageError(
            f"compare needs two run folders, A and B; got {len(folders)}"
            f"{': ' + ', '.join(folders) if folders else ''}. See the runs here with: "
            "simeval ls runs"
        )
    from simeval.cli.compare_table import print_comparison
    from simeval.comparison.compare import compare_runs
    from simeval.conf.compare_config import CompareConfig
    from simeval.conf.overrides import compose_options
    from simeval.runlog.codec import to_json_text

    options = compose_options(
        CompareConfig, verb="compare", arguments=[word for word in words if word not in folders]
    )
    if options.list < 0:
        raise UsageError(f"list={options.list} is not allowed; allowed: 0 or more.")
    comparison = compare_runs(
        folders[0],
        folders[1],
        confidence=options.confidence,
        shared=options.shared,
        unpaired=options.unpaired,
    )
    if "--json" in flags:
        sys.stdout.write(to_json_text(comparison, indent=2) + "\n")
    else:
        print_comparison(comparison, most_discordant=options.list)
    return 0


def _keys_help() -> str:
    from simeval.conf.compare_config import CompareConfig
    from simeval.conf.options_help import option_lines

    return "".join(f"  {line}\n" for line in option_lines(CompareConfig))
