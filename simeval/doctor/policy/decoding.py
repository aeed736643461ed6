"""What presets make of the same numbers of a network."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.actions import ActionDecoder, ActionEncoder
from simeval.policies.pipeline.proprioception import State
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import Preset

FloatArray = npt.NDArray[np.float64]


class RowDecoder:
    """Carries out the rows of a known sequence, one action at a time, as a slot would.

    Args:
        preset: What the rows mean.
        statistics: With which it scales.
        rows: What the network says about each step, float [T, D].
        task: Task name.
    """

    def __init__(
        self, preset: Preset, statistics: ActionStatistics | None, rows: FloatArray, *, task: str
    ) -> None:
        self._decoder = ActionDecoder(preset, statistics, task=task)
        self._reach = max(preset.action.fewest_rows, preset.action.execute)
        self._rows = np.concatenate([rows, np.repeat(rows[-1:], self._reach, axis=0)])
        self._step = 0

    def next(self, state: State) -> FloatArray:
        """Return the action of the next step, float [action_size], at its state.

        Raises:
            ModelReplyError: The row holds no rotation.
        """
        if self._decoder.waiting == 0:
            self._decoder.accept(self._rows[self._step : self._step + self._reach], state)
        self._step += 1
        return np.asarray(self._decoder.take(1, state)[0])


def encoded(
    preset: Preset,
    statistics: ActionStatistics | None,
    actions: FloatArray,
    states: Sequence[State],
    *,
    execute: int,
) -> FloatArray:
    """Return what the network of a preset says for actions, float [T, D].

    Args:
        preset: What the rows mean.
        statistics: With which it scales.
        actions: Float [T, action_size].
        states: Before each.
        execute: Actions that are executed of each reply.

    Raises:
        ValueError: No numbers of the network mean one of the actions.
    """
    action = preset.action
    if action.ensemble is None:
        chunk = None if action.chunk is None else max(action.chunk, execute * action.stride)
        action = dataclasses.replace(action, execute=execute, chunk=chunk)
    return ActionEncoder(dataclasses.replace(preset, action=action), statistics).encode(
        actions, states
    )


def decoded(
    preset: Preset,
    statistics: ActionStatistics | None,
    rows: FloatArray,
    states: Sequence[State],
    *,
    task: str,
) -> FloatArray:
    """Return the actions that a preset makes of rows, float [T, action_size].

    Raises:
        ModelReplyError: A row holds no rotation.
    """
    decoder = RowDecoder(preset, statistics, rows, task=task)
    return np.array([decoder.next(state) for state in states])
