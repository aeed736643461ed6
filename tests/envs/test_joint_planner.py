"""The jerk-limited planner against closed forms and against its own limits."""

import numpy as np
import pytest

from simeval.envs.controllers.joint_planner import JointPlanner, MotionLimits
from simeval.errors import InfrastructureError

ARM = MotionLimits(velocity=1.5, acceleration=2.0, jerk=50.0)
SIM_HZ, STEPS = 513, 171


def _planner(joints: int, *, steps: int = STEPS) -> JointPlanner:
    return JointPlanner(joints, ARM, sim_hz=SIM_HZ, sim_steps=steps)


def test_samples_start_at_the_start_and_end_at_rest() -> None:
    start, target = np.array([0.1, -0.4]), np.array([0.13, -0.41])
    path = _planner(2).plan(start=start, velocity=np.zeros(2), target=target)
    assert path.positions.shape == path.velocities.shape == (STEPS + 1, 2)
    np.testing.assert_array_equal(path.positions[0], start)
    np.testing.assert_allclose(path.positions[-1], target, atol=1e-12)
    np.testing.assert_allclose(path.velocities[-1], 0.0, atol=1e-9)


def test_limits_hold_and_a_long_motion_is_cut_off() -> None:
    rng = np.random.default_rng(0)
    start = rng.uniform(-1, 1, 9)
    path = _planner(9, steps=1500).plan(
        start=start, velocity=np.zeros(9), target=start + rng.uniform(-3, 3, 9)
    )
    acceleration = np.diff(path.velocities, axis=0) * SIM_HZ
    jerk = np.diff(acceleration, axis=0) * SIM_HZ
    assert np.abs(path.velocities).max() <= ARM.velocity + 1e-9
    assert np.abs(acceleration).max() <= ARM.acceleration + 1e-6
    # Secants of a piecewise constant jerk.
    assert np.abs(jerk).max() <= ARM.jerk + 1e-6
    # Nearly three rad at no more than 1.5 rad/s do not fit into a third of a second.
    short = _planner(1).plan(start=np.zeros(1), velocity=np.zeros(1), target=np.array([3.0]))
    assert 0.05 < short.positions[-1, 0] < 0.5
    assert short.velocities[-1, 0] > 0.4


def test_time_is_that_of_the_closed_form() -> None:
    # Too short to reach the acceleration limit: four phases of full jerk, each of time
    # (distance / (2 jerk)) ** (1/3).
    distance = 2 * ARM.jerk * 0.03**3
    path = _planner(1).plan(start=np.zeros(1), velocity=np.zeros(1), target=np.array([distance]))
    times = np.arange(STEPS + 1) / SIM_HZ
    np.testing.assert_allclose(
        np.interp(0.06, times, path.positions[:, 0]), distance / 2, rtol=1e-3
    )
    arrived = np.flatnonzero(path.positions[:, 0] >= distance - 1e-12)[0]
    assert times[arrived - 1] < 4 * 0.03 <= times[arrived]


def test_joints_arrive_together() -> None:
    start, target = np.zeros(2), np.array([0.05, 0.005])
    path = _planner(2).plan(start=start, velocity=np.zeros(2), target=target)
    under_way = np.abs(path.positions - target) > 1e-9
    last = [np.flatnonzero(under_way[:, joint])[-1] for joint in range(2)]
    assert abs(last[0] - last[1]) <= 1


def test_a_chain_of_plans_is_smooth_in_position_and_velocity() -> None:
    planner = _planner(1)
    first = planner.plan(start=np.zeros(1), velocity=np.zeros(1), target=np.array([1.0]))
    second = planner.plan(
        start=first.positions[-1], velocity=first.velocities[-1], target=np.array([1.2])
    )
    np.testing.assert_array_equal(second.positions[0], first.positions[-1])
    np.testing.assert_allclose(second.velocities[0], first.velocities[-1], atol=1e-12)


def test_a_start_faster_than_the_limit_is_clipped() -> None:
    path = _planner(1).plan(start=np.zeros(1), velocity=np.array([4.0]), target=np.array([1.0]))
    assert path.velocities[0, 0] == ARM.velocity


def test_no_motion_is_an_error_that_names_the_states() -> None:
    with pytest.raises(InfrastructureError, match=r"no motion from .*nan"):
        _planner(1).plan(start=np.array([np.nan]), velocity=np.zeros(1), target=np.zeros(1))
