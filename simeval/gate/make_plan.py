"""From options and policies to a plan."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from typing import Any, cast

from simeval.conf.gate_config import GateConfig
from simeval.errors import UnknownNameError, UsageError
from simeval.gate.check_options import check_options, check_repeats
from simeval.gate.order import Unit, ordered_units
from simeval.gate.outcomes import SideName
from simeval.gate.plan import GatePlan, PlannedCorrelation
from simeval.gate.sides import Side, protocols_of, require_same_protocols
from simeval.gate.validity import correlation_file
from simeval.runlog.storage import explain_storage_errors
from simeval.runlog.summary import planned_keys


def make_plan(config: GateConfig, sides: Mapping[SideName, Side]) -> GatePlan:
    """Resolve the options of a gate.

    Raises:
        UsageError: A value is not allowed, or the policies do not pair.
        RunFolderError: A finished run cannot be read.
    """
    check_options(config)
    candidate, golden = sides["candidate"], sides.get("golden")
    planned = candidate.planned()
    for name, side in sides.items():
        if name != "candidate":
            require_same_protocols(candidate, side)
    protocols = protocols_of(candidate)
    rows = {f"{row.task}/{row.variant}": item.id for row, item in protocols.items()}
    check_repeats(config, max(len(item.seeds) for item in protocols.values()))
    # Their values were checked; the plan holds them as literals.
    choices = cast(Any, config)
    units = ordered_units(
        planned_keys(candidate.spec.suite, protocols.values()),
        unit=choices.unit,
        repeats=choices.repeats,
        seed=config.order_seed,
        candidate=planned.policy_hash,
    )[: config.pairs]
    _check_tasks(config, rows, units)
    pairs = sum(len(cell) for unit in units for cell in unit)
    return GatePlan(
        suite=candidate.spec.suite,
        candidate=planned,
        baseline=sides["baseline"].planned(),
        golden=None if golden is None else golden.planned(),
        protocol_ids=rows,
        method=choices.method,
        unit=choices.unit,
        repeats=choices.repeats,
        weights=_weights(config, rows),
        margin=config.margin,
        task_margin=config.margin if config.task_margin is None else config.task_margin,
        golden_margin=_golden_margin(config, golden),
        alpha=config.alpha,
        beta=config.beta,
        decide=choices.decide,
        veto=config.veto,
        correction=choices.correction,
        unscored=choices.unscored,
        most_unscored=math.floor(config.max_unscored * pairs + 1e-9),
        inconclusive=choices.inconclusive,
        correlation=_correlation(config),
        order_seed=config.order_seed,
        units=_spelt(units),
    )


def _check_tasks(config: GateConfig, rows: Iterable[str], units: Iterable[Unit]) -> None:
    there = {f"{cell[0].task}/{cell[0].variant}" for unit in units for cell in unit}
    missing = sorted(set(rows) - there)
    if missing and config.decide == "every_task":
        raise UsageError(
            f"pairs={config.pairs} leaves no pair of {', '.join(missing)}, and decide=every_task "
            "needs some of every task. Allow more pairs."
        )


def _weights(config: GateConfig, rows: Iterable[str]) -> dict[str, float] | None:
    if config.unit != "round":
        return None
    if config.weights is None:
        return dict.fromkeys(rows, 1.0)
    tasks = {row: row.rpartition("/")[0] for row in rows}
    for name in config.weights:
        if name not in tasks.values():
            raise UnknownNameError("task in weights", str(name), set(tasks.values()))
    missing = sorted(set(tasks.values()) - set(config.weights))
    if missing:
        raise UsageError(f"weights lack {', '.join(missing)}; give every task its weight.")
    return {row: float(config.weights[task]) for row, task in tasks.items()}


def _golden_margin(config: GateConfig, golden: Side | None) -> float | None:
    if golden is None:
        return None
    return config.margin if config.golden_margin is None else config.golden_margin


def _correlation(config: GateConfig) -> PlannedCorrelation | None:
    if config.correlation is None:
        return None
    path = correlation_file(config.correlation)
    if not path.is_file():
        raise UsageError(
            f"correlation={config.correlation} does not exist. Write it with: simeval correlate "
            "sim=... real=... out=FOLDER"
        )
    with explain_storage_errors(path):
        content = path.read_bytes()
    return PlannedCorrelation(
        sha256=hashlib.sha256(content).hexdigest(),
        validity=cast(Any, config.validity),
        min_correlation=config.min_correlation,
        max_width=config.max_correlation_width,
    )


def _spelt(units: Iterable[Unit]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(tuple(tuple(map(str, cell)) for cell in unit) for unit in units)
