"""Known mistakes in state vectors, tried on the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.pipeline.rotations import BRIDGE_TOPDOWN, from_rotation, to_rotation
from simeval.policies.specs import StateVector
from simeval.policies.specs.rotation import ROTATION_SIZES, Representation

FloatArray = npt.NDArray[np.float64]

_SAME = 1e-4


class Written(NamedTuple):
    """A rotation in a state vector."""

    start: int
    """First of its numbers."""
    representation: Representation
    """How it is written."""


def written_rotations(vector: StateVector) -> list[Written]:
    """Return where a state vector holds whole rotations."""
    found, start = [], 0
    for part in vector.parts:
        if part.representation is not None and part.pick is None:
            found.append(Written(start, part.representation))
        start += part.size
    return found


def state_reasons(
    ours: FloatArray,
    theirs: FloatArray,
    rotations: list[Written],
    *,
    written_in: Literal["ours", "theirs"],
) -> list[str]:
    """Explain the differences between state vectors, float [T, D] each.

    Args:
        ours: Of the preset under test.
        theirs: As they should be.
        rotations: Where one of the two holds rotations.
        written_in: Which of the two.

    Returns:
        What is mistaken, each with the numbers (counted from 0) that it explains.
    """
    wrong = np.flatnonzero(np.abs(ours - theirs).max(axis=0) > _SAME)
    reasons = [
        f"number {index} is 1 minus what it should be (gripper open against closed)"
        for index in wrong
        if np.abs(ours[:, index] - (1.0 - theirs[:, index])).max() <= _SAME
    ]
    known, other = (ours, theirs) if written_in == "ours" else (theirs, ours)
    for start, representation in rotations:
        part = slice(start, start + ROTATION_SIZES[representation])
        if not np.any((wrong >= part.start) & (wrong < part.stop)):
            continue
        place = f"numbers {part.start} to {part.stop - 1} are "
        for name in _names(known[:, part], other[:, part], representation):
            pair = (representation, name) if written_in == "ours" else (name, representation)
            reasons.append(f"{place}{pair[0]}, not {pair[1]}")
        for turned in _frames(known[:, part], other[:, part], representation):
            frames = ("base", "bridge_topdown")
            here, there = frames if turned == (written_in == "theirs") else frames[::-1]
            reasons.append(f"{place}in frame {here}, not {there}")
    return reasons


def _names(known: FloatArray, other: FloatArray, representation: Representation) -> Iterator[str]:
    """Yield the representations of the same size in which the other numbers are the same."""
    rotation = to_rotation(known, representation)
    for name, size in ROTATION_SIZES.items():
        same_size = size == ROTATION_SIZES[representation] and name != representation
        if same_size and _same(other, rotation, name):
            yield name


def _frames(known: FloatArray, other: FloatArray, representation: Representation) -> Iterator[bool]:
    """Yield true where the other numbers are the rotation without Bridge's frame, false with it."""
    rotation = to_rotation(known, representation)
    if _same(other, rotation * BRIDGE_TOPDOWN, representation):
        yield True
    if _same(other, rotation * BRIDGE_TOPDOWN.inv(), representation):
        yield False


def _same(numbers: FloatArray, rotation: Rotation, representation: Representation) -> bool:
    written = from_rotation(rotation, representation)
    apart = np.abs(numbers - written).max(axis=1)
    if representation.startswith("quat"):
        # Both signs of a quaternion are the same rotation.
        apart = np.minimum(apart, np.abs(numbers + written).max(axis=1))
    return bool(apart.max() <= _SAME)
