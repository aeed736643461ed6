"""From the numbers of a network to metres and radians."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.checks import check


@dataclass(frozen=True, kw_only=True)
class Unnormalise:
    """With the statistics of the data that the network was trained on."""

    kind: Literal["q01q99", "meanstd", "minmax"]
    """q01q99: [-1, 1] to the 1 and 99 % quantiles; minmax: to the extremes; meanstd: z-scores."""
    key: str
    """Name of the dataset in the statistics; versioned keys are other keys."""
    statistics: Literal["bundled", "file"]
    """bundled (simeval's own copy of published numbers) or file (the option ``statistics``)."""
    epsilon: float = 0.0
    """Added to the range or the standard deviation."""
    clip: bool = False
    """Clip the network's numbers to [-1, 1] first; not for meanstd."""
    mask: tuple[bool, ...] | None = None
    """Columns to scale; null takes the mask of the statistics, or all columns if it has none."""

    def __post_init__(self) -> None:
        check(
            self.epsilon >= 0.0,
            f"action.unnormalise.epsilon is {self.epsilon}; it must be at least 0.",
        )
        check(
            not (self.clip and self.kind == "meanstd"),
            "action.unnormalise.clip does not go with meanstd: a z-score has no range.",
        )


@dataclass(frozen=True, kw_only=True)
class Rescale:
    """Map [-limit, limit] to [-to, to], and clip to the latter."""

    limit: float
    """In the units of the network."""
    to: float
    """In metres or radians."""

    def __post_init__(self) -> None:
        check(
            self.limit > 0.0 and self.to > 0.0,
            f"A rescale needs positive limit and to; got {self.limit} and {self.to}.",
        )
