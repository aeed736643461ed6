"""Writes the cabinets of the drawer tasks: one URDF and two meshes per finish."""

from __future__ import annotations

from pathlib import Path

from simeval.assets.make.cabinet import (
    COLLISION_BOXES,
    DRAWER_HEIGHTS,
    JOINTS,
    LINKS,
    Finish,
    body,
    drawer,
)
from simeval.assets.make.glb import write_glb
from simeval.assets.make.urdf import Description, write_urdf

# By the names of SIMPLER; the first stands in front of the pictures.
FINISHES = {
    "mk_station_recolor": Finish(board=(150, 126, 106), top=(158, 132, 110), tray=(124, 105, 90)),
    "mk_station": Finish(board=(166, 154, 144), top=(206, 190, 170), tray=(206, 206, 202)),
    "mk_station2": Finish(board=(166, 154, 144), top=(206, 190, 170), tray=(166, 154, 144)),
    "mk_station3": Finish(board=(166, 154, 144), top=(112, 112, 110), tray=(166, 154, 144)),
}
URDFS = {name: f"cabinets/{name}/{name}.urdf" for name in FINISHES}


def write_cabinets(root: Path) -> None:
    """Write `cabinets/` below `root`."""
    for name, finish in FINISHES.items():
        path = root / URDFS[name]
        write_glb(path.parent / "body.glb", body(finish))
        write_glb(path.parent / "drawer.glb", drawer(finish))
        visuals = {"body": "body.glb"} | {f"{d}_drawer": "drawer.glb" for d in DRAWER_HEIGHTS}
        description = Description(
            name=name, links=LINKS, joints=JOINTS, visuals=visuals, boxes=COLLISION_BOXES
        )
        write_urdf(path, description)
