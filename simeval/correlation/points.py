"""Each policy, simulated and real, with its intervals and the test of difference."""

from __future__ import annotations

from simeval.correlation.agreement import Point, Side
from simeval.correlation.columns import Columns
from simeval.correlation.settings import Settings
from simeval.correlation.side import Cell
from simeval.stats.simreal.gaps import gap_interval
from simeval.stats.simreal.kruskal import kruskal_on_trials
from simeval.stats.simreal.mean_of_tasks import MeanOfTasks
from simeval.stats.simreal.trials import MeasuredRate, Trials

_SAME_RATE = 1e-9


def points_of(columns: Columns, settings: Settings) -> tuple[Point, ...]:
    """Return one point per policy."""
    return tuple(
        _point(sim, real, run, settings)
        for sim, real, run in zip(columns.sim, columns.real, columns.training_runs, strict=True)
    )


def _point(sim: Cell, real: Cell, training_run: str, settings: Settings) -> Point:
    gap_ends = None
    if _has_interval(sim) and _has_interval(real):
        assert sim.outcomes is not None and real.outcomes is not None
        ends = gap_interval(sim=sim.outcomes, real=real.outcomes, confidence=settings.confidence)
        gap_ends = (ends.low, ends.high)
    return Point(
        policy=sim.policy,
        training_run=training_run,
        sim=_side(sim, settings),
        real=_side(real, settings),
        gap=sim.rate - real.rate,
        gap_interval=gap_ends,
        kruskal_p=_kruskal_p(sim, real),
    )


def _side(cell: Cell, settings: Settings) -> Side:
    ends = None
    if _has_interval(cell):
        assert cell.outcomes is not None
        ends = cell.outcomes.interval(settings.confidence)
    return Side(
        rate=cell.rate,
        successes=cell.successes,
        trials=cell.trials,
        starts=cell.starts,
        low=ends.low if ends else None,
        high=ends.high if ends else None,
        method=None if ends is None else "wilson" if _binomial(cell) else "clusters",
    )


def _has_interval(cell: Cell) -> bool:
    """A single trial has Wilson's interval; repeats of a single start have none."""
    return cell.error_known or _binomial(cell)


def _binomial(cell: Cell) -> bool:
    return isinstance(cell.outcomes, Trials) and cell.outcomes.binomial


def _pools(outcomes: MeasuredRate | None) -> bool:
    """Whether these are independent 0/1 trials, in groups or not."""
    if isinstance(outcomes, MeanOfTasks):
        return all(_pools(task) for task in outcomes.tasks)
    return isinstance(outcomes, Trials) and outcomes.binomial


def _kruskal_p(sim: Cell, real: Cell) -> float | None:
    """Return the p-value for independent trials with counts; repeats of a start are not.

    A mean over tasks counts as its trials taken together where that has the same rate.
    """
    counts = [_counts(cell) for cell in (sim, real)]
    if counts[0] is None or counts[1] is None:
        return None
    (sim_successes, sim_trials), (real_successes, real_trials) = counts[0], counts[1]
    return kruskal_on_trials(
        sim_successes=sim_successes,
        sim_trials=sim_trials,
        real_successes=real_successes,
        real_trials=real_trials,
    ).p_value


def _counts(cell: Cell) -> tuple[int, int] | None:
    """Successes and trials, where these are all that the rate is made of."""
    if not _pools(cell.outcomes) or cell.successes is None or not cell.trials:
        return None
    same = abs(cell.successes / cell.trials - cell.rate) < _SAME_RATE
    return (cell.successes, cell.trials) if same else None
