"""How a network speaks of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.arm import EndEffectorSpec, JointsSpec
from simeval.policies.specs.checks import check
from simeval.policies.specs.gripper import GripperSpec
from simeval.policies.specs.scaling import Unnormalise


@dataclass(frozen=True, kw_only=True)
class OutputPart:
    """One array of a reply: [H, size], [H] where size is 1, or [size] where H is 1."""

    key: str
    """Name in the reply."""
    size: int
    """Numbers per row."""

    def __post_init__(self) -> None:
        check(self.size >= 1, f"Output {self.key!r} has size {self.size}; at least 1 is needed.")


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """An average over what successive replies say about the same step."""

    rule: Literal["exponential", "adaptive_cosine"]
    """exponential: weight exp(-coefficient * i), i = 0 for the oldest reply; adaptive_cosine:
    weight exp(coefficient * cosine of the reply and the newest one)."""
    coefficient: float
    """Temperature (exponential) or alpha (adaptive_cosine)."""
    horizon: int
    """Most replies that are averaged."""

    def __post_init__(self) -> None:
        check(
            self.horizon >= 1,
            f"action.ensemble.horizon is {self.horizon}; it must be at least 1.",
        )


@dataclass(frozen=True, kw_only=True)
class Terminate:
    """When an output says that the episode is done."""

    key: str
    """Name in the reply."""
    index: int = 0
    """Which of its numbers."""
    above: float = 0.0
    """Done when the number is larger."""

    def __post_init__(self) -> None:
        check(self.index >= 0, f"action.terminate.index is {self.index}; at least 0.")


@dataclass(frozen=True, kw_only=True)
class ActionSpec:
    """From a reply to actions of the environment.

    The steps are, in this order: outputs side by side as [H, D], stride, un-normalise, ensemble or
    chunk buffer, arm (see `EndEffectorSpec` and `JointsSpec`), gripper.
    """

    outputs: tuple[OutputPart, ...]
    """Arrays of a reply that are laid side by side."""
    chunk: int | None
    """Rows of a reply; null where it depends on the checkpoint."""
    stride: int = 1
    """Only every such row counts, from the first on."""
    execute: int
    """Rows that are executed before the network is asked again."""
    control_hz: int
    """Actions per second that the network was made for."""
    end_effector: EndEffectorSpec | None = None
    """Columns that move the end effector; either this or joints."""
    joints: JointsSpec | None = None
    """Columns that move the arm joints; either this or end_effector."""
    gripper: GripperSpec
    """How the gripper is commanded."""
    unnormalise: Unnormalise | None = None
    """null where the server or the network does it."""
    ensemble: Ensemble | None = None
    """null for plain chunks."""
    terminate: Terminate | None = None
    """null where no output ends the episode."""

    @property
    def width(self) -> int:
        """Columns of a reply."""
        return sum(part.size for part in self.outputs)

    @property
    def fewest_rows(self) -> int:
        """Rows that must be left of a reply after the stride."""
        averaged = self.ensemble is not None and self.chunk != 1
        return self.ensemble.horizon if self.ensemble and averaged else self.execute

    @property
    def usable_rows(self) -> int | None:
        """Rows of a reply that the stride leaves; None where it depends on the checkpoint."""
        return None if self.chunk is None else -(-self.chunk // self.stride)

    @property
    def arm(self) -> EndEffectorSpec | JointsSpec:
        """The one that is there."""
        arm = self.end_effector if self.joints is None else self.joints
        assert arm is not None
        return arm

    @property
    def needs_state(self) -> bool:
        """True when a row means something only together with the robot's state at its step."""
        match self.arm:
            case EndEffectorSpec() as arm:
                return arm.kind == "absolute" or arm.frame == "tcp"
            case JointsSpec() as arm:
                return arm.kind == "velocity"

    def __post_init__(self) -> None:
        check(bool(self.outputs), "action.outputs is empty; name the arrays of a reply.")
        for name in ("chunk", "stride", "control_hz", "execute"):
            value = getattr(self, name)
            check(value is None or value >= 1, f"action.{name} is {value}; it must be at least 1.")
        rows = self.usable_rows
        check(
            rows is None or self.execute <= rows,
            f"action.execute is {self.execute}, but of a reply only {rows} can be executed.",
        )
        check(
            (self.end_effector is None) != (self.joints is None),
            "An action needs either action.end_effector or action.joints, not both.",
        )
        self._check_columns()
        self._check_ensemble()
        mask = None if self.unnormalise is None else self.unnormalise.mask
        check(
            mask is None or len(mask) == self.width,
            f"action.unnormalise.mask has {len(mask or ())} values; action.outputs has "
            f"{self.width} columns.",
        )

    def _check_columns(self) -> None:
        used = [self.gripper.column, *self.arm.columns]
        check(
            min(used) >= 0 and max(used) < self.width and len(set(used)) == len(used),
            f"The action columns (arm {list(self.arm.columns)}, gripper {self.gripper.column}) "
            f"overlap or do not lie within the {self.width} columns of action.outputs.",
        )

    def _check_ensemble(self) -> None:
        if self.ensemble is None:
            return
        check(
            self.execute == 1,
            f"action.execute is {self.execute}, but an ensemble asks the network at every step: "
            "set action.execute to 1, or action.ensemble to null.",
        )
        rows = self.usable_rows
        check(
            rows is None or rows == 1 or self.ensemble.horizon <= rows,
            f"action.ensemble.horizon is {self.ensemble.horizon}, but a reply reaches only "
            f"{rows} steps ahead.",
        )
