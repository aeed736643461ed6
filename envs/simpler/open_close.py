"""SIMPLER's tasks of opening or closing a drawer as a ManiSkill environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from simeval.envs.simpler.drawer_env import DrawerEnv
from simeval.envs.simpler.drawer_scenes import (
    CLOSED_M,
    OPEN_M,
    PULLED_OUT_M,
    RobotPlace,
)
from simeval.envs.simpler.scenes_of import drawer_scene
from simeval.envs.simpler.simpler_env import OFF_GRID
from simeval.envs.simpler.variants import Variant
from simeval.envs.task_spec import TaskSpec


class OpenCloseEnv(DrawerEnv):
    """Open a closed drawer, or close an open one.

    Args:
        task: One of the open or close tasks.
        variant: Which version of it.
        **options: Passed on to `DrawerEnv`.
    """

    def __init__(self, *, task: TaskSpec, variant: Variant, **options: Any) -> None:
        self.drawers = drawer_scene(task, variant)
        super().__init__(task=task, variant=variant, contact_offset_m=0.02, **options)

    @property
    def model_ids(self) -> tuple[str, ...]:
        """There is nothing but the cabinet."""
        return ()

    @property
    def instruction(self) -> str:
        """Names the drawer of the episode."""
        return f"{'open' if self.drawers.opens else 'close'} {self._start.drawer} drawer"

    @property
    def _place(self) -> RobotPlace:
        return self._start.place

    @property
    def _drawer(self) -> str:
        return self._start.drawer

    def _begin_episode(self, options: Mapping[str, Any]) -> None:
        if "original_seed" in options:
            self.episode_id = OFF_GRID
            self._start = self.drawers.drawn_start(options["original_seed"])
            return
        self.episode_id = self._chosen_episode(options)
        self._start = self.drawers.start(self.episode_id)

    def _episode_objects(self) -> tuple[str, ...]:
        return ()

    def _place_objects(self) -> None:
        pulled_out = {} if self.drawers.opens else {self._start.drawer: PULLED_OUT_M}
        self.cabinet.set_positions(pulled_out)

    def evaluate(self) -> dict[str, torch.Tensor]:
        """Success, bool [1]; position of the drawer (m) and progress in [0, 1], float [1]."""
        position = self.cabinet.position(self._start.drawer)
        if self.drawers.opens:
            success, progress = position >= OPEN_M, position / OPEN_M
        else:
            success = position <= CLOSED_M
            progress = (PULLED_OUT_M - position) / (PULLED_OUT_M - CLOSED_M)
        return {
            "success": torch.tensor([success]),
            "qpos": torch.tensor([position], dtype=torch.float64),
            "progress": torch.tensor([min(max(progress, 0.0), 1.0)], dtype=torch.float64),
        }
