import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from simeval.parity.differences import (
    matrix_rotation_error_deg,
    position_error_mm,
    psnr_db,
    rotation_error_deg,
)


def _pose(rotvec_deg: list[float]) -> np.ndarray:
    quat = Rotation.from_rotvec(rotvec_deg, degrees=True).as_quat()[[3, 0, 1, 2]]
    return np.concatenate([[0.1, 0.2, 0.3], quat])


@pytest.mark.parametrize("angle", [0.0, 0.001, 0.5, 30.0, 179.0])
def test_rotation_errors_are_the_angle_between(angle: float) -> None:
    pose, turned = _pose([0.0, 0.0, 20.0]), _pose([0.0, 0.0, 20.0 + angle])
    assert rotation_error_deg(turned, pose) == pytest.approx(angle, abs=1e-6)
    turned[3:] *= -1
    assert rotation_error_deg(turned, pose) == pytest.approx(angle, abs=1e-6)
    first, second = (
        Rotation.from_rotvec([20.0 + extra, 0.0, 0.0], degrees=True).as_matrix()
        for extra in (0.0, angle)
    )
    assert matrix_rotation_error_deg(first, second) == pytest.approx(angle, abs=1e-6)


def test_position_error_is_in_millimetres() -> None:
    assert position_error_mm(np.array([0.003, 0.0, 0.004]), np.zeros(3)) == pytest.approx(5.0)


def test_psnr_of_a_constant_error() -> None:
    frame = np.full((4, 4, 3), 100, dtype=np.uint8)
    other = frame.copy()
    assert psnr_db(frame, other) == 100.0
    other[:2] += 10
    assert psnr_db(frame, other) == pytest.approx(10 * np.log10(255**2 / 50))
    mask = np.zeros((4, 4), dtype=bool)
    mask[:2] = True
    assert psnr_db(frame, other, mask) == pytest.approx(10 * np.log10(255**2 / 100))
