"""Statistics: every rate with its count and interval.

Everything is importable from here. What needs numpy is loaded when it is first asked for, and
scipy inside the functions that call it, so that the command line stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from simeval.stats.wilson import Interval, unscored_bounds, wilson_interval

if TYPE_CHECKING:
    from simeval.stats.public import *  # noqa: F403

__all__ = ["Interval", "unscored_bounds", "wilson_interval"]

_PUBLIC = "simeval.stats.public"


def __getattr__(name: str) -> object:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(importlib.import_module(_PUBLIC), name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *importlib.import_module(_PUBLIC).__all__})
