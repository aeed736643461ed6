"""`simeval goals`: goal images for policies that are shown what is wanted."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

HELP = "goal images, made by the scripted expert, for run goals=FOLDER"

_USAGE = """\
usage: simeval goals suite=NAME [key=value ...] [--json]

The scripted expert solves each episode, and its last frame becomes the goal image: robot, objects
and camera as the policy under test will see them. Episodes that it does not solve get none.

  simeval goals suite=simpler/widowx tasks=[widowx_carrot_on_plate] out=goals
  simeval run suite=simpler/widowx tasks=[widowx_carrot_on_plate] policy=... goals=goals

flags:
  --json      print what was made as JSON on standard output, progress on standard error
  -h, --help  this text

keys:
{keys}
Exit code: 0 every episode has a goal image, 1 some have none, 2 wrong usage, 4 infrastructure.
"""

_SCHEMA = "simeval.goals"
_SCHEMA_VERSION = 1
_INCOMPLETE = 1

if TYPE_CHECKING:
    from simeval.conf.goals_config import GoalsConfig
    from simeval.runner.make_goals import GoalMade


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

    from simeval.conf.goals_config import GoalsConfig
    from simeval.conf.overrides import compose_options

    words = [argument for argument in argv if argument not in flags]
    options = compose_options(GoalsConfig, verb="goals", arguments=words)
    made = _make(options)
    if "--json" in flags:
        document = {
            "schema": _SCHEMA,
            "schema_version": _SCHEMA_VERSION,
            "folder": options.out,
            "goals": [goal._asdict() for goal in made],
        }
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        _print_counts(made, options.out)
    return _INCOMPLETE if any(goal.outcome == "unsolved" for goal in made) else 0


def _make(options: GoalsConfig) -> list[GoalMade]:
    from pathlib import Path

    from simeval.conf.run_config import RunConfig
    from simeval.errors import UsageError
    from simeval.runlog.run_info import PolicyChoice
    from simeval.runner.make_goals import EXPERT, make_goals
    from simeval.runner.plan import plan_run

    if options.suite is None:
        raise UsageError("Goals need a suite, for example suite=simpler/widowx.")
    config = RunConfig(
        suite=options.suite,
        policy=None,
        tasks=options.tasks,
        episodes=options.episodes,
        assets=options.assets,
        image_size=options.image_size,
    )
    spec = plan_run(config, policy=PolicyChoice(name=EXPERT, options={}))
    made = []
    for goal in make_goals(spec.parsed_protocols(), spec.suite, Path(options.out)):
        sys.stderr.write(f"{goal.task} episode {goal.episode_id}: {goal.outcome}\n")
        made.append(goal)
    return made


def _print_counts(made: Sequence[GoalMade], folder: str) -> None:
    for task in dict.fromkeys(goal.task for goal in made):
        outcomes = [goal.outcome for goal in made if goal.task == task]
        lacking = outcomes.count("unsolved")
        note = f"; {lacking} without: the expert does not solve them" if lacking else ""
        sys.stdout.write(
            f"{task}: {len(outcomes) - lacking} of {len(outcomes)} episodes have a goal image"
            f"{note}\n"
        )
    sys.stdout.write(f"\nUse them with: goals={folder}\n")


def _keys_help() -> str:
    from simeval.conf.goals_config import GoalsConfig
    from simeval.conf.options_help import option_lines

    return "".join(f"  {line}\n" for line in option_lines(GoalsConfig))
