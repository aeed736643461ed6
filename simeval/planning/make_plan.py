"""Answer a question with numbers; the arithmetic is in `simeval.stats.planning`."""

from __future__ import annotations

from simeval.planning.assumptions import assumptions
from simeval.planning.baseline import Baseline
from simeval.planning.document import Plan, RepeatedEpisodes
from simeval.planning.gate_plan import gate_plan
from simeval.planning.question import Question
from simeval.planning.sim_real import sim_real_plan
from simeval.planning.sizes import comparison_sizes, reach
from simeval.stats.planning.correlation_size import policies_for_correlation
from simeval.stats.planning.interval_size import trials_for_interval
from simeval.stats.planning.repeats_size import design_effect, effective_episodes


def make_plan(question: Question, baseline: Baseline | None) -> Plan:
    """Return the plan; simulated parts have a fixed seed, so that it is the same every time."""
    return Plan(
        question=question,
        baseline=baseline,
        interval_episodes=trials_for_interval(
            rate=question.rate, half_width=question.width, confidence=question.confidence
        ),
        comparisons=comparison_sizes(question),
        gate=gate_plan(question),
        reaches=tuple(reach(question, episodes) for episodes in question.episodes),
        sim_real=tuple(sim_real_plan(question, policies) for policies in question.policies),
        policies_needed=policies_for_correlation(
            correlation=question.correlation,
            at_least=question.at_least,
            confidence=question.confidence,
        ),
        repeated=_repeated(question),
        assumptions=assumptions(question, baseline),
    )


def _repeated(question: Question) -> RepeatedEpisodes:
    correlated = {"repeats": question.repeats, "icc": question.icc}
    return RepeatedEpisodes(
        repeats=question.repeats,
        design_effect=design_effect(**correlated),
        episodes=question.episodes,
        effective=tuple(
            effective_episodes(episodes=episodes, **correlated) for episodes in question.episodes
        ),
    )
