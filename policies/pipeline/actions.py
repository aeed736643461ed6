"""From rows of a network to actions of the environment, and back, for one slot."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.errors import ModelReplyError
from simeval.policies.pipeline.arms import make_arm
from simeval.policies.pipeline.ensemble import TemporalEnsemble
from simeval.policies.pipeline.gripper import GripperDecoder, GripperEncoder
from simeval.policies.pipeline.proprioception import State
from simeval.policies.pipeline.scaling import normalise, unnormalise
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]


class _Before(NamedTuple):
    """What was kept before a row was handed out, and the row."""

    last_row: FloatArray | None
    gripper: GripperDecoder
    row: tuple[FloatArray, FloatArray]


class ActionDecoder:
    """Un-normalises, averages or buffers the rows of replies, and hands out actions.

    Args:
        preset: What the rows mean.
        statistics: Of the training data, where the preset un-normalises.
        task: Task name, for gripper thresholds that differ between tasks.
    """

    def __init__(self, preset: Preset, statistics: ActionStatistics | None, *, task: str) -> None:
        self._preset = preset
        self._action = preset.action
        self._statistics = statistics
        self._arm = make_arm(self._action, preset.conventions)
        self._gripper = GripperDecoder(self._action.gripper, preset.conventions, task=task)
        rule = self._action.ensemble
        self._ensemble = None if rule is None else TemporalEnsemble(rule)
        self._waiting: deque[tuple[FloatArray, FloatArray]] = deque()
        self._before: list[_Before] = []
        self.last_row: FloatArray | None = None
        """The network's last row that was handed out, [D], as the network gave it."""

    @property
    def waiting(self) -> int:
        """Rows that are there to be executed."""
        return len(self._waiting)

    def accept(self, rows: FloatArray, state: State) -> None:
        """Take a reply, float [H, D], at the state before its first row."""
        spec = self._action.unnormalise
        physical = rows
        if spec is not None:
            assert self._statistics is not None
            physical = unnormalise(rows, spec, self._statistics)
        if self._ensemble is not None:
            physical = self._ensemble.add(physical)[np.newaxis]
        count = self._action.execute
        self._waiting = deque(zip(rows[:count], physical[:count], strict=True))
        self._arm.start_chunk(state)

    def drop(self) -> None:
        """Forget the rows that were not handed out."""
        self._waiting.clear()

    def take(self, count: int, state: State) -> FloatArray:
        """Return the next actions, float [count, action_size].

        Args:
            count: How many; 1 where an action needs the state of its own step.
            state: Robot state now.

        Raises:
            ModelReplyError: A row holds numbers that are no rotation.
        """
        self._before = []
        return np.stack([self._next(state) for _ in range(count)])

    def give_back(self, count: int) -> None:
        """Take back the last actions of the last `take`: they were not executed."""
        for _ in range(count):
            self.last_row, self._gripper, row = self._before.pop()
            self._waiting.appendleft(row)

    def _next(self, state: State) -> FloatArray:
        self._before.append(_Before(self.last_row, copy(self._gripper), self._waiting[0]))
        self.last_row, row = self._waiting.popleft()
        try:
            arm = self._arm.decode(row, state)
        except ValueError as error:
            raise ModelReplyError(
                f"The network's numbers {np.array2string(row, precision=4)} hold no rotation "
                f"({error}). Does the preset {self._preset.name} name the right columns?"
            ) from error
        return np.append(arm, self._gripper.command(float(row[self._action.gripper.column])))


class ActionEncoder:
    """Says what the network would have given for actions; the inverse of `ActionDecoder`.

    A temporal ensemble has no inverse: rows are encoded as if each were executed alone.

    Args:
        preset: What the rows mean.
        statistics: Of the training data, where the preset un-normalises.
    """

    def __init__(self, preset: Preset, statistics: ActionStatistics | None) -> None:
        self._action = preset.action
        self._statistics = statistics
        self._arm = make_arm(self._action, preset.conventions)
        self._gripper = GripperEncoder(self._action.gripper, preset.conventions)
        self._used = [self._action.gripper.column, *self._action.arm.columns]
        self._steps = 0

    def encode(self, actions: FloatArray, states: Sequence[State]) -> FloatArray:
        """Return rows, float [T, D], for the next actions.

        Args:
            actions: Float [T, action_size], as executed.
            states: Robot state before each.

        Returns:
            Rows in the range of the network; columns without a meaning are 0.

        Raises:
            ValueError: No numbers of the network mean one of the actions.
        """
        rows = np.stack(
            [self._row(action, state) for action, state in zip(actions, states, strict=True)]
        )
        spec = self._action.unnormalise
        if spec is not None:
            assert self._statistics is not None
            rows = normalise(rows, spec, self._statistics)
        unused = np.setdiff1d(np.arange(self._action.width), self._used)
        rows[:, unused] = 0.0
        return rows

    def _row(self, action: FloatArray, state: State) -> FloatArray:
        if self._steps % self._action.execute == 0:
            self._arm.start_chunk(state)
        self._steps += 1
        row = np.zeros(self._action.width)
        self._arm.encode(action[:-1], state, row)
        opening = float(state["gripper_opening"][0])
        row[self._action.gripper.column] = self._gripper.number(float(action[-1]), opening)
        return row
