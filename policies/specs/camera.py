"""How a network wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.checks import check
from simeval.policies.specs.image import CropMethod, Fit, ImageSpec, Interpolation, Rounding

__all__ = ["CameraSpec", "CropMethod", "Fit", "GoalSpec", "Interpolation", "Rounding"]


@dataclass(frozen=True, kw_only=True)
class CameraSpec(ImageSpec):
    """One image input from a frame of the simulator: the steps of `ImageSpec`, then history."""

    camera: str | None = None
    """Camera of the environment; null means the task's own."""
    history: tuple[int, ...] = (0,)
    """Control steps of the images relative to now, ascending, last 0."""
    history_fill: Literal["first", "grow"] = "first"
    """Before the episode is long enough: first (repeat the first image) or grow (fewer images)."""
    mask_key: tuple[str, ...] | None = None
    """Where a float32 mask [T] goes: 1 for a real image, 0 for a repeated one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        name = self._name
        ascending = all(a < b for a, b in zip(self.history, self.history[1:], strict=False))
        check(
            bool(self.history) and ascending and self.history[-1] == 0,
            f"{name} has history {list(self.history)}; it must ascend and end with 0, as [-1, 0].",
        )
        check(
            len(self.history) == 1 or self.time_axis,
            f"{name} has a history of {len(self.history)} images, so time_axis must be true.",
        )

    @property
    def _name(self) -> str:
        return f"camera {'/'.join(self.key)!r}"


@dataclass(frozen=True, kw_only=True)
class GoalSpec(ImageSpec):
    """One image input that shows what is wanted, from the files of ``goals=FOLDER``."""

    shows: Literal["goal", "subgoal"] = "goal"
    """goal: the end of the episode; subgoal: what is next (the goal where there is none)."""

    @property
    def _name(self) -> str:
        return f"goal image {'/'.join(self.key)!r}"
