"""Questions about the contacts of the last physics step (CPU backend)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


def _total_impulse(contact: Any) -> npt.NDArray[np.float64]:
    total = np.zeros(3)
    for point in contact.points:
        total += point.impulse
    return total


def impulse_between(contacts: Sequence[Any], entity: Any, other: Any) -> npt.NDArray[np.float64]:
    """Impulse on `entity` by `other`, world frame, [3] N s.

    Args:
        contacts: Contacts of the last physics step.
        entity: SAPIEN entity that feels the impulse.
        other: SAPIEN entity that exerts it.
    """
    total = np.zeros(3)
    for contact in contacts:
        first, second = contact.bodies[0].entity, contact.bodies[1].entity
        if first == entity and second == other:
            total += _total_impulse(contact)
        elif first == other and second == entity:
            total -= _total_impulse(contact)
    return total


def touches_any_other(
    contacts: Sequence[Any], entity: Any, allowed: Collection[Any], *, min_impulse: float = 1e-6
) -> bool:
    """Whether `entity` presses on anything that is not in `allowed`.

    Args:
        contacts: Contacts of the last physics step.
        entity: SAPIEN entity in question.
        allowed: SAPIEN entities whose contact does not count.
        min_impulse: Impulses up to this norm (N s) do not count.
    """
    for contact in contacts:
        first, second = contact.bodies[0].entity, contact.bodies[1].entity
        if first == entity:
            other = second
        elif second == entity:
            other = first
        else:
            continue
        pressed = float(np.linalg.norm(_total_impulse(contact))) > min_impulse
        if pressed and not any(other == candidate for candidate in allowed):
            return True
    return False


def angle_between_deg(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Angle between two vectors in degrees; 90 when one of them is zero (the original's rule)."""
    norms = float(np.linalg.norm(a) * np.linalg.norm(b))
    cosine = float(np.dot(a, b)) / norms if norms > 0.0 else 0.0
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
