"""Coefficients that a source prints, beside ours from the rates of the same source."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

from simeval.correlation.record import PrintedComparison
from simeval.results.dependence import AVERAGES
from simeval.results.published_pairs import PublishedPair, published_pairs
from simeval.results.published_tables import published_values
from simeval.results.published_value import ALL_POLICIES, PublishedValue
from simeval.stats.simreal.coefficients import pearson
from simeval.stats.simreal.mmrv import mmrv

_Name = Literal["pearson", "mmrv"]
_Coefficient = Callable[..., float | None]

_COEFFICIENTS: dict[str, tuple[_Name, _Coefficient]] = {
    "mmrv": ("mmrv", mmrv),
    "pearson_r": ("pearson", pearson),
}
TOLERANCE = {"pearson": 0.003, "mmrv": 0.0006}
"""Differences that rounding of the printed rates to three digits makes."""

# What a note says of every coefficient explains nothing.
_PLAIN_NOTE = re.compile(r"^Over \d+ policies\.\s*")


def printed_comparisons(
    *,
    benchmark: str,
    setting: str,
    metric: str,
    editions: tuple[str, ...],
    tasks: Collection[str],
) -> tuple[PrintedComparison, ...]:
    """Return one entry per coefficient that is printed for these tasks and for means over them.

    Args:
        benchmark: Benchmark.
        setting: Setting that stands for the simulation.
        metric: Metric of the tasks; means over tasks that mix metrics are included.
        editions: Texts to take rates from, the preferred one first.
        tasks: Tasks of the comparison.
    """
    found = [
        _compare(value, members, benchmark, setting, editions)
        for value in published_values(benchmark)
        if value.setting == setting and value.policy == ALL_POLICIES
        if value.metric in _COEFFICIENTS
        if (members := _members(value, benchmark, metric))
        if all(task in tasks for task, _ in members)
    ]
    order = list(tasks)
    return tuple(
        sorted(found, key=lambda item: order.index(item.task) if item.task in order else len(order))
    )


def _members(value: PublishedValue, benchmark: str, metric: str) -> tuple[tuple[str, str], ...]:
    """Return the (task, metric) over which a printed coefficient is a mean, mostly one."""
    averages = AVERAGES.get(benchmark, {})
    if value.task in averages:
        return averages[value.task]
    variant = "" if metric == "success" else metric
    # "table_1" is a second place that prints coefficients of success.
    if value.variant == variant or (value.variant, metric) == ("table_1", "success"):
        return ((value.task, metric),)
    return ()


def _compare(
    value: PublishedValue,
    members: tuple[tuple[str, str], ...],
    benchmark: str,
    setting: str,
    editions: tuple[str, ...],
) -> PrintedComparison:
    name, coefficient = _COEFFICIENTS[value.metric]
    pairs = [
        published_pairs(
            task=task, metric=metric, setting=setting, benchmark=benchmark, editions=editions
        )
        for task, metric in members
    ]
    ours = _mean(coefficient, pairs, lambda side: side.rate)
    as_printed = _mean(coefficient, pairs, lambda side: side.value)
    close = ours is not None and abs(ours - value.value) <= TOLERANCE[name]
    return PrintedComparison(
        task=value.task,
        coefficient=name,
        printed=value.value,
        decimals=value.decimals,
        ours=ours,
        from_printed_rates=as_printed,
        source=value.source,
        reproduced=close,
        explanation=" ".join(_explanation(value, pairs, ours, as_printed)),
    )


def _mean(
    coefficient: _Coefficient,
    tasks: list[tuple[PublishedPair, ...]],
    number: Callable[[PublishedValue], float],
) -> float | None:
    found = [
        coefficient(
            sim=[number(pair.sim) for pair in pairs], real=[number(pair.real) for pair in pairs]
        )
        for pairs in tasks
    ]
    known = [one for one in found if one is not None]
    return sum(known) / len(known) if len(known) == len(found) else None


def _explanation(
    value: PublishedValue,
    tasks: list[tuple[PublishedPair, ...]],
    ours: float | None,
    as_printed: float | None,
) -> Iterator[str]:
    if ours is None or as_printed is None:
        yield "Not defined for these rates."
        return
    same = [round(number, value.decimals) == value.value for number in (ours, as_printed)]
    if all(same):
        return
    note = _PLAIN_NOTE.sub("", value.note)
    if note:
        yield note
        return
    if not same[0]:
        yield (f"Rounding: {ours:.4f} from the counts, {as_printed:.4f} from the rates as printed.")
    for pair in (pair for pairs in tasks for pair in pairs if pair.corrected):
        for side, number in (("simulated", pair.sim), ("real", pair.real)):
            if number.corrected:
                yield (
                    f"Corrected first: {pair.policy}, {side}, {number.value:.3f} to "
                    f"{number.successes}/{number.trials} = {number.rate:.3f}."
                )
