"""The pick tasks of SIMPLER as data: objects, orientations, grid of positions.

Facts: ManiSkill2_real2sim@ef7a4d4, grasp_single_in_scene.py, and the evaluation scripts of
SimplerEnv@4ab7178.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simeval.envs.simpler.original_seeds import fresh_draws, pick, unseeded_reset_seeds
from simeval.envs.simpler.scene_look import Xy

Quat = tuple[float, float, float, float]

_HALF = math.sqrt(0.5)

# By the original's names: standing, across the view, and along it.
ORIENTATIONS: dict[str, Quat] = {
    "upright": (_HALF, _HALF, 0.0, 0.0),
    "laid_vertically": (_HALF, 0.0, 0.0, _HALF),
    "lr_switch": (0.0, 0.0, 0.0, 1.0),
}

# The published grid, x outermost, m.
_GRID_X = (-0.35, -0.2925, -0.235, -0.1775, -0.12)
_GRID_Y = (-0.02, 0.09, 0.2, 0.31, 0.42)

# Where the original draws from when no position is given.
_DRAWN_FROM: tuple[Xy, Xy] = ((-0.35, -0.02), (-0.12, 0.42))

# Distractors lie so far from the object at most and at least, and within these corners, m.
_DISTRACTOR_REACH_M = 0.3
_DISTRACTOR_GAP_M = 0.25
_DISTRACTORS_WITHIN: tuple[Xy, Xy] = ((-0.50, 0.05), (-0.1, 0.35))


@dataclass(frozen=True, kw_only=True)
class GraspStart:
    """Start of one episode; x, y in the world frame, m."""

    model_id: str
    orientation: str
    xy: Xy


@dataclass(frozen=True, kw_only=True)
class GraspScene:
    """What one pick task may pick up, and how it lies.

    Attributes:
        model_ids: Objects, one in each episode.
        orientations: Names out of `ORIENTATIONS`.
    """

    model_ids: tuple[str, ...] = ("opened_coke_can",)
    orientations: tuple[str, ...] = tuple(ORIENTATIONS)

    @property
    def episode_count(self) -> int:
        """Objects times orientations times positions."""
        return len(self.model_ids) * len(self.orientations) * len(_GRID_X) * len(_GRID_Y)

    def start(self, episode_id: int) -> GraspStart:
        """Start of an episode of the grid: object outermost, then orientation, x and y."""
        rest, y = divmod(episode_id % self.episode_count, len(_GRID_Y))
        rest, x = divmod(rest, len(_GRID_X))
        model, orientation = divmod(rest, len(self.orientations))
        return GraspStart(
            model_id=self.model_ids[model],
            orientation=self.orientations[orientation],
            xy=(_GRID_X[x], _GRID_Y[y]),
        )

    def drawn_start(self, seed: int) -> GraspStart:
        """The start that the original draws after a reset with this seed."""
        low, high = _DRAWN_FROM
        x, y = fresh_draws(seed).uniform(low, high, 2)
        return GraspStart(
            model_id=pick(self.model_ids, fresh_draws(seed)),
            orientation=pick(self.orientations, fresh_draws(seed)),
            xy=(float(x), float(y)),
        )


def distractor_positions(count: int, target_xy: Xy, *, seed: int | None = None) -> tuple[Xy, ...]:
    """Where the original puts distractors around the object to pick up, m.

    Args:
        count: Number of distractors.
        target_xy: Where the object was dropped.
        seed: Of the original's reset that drew the position of the object as well; None for an
            episode of the grid, which the published loop starts with the first reset of a new
            environment and a given position.
    """
    draws = fresh_draws(next(unseeded_reset_seeds()) if seed is None else seed)
    if seed is not None:
        draws.uniform(*_DRAWN_FROM, 2)
    return tuple(_distractor_position(np.array(target_xy), draws) for _ in range(count))


def _distractor_position(target: np.ndarray, draws: np.random.RandomState) -> Xy:
    while True:
        drawn = target + draws.uniform(-_DISTRACTOR_REACH_M, _DISTRACTOR_REACH_M, 2)
        x, y = np.clip(drawn, *_DISTRACTORS_WITHIN)
        if math.hypot(x - target[0], y - target[1]) > _DISTRACTOR_GAP_M:
            return float(x), float(y)


_RANDOM_OBJECTS = (
    "opened_pepsi_can",
    "opened_coke_can",
    "opened_sprite_can",
    "opened_fanta_can",
    "opened_redbull_can",
    "blue_plastic_bottle",
    "apple",
    "orange",
    "sponge",
    "bridge_spoon_generated_modified",
    "bridge_carrot_generated_modified",
    "green_cube_3cm",
    "yellow_cube_3cm",
    "eggplant",
)

GRASP_SCENES: dict[str, GraspScene] = {
    "google_robot_pick_coke_can": GraspScene(),
    "google_robot_pick_horizontal_coke_can": GraspScene(orientations=("lr_switch",)),
    "google_robot_pick_vertical_coke_can": GraspScene(orientations=("laid_vertically",)),
    "google_robot_pick_standing_coke_can": GraspScene(orientations=("upright",)),
    "google_robot_pick_object": GraspScene(model_ids=_RANDOM_OBJECTS),
}
