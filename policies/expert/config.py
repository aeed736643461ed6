"""Options of the expert."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.errors import UnknownNameError, UsageError

RUNGS = ("none", "action_noise", "grasp_offset", "wrong_object", "gripper_flipped")


@dataclass(frozen=True, kw_only=True)
class ExpertConfig:
    """Options.

    Each rung is one fault that real policies and adapters have, so that a benchmark can be checked
    against policies of known rank. On the WidowX tasks they are ordered by how much they hurt; the
    drawers of the Google robot are worked with closed fingers, which a flipped gripper hurts less.

    Attributes:
        rung: ``none`` (no fault); ``action_noise`` (normal noise on every motion);
            ``grasp_offset`` (reaches beside the object or the drawer's front); ``wrong_object``
            (takes the target instead of the source, goes to another drawer, or reaches where there
            is nothing if there is one object only, in most episodes); ``gripper_flipped`` (opens to
            close).
        noise_m: Standard deviation of the noise on each translation component, m.
        noise_rad: Standard deviation of the noise on each rotation component, rad.
        offset_m: Largest reach beside the object, m; drawn uniformly per episode.
        wrong_object_probability: Share of episodes in which the wrong object is taken.
    """

    rung: str = "none"
    noise_m: float = 0.018
    noise_rad: float = 0.05
    offset_m: float = 0.06
    wrong_object_probability: float = 0.85

    def __post_init__(self) -> None:
        if self.rung not in RUNGS:
            raise UnknownNameError("rung of the expert", self.rung, RUNGS)
        for name in ("noise_m", "noise_rad", "offset_m"):
            if not getattr(self, name) >= 0:
                raise UsageError(f"policy.{name} must be at least 0; got {getattr(self, name)}.")
        if not 0 <= self.wrong_object_probability <= 1:
            raise UsageError(
                "policy.wrong_object_probability must lie between 0 and 1; got "
                f"{self.wrong_object_probability}."
            )
