"""Which action is executed next, while the world waits for the policy."""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from simeval.runner.asker import Asker, Moment
from simeval.runner.move import Move


class ChunkFeed:
    """The world waits while the policy thinks.

    The policy is asked when its actions are used up, and when the instruction changes: what was
    left was meant for the old one.

    Args:
        asker: Asks the policy.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._left: deque[npt.NDArray[np.float64]] = deque()
        self._instruction = ""
        self._terminate = False

    def next_move(self, moment: Moment) -> Move:
        """Return the action of this step."""
        asks = not self._left or moment.instruction != self._instruction
        if asks:
            answer = self._asker.ask(moment)
            self._left = deque(answer.actions)
            self._terminate = answer.terminate
            self._instruction = moment.instruction
        action = self._left.popleft()
        return Move(action, asks, self._terminate and not self._left)
