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


def first_pressed(
    contacts: Sequence[Any], entities: Collection[Any], *, min_impulse: float = 1e-6
) -> Any | None:
    """The first entity outside a group that the group presses on, or None.

    Args:
        contacts: Contacts of the last physics step.
        entities: SAPIEN entities of the group, such as the links of a robot.
        min_impulse: Impulses up to this norm (N s) do not count.
    """
    for contact in contacts:
        ends = [body.entity for body in contact.bodies]
        outside = [end for end in ends if not any(end == entity for entity in entities)]
        if len(outside) == 1 and float(np.linalg.norm(_total_impulse(contact))) > min_impulse:
            return outside[0]
    return None


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


def touches_shape(
    contacts: Sequence[Any], entity: Any, shape: Any, *, min_impulse: float = 1e-6
) -> bool:
    """Whether `entity` presses on one collision shape of another body.

    Args:
        contacts: Contacts of the last physics step.
        entity: SAPIEN entity in question.
        shape: SAPIEN collision shape.
        min_impulse: A total impulse up to this norm (N s) does not count.
    """
    total = np.zeros(3)
    for contact in contacts:
        entities = [body.entity for body in contact.bodies]
        if any(one == entity for one in entities) and any(one == shape for one in contact.shapes):
            total += _total_impulse(contact)
    return float(np.linalg.norm(total)) > min_impulse


def angle_between_deg(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Angle between two vectors in degrees; 90 when one of them is zero (the original's rule)."""
    norms = float(np.linalg.norm(a) * np.linalg.norm(b))
    cosine = float(np.dot(a, b)) / norms if norms > 0.0 else 0.0
    return float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
