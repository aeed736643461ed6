"""The options of `simeval correlate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(kw_only=True)
class CorrelateConfig:
    """Every key that `simeval correlate` understands, with its default."""

    sim: Any = None
    """[RUN,RUN,...], '{name: RUN, name: [RUN,RUN]}', a file of trials, or published."""
    real: str | None = None
    """File of real trials (CSV or parquet, docs/real_results.md), or published."""
    names: list[str] | None = None
    """Names of the policies, one per run; by default what each run's policy calls itself."""
    tasks: list[str] | None = None
    """Only these tasks."""
    policies: list[str] | None = None
    """Only these policies."""
    task_map: Any = None
    """'{real_name: sim_name}' where a task has two names."""
    groups: Any = None
    """'{policy: training_run}' for checkpoints of one training; known for published SIMPLER."""
    metric: str = "success"
    """success or progress; grasp where published."""
    benchmark: str = "simpler"
    """Published benchmark; docs/published_results.md lists them."""
    setting: str | None = None
    """Published setting that stands for simulation; visual_matching for simpler."""
    edition: str = "repository"
    """repository or paper: which published text wins where they disagree."""
    mixed_protocols: bool = False
    """Take policies together that were simulated under different protocols."""
    confidence: float = 0.95
    """Level of every interval."""
    resamples: int = 4000
    """Bootstrap copies."""
    seed: int = 0
    """Seed of the resampling."""
    out: str | None = None
    """Folder for correlation.json, correlation.html, scatter.png and scatter.svg."""
