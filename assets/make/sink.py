"""The toy sink unit: pale enamelled deck with two basins, a yellow dish rack in the small one.

The same parts are written as the model and path-traced into the background picture.
"""

from __future__ import annotations

import numpy as np

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.outline import inset, rectangle, rounded
from simeval.assets.make.shapes import box, cylinder, loft, prism, tube, turned_part
from simeval.assets.make.solid import Floats, Solid, joined
from simeval.assets.make.texture import linear

ENAMEL = Material(name="sink_enamel", colour=linear(158, 188, 194), roughness=0.35)
RACK = Material(name="rack_yellow", colour=linear(226, 196, 104), roughness=0.45)
DARK = Material(name="sink_base", colour=linear(40, 46, 58), roughness=0.6)
DRAIN = Material(name="sink_drain", colour=linear(24, 26, 28), roughness=0.5)
DECK_TOP = 98.0


def visual() -> list[Part]:
    """Parts in m in the frame of the unit, light enough to ship."""
    return [
        Part(solid=solid.scaled(0.001), material=material)
        for solid, material in sink_solids(fine=1)
    ]


def sink_solids(*, fine: int) -> list[tuple[Solid, Material]]:
    """Solids in mm; `fine` multiplies the rounding steps."""
    steps = 5 * fine
    wash, rack = _wash_rim(steps), _rack_rim(steps)
    deck = prism(
        _deck_outline(steps),
        60.0,
        DECK_TOP,
        holes=[wash, rack],
        bevel=6.0,
        bevel_steps=2 + 2 * fine,
    )
    enamel = [
        deck,
        _bowl(wash, top=DECK_TOP - 5.5, floor=41.0, draft=7.0, fillet=16.0, fine=fine),
        _bowl(rack, top=DECK_TOP - 5.5, floor=30.0, draft=5.0, fillet=10.0, fine=fine),
        _ridge(),
        *_drain_rings(),
    ]
    outer = inset(_deck_outline(steps), 9.0)
    skirt = prism(outer, -1.3, 61.0, holes=[inset(outer, 7.0)], bevel=2.0)
    return [
        (joined(enamel), ENAMEL),
        (skirt, DARK),
        (joined(_drain_holes()), DRAIN),
        (_rack(), RACK),
    ]


def _deck_outline(steps: int) -> Floats:
    return rectangle(275.4, 399.2, at=(0.45, -4.0), radius=17.0, segments=2 * steps)


def _wash_rim(steps: int) -> Floats:
    """Opening of the large basin."""
    corners = np.array([[117.0, 173.0], [-56.0, 173.0], [-56.0, -30.0], [113.0, -30.0]])
    return rounded(corners, 26.0, segments=2 * steps)


def _rack_rim(steps: int) -> Floats:
    """Opening of the small basin."""
    corners = np.array([[109.0, -44.0], [-62.0, -44.0], [-62.0, -158.0], [109.0, -158.0]])
    return rounded(corners, 20.0, segments=2 * steps)


def _bowl(
    rim: Floats, *, top: float, floor: float, draft: float, fillet: float, fine: int
) -> Solid:
    """The inside of a basin: walls that lean in, a fillet, a flat floor."""
    down = [(0.0, top), (draft * 0.5, (top + floor + fillet) / 2), (draft, floor + fillet)]
    for angle in np.linspace(0, np.pi / 2, 3 + 3 * fine)[1:]:
        down.append((draft + fillet * (1 - np.cos(angle)), floor + fillet * (1 - np.sin(angle))))
    centre = rim.mean(axis=0)
    rings = []
    for reach, z in down:
        flat = inset(rim, reach)
        rings.append(np.column_stack([flat, np.full(len(flat), z)]))
    flat = rings[-1][:, :2]
    for share in (0.55, 0.0):
        ring = centre + share * (flat - centre)
        rings.append(np.column_stack([ring, np.full(len(ring), floor)]))
    closed = [np.vstack([ring, ring[:1]])[::-1] for ring in rings]
    solid = loft(closed)
    return Solid(vertices=solid.vertices, faces=solid.faces[:, ::-1])


def _ridge() -> Solid:
    """The moulded plate stand along the back, beside the rack: a rounded bar with four slots."""
    profile = rounded(
        np.array(
            [
                [-128.0, 94.0],
                [-66.0, 94.0],
                [-72.0, 110.0],
                [-88.0, 117.2],
                [-104.0, 117.2],
                [-120.0, 106.0],
            ]
        ),
        [0.5, 0.5, 8.0, 8.0, 8.0, 10.0],
        segments=4,
    )
    teeth = []
    for low in (-160.0, -131.5, -103.0, -74.5):
        # The profile lies in x-z: raised along y, then turned upright.
        tooth = prism(profile[::-1, ::-1], low, low + 22.0, bevel=2.5)
        order = [1, 2, 0]
        teeth.append(Solid(vertices=tooth.vertices[:, order], faces=tooth.faces))
    web = box((-124, -161, 93), (-68, -51, 103), bevel=2.0)
    return joined([*teeth, web])


def _drain_rings() -> list[Solid]:
    rings = []
    for x, y, z in ((32.0, 70.0, 41.0), (20.0, -100.0, 30.0)):
        for r in (16.0, 25.0, 31.0):
            lip = turned_part(
                ((r - 1.4, z - 0.1), (r - 0.5, z + 0.7), (r + 0.5, z + 0.7), (r + 1.4, z - 0.1))[
                    ::-1
                ],
                segments=40,
            )
            rings.append(lip.moved(x=x, y=y))
    return rings


def _drain_holes() -> list[Solid]:
    return [
        cylinder(8.5, 40.5, 41.3, at=(32.0, 70.0), segments=32),
        cylinder(8.5, 29.5, 30.3, at=(20.0, -100.0), segments=32),
    ]


def _rack() -> Solid:
    """Wire dish rack: a broad frame on the rim, ribs down the walls, a lattice for a floor."""
    frame = prism(
        rectangle(186, 134, at=(23.5, -101), radius=24, segments=8),
        97.5,
        103.5,
        holes=[rectangle(164, 112, at=(23.5, -101), radius=15, segments=8)],
        bevel=2.6,
        bevel_steps=3,
    )
    wires = [frame]
    x_low, x_high, y_low, y_high, z = -48.0, 95.0, -149.0, -53.0, 45.4
    for x in np.linspace(-32.0, 80.0, 8):
        wires.append(
            tube(
                _u_shape((x, y_low - 7, 99), (x, y_low, z), (x, y_high, z), (x, y_high + 7, 99)),
                2.1,
            )
        )
    for y in np.linspace(-133.0, -69.0, 4):
        wires.append(
            tube(
                _u_shape((x_low - 8, y, 99), (x_low, y, z), (x_high, y, z), (x_high + 8, y, 99)),
                2.1,
            )
        )
    for y in (-148.6, -53.4):
        wires.append(tube([(x_low, y, 66.0), (x_high, y, 66.0)], 1.8))
    caddy = box((-58.5, -152, 52), (-55.5, -50, 98), bevel=1.2)
    tines = [tube(_arch((-30.0, y, z), 30.0), 1.7) for y in (-118.0, -101.0, -84.0)]
    return joined([*wires, caddy, *tines])


def _u_shape(*corners: tuple[float, float, float]) -> Floats:
    """A bent wire through four corners, the two lower ones rounded."""
    p = np.asarray(corners, dtype=np.float64)
    path = [p[0]]
    for k in (1, 2):
        a, b, c = p[k - 1], p[k], p[k + 1]
        start = b + (a - b) / np.linalg.norm(a - b) * 12.0
        end = b + (c - b) / np.linalg.norm(c - b) * 12.0
        for t in np.linspace(0, 1, 6):
            path.append((1 - t) ** 2 * start + 2 * t * (1 - t) * b + t**2 * end)
    path.append(p[3])
    return np.array(path)


def _arch(foot: tuple[float, float, float], height: float) -> Floats:
    """A plate-holding loop that stands on the lattice."""
    t = np.linspace(0, np.pi, 13)
    x = foot[0] + 11.0 * np.cos(t)
    return np.column_stack([x, np.full_like(t, foot[1]), foot[2] + height * np.sin(t)])
