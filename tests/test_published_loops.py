"""The suites of the Google robot against the loops of the published evaluation, derived anew.

Facts: SimplerEnv@4ab7178, scripts/rt1_*.sh and scripts/misc; nothing here reads our grids.
"""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

from simeval.envs.catalogue import find_task, find_variant
from simeval.envs.simpler.grasp_scenes import GRASP_SCENES
from simeval.envs.simpler.scenes_of import drawer_scene, move_near_scene, place_scene
from simeval.suites import load_suite

# As simpler_env names them, with what our task names say.
ORIENTATIONS = {"lr_switch": "horizontal", "laid_vertically": "vertical", "upright": "standing"}
CAN_XY = list(itertools.product(np.linspace(-0.35, -0.12, 5), np.linspace(-0.02, 0.42, 5)))
APPLE_XY = list(itertools.product(np.linspace(-0.08, -0.02, 3), np.linspace(-0.02, 0.08, 3)))
URDFS = (
    "google_robot",
    "google_robot_recolor_tabletop_visual_matching_1",
    "google_robot_recolor_tabletop_visual_matching_2",
    "google_robot_recolor_cabinet_visual_matching_1",
)
# Name, x, y, yaw of rt1_drawer_visual_matching.sh; the first of each row for the apple as well.
PICTURES = (
    ("a0", 0.644, -0.179, -0.03), ("a1", 0.765, -0.182, -0.02), ("a2", 0.889, -0.203, -0.06),
    ("b0", 0.652, 0.009, 0.0), ("b1", 0.752, 0.009, 0.0), ("b2", 0.851, 0.035, 0.0),
    ("c0", 0.665, 0.224, 0.0), ("c1", 0.765, 0.222, -0.025), ("c2", 0.865, 0.222, -0.025),
)  # fmt: skip
ROOM = list(itertools.product(np.linspace(0.65, 0.85, 3), np.linspace(-0.2, 0.2, 3)))
COKE_STAGE = "google_pick_coke_can_1_v4"
ROOM_STAGE = "frl_apartment_stage_simple"
TABLE_STAGES = [f"Baked_sc1_staging_objaverse_cabinet{n}_h870" for n in (1, 2)]
BACKGROUNDS = [f"{COKE_STAGE}_alt_background", f"{COKE_STAGE}_alt_background_2"]
ROOMS = ["modern_bedroom_no_roof", "modern_office_no_roof"]
# What tells the lightings apart: intensity of the first light, number of lights.
TABLE_LIGHTS = {"": (2.2, 3), "slightly_darker": (0.8, 2), "slightly_brighter": (3.6, 3)}
ROOM_LIGHTS = {"": (1.0, 3), "brighter": (2.0, 3), "darker": (0.5, 3)}
TILT, TILTS = 0.7851361, (0.9351361, 0.6651361)


def xy(values) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


def table_setting(stage=COKE_STAGE, light="", urdf="google_robot", tilt=TILT, extra="", seen=True):
    return (stage, TABLE_LIGHTS[light], urdf, tilt, extra, seen)


def coke_trials(settings) -> list:
    return [
        ("pick", orientation, xy(at), setting)
        for setting in settings
        for orientation in ORIENTATIONS
        for at in CAN_XY
    ]


def near_trials(settings) -> list:
    return [("near", number, setting) for setting in settings for number in range(60)]


def coke_settings(urdf="google_robot") -> list:
    return [
        table_setting(urdf=urdf),
        *(table_setting(stage, urdf=urdf) for stage in TABLE_STAGES + BACKGROUNDS),
        *(table_setting(extra=config, urdf=urdf) for config in ("less", "more")),
        *(table_setting(light=f"slightly_{name}", urdf=urdf) for name in ("darker", "brighter")),
    ]


def near_settings(urdf="google_robot") -> list:
    return [
        table_setting(urdf=urdf),
        table_setting(extra="no_distractor", urdf=urdf),
        *(table_setting(stage, urdf=urdf) for stage in TABLE_STAGES + BACKGROUNDS),
        *(table_setting(light=f"slightly_{name}", urdf=urdf) for name in ("darker", "brighter")),
    ]


def room_settings(urdf="google_robot") -> list:
    return [
        *((ROOM_STAGE, ROOM_LIGHTS[light], "mk_station", urdf) for light in ROOM_LIGHTS),
        *((stage, ROOM_LIGHTS[""], "mk_station", urdf) for stage in ROOMS),
        *((ROOM_STAGE, ROOM_LIGHTS[""], f"mk_station{n}", urdf) for n in (2, 3)),
    ]


def drawer_trials(settings, places) -> list:
    return [
        (verb, drawer, place, setting)
        for setting in settings
        for verb in ("open", "close")
        for drawer in ("top", "middle", "bottom")
        for place in places
    ]


def apple_trials(settings, places, model) -> list:
    return [
        ("place", model, place, xy(at), setting)
        for setting in settings
        for place in places
        for at in APPLE_XY
    ]


PICTURE_PLACES = [(*xy(pose), f"open_drawer_{name}") for name, *pose in PICTURES]
NEAR_PICTURES = [place for place in PICTURE_PLACES if place[-1].endswith("0")]
ROOM_PLACES = [(*xy(at), 0.0, None) for at in ROOM]
NEAR_ROOM = [place for place in ROOM_PLACES if place[0] == 0.65]
MATCHED = [table_setting(urdf=urdf, seen=False) for urdf in URDFS]
MATCHED_DRAWERS = [(None, (1.0, 1), "mk_station_recolor", urdf) for urdf in URDFS]
SIM = "google_robot_recolor_sim"

LOOPS = {
    "google_vm": [
        *coke_trials(MATCHED),
        *near_trials(MATCHED),
        *drawer_trials(MATCHED_DRAWERS, PICTURE_PLACES),
        *apple_trials(MATCHED_DRAWERS, NEAR_PICTURES, "baked_apple_v2"),
    ],
    "google_va": [
        *coke_trials(coke_settings()),
        *near_trials(near_settings()),
        *drawer_trials(room_settings(), ROOM_PLACES),
        *apple_trials(room_settings(), NEAR_ROOM, "apple"),
    ],
    "google_va_recolor_sim": [
        *coke_trials(coke_settings(SIM)),
        *near_trials(near_settings(SIM)),
        *drawer_trials(room_settings(SIM), ROOM_PLACES),
    ],
    "camera": [
        *coke_trials([table_setting(tilt=tilt) for tilt in TILTS]),
        *near_trials([table_setting(tilt=tilt) for tilt in TILTS]),
    ],
}
TRIALS = {"google_vm": 300 + 240 + 216 + 108, "google_va": 675 + 480 + 378 + 189,
          "google_va_recolor_sim": 675 + 480 + 378, "camera": 150 + 120}  # fmt: skip


def trial_of(task_name: str, variant_name: str, number: int):
    """What an episode key of ours stands for, in the words of the loops above."""
    task = find_task(task_name)
    variant = find_variant(task, variant_name)
    look, robot = variant.look, variant.robot
    if task.family in ("grasp", "move_near"):
        extra = {0: "", 4: "less", 6: "more"}[len(variant.distractors)]
        extra = "no_distractor" if variant.lone_pair else extra
        lights = (look.lights[0].intensity, len(look.lights)) if look else TABLE_LIGHTS[""]
        stage = look.stage if look else COKE_STAGE
        setting = (stage, lights, robot.urdf, robot.head_tilt, extra, look is not None)
        if task.family == "move_near":
            baked = "apple" not in move_near_scene(task, variant).model_ids
            assert baked == (look is None)
            return ("near", number, setting)
        start = GRASP_SCENES[task_name].start(number)
        assert ORIENTATIONS[start.orientation] in task_name
        return ("pick", start.orientation, xy(start.xy), setting)
    lights = (look.lights[0].intensity, len(look.lights)) if look else (1.0, 1)
    setting = (look.stage if look else None, lights, variant.cabinet, robot.urdf)
    scene = (drawer_scene if task.family == "open_close" else place_scene)(task, variant)
    start = scene.start(number)
    picture = None if look else start.place.background
    place = (*xy((start.place.x, start.place.y, start.place.yaw)), picture)
    if task.family == "open_close":
        return ("open" if scene.opens else "close", start.drawer, place, setting)
    assert start.drawer == "top"
    return ("place", start.model_id, place, xy(start.xy), setting)


@pytest.mark.parametrize("name", LOOPS)
def test_every_key_of_the_suite_is_one_trial_of_the_published_loops(name):
    suite = load_suite(f"simpler/{name}")
    assert suite.seeds == (0,) and suite.success_rule == "last_step"
    ours = Counter(
        trial_of(entry.task, entry.variant, number)
        for entry in suite.entries
        for number in entry.episode_ids
    )
    assert ours.total() == TRIALS[name]
    assert ours == Counter(LOOPS[name])


@pytest.mark.parametrize("name", [*LOOPS, "ablation_control", "ablation_friction"])
def test_each_task_and_variant_stands_in_one_row_of_tasks(name):
    suite = load_suite(f"simpler/{name}")
    averaged = Counter(cell for row in suite.table if not row.mean_of for cell in row.cells)
    assert averaged == Counter((entry.task, entry.variant) for entry in suite.entries)


@pytest.mark.parametrize(("name", "grid"), [("ablation_control", 4), ("ablation_friction", 5)])
def test_ablations_repeat_the_grid_of_the_can(name, grid):
    suite = load_suite(f"simpler/{name}")
    assert sum(len(entry.episode_ids) for entry in suite.entries) == 75 * grid
    robots = {find_variant(find_task(e.task), e.variant).robot for e in suite.entries}
    assert len(robots) == grid
