from __future__ import annotations

import warnings
from typing import get_args

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.rotations import BRIDGE_TOPDOWN, from_rotation, to_rotation
from simeval.policies.specs import ROTATION_SIZES, Representation

REPRESENTATIONS = get_args(Representation)


def some(count: int = 200) -> Rotation:
    return Rotation.random(count, rng=np.random.default_rng(11))


def angle(one: Rotation, other: Rotation) -> float:
    return float((one.inv() * other).magnitude().max())


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_round_trip(representation):
    numbers = from_rotation(some(), representation)

    assert numbers.shape == (200, ROTATION_SIZES[representation])
    assert angle(to_rotation(numbers, representation), some()) < 1e-7


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_a_quarter_turn_about_z(representation):
    """x to y, y to -x: written down by hand."""
    half = np.sqrt(0.5)
    expected = {
        "rotvec": [0, 0, np.pi / 2],
        "euler_sxyz": [0, 0, np.pi / 2],
        "euler_rxyz": [0, 0, np.pi / 2],
        "quat_wxyz": [half, 0, 0, half],
        "quat_xyzw": [0, 0, half, half],
        "rot6d_columns": [0, 1, 0, -1, 0, 0],
        "rot6d_rows": [0, -1, 0, 1, 0, 0],
        "rot6d_interleaved": [0, -1, 1, 0, 0, 0],
        "matrix": [0, -1, 0, 1, 0, 0, 0, 0, 1],
    }[representation]

    turned = to_rotation(np.array([expected], dtype=float), representation)

    np.testing.assert_allclose(
        turned.apply([[1, 0, 0], [0, 1, 0]]), [[0, 1, 0], [-1, 0, 0]], atol=1e-12
    )
    np.testing.assert_allclose(from_rotation(turned, representation), [expected], atol=1e-12)


@pytest.mark.parametrize(("ours", "axes"), [("euler_sxyz", "sxyz"), ("euler_rxyz", "rxyz")])
def test_euler_angles_are_transforms3ds(ours, axes):
    euler = pytest.importorskip("transforms3d.euler")
    for angles in np.random.default_rng(3).uniform(-1.5, 1.5, (100, 3)):
        axis, turn = euler.euler2axangle(*angles, axes=axes)

        rotvec = to_rotation(angles[np.newaxis], ours).as_rotvec()[0]

        np.testing.assert_allclose(
            Rotation.from_rotvec(axis * turn).as_matrix(),
            Rotation.from_rotvec(rotvec).as_matrix(),
            atol=1e-12,
        )


def test_confusing_the_euler_conventions_costs_what_the_sheet_says():
    """sxyz read as rxyz: mean 0.07 and at most 0.24 degrees for angles up to 0.05 rad, mean 1.8 and
    at most 5.9 up to 0.25, mean 26 up to 1."""
    generator = np.random.default_rng(0)
    for reach, mean, most in ((0.05, 0.07, 0.24), (0.25, 1.8, 5.9), (1.0, 26.0, None)):
        angles = generator.uniform(-reach, reach, (20000, 3))
        wrong = to_rotation(angles, "euler_rxyz").inv() * to_rotation(angles, "euler_sxyz")
        degrees = np.degrees(wrong.magnitude())
        assert degrees.mean() == pytest.approx(mean, rel=0.1)
        if most is not None:
            assert degrees.max() == pytest.approx(most, rel=0.1)


def test_rot6d_is_orthonormalised_as_published():
    """Gram-Schmidt of X-VLA's client: first vector scaled, second made orthogonal to it."""
    v6 = np.random.default_rng(4).normal(size=(50, 6))
    a1, a2 = v6[:, 0:5:2], v6[:, 1:6:2]
    b1 = a1 / np.linalg.norm(a1, axis=1, keepdims=True)
    b2 = a2 - np.sum(b1 * a2, axis=1, keepdims=True) * b1
    b2 /= np.linalg.norm(b2, axis=1, keepdims=True)
    expected = np.stack([b1, b2, np.cross(b1, b2)], axis=-1)

    np.testing.assert_allclose(
        to_rotation(v6, "rot6d_interleaved").as_matrix(), expected, atol=1e-12
    )


@pytest.mark.parametrize(
    ("representation", "numbers"),
    [
        ("rot6d_columns", [0, 0, 0, 0, 1, 0]),
        ("rot6d_interleaved", [1, 2, 0, 0, 0, 0]),
        ("rot6d_rows", [1, 0, 0, 1, 0, 0]),
        ("quat_wxyz", [0, 0, 0, 0]),
    ],
)
def test_numbers_that_are_no_rotation(representation, numbers):
    with pytest.raises(ValueError):
        to_rotation(np.array([numbers], dtype=float), representation)


def test_quaternions_keep_their_sign():
    quat = np.array([[-0.5, 0.5, 0.5, 0.5]])

    np.testing.assert_allclose(from_rotation(to_rotation(quat, "quat_wxyz"), "quat_wxyz"), quat)


def test_straight_up_gives_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        up = to_rotation(np.array([[0.3, np.pi / 2, 0.2]]), "euler_sxyz")
        angles = from_rotation(up, "euler_sxyz")

    assert angle(to_rotation(angles, "euler_sxyz"), up) < 1e-7


def test_bridge_gripper_points_down():
    """The x axis of the WidowX gripper is where it points."""
    np.testing.assert_allclose(BRIDGE_TOPDOWN.apply([1, 0, 0]), [0, 0, -1], atol=1e-12)
