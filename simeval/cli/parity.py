"""`simeval parity`: replay traces of the original simulator in ours."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simeval.parity.replay import ParityResult
    from simeval.parity.trace import Trace

HELP = "replay traces of the original simulator in ours and report the differences"

OUT_OF_TOLERANCE = 1


def main(argv: Sequence[str]) -> int:
    """Run the verb; returns 0 when every trace is within tolerance, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="simeval parity", description=HELP)
    parser.add_argument("traces", nargs="+", metavar="TRACE", help="recorded episode (JSON)")
    parser.add_argument("--assets", default="simpler", help="asset set (default: simpler)")
    parser.add_argument(
        "--json", action="store_true", help="print a JSON array, one object a trace"
    )
    options = parser.parse_args(argv)

    from simeval.parity.tolerance import violations
    from simeval.parity.trace import read_trace

    traces = [read_trace(Path(path)) for path in options.traces]
    results = list(_replay(traces, asset_set=options.assets))
    if options.json:
        _print_json(results)
    else:
        _print_table(
            [(trace.path.stem, result) for trace, result in zip(traces, results, strict=True)]
        )
    return OUT_OF_TOLERANCE if any(violations(result) for result in results) else 0


def _replay(traces: Sequence[Trace], *, asset_set: str) -> Iterator[ParityResult]:
    """Replay in order; traces of the same task, variant and stand-ins share an environment."""
    from simeval.envs.task_env import TaskEnv
    from simeval.parity.replay import replay_trace

    environments: dict[tuple[str, str, float | None, bool], TaskEnv] = {}
    try:
        for trace in traces:
            key = (trace.task, trace.variant, trace.table_top_z, trace.flat_stand_ins)
            if key not in environments:
                environments[key] = TaskEnv(
                    trace.task,
                    variant=trace.variant,
                    asset_set=asset_set,
                    table_top_z=trace.table_top_z,
                    flat_stand_ins=trace.flat_stand_ins,
                )
            yield replay_trace(trace, environments[key])
    finally:
        for environment in environments.values():
            environment.close()


def _print_json(results: Sequence[ParityResult]) -> None:
    from dataclasses import asdict

    objects = ",\n".join(json.dumps(asdict(result)) for result in results)
    sys.stdout.write(f"[\n{objects}\n]\n")


def _print_table(rows: Sequence[tuple[str, ParityResult]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from simeval.parity.tolerance import violations

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("trace", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    for heading in (
        "camera\nmm/deg",
        "settled\nmm/deg",
        "TCP mm\nmean/max",
        "joints\nmax rad",
        "objects\nend mm",
        "PSNR dB\nframe/fg",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("success,\nsub-metrics", no_wrap=True)
    table.add_column("verdict")
    for name, result in rows:
        table.add_row(
            name,
            result.kind,
            f"{result.camera_err_mm:.2f}/{result.camera_err_deg:.2f}",
            f"{result.settle_err_mm:.2f}/{result.settle_err_deg:.2f}",
            f"{result.tcp_err_mean_mm:.2f}/{result.tcp_err_max_mm:.2f}",
            f"{result.qpos_err_max_rad:.4f}",
            f"{result.object_err_end_mm:.1f}",
            f"{_decibels(result.frame_psnr_db)}/{_decibels(result.foreground_psnr_db)}",
            "equal" if result.success_equal and result.submetrics_equal else "differ",
            "; ".join(violations(result)) or "ok",
        )
    console.print(table)
    for stand_in in dict.fromkeys(text for _, result in rows for text in result.stand_ins):
        sys.stdout.write(f"stand-in: {stand_in}\n")


def _decibels(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
