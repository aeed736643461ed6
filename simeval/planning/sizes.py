"""Episodes for comparisons of a fixed size, and what given numbers of episodes can show."""

from __future__ import annotations

from simeval.planning.document import Claim, ComparisonSize, PairedReach, PairedSize, Reach
from simeval.planning.question import Question
from simeval.stats.planning.comparison_size import pairs_needed, trials_per_arm
from simeval.stats.planning.detectable import (
    detectable_difference,
    detectable_difference_paired,
    detectable_margin,
    detectable_margin_unpaired,
)
from simeval.stats.planning.exact_power import paired_power, unpaired_power
from simeval.stats.planning.interval_size import wilson_half_width

MOST_EXACT = 1_000_000
"""Episodes up to which the power is computed exactly; with more the approximation is as good."""


def comparison_sizes(question: Question) -> tuple[ComparisonSize, ...]:
    """Return the sizes for one claim over all, and for a claim about each task."""
    families = (1,) if question.tasks == 1 else (1, question.tasks)
    return tuple(
        size
        for tasks in families
        for size in (_not_worse(question, tasks), _better(question, tasks))
    )


def reach(question: Question, episodes: int) -> Reach:
    """Return what this number of episodes of each policy, or of pairs, can show."""
    chance = {"alpha": question.alpha, "power": question.power}
    rate = question.rate
    return Reach(
        episodes=episodes,
        half_width=wilson_half_width(rate=rate, trials=episodes, confidence=question.confidence),
        unpaired_gain=detectable_difference(trials=episodes, rate=rate, **chance),
        unpaired_margin=detectable_margin_unpaired(trials=episodes, rate=rate, **chance),
        paired=tuple(
            PairedReach(
                discordant=share,
                gain=detectable_difference_paired(
                    pairs=episodes, discordant_rate=share, rate=rate, **chance
                ),
                margin=detectable_margin(pairs=episodes, discordant_rate=share, **chance),
            )
            for share in question.discordant
        ),
    )


def _not_worse(question: Question, tasks: int) -> ComparisonSize:
    return _size(question, tasks, claim="not_worse", margin=question.margin, gain=0.0)


def _better(question: Question, tasks: int) -> ComparisonSize:
    return _size(question, tasks, claim="better", margin=0.0, gain=question.effect)


def _size(
    question: Question, tasks: int, *, claim: Claim, margin: float, gain: float
) -> ComparisonSize:
    alpha, rate = question.alpha / tasks, question.rate
    unpaired = power = None
    if rate + gain <= 1:
        unpaired = trials_per_arm(
            rate=rate, margin=margin, difference=gain, alpha=alpha, power=question.power
        )
        if unpaired <= MOST_EXACT:
            power = unpaired_power(
                trials=unpaired, rate=rate, margin=margin, difference=gain, alpha=alpha
            )
    return ComparisonSize(
        claim=claim,
        size=margin or gain,
        tasks=tasks,
        unpaired_per_policy=unpaired,
        unpaired_power=power,
        paired=tuple(
            _paired(question, share, alpha=alpha, margin=margin, gain=gain)
            for share in question.discordant
        ),
    )


def _paired(
    question: Question, share: float, *, alpha: float, margin: float, gain: float
) -> PairedSize:
    # What the base solves anyway only the base can win alone: a gain leaves fewer pairs to differ.
    share = min(share, 2 * (1 - question.rate) - gain)
    if share < gain - 1e-9:
        return PairedSize(discordant=max(0.0, share), pairs=None, power=None)
    pairs = pairs_needed(
        discordant_rate=share, margin=margin, difference=gain, alpha=alpha, power=question.power
    )
    power = None
    if pairs <= MOST_EXACT:
        power = paired_power(
            pairs=pairs, discordant_rate=share, margin=margin, difference=gain, alpha=alpha
        )
    return PairedSize(discordant=share, pairs=pairs, power=power)
