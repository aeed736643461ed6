"""How a network wants to feel: proprioception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.checks import check
from simeval.policies.specs.rotation import ROTATION_SIZES, Representation

Quantity = Literal["position", "rotation", "gripper", "joints", "zeros", "values"]
StateFrame = Literal["base", "bridge_topdown", "droid_view"]
GripperState = Literal["open01", "closed01", "width_m"]


@dataclass(frozen=True, kw_only=True)
class StatePart:
    """Some numbers of a state vector."""

    quantity: Quantity
    """position (TCP in the base frame, m), rotation (of the TCP), gripper, joints (rad, m), zeros
    or values."""
    representation: Representation | None = None
    """Of a rotation."""
    frame: StateFrame = "base"
    """Of a rotation: base; bridge_topdown, relative to the top-down pose as in the Bridge data; or
    droid_view, the axes of the gripper renamed as GR00T does for DROID."""
    gripper: GripperState | None = None
    """Of a gripper: opening, 1 - opening, or distance of the fingers in metres."""
    pick: tuple[int, ...] | None = None
    """Only these numbers of the quantity, counted from 0."""
    count: int | None = None
    """How many zeros or joints."""
    values: tuple[float, ...] | None = None
    """The numbers of values, always the same."""

    def __post_init__(self) -> None:
        for quantity, value, what in (
            ("rotation", self.representation, "a representation"),
            ("gripper", self.gripper, "gripper: open01, closed01 or width_m"),
            ("values", self.values or None, "values"),
        ):
            check(
                (self.quantity == quantity) == (value is not None),
                f"A state part of quantity {self.quantity} with {value!r}: "
                f"{quantity} needs {what}, and nothing else has it.",
            )
        counted = self.quantity in ("zeros", "joints")
        check(
            counted == (self.count is not None) and (self.count is None or self.count >= 1),
            f"A state part of quantity {self.quantity} has count {self.count}; zeros and joints "
            "need one of at least 1, nothing else has it.",
        )
        check(
            self.frame == "base" or self.quantity == "rotation",
            f"A state part of quantity {self.quantity} has frame {self.frame}; only a rotation "
            "has a frame.",
        )
        check(
            self.pick is None or (bool(self.pick) and set(self.pick) <= set(range(self._whole))),
            f"A state part of quantity {self.quantity} picks {list(self.pick or ())}; allowed is 0 "
            f"to {self._whole - 1}.",
        )

    @property
    def size(self) -> int:
        """Numbers of the part."""
        return self._whole if self.pick is None else len(self.pick)

    @property
    def _whole(self) -> int:
        match self.quantity:
            case "position":
                return 3
            case "rotation":
                assert self.representation is not None
                return ROTATION_SIZES[self.representation]
            case "gripper":
                return 1
            case "values":
                return len(self.values or ())
        return self.count or 0


@dataclass(frozen=True, kw_only=True)
class StateVector:
    """One state input: parts, one after the other, as float32."""

    key: tuple[str, ...]
    """Where in the inputs of the network; several names for nested inputs."""
    parts: tuple[StatePart, ...]
    """What it is made of."""
    time_axis: bool = False
    """True for [1, D] instead of [D]."""
    feedback: int = 0
    """Once an action was executed, this many leading numbers are those of the network's last
    executed row, and all others are zero; 0 means that the state is always the robot's."""

    def __post_init__(self) -> None:
        check(
            bool(self.key) and bool(self.parts),
            f"State {'/'.join(self.key)!r} needs a key and at least one part.",
        )
        check(
            0 <= self.feedback <= self.size,
            f"State {'/'.join(self.key)!r} has feedback {self.feedback}; allowed is 0 to its "
            f"size ({self.size}).",
        )

    @property
    def size(self) -> int:
        """Numbers of the vector."""
        return sum(part.size for part in self.parts)
