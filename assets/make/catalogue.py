"""Writes `catalogue.json`: upstream ids, our folders, and the facts that success rules use."""

from __future__ import annotations

import json
from pathlib import Path

from simeval.assets.make import cabinets, google_robot, google_room
from simeval.assets.make.bridge_objects import BRIDGE_OBJECTS
from simeval.assets.make.glb import write_glb
from simeval.assets.make.google_objects import GOOGLE_OBJECTS
from simeval.assets.make.obj import write_convex_parts

OBJECTS = (*BRIDGE_OBJECTS, *GOOGLE_OBJECTS)
ROBOTS = {"widowx": "robots/widowx/wx250s.urdf", **google_robot.URDFS}
BACKGROUNDS = {
    name: f"backgrounds/{name}.png"
    for name in ("bridge_real_eval_1", "bridge_sink", *google_room.SHOTS)
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
