"""Known mistakes that turn one sequence of actions into another.

Every explanation is a mistake of the field, tried on the numbers: the wanted actions with the
mistake in them must be the actions that came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.rotations import from_rotation, to_rotation
from simeval.policies.specs.rotation import ROTATION_SIZES, Representation

FloatArray = npt.NDArray[np.float64]

TRANSLATION_TOLERANCE_M = 1e-5
ROTATION_TOLERANCE_RAD = float(np.deg2rad(0.1))
GRIPPER_TOLERANCE = 1e-3

_STILL = 1e-6
_AXES = "xyz"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """How far actions are from those that were wanted."""

    part: Literal["translation", "rotation", "gripper"]
    """Of the action."""
    size: float
    """Largest difference: m, rad, or units of the gripper command."""
    tolerance: float
    """What would still count as equal."""
    reasons: tuple[str, ...]
    """Mistakes that explain it all."""

    @property
    def equal(self) -> bool:
        """True where there is none."""
        return self.size <= self.tolerance

    @property
    def text(self) -> str:
        """The difference with its unit."""
        match self.part:
            case "translation":
                return f"up to {1e3 * self.size:.3g} mm apart"
            case "rotation":
                return f"up to {np.rad2deg(self.size):.3g} degrees apart"
        return f"commands up to {self.size:.3g} apart"


def gaps(got: FloatArray, wanted: FloatArray) -> tuple[Gap, Gap, Gap]:
    """Compare displacement actions, float [T, 7] each, part by part, and explain differences."""
    return translation_gap(got, wanted), rotation_gap(got, wanted), gripper_gap(got, wanted)


def translation_gap(got: FloatArray, wanted: FloatArray) -> Gap:
    """Compare the translations of actions [T, 7]."""
    one, other = got[:, :3], wanted[:, :3]
    size = float(np.abs(one - other).max())
    equal = size <= TRANSLATION_TOLERANCE_M
    return Gap(
        part="translation",
        size=size,
        tolerance=TRANSLATION_TOLERANCE_M,
        reasons=() if equal else tuple(_translation_reasons(one, other)),
    )


def rotation_gap(got: FloatArray, wanted: FloatArray) -> Gap:
    """Compare the rotations of actions [T, 7] by the angle between them."""
    one, other = Rotation.from_rotvec(got[:, 3:6]), Rotation.from_rotvec(wanted[:, 3:6])
    size = _angle(one, other)
    equal = size <= ROTATION_TOLERANCE_RAD
    return Gap(
        part="rotation",
        size=size,
        tolerance=ROTATION_TOLERANCE_RAD,
        reasons=() if equal else tuple(_rotation_reasons(one, other)),
    )


def gripper_gap(got: FloatArray, wanted: FloatArray) -> Gap:
    """Compare the gripper commands of actions [T, n], in the last column."""
    one, other = got[:, -1], wanted[:, -1]
    size = float(np.abs(one - other).max())
    reasons: tuple[str, ...] = ()
    if size > GRIPPER_TOLERANCE:
        moved = np.abs(other).max() > _STILL
        if (moved and np.abs(one + other).max() <= GRIPPER_TOLERANCE) or (
            moved and np.mean(np.sign(one) == -np.sign(other)) > 0.9
        ):
            reasons = ("open and closed are exchanged",)
    return Gap(part="gripper", size=size, tolerance=GRIPPER_TOLERANCE, reasons=reasons)


def _translation_reasons(got: FloatArray, wanted: FloatArray) -> Iterator[str]:
    moves = np.abs(wanted).max(axis=0) > _STILL
    factors = np.array([_factor(got[:, axis], wanted[:, axis]) for axis in range(3)])
    clean = np.abs(got - wanted * factors).max() <= TRANSLATION_TOLERANCE_M
    if clean and moves.all():
        if np.all(factors < 0):
            yield f"the sign of the translation is wrong{_by(-factors)}"
        elif np.any(factors < 0):
            wrong = "".join(_AXES[axis] for axis in np.flatnonzero(factors < 0))
            yield f"the sign of {', '.join(wrong)} is wrong{_by(np.abs(factors))}"
        elif np.ptp(factors) > 0.01 or abs(factors[0] - 1.0) > 0.01:
            yield f"the scale is wrong{_by(factors)}"
        return
    for order in permutations(range(3)):
        if order != (0, 1, 2) and np.abs(got - wanted[:, order]).max() <= TRANSLATION_TOLERANCE_M:
            yield f"the axes are in the order {', '.join(_AXES[axis] for axis in order)}"
    shift = (got - wanted).mean(axis=0)
    if moves.all() and _affine(got, wanted) and np.abs(shift).max() > TRANSLATION_TOLERANCE_M:
        slopes = np.array([np.polyfit(wanted[:, i], got[:, i], 1)[0] for i in range(3)])
        if np.abs(slopes - 1.0).max() > 0.05:
            yield f"scale and offset are wrong{_by(slopes)}: other statistics"


def _rotation_reasons(got: Rotation, wanted: Rotation) -> Iterator[str]:
    def explains(mistaken: Rotation) -> bool:
        return _angle(got, mistaken) <= ROTATION_TOLERANCE_RAD

    if explains(wanted.inv()):
        yield "the sign of the rotation is wrong"
        return
    for meant in ROTATION_SIZES:
        for read in ROTATION_SIZES:
            if meant != read and explains_confusion(got, wanted, meant=meant, read=read):
                yield f"{meant} is read as {read}"
    vectors, others = got.as_rotvec(), wanted.as_rotvec()
    for axis in range(3):
        flipped = others.copy()
        flipped[:, axis] *= -1.0
        if explains(Rotation.from_rotvec(flipped)):
            yield f"the sign of the rotation about {_AXES[axis]} is wrong"
    factor = _factor(vectors.ravel(), others.ravel())
    if abs(factor - 1.0) > 0.01 and explains(Rotation.from_rotvec(others * factor)):
        yield f"the rotation is {factor:.3g} times as large"


def explains_confusion(
    got: Rotation, wanted: Rotation, *, meant: Representation, read: Representation
) -> bool:
    """Whether `got` is what comes of `wanted` when numbers of one kind are read as another."""
    if ROTATION_SIZES[meant] != ROTATION_SIZES[read]:
        return False
    try:
        mistaken = to_rotation(from_rotation(wanted, meant), read)
    except ValueError:
        return False
    differs = _angle(mistaken, wanted) > ROTATION_TOLERANCE_RAD
    return differs and _angle(got, mistaken) <= ROTATION_TOLERANCE_RAD


def _angle(one: Rotation, other: Rotation) -> float:
    return float(np.max((one * other.inv()).magnitude()))


def _factor(got: FloatArray, wanted: FloatArray) -> float:
    """Least-squares factor from wanted to got; 1 where nothing was wanted."""
    power = float(wanted @ wanted)
    return float(got @ wanted) / power if power > _STILL**2 else 1.0


def _affine(got: FloatArray, wanted: FloatArray) -> bool:
    fits = [np.polyfit(wanted[:, axis], got[:, axis], 1) for axis in range(3)]
    rest = [got[:, i] - np.polyval(fit, wanted[:, i]) for i, fit in enumerate(fits)]
    return bool(np.abs(rest).max() <= TRANSLATION_TOLERANCE_M)


def _by(factors: FloatArray) -> str:
    if np.abs(factors - 1.0).max() <= 0.01:
        return ""
    return f" (x, y, z times {', '.join(f'{factor:.2g}' for factor in factors)})"
