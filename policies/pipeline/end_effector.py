"""From columns of a network to motions of the end effector, as far as no state is needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.rotations import from_rotation, to_rotation
from simeval.policies.pipeline.scaling import rescale, undo_rescale
from simeval.policies.specs import ROTATION_SIZES, EndEffectorSpec

FloatArray = npt.NDArray[np.float64]

_PITCH_SLACK_RAD = 1e-9


@dataclass(frozen=True, kw_only=True)
class Motions:
    """Displacements of the TCP, or its poses, in the terms of the specification."""

    translation: FloatArray
    """Float [T, 3], metres."""
    rotation: Rotation
    """T rotations."""


def read_motions(rows: FloatArray, spec: EndEffectorSpec) -> Motions:
    """Read the columns of the arm: rescale, representation, scale and clip.

    Args:
        rows: Float [T, D], un-normalised.
        spec: Which columns, and what they mean.

    Raises:
        ValueError: A row holds numbers that are no rotation.
    """
    translation = rescale(rows[:, _translation(spec)], spec.rescale_translation)
    numbers = rescale(rows[:, _rotation(spec)], spec.rescale_rotation)
    rotation = _add_euler(to_rotation(numbers, spec.representation), spec.euler_offset)
    if spec.kind == "absolute":
        return Motions(translation=translation, rotation=rotation)
    rotvec = np.asarray(rotation.as_rotvec()) * spec.scale
    return Motions(
        translation=_clip(translation * spec.scale, spec.max_translation_m),
        rotation=Rotation.from_rotvec(_clip(rotvec, spec.max_rotation_rad)),
    )


def write_motions(motions: Motions, spec: EndEffectorSpec, rows: FloatArray) -> None:
    """Write motions into the columns of the arm of rows [T, D]; the inverse of `read_motions`.

    Raises:
        ValueError: An ``euler_offset`` leads to none of the rotations of these poses.
    """
    translation, rotation = motions.translation, motions.rotation
    if spec.kind == "delta":
        translation = translation / spec.scale
        rotation = Rotation.from_rotvec(rotation.as_rotvec() / spec.scale)
    numbers = from_rotation(_take_euler(rotation, spec.euler_offset), spec.representation)
    rows[:, _translation(spec)] = undo_rescale(translation, spec.rescale_translation)
    rows[:, _rotation(spec)] = undo_rescale(numbers, spec.rescale_rotation)


def _translation(spec: EndEffectorSpec) -> slice:
    return slice(spec.translation_column, spec.translation_column + 3)


def _rotation(spec: EndEffectorSpec) -> slice:
    size = ROTATION_SIZES[spec.representation]
    return slice(spec.rotation_column, spec.rotation_column + size)


def _clip(numbers: FloatArray, limit: float | None) -> FloatArray:
    return numbers if limit is None else np.clip(numbers, -limit, limit)


def _add_euler(rotation: Rotation, offset: tuple[float, float, float] | None) -> Rotation:
    if offset is None:
        return rotation
    angles = from_rotation(rotation, "euler_sxyz") + np.array(offset)
    return to_rotation(angles, "euler_sxyz")


def _take_euler(rotation: Rotation, offset: tuple[float, float, float] | None) -> Rotation:
    """Invert `_add_euler`; of the two rotations that it could come from, the smaller."""
    if offset is None:
        return rotation
    angles = from_rotation(rotation, "euler_sxyz")
    twin = angles * [1.0, -1.0, 1.0] + np.pi
    options = np.stack([angles, twin]) - np.array(offset)
    pitch = (options[..., 1] + np.pi) % (2.0 * np.pi) - np.pi
    sizes = np.stack([to_rotation(option, "euler_sxyz").magnitude() for option in options])
    sizes = np.where(np.abs(pitch) <= 0.5 * np.pi + _PITCH_SLACK_RAD, sizes, np.inf)
    if not np.all(np.isfinite(sizes.min(axis=0))):
        raise ValueError(
            "a rotation that no pitch between -90 and 90 degrees plus the offset gives"
        )
    smaller = np.argmin(sizes, axis=0)
    return to_rotation(options[smaller, np.arange(len(angles))], "euler_sxyz")
