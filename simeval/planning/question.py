"""What is asked of a plan: the options, complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from simeval.conf.plan_config import PlanConfig
from simeval.errors import UsageError
from simeval.planning.allowed import counts, shares
from simeval.planning.baseline import Baseline

Value = TypeVar("Value")
Source = Literal["given", "run", "assumed"]

RATE, ICC = 0.8, 0.4
DISCORDANT = ((0.1, 0.5), (0.2, 1.0))
"""Shares, and how much of what independent outcomes would show they are at most."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Every value that the plan rests on."""

    rate: float
    """Success rate of the base policy."""
    rate_from: Source
    """Who says so: the user, the run, or nobody."""
    margin: float
    """By how much the new policy may be worse."""
    effect: float
    """A gain that is worth finding."""
    discordant: tuple[float, ...]
    """Shares of pairs that just one of both policies solves."""
    discordant_from: Source
    """Who says so."""
    alpha: float
    """One-sided error."""
    power: float
    """Probability of showing what is true."""
    beta: float
    """Error of FAIL of the gate."""
    pairs_max: int
    """Pairs after which the gate gives up."""
    width: float
    """Half width wanted of the interval of a rate."""
    confidence: float
    """Level of intervals."""
    episodes: tuple[int, ...]
    """Numbers of episodes one may have."""
    tasks: int
    """Tasks of which each must be shown on its own."""
    repeats: int
    """Episodes of each initial condition."""
    icc: float
    """Correlation of two repeats of one initial condition."""
    icc_from: Source
    """Who says so."""
    policies: tuple[int, ...]
    """Numbers of policies."""
    real_trials: int
    """Real trials per policy."""
    sim_trials: int
    """Simulated trials per policy."""
    correlation: float
    """True sim-real correlation that is hoped for."""
    at_least: float
    """Correlation to be exceeded."""


def read_question(options: PlanConfig, baseline: Baseline | None) -> Question:
    """Return checked options with what was missing, from the run if there is one.

    Raises:
        UsageError: Values do not fit each other, or a list holds one that is not allowed.
    """
    rate, rate_from = _first(options.rate, baseline.planning_rate if baseline else None, RATE)
    icc, icc_from = _first(options.icc, baseline.icc if baseline else None, ICC)
    tasks, _ = _first(options.tasks, baseline.tasks if baseline else None, 1)
    discordant, discordant_from = _first(
        None if options.discordant is None else shares("discordant", options.discordant),
        baseline.discordant if baseline else None,
        tuple(min(share, most * 2 * rate * (1 - rate)) for share, most in DISCORDANT),
    )
    if options.margin >= rate:
        raise UsageError(
            f"margin={options.margin:g} is not below the base rate of {rate:.3g}, so that every "
            "policy would do; give a smaller margin."
        )
    possible = 2 * min(rate, 1 - rate)
    if max(discordant) > possible + 1e-9:
        raise UsageError(
            f"discordant={max(discordant):g} is not possible with a base rate of {rate:.3g}: two "
            f"equal policies differ in at most {possible:.3g} of all pairs."
        )
    return Question(
        rate=rate,
        rate_from=rate_from,
        margin=options.margin,
        effect=options.effect,
        discordant=discordant,
        discordant_from=discordant_from,
        alpha=options.alpha,
        power=options.power,
        beta=options.beta,
        pairs_max=options.pairs_max,
        width=options.width,
        confidence=options.confidence,
        episodes=counts("episodes", options.episodes, least=1, most=10_000_000),
        tasks=tasks,
        repeats=options.repeats,
        icc=icc,
        icc_from=icc_from,
        policies=counts("policies", options.policies, least=2, most=50),
        real_trials=options.real_trials,
        sim_trials=options.sim_trials,
        correlation=options.correlation,
        at_least=options.at_least,
    )


def _first(given: Value | None, found: Value | None, assumed: Value) -> tuple[Value, Source]:
    if given is not None:
        return given, "given"
    return (assumed, "assumed") if found is None else (found, "run")
