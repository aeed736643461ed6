"""What may and may not be said from one set of policies, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simeval.correlation.agreement import Agreement, Point
from simeval.correlation.columns import Columns
from simeval.correlation.numbers import decimal, interval, signed
from simeval.correlation.rank_violations import independent_trials

VALIDITY_POLICIES = 8
"""Independent policies from which on a claim that a simulator is valid can be made."""
VALIDITY_TRIALS = 50
"""Real trials per policy that such a claim takes."""
VALIDITY_SPAN = 0.5
"""Distance from the lowest to the highest real rate that such a claim takes."""
RANKING_ONLY_BELOW = 5
"""With fewer independent policies only their ranking can be stated."""
ONE_POLICY_MATTERS = 0.2
"""Drop of r without one policy that is worth a sentence."""

KRUSKAL_LEVEL = 0.05
"""Level of the test of difference per policy."""

_NOT_CALIBRATED = "whatever r is, a simulated rate is not a real one"


def claims_about(found: Agreement, columns: Columns, confidence: float) -> tuple[str, ...]:
    """Return the sentences, the most important first."""
    if columns.refusal:
        return (f"Nothing is stated: {columns.refusal}.",)
    if len(columns.policies) < 2:
        return ("One policy: neither a ranking nor a correlation can be stated.",)
    return (
        *_scope(columns),
        *_correlation(found, columns, confidence),
        *_ranking(found),
        *_calibration(found),
        *_difference(found.points),
    )


def supports_validity(columns: Columns) -> bool:
    """Whether policies, trials and range suffice for a claim that the simulator is valid."""
    return columns.why_no_coefficient is None and not list(_lacks(columns))


def _scope(columns: Columns) -> Iterator[str]:
    if columns.grouped:
        yield (
            f"{len(columns.policies)} policies from {columns.runs} training runs count as "
            f"{columns.runs}: checkpoints of one run are not independent."
        )
    lacks = list(_lacks(columns))
    if columns.runs < RANKING_ONLY_BELOW:
        yield (
            "Only a ranking of these policies can be stated, not that the simulator is valid. That "
            f"takes {_and(lacks)}."
        )
    elif lacks:
        yield f"Too little for a claim that the simulator is valid, which takes {_and(lacks)}."
    else:
        yield (
            "Policies, trials and range suffice for a claim about how valid the simulator is for "
            "policies like these on this task."
        )


def _lacks(columns: Columns) -> Iterator[str]:
    if columns.runs < VALIDITY_POLICIES:
        yield f"{VALIDITY_POLICIES} independent policies (here {columns.runs})"
    trials = [independent_trials(cell) for cell in columns.real if cell.outcomes is not None]
    if len(trials) < len(columns.real):
        yield f"{VALIDITY_TRIALS} real trials of each (here not known for all)"
    elif min(trials) < VALIDITY_TRIALS:
        repeated = any(
            cell.trials != count for cell, count in zip(columns.real, trials, strict=True)
        )
        starts = " from different starts" if repeated else ""
        yield f"{VALIDITY_TRIALS} real trials{starts} of each (here {min(trials)})"
    span = float(np.ptp(columns.real_rates))
    if span < VALIDITY_SPAN:
        yield (
            f"real rates that span the range (here {columns.real_rates.min():.0%} to "
            f"{columns.real_rates.max():.0%})"
        )


def _correlation(found: Agreement, columns: Columns, confidence: float) -> Iterator[str]:
    r = found.pearson
    if r.value is None:
        yield f"No correlation can be stated: {r.why_none}."
        return
    if len(columns.policies) == 2:
        yield "With two policies r is always 1 or -1: it says which is better and no more."
        return
    if r.new_policies:
        low, high = r.new_policies
        none = ", which does not exclude that there is no correlation" if low <= 0 <= high else ""
        yield (
            f"r = {decimal(r.value)}; for new policies drawn like these "
            f"{interval(r.new_policies)} ({confidence:.0%} interval){none}."
        )
    else:
        yield (
            f"r = {decimal(r.value)} is of these {len(columns.policies)} policies; no interval for "
            f"new ones: {r.why_no_new_policies}."
        )
    left = found.leave_one_out
    if left and left.lowest is not None and left.lowest < r.value - ONE_POLICY_MATTERS:
        yield (
            f"Without {left.lowest_without} r is {decimal(left.lowest)}: one policy makes much of "
            "the correlation."
        )


def _ranking(found: Agreement) -> Iterator[str]:
    m = found.mmrv
    if m.value is None or m.noise_floor_95 is None:
        return
    if m.value <= m.noise_floor_95:
        verdict = "cannot be told from that of a perfect simulator"
    else:
        verdict = "is larger than noise explains: policies are put in wrong order"
    yield (
        f"MMRV {decimal(m.value, 3)} {verdict}; at these numbers of policies and trials 95% of "
        f"perfect simulators stay at or below {decimal(m.noise_floor_95, 3)}, and a useless one "
        f"shows {decimal(m.useless_mean, 3)} on average."
    )
    if m.sign_value is not None and m.sign_value > m.value:
        yield (
            "Simulated rates tie; with every tie counted for both policies MMRV is "
            f"{decimal(m.sign_value, 3)}."
        )


def _calibration(found: Agreement) -> Iterator[str]:
    bias, mae = found.bias.value, found.mae.value
    ends = found.bias.these_policies
    if bias is None or mae is None:
        return
    spelt = ends and f"{signed(ends[0], 3)} to {signed(ends[1], 3)}"
    if ends and not ends[0] <= 0 <= ends[1]:
        yield (
            f"Simulated rates are too {'low' if bias < 0 else 'high'} by {decimal(abs(bias), 3)} "
            f"on average ({spelt}): {_NOT_CALIBRATED}."
        )
    elif found.noise_mae is not None and mae > 2 * found.noise_mae:
        yield (
            f"Simulated rates miss the real ones by {decimal(mae, 3)} on average, where noise "
            f"alone would make {decimal(found.noise_mae, 3)}: {_NOT_CALIBRATED}."
        )
    elif ends:
        yield (
            f"No shift shows on average ({signed(bias, 3)}, {spelt}); this does not prove that "
            "simulated and real rates are equal."
        )


def _difference(points: Sequence[Point]) -> Iterator[str]:
    """What the Kruskal-Wallis tests say, and what they do not."""
    tested = [point for point in points if point.kruskal_p is not None]
    if not tested:
        return
    apart = [
        point.policy
        for point in tested
        if point.kruskal_p is not None and point.kruskal_p < KRUSKAL_LEVEL
    ]
    found = f"tells apart {', '.join(apart)}" if apart else "tells no policy apart"
    yield (
        f"Kruskal-Wallis on simulated against real trials {found} at 5% (of {len(tested)} "
        "tested); it is a test of difference, and not finding one is not agreement."
    )


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
