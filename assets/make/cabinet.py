"""The cabinet with three drawers: sizes, collision boxes, what it looks like; m, link frames.

The origin of the body lies on the floor under its middle, drawers pull out along +x. Handles are
seen but not touched, as in SIMPLER.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.mapped import box_mapped
from simeval.assets.make.robot_facts import JointFacts, LinkFacts
from simeval.assets.make.shapes import box, tube
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear, noise, to_bytes
from simeval.assets.make.urdf import Box

Srgb = tuple[int, int, int]

DRAWER_HEIGHTS = {"top": 0.668, "middle": 0.423, "bottom": 0.178}
TABLETOP = Box(centre=(0.0, 0.0, 0.855), size=(0.63, 0.615, 0.02))
CARCASS = (
    Box(centre=(-0.305, 0.0, 0.4225), size=(0.02, 0.615, 0.845)),
    Box(centre=(0.0, -0.2975, 0.4225), size=(0.59, 0.02, 0.845)),
    Box(centre=(0.0, 0.2975, 0.4225), size=(0.59, 0.02, 0.845)),
)
FRONT = Box(centre=(0.305, 0.0, 0.0), size=(0.015, 0.615, 0.14))
# Back, floor, inner front, left and right of a drawer: success rules look for the floor by place.
TRAY = (
    Box(centre=(-0.285, 0.0, -0.02), size=(0.02, 0.515, 0.1)),
    Box(centre=(0.0, 0.0, -0.06), size=(0.55, 0.515, 0.02)),
    Box(centre=(0.285, 0.0, -0.02), size=(0.02, 0.515, 0.1)),
    Box(centre=(0.0, -0.2675, -0.02), size=(0.59, 0.02, 0.1)),
    Box(centre=(0.0, 0.2675, -0.02), size=(0.59, 0.02, 0.1)),
)
_HANDLE = (0.3425, 0.05, 0.02)  # reach in x, half width in y, z over the middle of the front

LINKS = (LinkFacts(name="body"), *(LinkFacts(name=f"{name}_drawer") for name in DRAWER_HEIGHTS))
JOINTS = tuple(
    JointFacts(
        name=f"{name}_drawer_joint",
        kind="prismatic",
        parent="body",
        child=f"{name}_drawer",
        xyz=(0.0, 0.0, height),
        lower=0.0,
        upper=0.5,
    )
    for name, height in DRAWER_HEIGHTS.items()
)
COLLISION_BOXES: Mapping[str, tuple[Box, ...]] = {
    "body": (*CARCASS, TABLETOP),
    **{f"{name}_drawer": (FRONT, *TRAY) for name in DRAWER_HEIGHTS},
}


@dataclass(frozen=True, kw_only=True)
class Finish:
    """Colours of a cabinet, sRGB."""

    board: Srgb  # carcass and fronts
    top: Srgb
    tray: Srgb
    steel: Srgb = (38, 38, 40)


def body(finish: Finish) -> list[Part]:
    """Carcass, tabletop and drawer runners."""
    board = Material(name="board", roughness=0.6, texture=laminate(finish.board, seed=121))
    top = Material(name="top", roughness=0.5, texture=laminate(finish.top, seed=122))
    steel = Material(name="steel", colour=linear(*finish.steel), roughness=0.5)
    return [
        Part(solid=carcass(), material=board),
        Part(solid=tabletop(TABLETOP), material=top),
        Part(solid=runners(), material=steel),
    ]


def drawer(finish: Finish) -> list[Part]:
    """Front with a bow handle, and the tray behind it."""
    board = Material(name="board", roughness=0.6, texture=laminate(finish.board, seed=121))
    tray = Material(name="tray", colour=linear(*finish.tray), roughness=0.7)
    steel = Material(name="steel", colour=linear(*finish.steel), roughness=0.4)
    return [
        Part(solid=front(), material=board),
        Part(solid=joined([block(b, bevel=0.001) for b in TRAY]), material=tray),
        Part(solid=handle(), material=steel),
    ]


def tabletop(slab: Box) -> Solid:
    """A slab with softened edges; grain along y."""
    return box_mapped(block(slab, bevel=0.003), size=0.9, grain="y")


def front() -> Solid:
    """A drawer front; grain along y."""
    return box_mapped(block(FRONT, bevel=0.002), size=0.55, grain="y")


def carcass() -> Solid:
    """Back and sides; grain upright."""
    return joined([box_mapped(block(b, bevel=0.0012), size=0.55, grain="z") for b in CARCASS])


def handle() -> Solid:
    """A round bow."""
    x, y, z = _HANDLE
    foot = FRONT.centre[0] + FRONT.size[0] / 2
    bend = 0.006
    turn = np.linspace(0, np.pi / 2, 5)
    corner = np.column_stack([x - bend + bend * np.sin(turn), -y + bend - bend * np.cos(turn)])
    half = np.vstack([[foot, -y], corner])
    path = np.vstack([half, half[::-1] * (1, -1)])
    return tube(np.column_stack([path, np.full(len(path), z)]), 0.0035, segments=10)


def runners() -> Solid:
    """Steel rails between the sides and the trays."""
    rails = [
        box((-0.28, s * 0.2825 - 0.0045, z - 0.03), (0.285, s * 0.2825 + 0.0045, z + 0.004))
        for z in DRAWER_HEIGHTS.values()
        for s in (-1, 1)
    ]
    return joined(rails)


def laminate(srgb: Srgb, *, seed: int) -> NDArray[np.uint8]:
    """Board with faint long grain along u."""
    grain = noise(160, 160, cells=(50, 3), octaves=2, seed=seed)
    cloud = noise(160, 160, cells=(3, 2), octaves=2, seed=seed + 50)
    gain = np.round(1.0 + 0.10 * (grain - 0.5) + 0.06 * (cloud - 0.5), 2)
    return to_bytes(np.asarray(srgb) * gain[..., None])


def block(b: Box, *, bevel: float) -> Solid:
    """A box with softened edges."""
    half = np.asarray(b.size) / 2
    return box(np.asarray(b.centre) - half, np.asarray(b.centre) + half, bevel=bevel)
