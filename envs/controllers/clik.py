"""Inverse kinematics of the original: closed-loop IK by pinocchio, one robot on the CPU."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import sapien

# SAPIEN's own default for `compute_inverse_kinematics`, which the original passes unchanged.
MAX_ITERATIONS = 100


class ClikSolver:
    """Forward and inverse kinematics of one link of an articulation, in the base frame.

    Args:
        articulation: The SAPIEN articulation (a single one, CPU).
        link: The end-effector link of the articulation.
        joint_indices: Indices into qpos of the joints that may move, int [n].
    """

    def __init__(self, articulation: Any, link: Any, joint_indices: npt.NDArray[np.int64]) -> None:
        self._articulation = articulation
        self._model = articulation.create_pinocchio_model()
        self._link_index = list(articulation.links).index(link)
        self._joint_indices = joint_indices
        self._mask = np.zeros(articulation.dof, dtype=np.int32)
        self._mask[joint_indices] = 1

    def link_pose(self) -> sapien.Pose:
        """Pose of the link in the base frame at the sensed joint positions."""
        self._model.compute_forward_kinematics(self._articulation.get_qpos())
        return self._model.get_link_pose(self._link_index)

    def solve(self, target_pose_in_base: sapien.Pose) -> npt.NDArray[np.float64] | None:
        """Joint positions [n] that reach the pose, searched from the sensed ones.

        Returns:
            The positions of `joint_indices`, or None when the search did not converge.
        """
        solution, converged, _ = self._model.compute_inverse_kinematics(
            self._link_index,
            target_pose_in_base,
            initial_qpos=self._articulation.get_qpos(),
            active_qmask=self._mask,
            max_iterations=MAX_ITERATIONS,
        )
        if not converged:
            return None
        return np.asarray(solution[self._joint_indices], dtype=np.float64)
