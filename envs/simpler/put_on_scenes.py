"""The four WidowX put-on tasks as data: objects, initial-condition grids, success tolerances.

Facts: ManiSkill2_real2sim@ef7a4d4, envs/custom_scenes/put_on_in_scene.py.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field

from simeval.envs.simpler.scene_look import SINK_LIGHTS, SceneLook, Xy, bridge_look

Quat = tuple[float, float, float, float]

_IDENTITY: Quat = (1.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True)
class FixedObject:
    """An object that never moves."""

    model_id: str
    position: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class InitialCondition:
    """Where source and target start; x, y in the world frame (m), orientation as quat_wxyz."""

    source_xy: Xy
    target_xy: Xy
    source_quat: Quat
    target_quat: Quat = _IDENTITY


@dataclass(frozen=True, kw_only=True)
class PutOnScene:
    """Everything that distinguishes one put-on task from another.

    Attributes:
        source: Model id of the object to move.
        target: Model id of the object to put it on.
        xy_configs: Positions of source and target.
        source_quats: Orientations of the source; episode ``e`` uses number ``e % len``.
        look: Surroundings.
        max_gap_m: How far the source may hover above the target and still count.
        needs_sole_support: Whether any contact of the source with something other than target and
            robot forbids success.
        fixed: Objects that never move.
    """

    source: str
    target: str
    xy_configs: tuple[tuple[Xy, Xy], ...]
    source_quats: tuple[Quat, ...]
    look: SceneLook = field(default_factory=bridge_look)
    max_gap_m: float = 0.02
    needs_sole_support: bool = True
    fixed: tuple[FixedObject, ...] = ()

    @property
    def episode_count(self) -> int:
        """Size of the grid."""
        return len(self.xy_configs) * len(self.source_quats)

    def initial_condition(self, episode_id: int) -> InitialCondition:
        """Initial condition of an episode; ids beyond the grid wrap around, as in the original."""
        quat_count = len(self.source_quats)
        source_xy, target_xy = self.xy_configs[(episode_id % self.episode_count) // quat_count]
        return InitialCondition(
            source_xy=source_xy,
            target_xy=target_xy,
            source_quat=self.source_quats[episode_id % quat_count],
        )

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object in the scene."""
        return (self.source, self.target, *(fixed.model_id for fixed in self.fixed))


def _yaw(angle: float) -> Quat:
    return (math.cos(angle / 2), 0.0, 0.0, math.sin(angle / 2))


def _ordered_corner_pairs(half_edge: float) -> tuple[tuple[Xy, Xy], ...]:
    """All ordered pairs of distinct corners of a square around the middle of the work area."""
    centre_x, centre_y = -0.16, 0.0
    corners = [
        (centre_x + sign_x * half_edge, centre_y + sign_y * half_edge)
        for sign_x, sign_y in itertools.product((-1, 1), repeat=2)
    ]
    return tuple(itertools.permutations(corners, 2))


_EGGPLANT_XYS = tuple(itertools.product((-0.115, -0.095), (0.191, 0.201, 0.211, 0.221)))

PUT_ON_SCENES: dict[str, PutOnScene] = {
    "widowx_spoon_on_towel": PutOnScene(
        source="bridge_spoon_generated_modified",
        target="table_cloth_generated_shorter",
        xy_configs=_ordered_corner_pairs(0.075),
        source_quats=(_IDENTITY, _yaw(math.pi / 2)),
        needs_sole_support=False,
    ),
    "widowx_carrot_on_plate": PutOnScene(
        source="bridge_carrot_generated_modified",
        target="bridge_plate_objaverse_larger",
        xy_configs=_ordered_corner_pairs(0.075),
        source_quats=(_yaw(math.pi), _yaw(-math.pi / 2)),
    ),
    "widowx_stack_cube": PutOnScene(
        source="baked_green_cube_3cm",
        target="baked_yellow_cube_3cm",
        xy_configs=_ordered_corner_pairs(0.05) + _ordered_corner_pairs(0.1),
        source_quats=(_IDENTITY,),
    ),
    "widowx_put_eggplant_in_basket": PutOnScene(
        source="eggplant",
        target="dummy_sink_target_plane",
        xy_configs=tuple((xy, (-0.125, 0.025)) for xy in _EGGPLANT_XYS),
        source_quats=(_IDENTITY, _yaw(math.pi / 4), _yaw(-math.pi / 4)),
        look=bridge_look(
            stage="bridge_table_1_v2",
            background="bridge_sink",
            lights=SINK_LIGHTS,
            hidden=("sink", "dummy_sink_target_plane"),
        ),
        max_gap_m=0.06,
        needs_sole_support=False,
        fixed=(FixedObject(model_id="sink", position=(-0.16, 0.13, 0.88)),),
    ),
}
