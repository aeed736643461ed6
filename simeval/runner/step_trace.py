"""Per-step arrays of an episode: the content of `steps/<key>.npz`."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.runner.freshness import STATUSES, Freshness
from simeval.runner.move import Move

_STATE = ("qpos", "tcp_pose_in_base", "gripper_opening")


class StepTrace:
    """Collects what happens, one entry per control step.

    The file holds ``actions`` [T, 7] as executed, ``queried`` [T] (the policy was asked just before
    this step), ``done`` [T] (the policy said that it is done with this action),
    ``instruction_changes`` [T] (how many changes of the instruction came before; they are in the
    record), ``success`` [T] and each sub-metric [T] as ``sub.<name>``, and after each step
    ``qpos`` [T, n], ``tcp_pose_in_base`` [T, 7] (m, quat_wxyz) and ``gripper_opening`` [T, 1];
    ``initial.<name>`` are those three before the first step. In real-time mode ``freshness`` [T]
    is 0 (fresh), 1 (stale) or 2 (held), and ``computed_at`` [T] the step of the observation that
    the action was computed from, -1 when held (`simeval.runner.freshness`).
    """

    def __init__(self, submetrics: tuple[str, ...], state: Mapping[str, Any]) -> None:
        self._submetrics = submetrics
        self._initial = _snapshot(state)
        self._moves: list[Move] = []
        self._changes: list[int] = []
        self._success: list[bool] = []
        self._progress: list[float] = []
        self._flags: dict[str, list[bool]] = {name: [] for name in submetrics}
        self._states: list[dict[str, npt.NDArray[np.float64]]] = []

    def add(
        self,
        move: Move,
        *,
        info: Mapping[str, Any],
        state: Mapping[str, Any],
        changes: int = 0,
    ) -> None:
        """Record one executed step.

        Args:
            move: What was executed.
            info: What the environment says after it.
            state: Robot state after it.
            changes: How many changes of the instruction came before.
        """
        success = bool(info["success"])
        self._moves.append(move)
        self._changes.append(changes)
        self._success.append(success)
        self._progress.append(float(info.get("progress", success)))
        for name in self._submetrics:
            self._flags[name].append(bool(info[name]))
        self._states.append(_snapshot(state))

    @property
    def steps(self) -> int:
        """Control steps recorded."""
        return len(self._moves)

    @property
    def success_now(self) -> bool:
        """Success after the last step."""
        return self._success[-1]

    @property
    def first_success_step(self) -> int | None:
        """Number of the first step, from 1, after which the task was solved."""
        return self._success.index(True) + 1 if True in self._success else None

    @property
    def progress_now(self) -> float:
        """Progress after the last step."""
        return self._progress[-1]

    def final(self) -> dict[str, bool]:
        """Each sub-metric after the last step."""
        return {name: flags[-1] for name, flags in self._flags.items()}

    def ever(self) -> dict[str, bool]:
        """Each sub-metric: true after any step."""
        return {name: any(flags) for name, flags in self._flags.items()}

    def freshness_counts(self) -> dict[str, int] | None:
        """Steps of each freshness; None where the world waits for the policy."""
        ages = self._freshness()
        if not ages:
            return None
        return {status: sum(age.status == status for age in ages) for status in STATUSES}

    def _freshness(self) -> list[Freshness]:
        return [move.freshness for move in self._moves if move.freshness is not None]

    def to_npz(self) -> bytes:
        """Return the content of the file; equal traces give equal bytes."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "actions": np.array([move.action for move in self._moves]),
            "queried": np.array([move.queried for move in self._moves]),
            "done": np.array([move.done for move in self._moves]),
            "instruction_changes": np.array(self._changes),
            "success": np.array(self._success),
            "progress": np.array(self._progress),
        }
        arrays.update({f"sub.{name}": np.array(flags) for name, flags in self._flags.items()})
        for name, value in self._initial.items():
            arrays[f"initial.{name}"] = value
            arrays[name] = np.array([state[name] for state in self._states])
        ages = self._freshness()
        if ages:
            arrays["freshness"] = np.array([STATUSES.index(age.status) for age in ages])
            arrays["computed_at"] = np.array([age.computed_at for age in ages])
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()


def _snapshot(state: Mapping[str, Any]) -> dict[str, npt.NDArray[np.float64]]:
    return {name: np.array(state[name], dtype=np.float64) for name in _STATE if name in state}
