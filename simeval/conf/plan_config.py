"""The options of `simeval plan`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class PlanConfig:
    """Every key that `simeval plan` understands, with its default."""

    run: str | None = None
    """Run folder of the base policy, for what is not given: rate, discordant, icc, tasks."""
    rate: float | None = None
    """Success rate of the base policy; 0.8 where nothing says otherwise."""
    margin: float = 0.1
    """By how much the new policy may be worse: a rate, 0.1 is ten points."""
    effect: float = 0.1
    """A gain over the base that is worth finding."""
    discordant: Any = None
    """Shares of pairs that just one policy solves; 0.1 and 0.2 where nothing says otherwise."""
    alpha: float = 0.05
    """One-sided error: of calling a policy not worse, or better, that is not."""
    power: float = 0.8
    """Probability of showing what is true."""
    beta: float = 0.05
    """Error of the gate: of FAIL for a policy that is not worse by the margin."""
    pairs_max: int = 200
    """Pairs after which the gate gives up."""
    width: float = 0.1
    """Half width wanted of the interval of a rate."""
    confidence: float = 0.95
    """Level of intervals."""
    episodes: Any = field(default_factory=lambda: [24, 96, 240])
    """Numbers of episodes one may have: what can they show?"""
    tasks: int | None = None
    """Tasks of which each must be shown on its own; 1 where nothing says otherwise."""
    repeats: int = 5
    """Episodes of each initial condition."""
    icc: float | None = None
    """Correlation of two repeats of one initial condition; 0.4 where nothing says otherwise."""
    policies: Any = field(default_factory=lambda: [4, 6, 8, 12, 20])
    """Numbers of policies for a sim-real correlation."""
    real_trials: int = 50
    """Real trials per policy."""
    sim_trials: int = 200
    """Simulated trials per policy."""
    correlation: float = 0.9
    """True sim-real correlation that is hoped for."""
    at_least: float = 0.5
    """Sim-real correlation to be exceeded with confidence."""
