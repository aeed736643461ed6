"""How old an action is when it is executed, in real-time mode."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["fresh", "stale", "held"]
STATUSES: tuple[Status, ...] = ("fresh", "stale", "held")

NEVER = -1


class Freshness(NamedTuple):
    """Of one executed action."""

    status: Status
    """fresh: computed for this step, from the newest observation that the policy was given; stale:
    computed for an earlier step, or from an older observation while the policy thinks about a
    newer one; held: there was no action, and the robot held still."""
    computed_at: int
    """Control steps executed before the observation that it was computed from; -1 when held."""
