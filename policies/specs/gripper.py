"""How a network speaks of its gripper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from simeval.policies.specs.checks import check

Meaning = Literal["open01", "closed01", "open_pm1", "close_pm1", "relative_close"]
Change = Literal["from_previous", "from_latched", "level"]


@dataclass(frozen=True, kw_only=True)
class GripperSpec:
    """From one number of the network to the gripper command of the robot.

    The number becomes an opening between 0 and 1. A robot with an absolute gripper gets twice the
    opening minus 1 (or 1 minus the opening, as its convention is). A robot with a relative gripper
    gets a change, positive to close; a change of more than 0.5 is latched: repeated for
    `latch_steps` steps ("sticky gripper").
    """

    column: int
    """Column of the network's output."""
    meaning: Meaning
    """open01 (1 open, 0 closed), closed01, open_pm1 (1 open, -1 closed), close_pm1, or
    relative_close (already the robot's own change, positive to close)."""
    threshold: float | None = None
    """Openings above it count as 1, others as 0; null keeps the opening as it is."""
    threshold_of_task: Mapping[str, float] = field(default_factory=dict)
    """Other thresholds for some tasks, by task name."""
    open_after: int = 1
    """Opens only at this many openings above the threshold in a row, and closes before."""
    change: Change | None = None
    """Relative gripper: from_previous (opening of the step before minus this one: the original of
    SimplerEnv), from_latched (opening at the last latch minus this one: its later forks), or level
    (1 - 2 * opening: GR00T N1.6)."""
    latch_steps: int = 1
    """Steps that a latched change is sent, the first included."""
    dead_zone: float = 0.0
    """relative_close: changes smaller than this become 0."""

    def __post_init__(self) -> None:
        for name, value, least in (
            ("column", self.column, 0),
            ("latch_steps", self.latch_steps, 1),
            ("open_after", self.open_after, 1),
            ("dead_zone", self.dead_zone, 0),
        ):
            check(value >= least, f"action.gripper.{name} is {value}; it must be at least {least}.")
        thresholds = list(self.threshold_of_task.values())
        thresholds += [] if self.threshold is None else [self.threshold]
        for threshold in thresholds:
            check(
                0.0 <= threshold <= 1.0,
                f"action.gripper has a threshold of {threshold}; it is an opening from 0 to 1.",
            )
        check(
            self.threshold is not None or (not self.threshold_of_task and self.open_after == 1),
            "action.gripper.threshold_of_task and open_after need a threshold.",
        )
        if self.meaning == "relative_close":
            check(
                self.threshold is None and self.change is None and self.latch_steps == 1,
                "A gripper of meaning relative_close is passed on as it is: it takes a dead_zone, "
                "and neither threshold, change nor latch_steps.",
            )
        else:
            check(
                self.dead_zone == 0.0,
                f"action.gripper.dead_zone is for meaning relative_close, not {self.meaning}.",
            )
