"""The options of `simeval gate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from omegaconf import MISSING


@dataclass(kw_only=True)
class GateConfig:
    """Every key that `simeval gate` understands besides those of `simeval run`."""

    margin: float = MISSING
    """Required: by how much the candidate may be worse, in rate points (0.1 is ten points)."""
    candidate: str | None = None
    """Run folder of a finished candidate; without it the keys of simeval run say what to run."""
    baseline: str | None = None
    """Run folder of the baseline; or baseline.policy=NAME to run it now."""
    golden: str | None = None
    """Run folder of a pinned policy that the candidate must not fall behind either; or
    golden.policy=NAME."""
    alpha: float = 0.05
    """Largest chance of PASS for a candidate that is worse by the margin or more."""
    beta: float = 0.05
    """Largest chance of FAIL for a candidate that is worse by no more than the margin."""
    pairs: int | None = None
    """Most pairs (rounds where unit=round); by default all that the suite has."""
    method: str = "sequential"
    """sequential stops as soon as it knows; fixed looks once, after all pairs (Tango's test)."""
    unit: str = "pair"
    """What one look adds: a pair, in random order; or a round, one pair per task."""
    weights: Any = None
    """Weight of each task in a round, {task: weight}; by default all the same."""
    repeats: str = "average"
    """Seeds of one initial condition: average makes one pair of them, separate one pair each."""
    decide: str = "overall"
    """What must pass: overall, the mean over pairs; or every_task."""
    veto: bool = True
    """With decide=overall, a task that fails for itself fails the gate."""
    correction: str = "holm"
    """Of the tasks for their number: holm or bonferroni."""
    task_margin: float | None = None
    """Margin of each task; by default that of the gate."""
    golden_margin: float | None = None
    """Margin against the golden policy; by default that of the gate."""
    unscored: str = "exclude"
    """A pair with an episode lost to infrastructure: exclude leaves it out on both sides, failure
    counts the lost episode as not solved."""
    max_unscored: float = 0.05
    """Largest share of the planned pairs that may be lost; beyond it there is no verdict."""
    retry_unscored: bool = False
    """Run lost episodes of an earlier session again, instead of keeping them lost."""
    inconclusive: str | None = None
    """What an inconclusive gate counts as, pass or fail; by default neither, exit code 3."""
    order_seed: int = 0
    """Seed of the random order."""
    correlation: str | None = None
    """File of simeval correlate that says how far the simulator can be trusted."""
    validity: str = "warn"
    """Where it cannot: warn, or refuse to give a verdict."""
    min_correlation: float = 0.7
    """Lowest Pearson correlation with real results that is trusted."""
    max_correlation_width: float = 0.5
    """Widest 95 % interval of that correlation that is trusted."""
    out: str | None = None
    """Gate folder; by default results/runs/gates/<candidate>-vs-<baseline>."""
    name: str | None = None
    """Name of the gate folder below results/runs/gates."""
    fresh: bool = False
    """Start over in a new folder instead of resuming."""
    junit: str | None = None
    """JUnit file; by default junit.xml in the gate folder."""
    summary: str | None = None
    """Append the summary to this file, as to $GITHUB_STEP_SUMMARY where that is set."""
    report: bool = True
    """Write report.html, with the films of all runs, into the gate folder."""
