"""`simeval show`: the result of a run, from its records."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simeval.protocol import Protocol
    from simeval.runlog import EpisodeRecord, EpisodeTiming

HELP = "the result of one run: success per task with intervals"


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns the exit code."""
    parser = argparse.ArgumentParser(prog="simeval show", description=HELP)
    parser.add_argument("run", metavar="RUN", help="run folder")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--all", action="store_true", help="each task and variant also where a table averages them"
    )
    options = parser.parse_args(argv)

    from simeval.cli.run_table import print_run
    from simeval.runlog import RunFolder, summarise
    from simeval.runlog.codec import to_json_text

    folder = RunFolder(Path(options.run))
    info, records = folder.read_info(), folder.records()
    summary = summarise(info, records)
    if options.json:
        sys.stdout.write(to_json_text(summary, indent=2) + "\n")
        return 0
    print_run(summary, every_variant=options.all)
    protocols = info.spec.parsed_protocols()
    assets = dict.fromkeys(item.asset_set for item in protocols)
    rules = dict.fromkeys(item.success_rule for item in protocols)
    sys.stdout.write(f"\nassets {', '.join(assets)}; success rule {', '.join(rules)}\n")
    for stand_in in dict.fromkeys(text for item in protocols for text in item.stand_ins):
        sys.stdout.write(f"stand-in: {stand_in}\n")
    for line in _condition_lines(protocols, list(records.values())):
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(_time_line([item.timing for item in records.values() if item.timing]))
    for session in info.sessions:
        commit = f" at {session.git_commit[:10]}" if session.git_commit else ""
        dirty = " with uncommitted changes" if session.git_dirty else ""
        sys.stdout.write(
            f"{session.started_at[:19]}Z  simeval {session.simeval_version}{commit}{dirty}, "
            f"{session.workers} workers, {session.machine.get('cpu', 'unknown processor')}\n"
        )
    return 0


def _condition_lines(
    protocols: Sequence[Protocol], records: Sequence[EpisodeRecord]
) -> Iterator[str]:
    """Say what is beyond the plain case: real-time mode, changing instructions, goal images."""
    for mode in dict.fromkeys(item.real_time for item in protocols if item.real_time):
        unit = " steps" if mode.latency.isdigit() else ""
        left = "" if mode.ask_with_left is None else f", asks with {mode.ask_with_left} left"
        yield (
            f"real time: latency {mode.latency}{unit}; while thinking {mode.while_thinking}, late "
            f"actions {mode.late_actions}{left}"
        )
    counts = [record.freshness for record in records if record.freshness]
    if counts:
        sums = {name: sum(count[name] for count in counts) for name in counts[0]}
        total = sum(sums.values())
        yield "actions: " + ", ".join(
            f"{number} {name} ({number / total:.1%})" for name, number in sums.items()
        )
    changed = [record for record in records if record.instruction_changes]
    if changed:
        yield f"instructions changed in {len(changed)} of {len(records)} episodes"
    for goals in dict.fromkeys(item.goal_images for item in protocols if item.goal_images):
        yield f"goal images {goals}"


def _time_line(timings: list[EpisodeTiming]) -> str:
    """Say where the time of the episodes went, all workers together."""
    parts = ("env", "policy", "render", "write", "reset")
    seconds = {part: sum(getattr(item, f"{part}_s") for item in timings) for part in parts}
    total = sum(item.wall_s for item in timings)
    if not total:
        return ""
    seconds["rest"] = total - sum(seconds.values())
    shares = ", ".join(f"{part} {value / total:.1%}" for part, value in seconds.items())
    build = sum(item.build_s for item in timings)
    return f"time: {total:.1f} s in episodes ({shares}); {build:.1f} s building environments\n"
