"""The controller's arithmetic against plain matrices."""

import numpy as np
import sapien
from scipy.spatial.transform import Rotation

from simeval.envs.controllers.ee_align2 import align2_target
from simeval.policies.expert.moving_target import MovingTarget, Pose


def _random_pose(generator: np.random.Generator) -> Pose:
    return Pose(generator.normal(size=3), Rotation.random(random_state=generator))


def _sapien(pose: Pose) -> sapien.Pose:
    return sapien.Pose(pose.position, pose.rotation.as_quat()[[3, 0, 1, 2]])


def test_target_is_composed_in_the_base_frame_about_the_sensed_position() -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        previous = _random_pose(generator)
        sensed, shift, rotvec = generator.normal(size=(3, 3))
        target = align2_target(
            previous_target=_sapien(previous),
            sensed_position=sensed,
            delta_position=shift,
            rotvec=rotvec,
        )
        turn = Rotation.from_rotvec(rotvec)
        expected = sensed + shift + turn.as_matrix() @ (previous.position - sensed)
        np.testing.assert_allclose(target.p, expected, atol=1e-5)
        np.testing.assert_allclose(
            target.to_transformation_matrix()[:3, :3],
            turn.as_matrix() @ previous.rotation.as_matrix(),
            atol=1e-5,
        )


def test_moving_target_is_the_inverse_of_the_controller() -> None:
    generator = np.random.default_rng(1)
    start, waypoint = _random_pose(generator), _random_pose(generator)
    target = MovingTarget(start, max_step_m=0.3, max_turn_rad=0.5)
    controller = _sapien(start)
    for _ in range(20):
        sensed = generator.normal(size=3)
        action = target.step_towards(waypoint, sensed)
        assert np.linalg.norm(action[3:]) <= 0.5 + 1e-9
        controller = align2_target(
            previous_target=controller,
            sensed_position=sensed,
            delta_position=action[:3],
            rotvec=action[3:],
        )
    np.testing.assert_allclose(controller.p, waypoint.position, atol=1e-4)
    np.testing.assert_allclose(
        controller.to_transformation_matrix()[:3, :3], waypoint.rotation.as_matrix(), atol=1e-4
    )
