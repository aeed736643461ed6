"""Statistics: every rate with its count and interval."""

from simeval.stats.wilson import Interval, unscored_bounds, wilson_interval

__all__ = ["Interval", "unscored_bounds", "wilson_interval"]
