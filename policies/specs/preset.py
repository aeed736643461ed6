"""Everything around one network on one robot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.errors import UnknownNameError
from simeval.policies.specs.action import ActionSpec
from simeval.policies.specs.checks import check
from simeval.policies.specs.observation import ObservationSpec
from simeval.policies.specs.robot import ROBOTS, Robot

Protocol = Literal["openpi", "roboarena", "gr00t", "vla-eval", "rest", "cogact", "simeval"]


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Everything around one network on one robot, as data."""

    name: str
    """Family and robot, e.g. ``octo-widowx``, or the path of a user's file."""
    family: str
    """The family of networks."""
    robot: str
    """widowx, google or droid."""
    summary: str
    """One line for people."""
    protocol: Protocol
    """How the network is usually served."""
    sources: tuple[str, ...]
    """Repositories and files that were read."""
    unverified: tuple[str, ...]
    """What was not checked against a running network."""
    observation: ObservationSpec
    """What the network gets."""
    action: ActionSpec
    """From reply to actions."""
    new_instruction: Literal["keep", "reset"] = "keep"
    """An instruction that changes within an episode: keep everything but actions not yet executed,
    or reset the network and everything kept for it."""
    largest_batch: int | None = None
    """Most episodes in one forward pass; null leaves it to the server."""
    deterministic: bool
    """True when the same inputs and seed give the same reply."""
    emits_text: bool = False
    """True when it says something besides actions."""

    def __post_init__(self) -> None:
        if self.robot not in ROBOTS:
            raise UnknownNameError("robot", self.robot, ROBOTS)
        check(bool(self.sources), "sources is empty; say where the facts come from.")
        check(
            self.largest_batch is None or self.largest_batch >= 1,
            f"largest_batch is {self.largest_batch}; it must be at least 1.",
        )
        self._check_arm()
        self._check_gripper()
        self._check_state()

    @property
    def conventions(self) -> Robot:
        """What the robot makes of an action."""
        return ROBOTS[self.robot]

    def _check_arm(self) -> None:
        robot, joints = self.conventions, self.action.joints
        check(
            (joints is None) == (robot.arm == "ee_delta"),
            f"The robot {self.robot} is moved by {robot.arm}: it takes action."
            f"{'end_effector' if robot.arm == 'ee_delta' else 'joints'}.",
        )
        check(
            joints is None or joints.count == robot.arm_size,
            f"action.joints.count is {joints.count if joints else 0}; the robot {self.robot} has "
            f"{robot.arm_size}.",
        )

    def _check_gripper(self) -> None:
        gripper = self.action.gripper
        if self.conventions.gripper == "relative_close":
            check(
                gripper.meaning == "relative_close" or gripper.change is not None,
                f"The gripper of {self.robot} takes a change: set action.gripper.change to "
                "from_previous, from_latched or level.",
            )
        else:
            check(
                gripper.meaning != "relative_close"
                and gripper.change is None
                and gripper.latch_steps == 1,
                f"The gripper of {self.robot} takes an opening: meaning relative_close, change and "
                "latch_steps are for a robot whose gripper takes a change.",
            )

    def _check_state(self) -> None:
        for vector in self.observation.state:
            name = "/".join(vector.key)
            check(
                vector.feedback <= self.action.width,
                f"State {name!r} has feedback {vector.feedback}, but the network gives only "
                f"{self.action.width} columns.",
            )
            check(
                vector.feedback == 0 or self.action.ensemble is None,
                f"State {name!r} has feedback, but under an ensemble no row of the network is "
                "executed as it is.",
            )
            widths = any(part.gripper == "width_m" for part in vector.parts)
            check(
                not widths or bool(self.conventions.finger_joints),
                f"State {name!r} asks for the finger distance (width_m), but the fingers of "
                f"{self.robot} do not slide.",
            )
