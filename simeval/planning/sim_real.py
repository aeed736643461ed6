"""What a number of policies can say about the simulator."""

from __future__ import annotations

from simeval.planning.document import SimRealPlan
from simeval.planning.question import Question
from simeval.stats.planning.correlation_size import correlation_range
from simeval.stats.simreal.noise_floor import mmrv_noise_floor

_DRAWS = 10_000


def sim_real_plan(question: Question, policies: int) -> SimRealPlan:
    """Simulate what would be seen with this many policies, with a fixed seed."""
    seen, perfect = (
        correlation_range(
            policies=policies,
            real_trials=question.real_trials,
            sim_trials=question.sim_trials,
            correlation=value,
            confidence=question.confidence,
            draws=_DRAWS,
        ).interval
        for value in (question.correlation, 1.0)
    )
    floor = mmrv_noise_floor(
        policies=policies,
        sim_trials=question.sim_trials,
        real_trials=question.real_trials,
    )
    return SimRealPlan(
        policies=policies,
        seen_low=seen.low,
        seen_high=seen.high,
        perfect_low=perfect.low,
        perfect_high=perfect.high,
        mmrv_perfect_mean=floor.perfect_mean,
        mmrv_perfect_high=floor.perfect_high,
        mmrv_useless_mean=floor.uninformative_mean,
    )
