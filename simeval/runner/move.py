"""One action on its way to the robot."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.runner.freshness import Freshness


class Move(NamedTuple):
    """What is executed in a control step."""

    action: npt.NDArray[np.float64]
    """Float [7]."""
    queried: bool
    """The policy was asked at this step."""
    done: bool
    """The policy says that it is done with this action."""
    freshness: Freshness | None = None
    """How old the action is, where the world moves while the policy thinks."""
