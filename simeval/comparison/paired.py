"""The paired comparison: every number from episodes that both policies ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simeval.comparison.copies import (
    Fingerprint,
    RepeatCheck,
    check_repeats,
    fingerprint,
)
from simeval.comparison.document import Difference, MacroRate, Overall, TaskComparison, Unscored
from simeval.comparison.family import with_corrected_p_values
from simeval.comparison.macro import mean_over_tasks
from simeval.comparison.opened_run import OpenedRun, TaskVariant
from simeval.comparison.paired_difference import PairedDifference, paired_difference
from simeval.comparison.pairing import Pair, Pairing
from simeval.comparison.rate import Rate, rate_of
from simeval.stats import Interval


def compare_tasks(
    a: OpenedRun,
    b: OpenedRun,
    rows: Sequence[TaskVariant],
    pairing: Pairing,
    *,
    confidence: float,
) -> tuple[tuple[TaskComparison, ...], list[Pair], RepeatCheck]:
    """Compare each task.

    Returns:
        One entry per task; the pairs that count: scored, and no copy of another; what the check of
        repeats said.
    """
    scored = [pair for pair in pairing.pairs if pair.scored]

    def trace(number: int) -> tuple[Fingerprint | None, ...]:
        pair = scored[number]
        return fingerprint(a.folder, pair.a), fingerprint(b.folder, pair.b)

    check = check_repeats([pair.slot for pair in scored], trace)
    counted = [scored[number] for number in check.counted]
    tasks = [_compare_task(a, b, row, pairing, counted, confidence) for row in rows]
    return with_corrected_p_values(tasks), counted, check


def compare_overall(
    pairs: Sequence[Pair], rows: Sequence[TaskVariant], *, confidence: float
) -> Overall:
    """Compare all tasks together.

    Args:
        pairs: Scored pairs that count.
        rows: Tasks and variants that were planned.
        confidence: Level of the intervals.
    """
    tasks = list(dict.fromkeys(row.task for row in rows))
    by_task = {task: [pair for pair in pairs if pair.slot.task == task] for task in tasks}
    a, b = _rates(pairs, confidence)
    overall = Overall(
        a=a,
        b=b,
        macro_a=None,
        macro_b=None,
        difference=_difference(None, pairs),
        only_a=sum(pair.difference > 0 for pair in pairs),
        only_b=sum(pair.difference < 0 for pair in pairs),
    )
    if not all(by_task.values()):
        return overall
    differences = [paired_difference(group, confidence=confidence) for group in by_task.values()]
    rates = [_rates(group, confidence) for group in by_task.values()]
    mean, interval = mean_over_tasks(
        [item.estimate for item in differences],
        [item.interval for item in differences],
        bounds=(-1.0, 1.0),
    )
    together = paired_difference(pairs, confidence=confidence)
    return replace(
        overall,
        macro_a=macro_rate([rate for rate, _ in rates]),
        macro_b=macro_rate([rate for _, rate in rates]),
        difference=replace(
            _difference(together, pairs),
            estimate=mean,
            low=interval.low,
            high=interval.high,
            method="mover" if len(tasks) > 1 else together.method,
        ),
    )


def macro_rate(rates: Sequence[Rate]) -> MacroRate | None:
    """Return the mean over tasks; None where a task has no trials."""
    values = [rate.rate for rate in rates if rate.rate is not None]
    if len(values) < len(rates) or not values:
        return None
    mean, interval = mean_over_tasks(
        values, [Interval(rate.low, rate.high) for rate in rates], bounds=(0.0, 1.0)
    )
    return MacroRate(rate=mean, low=interval.low, high=interval.high)


def _compare_task(
    a: OpenedRun,
    b: OpenedRun,
    row: TaskVariant,
    pairing: Pairing,
    counted: Sequence[Pair],
    confidence: float,
) -> TaskComparison:
    finished = [pair for pair in pairing.pairs if pair.slot.row == row]
    pairs = [pair for pair in counted if pair.slot.row == row]
    rate_a, rate_b = _rates(pairs, confidence)
    both = sum(pair.a.success is True and pair.b.success is True for pair in pairs)
    only_a = sum(pair.difference > 0 for pair in pairs)
    only_b = sum(pair.difference < 0 for pair in pairs)
    found = paired_difference(pairs, confidence=confidence) if pairs else None
    return TaskComparison(
        task=row.task,
        variant=row.variant,
        protocol_id_a=a.protocols[row].id,
        protocol_id_b=b.protocols[row].id,
        a=rate_a,
        b=rate_b,
        difference=_difference(found, pairs),
        conditions=found.conditions if found else 0,
        pairs=len(pairs),
        both=both,
        only_a=only_a,
        only_b=only_b,
        neither=len(pairs) - both - only_a - only_b,
        copies_left_out=sum(pair.scored for pair in finished) - len(pairs),
        unscored=_unscored(finished),
        not_run_a=sum(slot.row == row for slot in pairing.not_run_a),
        not_run_b=sum(slot.row == row for slot in pairing.not_run_b),
    )


def _rates(pairs: Sequence[Pair], confidence: float) -> tuple[Rate, Rate]:
    conditions = [pair.slot.condition for pair in pairs]
    outcomes_a = [pair.a.success is True for pair in pairs]
    outcomes_b = [pair.b.success is True for pair in pairs]
    return (
        rate_of(outcomes_a, conditions, confidence=confidence),
        rate_of(outcomes_b, conditions, confidence=confidence),
    )


def _difference(found: PairedDifference | None, pairs: Sequence[Pair]) -> Difference:
    if found is None:
        return Difference(estimate=None, low=-1.0, high=1.0, method="none", p_value=None, test=None)
    from simeval.stats import probability_better

    return Difference(
        estimate=found.estimate,
        low=found.interval.low,
        high=found.interval.high,
        method=found.method,
        p_value=found.p_value,
        test="mcnemar_exact",
        mid_p=found.mid_p,
        probability_a_better=found.probability_a_better,
        probability_a_better_by_counts=probability_better(
            successes_a=sum(pair.a.success is True for pair in pairs),
            trials_a=len(pairs),
            successes_b=sum(pair.b.success is True for pair in pairs),
            trials_b=len(pairs),
        ),
    )


def _unscored(finished: Sequence[Pair]) -> Unscored:
    def rate(*, lost_a: bool, lost_b: bool) -> float | None:
        if not finished:
            return None
        a = sum(pair.a.success is True or (lost_a and not pair.a.scored) for pair in finished)
        b = sum(pair.b.success is True or (lost_b and not pair.b.scored) for pair in finished)
        return (a - b) / len(finished)

    return Unscored(
        pairs=sum(not pair.scored for pair in finished),
        lost_a=sum(not pair.a.scored for pair in finished),
        lost_b=sum(not pair.b.scored for pair in finished),
        worst_difference=rate(lost_a=False, lost_b=True),
        best_difference=rate(lost_a=True, lost_b=False),
    )
