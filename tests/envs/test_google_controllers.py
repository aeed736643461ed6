"""Arithmetic of the Google robot's controllers."""

import numpy as np
import sapien
from scipy.spatial.transform import Rotation

from simeval.envs.controllers.ee_align_planned import align_target
from simeval.envs.controllers.planned_gripper import spare_velocity, without_common_part


def test_the_target_turns_about_the_end_effector_along_the_axes_of_the_base() -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        position, shift, rotvec = generator.normal(size=(3, 3))
        rotation = Rotation.random(random_state=generator)
        sensed = sapien.Pose(position, rotation.as_quat()[[3, 0, 1, 2]])
        target = align_target(sensed, delta_position=shift, rotvec=rotvec)
        np.testing.assert_allclose(target.p, position + shift, atol=1e-6)
        np.testing.assert_allclose(
            target.to_transformation_matrix()[:3, :3],
            Rotation.from_rotvec(rotvec).as_matrix() @ rotation.as_matrix(),
            atol=1e-5,
        )


def test_only_a_blocked_finger_has_velocity_to_spare() -> None:
    sensed = np.array([0.70, 0.70])
    np.testing.assert_array_equal(spare_velocity(sensed, [0.715, 0.685]), 0.0)
    # Towards its target, in either direction.
    np.testing.assert_allclose(spare_velocity(sensed, [0.78, 0.60]), [0.8, -1.0])


def test_fingers_that_met_keep_what_sets_them_apart() -> None:
    targets = without_common_part([1.30, 1.20], 2.50 - 2.14)
    np.testing.assert_allclose(targets, [1.12, 1.02])
    assert sum(targets) == 2.14
    # Nothing is taken from fingers that open.
    assert without_common_part([-1.0, -0.5], -1.5) == [-1.0, -0.5]
