"""Writes `catalogue.json`: upstream ids, our folders, and the facts that success rules use."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from simeval.assets.make import (
    basket_plane,
    cabinets,
    carrot,
    cube,
    eggplant,
    google_robot,
    plate,
    sink,
    sink_collision,
    spoon,
    towel,
)
from simeval.assets.make.glb import write_glb
from simeval.assets.make.google_objects import GOOGLE_OBJECTS
from simeval.assets.make.made import Made
from simeval.assets.make.obj import write_convex_parts

BRIDGE_OBJECTS = (
    Made(
        upstream_id="bridge_spoon_generated_modified",
        folder="spoon",
        half_extent=(0.07, 0.0173, 0.013021),
        density=1200,
        collision=spoon.collision,
        visual=spoon.visual,
    ),
    Made(
        upstream_id="table_cloth_generated_shorter",
        folder="towel",
        half_extent=(0.05, 0.05, 0.005),
        density=330,
        collision=towel.collision,
        visual=towel.visual,
    ),
    Made(
        upstream_id="bridge_carrot_generated_modified",
        folder="carrot",
        half_extent=(0.0575, 0.016, 0.019),
        density=700,
        collision=carrot.collision,
        visual=carrot.visual,
    ),
    Made(
        upstream_id="bridge_plate_objaverse_larger",
        folder="plate",
        half_extent=(0.055, 0.055, 0.003),
        density=1000,
        collision=plate.collision,
        visual=plate.visual,
    ),
    Made(
        upstream_id="baked_green_cube_3cm",
        also=("green_cube_3cm",),
        folder="green_cube",
        half_extent=(0.015, 0.015, 0.015),
        density=1000,
        collision=cube.collision,
        visual=partial(cube.visual, "green_cube", (62, 122, 88)),
    ),
    Made(
        upstream_id="baked_yellow_cube_3cm",
        also=("yellow_cube_3cm",),
        folder="yellow_cube",
        half_extent=(0.015, 0.015, 0.015),
        density=1000,
        collision=cube.collision,
        visual=partial(cube.visual, "yellow_cube", (222, 178, 84)),
    ),
    Made(
        upstream_id="eggplant",
        folder="eggplant",
        half_extent=(0.03915, 0.0187, 0.019),
        density=400,
        collision=eggplant.collision,
        visual=eggplant.visual,
    ),
    Made(
        upstream_id="sink",
        folder="sink",
        half_extent=(0.1345, 0.1965, 0.0575),
        density=100000,
        collision=sink_collision.collision,
        visual=sink.visual,
        box_low=(-0.1345, -0.1965, 0.0),
        box_high=(0.1345, 0.1965, 0.115),
    ),
    Made(
        upstream_id="dummy_sink_target_plane",
        folder="basket_plane",
        half_extent=(0.065, 0.04, 0.001),
        density=100000,
        collision=basket_plane.collision,
        visual=basket_plane.visual,
    ),
)

OBJECTS = (*BRIDGE_OBJECTS, *GOOGLE_OBJECTS)
ROBOTS = {"widowx": "robots/widowx/wx250s.urdf", **google_robot.URDFS}
BACKGROUNDS = {
    "bridge_real_eval_1": "backgrounds/bridge_real_eval_1.png",
    "bridge_sink": "backgrounds/bridge_sink.png",
}
# Height (m) at which objects rest on the tables of SIMPLER's stages.
STAGES = {
    "bridge_table_1_v1": {"table_top_z": 0.8695},
    "bridge_table_1_v2": {"table_top_z": 0.8695},
    "google_pick_coke_can_1_v4": {"table_top_z": 0.887},
}


def write_objects(root: Path) -> None:
    """Write the meshes of every object below `root`."""
    for made in OBJECTS:
        folder = root / "objects" / made.folder
        write_convex_parts(folder / "collision.obj", made.collision())
        write_glb(folder / "visual.glb", made.visual())


def write_catalogue(root: Path) -> None:
    """Write `catalogue.json`."""
    objects = {}
    for made in OBJECTS:
        high = made.box_high or made.half_extent
        low = made.box_low or tuple(-side for side in made.half_extent)
        for model_id in (made.upstream_id, *made.also):
            objects[model_id] = {
                "folder": f"objects/{made.folder}",
                "extent": [round(2 * side, 6) for side in made.half_extent],
                "bbox_min": list(low),
                "bbox_max": list(high),
                "density": made.density,
            }
    content = {
        "schema": 1,
        "robots": ROBOTS,
        "cabinets": cabinets.URDFS,
        "objects": objects,
        "backgrounds": BACKGROUNDS,
        "stages": STAGES,
    }
    root.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2) + "\n"
    (root / "catalogue.json").write_text(text, encoding="utf-8")
