"""Distances between poses and between pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def position_error_mm(pose: Array, reference: Array) -> float:
    """Distance of two poses [7] or positions [3], mm."""
    return float(np.linalg.norm(pose[:3] - reference[:3])) * 1e3


def rotation_error_deg(pose: Array, reference: Array) -> float:
    """Angle between the orientations of two poses [7] (quat_wxyz), degrees."""
    a = pose[3:] / np.linalg.norm(pose[3:])
    b = reference[3:] / np.linalg.norm(reference[3:])
    # The chord form keeps its precision near zero, where arccos of the dot product does not.
    chord = min(float(np.linalg.norm(a - b)), float(np.linalg.norm(a + b)))
    return float(np.degrees(4.0 * np.arcsin(min(chord / 2.0, 1.0))))


def matrix_rotation_error_deg(rotation: Array, reference: Array) -> float:
    """Angle between two rotation matrices [3, 3], degrees."""
    chord = float(np.linalg.norm(rotation - reference)) / (2.0 * np.sqrt(2.0))
    return float(np.degrees(2.0 * np.arcsin(min(chord, 1.0))))


def psnr_db(
    frame: npt.NDArray[np.uint8],
    reference: npt.NDArray[np.uint8],
    mask: npt.NDArray[np.bool_] | None = None,
) -> float:
    """Peak signal-to-noise ratio of 8-bit frames [H, W, 3], dB; equal frames give 100.

    Args:
        frame: The frame to judge.
        reference: The frame to hold it against.
        mask: Pixels that count, [H, W]; all by default.
    """
    difference = frame.astype(np.float64) - reference.astype(np.float64)
    squared = np.square(difference if mask is None else difference[mask])
    mean = float(squared.mean())
    return 100.0 if mean == 0.0 else float(10.0 * np.log10(255.0**2 / mean))
