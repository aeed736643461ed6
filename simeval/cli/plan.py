"""`simeval plan`: how many episodes, pairs and policies a claim needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

HELP = "how many episodes for which claim: width, margin, power, gate"

_USAGE = """\
usage: simeval plan [key=value ...] [--json]

How many episodes, pairs and policies a claim needs, and what those one has can show.

  simeval plan
  simeval plan rate=0.5 margin=0.05
  simeval plan run=results/runs/simpler-widowx/base episodes=[24,96]
  simeval plan policies=[6,8] real_trials=20 correlation=0.8

flags:
  --json      print the plan as JSON
  -h, --help  this text

keys (rates are fractions: 0.1 is ten points):
{keys}
Exit code: 0 planned, 2 wrong usage, 4 the run cannot be read.
"""


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    flags = {argument for argument in argv if argument.startswith("-")}
    if flags & {"-h", "--help"}:
        sys.stdout.write(_USAGE.format(keys=_keys_help()))
        return 0
    unknown = sorted(flags - {"--json"})
    if unknown:
        from simeval.errors import UnknownNameError

        raise UnknownNameError("flag", unknown[0], ["--json", "--help"])

    from simeval.cli.plan_screen import print_plan
    from simeval.conf.overrides import compose_options
    from simeval.conf.plan_config import PlanConfig
    from simeval.planning.allowed import check_options
    from simeval.planning.baseline import read_baseline
    from simeval.planning.make_plan import make_plan
    from simeval.planning.question import read_question
    from simeval.runlog.codec import to_json_text

    words = [argument for argument in argv if argument not in flags]
    options = compose_options(PlanConfig, verb="plan", arguments=words)
    check_options(options)
    baseline = None
    if options.run is not None:
        baseline = read_baseline(options.run, confidence=options.confidence)
    plan = make_plan(read_question(options, baseline), baseline)
    if "--json" in flags:
        sys.stdout.write(to_json_text(plan, indent=2) + "\n")
    else:
        print_plan(plan)
    return 0


def _keys_help() -> str:
    from simeval.conf.options_help import option_lines
    from simeval.conf.plan_config import PlanConfig

    return "".join(f"  {line}\n" for line in option_lines(PlanConfig))
