"""The unpaired comparison: two sets of episodes that have nothing but their tasks in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simeval.comparison.document import Difference, Overall, TaskComparison, Unscored
from simeval.comparison.family import with_corrected_p_values
from simeval.comparison.macro import mean_over_tasks
from simeval.comparison.opened_run import TaskVariant
from simeval.comparison.paired import macro_rate
from simeval.comparison.rate import Rate, rate_of
from simeval.comparison.samples import Sample
from simeval.comparison.unpaired_difference import unpaired_difference
from simeval.runlog import EpisodeRecord
from simeval.stats import Interval, unscored_bounds

Samples = Mapping[TaskVariant, Sample]


def compare_tasks_unpaired(
    a: Samples, b: Samples, *, confidence: float
) -> tuple[TaskComparison, ...]:
    """Compare each task; p-values are corrected for their number."""
    return with_corrected_p_values([_compare_task(row, a[row], b[row], confidence) for row in a])


def compare_overall_unpaired(
    tasks: Sequence[TaskComparison], a: Samples, b: Samples, *, confidence: float
) -> Overall:
    """Compare all tasks together: their mean, and one test with the tasks as strata."""
    overall = Overall(
        a=_rate([record for sample in a.values() for record in sample.counted], confidence),
        b=_rate([record for sample in b.values() for record in sample.counted], confidence),
        macro_a=macro_rate([task.a for task in tasks]),
        macro_b=macro_rate([task.b for task in tasks]),
        difference=_mean_difference(tasks),
        only_a=None,
        only_b=None,
    )
    samples = [*a.values(), *b.values()]
    if any(sample.repeated or not sample.trials for sample in samples):
        # The strata of the test are counts of independent episodes.
        return overall
    from simeval.stats import Stratum, cmh_test

    test = cmh_test(
        [Stratum(a[row].successes, a[row].trials, b[row].successes, b[row].trials) for row in a]
    )
    return replace(
        overall,
        difference=replace(overall.difference, p_value=test.p_value, test="cmh"),
        odds_ratio=test.odds_ratio,
        homogeneity_p=test.homogeneity_p,
    )


def _compare_task(row: TaskVariant, a: Sample, b: Sample, confidence: float) -> TaskComparison:
    return TaskComparison(
        task=row.task,
        variant=row.variant,
        protocol_id_a=a.protocol_id,
        protocol_id_b=b.protocol_id,
        a=_rate(a.counted, confidence),
        b=_rate(b.counted, confidence),
        difference=unpaired_difference(a, b, confidence=confidence),
        conditions=len(a.clusters) + len(b.clusters),
        pairs=None,
        both=None,
        only_a=None,
        only_b=None,
        neither=None,
        copies_left_out=a.copies + b.copies,
        unscored=_unscored(a, b),
        not_run_a=a.not_run,
        not_run_b=b.not_run,
    )


def _mean_difference(tasks: Sequence[TaskComparison]) -> Difference:
    estimates = [task.difference.estimate for task in tasks if task.difference.estimate is not None]
    if len(estimates) < len(tasks):
        return Difference(estimate=None, low=-1.0, high=1.0, method="none", p_value=None, test=None)
    mean, interval = mean_over_tasks(
        estimates,
        [Interval(task.difference.low, task.difference.high) for task in tasks],
        bounds=(-1.0, 1.0),
    )
    return Difference(
        estimate=mean,
        low=interval.low,
        high=interval.high,
        method="mover" if len(tasks) > 1 else tasks[0].difference.method,
        p_value=None,
        test=None,
    )


def _rate(records: Sequence[EpisodeRecord], confidence: float) -> Rate:
    return rate_of(
        [record.success is True for record in records],
        [(record.task, record.episode_id) for record in records],
        confidence=confidence,
    )


def _unscored(a: Sample, b: Sample) -> Unscored:
    if not (a.trials + a.lost and b.trials + b.lost):
        worst = best = None
    else:
        of_a = unscored_bounds(successes=a.successes, scored=a.trials, unscored=a.lost)
        of_b = unscored_bounds(successes=b.successes, scored=b.trials, unscored=b.lost)
        worst, best = of_a.low - of_b.high, of_a.high - of_b.low
    return Unscored(
        pairs=None, lost_a=a.lost, lost_b=b.lost, worst_difference=worst, best_difference=best
    )
