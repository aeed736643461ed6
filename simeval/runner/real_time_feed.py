"""Which action is executed next, while the world does not wait for the policy."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.policies.specs import Robot
from simeval.real_time import RealTime
from simeval.runner.asker import Answer, Asker, Moment
from simeval.runner.freshness import NEVER, Freshness
from simeval.runner.holding import hold_action
from simeval.runner.move import Move

FloatArray = npt.NDArray[np.float64]


class _Planned(NamedTuple):
    """An action that waits."""

    action: FloatArray
    due: int
    """Step for which it was computed."""
    computed_at: int
    """Step of the observation that it was computed from."""


class _Thought(NamedTuple):
    """An answer that is on its way."""

    answer: Answer
    asked_at: int
    comes_at: int


class RealTimeFeed:
    """Hands out actions while the policy thinks, as asynchronous inference does on a robot.

    A question at step t gets an observation of step t and an answer that comes d steps later.
    Meanwhile the robot goes on with what is left of the last answer, or holds still. The i-th
    action of an answer was computed for step t + i; those before step t + d are dropped (as in
    real-time chunking, arXiv:2506.07339) or executed late.

    The policy thinks about one question at a time. It is asked when few actions are left, and when
    the instruction has changed.

    Args:
        asker: Asks the policy.
        real_time: How time passes.
        robot: What an action means, to hold still.
        control_hz: Actions per second.
        thought_s: Seconds of wall time that the policy has used so far.
    """

    def __init__(
        self,
        asker: Asker,
        real_time: RealTime,
        robot: Robot,
        *,
        control_hz: int,
        thought_s: Callable[[], float],
    ) -> None:
        self._asker = asker
        self._real_time = real_time
        self._robot = robot
        self._control_hz = control_hz
        self._thought_s = thought_s
        self._plan: deque[_Planned] = deque()
        self._terminate = False
        self._thought: _Thought | None = None
        self._asked_at = NEVER
        self._instruction = ""
        self._latency_steps = 0
        self._last_action: FloatArray | None = None

    def next_move(self, moment: Moment) -> Move:
        """Return the action of this step, asking the policy where that is due."""
        self._receive(moment.step)
        asks = self._thought is None and self._is_time_to_ask(moment)
        if asks:
            self._ask(moment)
            self._receive(moment.step)
        if self._plan:
            planned = self._plan.popleft()
            action, freshness = planned.action, self._freshness(planned, moment.step)
        else:
            action = hold_action(self._robot, moment.state, self._last_action)
            freshness = Freshness("held", NEVER)
        self._last_action = action
        done = self._terminate and not self._plan
        self._terminate = self._terminate and not done
        return Move(action, asks, done, freshness)

    def _is_time_to_ask(self, moment: Moment) -> bool:
        if self._asked_at == NEVER or moment.instruction != self._instruction:
            return True
        if self._terminate:
            return False
        if self._real_time.while_thinking == "hold":
            return not self._plan
        left = self._real_time.ask_with_left
        return len(self._plan) <= (self._latency_steps if left is None else left)

    def _ask(self, moment: Moment) -> None:
        before_s = self._thought_s()
        answer = self._asker.ask(moment)
        seconds = self._thought_s() - before_s
        steps = self._real_time.steps(control_hz=self._control_hz, seconds=seconds)
        self._require_use(answer, steps)
        self._latency_steps = steps
        self._thought = _Thought(answer, moment.step, moment.step + steps)
        self._asked_at, self._instruction = moment.step, moment.instruction
        # Asked anew, the policy is no longer done with what it said before.
        self._terminate = False
        if self._real_time.while_thinking == "hold":
            self._plan.clear()

    def _receive(self, step: int) -> None:
        """Take the answer that has come; it replaces what was left of the one before."""
        thought = self._thought
        if thought is None or step < thought.comes_at:
            return
        self._thought = None
        self._terminate = thought.answer.terminate
        self._plan = deque(
            _Planned(action, thought.asked_at + index, thought.asked_at)
            for index, action in enumerate(thought.answer.actions)
            if self._real_time.late_actions == "execute" or thought.asked_at + index >= step
        )

    def _freshness(self, planned: _Planned, step: int) -> Freshness:
        newest = planned.computed_at == self._asked_at
        fresh = newest and planned.due == step
        return Freshness("fresh" if fresh else "stale", planned.computed_at)

    def _require_use(self, answer: Answer, steps: int) -> None:
        """Refuse a declared latency under which no action is ever executed."""
        mode, count = self._real_time, len(answer.actions)
        if mode.measured or mode.late_actions == "execute" or answer.terminate or count > steps:
            return
        raise UsageError(
            f"The policy answers with {count} action{'s' if count > 1 else ''}, but under "
            f"real_time.latency={mode.latency} the first {steps} are over when they come, so that "
            "none would be executed. Choose a policy or policy.execute with more actions, or "
            "real_time.late_actions=execute."
        )
