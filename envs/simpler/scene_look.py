"""What surrounds a SIMPLER task, as data: stage, background picture, lights."""

from __future__ import annotations

import math
from dataclasses import dataclass

Xy = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class DirectionalLight:
    """A directional light; direction in the world frame, linear RGB.

    The shader pack ``twin`` draws no shadows, whatever `shadow` says.
    """

    direction: tuple[float, float, float]
    intensity: float
    shadow: bool = False


@dataclass(frozen=True, kw_only=True)
class SceneLook:
    """Surroundings that tasks share.

    Attributes:
        stage: Upstream name of the static surroundings; None for a bare floor.
        stage_offset: The original's scene offset; the stage is moved by its negative, m.
        table_xy: Opposite corners of the table that may stand in for the stage, world frame, m.
        background: Upstream name of the overlay picture; None where each episode has its own, or
            where the camera sees the stage.
        lights: Directional lights.
        ambient: Ambient light, the same for red, green and blue.
        hidden: Model ids that the overlay hides although they are simulated.
        visible: Whether the camera sees the stage itself, with no picture over it.
        stage_pose: Position (m) and quat_wxyz of the stage before the offset; None for the origin.
    """

    stage: str | None
    stage_offset: tuple[float, float, float]
    table_xy: tuple[Xy, Xy]
    background: str | None
    lights: tuple[DirectionalLight, ...]
    ambient: float = 0.3
    hidden: tuple[str, ...] = ()
    visible: bool = False
    stage_pose: tuple[tuple[float, ...], tuple[float, ...]] | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        """The stage, if there is one."""
        return () if self.stage is None else (self.stage,)

    @property
    def backgrounds(self) -> tuple[str, ...]:
        """The picture that all episodes share, if they do."""
        return () if self.background is None else (self.background,)


# ManiSkill2_real2sim@ef7a4d4: the default lights of the table scenes.
TABLE_LIGHTS = (
    DirectionalLight(direction=(0.0, 0.0, -1.0), intensity=2.2),
    DirectionalLight(direction=(-1.0, -0.5, -1.0), intensity=0.7),
    DirectionalLight(direction=(1.0, 1.0, -1.0), intensity=0.7),
)
SINK_LIGHTS = (DirectionalLight(direction=(0.0, 0.0, -1.0), intensity=0.3),)

# At 75 degrees to the horizontal, from before the cabinet.
DRAWER_LIGHTS = (
    DirectionalLight(
        direction=(-math.cos(math.radians(75.0)), 0.0, -math.sin(math.radians(75.0))),
        intensity=1.0,
    ),
)

# Everything that the WidowX can reach; the Google robot stands before its table.
_BRIDGE_TABLE: tuple[Xy, Xy] = ((-1.5, -1.5), (1.5, 1.5))
_GOOGLE_TABLE: tuple[Xy, Xy] = ((-0.73, -0.4), (0.02, 0.8))


def bridge_look(
    *,
    stage: str = "bridge_table_1_v1",
    background: str = "bridge_real_eval_1",
    lights: tuple[DirectionalLight, ...] = TABLE_LIGHTS,
    hidden: tuple[str, ...] = (),
) -> SceneLook:
    """Surroundings of a WidowX task."""
    return SceneLook(
        stage=stage,
        stage_offset=(-2.0634, -2.8313, 0.0),
        table_xy=_BRIDGE_TABLE,
        background=background,
        lights=lights,
        hidden=hidden,
    )


_GOOGLE_OFFSET = (-1.6616, -3.0337, 0.0)


def _google_table_look(background: str) -> SceneLook:
    return SceneLook(
        stage="google_pick_coke_can_1_v4",
        stage_offset=_GOOGLE_OFFSET,
        table_xy=_GOOGLE_TABLE,
        background=background,
        lights=TABLE_LIGHTS,
    )


COKE_LOOK = _google_table_look("google_coke_can_real_eval_1")
MOVE_NEAR_LOOK = _google_table_look("google_move_near_real_eval_1")
DRAWER_LOOK = SceneLook(
    stage=None,
    stage_offset=_GOOGLE_OFFSET,
    table_xy=_GOOGLE_TABLE,
    background=None,
    lights=DRAWER_LIGHTS,
    ambient=1.0,
)
