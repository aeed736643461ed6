"""The surroundings of SIMPLER's variant aggregation as data: rooms that the camera sees, lights.

Facts: ManiSkill2_real2sim@ef7a4d4, custom_scenes, and SimplerEnv@4ab7178, scripts/*_variant_agg.sh.
"""

from __future__ import annotations

from dataclasses import replace

from simeval.envs.simpler.drawer_scenes import RobotPlace
from simeval.envs.simpler.scene_look import (
    COKE_LOOK,
    DRAWER_LOOK,
    TABLE_LIGHTS,
    DirectionalLight,
    SceneLook,
)

Lights = tuple[DirectionalLight, ...]

TABLE_BRIGHTER: Lights = (
    DirectionalLight(direction=(0.0, 0.0, -1.0), intensity=3.6),
    DirectionalLight(direction=(-1.0, -0.5, -1.0), intensity=1.3),
    DirectionalLight(direction=(1.0, 1.0, -1.0), intensity=1.3),
)
TABLE_DARKER: Lights = (
    DirectionalLight(direction=(1.0, 1.0, -1.0), intensity=0.8),
    DirectionalLight(direction=(0.0, 0.0, -1.0), intensity=0.8),
)


def _drawer_lights(intensity: float) -> Lights:
    return (
        DirectionalLight(direction=(-0.2, 0.0, -1.0), intensity=intensity, shadow=True),
        DirectionalLight(direction=(-1.0, 1.0, -0.05), intensity=0.5),
        DirectionalLight(direction=(-1.0, -1.0, -0.05), intensity=0.5),
    )


DRAWER_LIT = _drawer_lights(1.0)
DRAWER_BRIGHTER = _drawer_lights(2.0)
DRAWER_DARKER = _drawer_lights(0.5)


def seen_table(
    stage: str = "google_pick_coke_can_1_v4", lights: Lights = TABLE_LIGHTS
) -> SceneLook:
    """A room with a table, seen by the camera."""
    return replace(COKE_LOOK, stage=stage, lights=lights, background=None, visible=True)


# Where the rooms around the cabinet are put before the original's scene offset.
_ROOM_POSES = {
    "modern_bedroom_no_roof": ((0.178, -2.235, 1.669), (0.007, 0.0, 0.0, -1.0)),
    "modern_office_no_roof": ((-0.192, -1.728, 1.48), (0.709, 0.0, 0.0, -0.705)),
}


def seen_room(stage: str = "frl_apartment_stage_simple", lights: Lights = DRAWER_LIT) -> SceneLook:
    """A room around the cabinet, seen by the camera; nothing collides with it."""
    return replace(
        DRAWER_LOOK,
        stage=stage,
        stage_pose=_ROOM_POSES.get(stage),
        lights=lights,
        ambient=0.3,
        visible=True,
    )


# x outermost, as in the original's loop.
ROOM_PLACES = tuple(
    RobotPlace(name=f"x{x:g}_y{y:g}", x=x, y=y)
    for x in (0.65, 0.75, 0.85)
    for y in (-0.2, 0.0, 0.2)
)
NEAREST_ROOM_PLACES = tuple(place for place in ROOM_PLACES if place.x == 0.65)

# Placed around the can one by one, in this order.
DISTRACTORS = {
    "less": ("opened_pepsi_can", "apple", "sponge", "orange"),
    "more": (
        "opened_7up_can",
        "opened_sprite_can",
        "sponge",
        "orange",
        "opened_fanta_can",
        "bridge_spoon_generated_modified",
    ),
}
