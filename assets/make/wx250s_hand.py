"""What wrist, gripper and fingers look like, in mm in the link frames."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.glb import Part
from simeval.assets.make.outline import circle, rectangle, rounded
from simeval.assets.make.servo import bolt, horn, plate_in_xz, plate_in_yz, servo_case
from simeval.assets.make.shapes import box, cylinder, prism
from simeval.assets.make.solid import Solid, hull, joined
from simeval.assets.make.wx250s_paint import (
    ANODISED,
    BRACKET,
    CABLE,
    RUBBER,
    SCREW,
    SERVO,
    painted,
)


def lower_forearm() -> list[Part]:
    """Roll bearing, roll servo and wrist servo, held by two side plates."""
    flange = joined(
        [
            cylinder(24.3, -3.9, 2.2, axis="x", bevel=0.8, segments=44),
            cylinder(20.0, 2.0, 7.0, axis="x", bevel=0.8, segments=36),
        ]
    )
    angles = np.deg2rad(np.arange(8) * 45)
    ring = [bolt((2.2, 22.0 * np.cos(a), 22.0 * np.sin(a)), "+x", radius=1.3) for a in angles]
    roll = servo_case((5.0, -11.2, -14.2), (36.0, 35.2, 14.2), split="x")
    wrist = servo_case((39.8, -17.4, -14.2), (86.2, 16.8, 14.2), split="y")
    side = rounded(
        [(8, -9), (30, -9), (40, -16.4), (74, -16.4), (74, 15.5), (46, 15.5), (34, 33), (8, 33)],
        3.0,
    )
    holes = [rectangle(13, 16, at=(20, 12), radius=4.0), circle(4.5, at=(58, 0), segments=20)]
    plates = [prism(side, z, z + 2.8, holes=holes, bevel=0.6, bevel_steps=1) for z in (14.3, -17.1)]
    spots = ((11.5, -5.5), (11.5, 29.5), (28, 29.5), (44, -13), (70.5, -13), (70.5, 12), (48, 12))
    screws = [bolt((x, y, 17.1), "+z", radius=1.6) for x, y in spots]
    screws += [bolt((x, y, -17.1), "-z", radius=1.6) for x, y in spots]
    wheels = [
        horn((75.0, 16.6, 0.0), "+y", radius=9.8, height=1.6),
        cylinder(8.6, -19.2, -17.2, axis="y", at=(0.0, 75.0), bevel=0.4),
    ]
    return painted(
        [
            (flange, ANODISED),
            (joined(ring), SCREW),
            (joined([roll, wrist]), SERVO),
            (joined(plates), BRACKET),
            (joined([*screws, *wheels]), SCREW),
            (_plugs(), CABLE),
        ]
    )


def _plugs() -> Solid:
    """Cable plugs on the outer faces of the two servos."""
    return joined(
        [
            box((14.0, 34.8, -8.0), (27.0, 36.6, 8.0), bevel=0.5),
            box((85.8, -8.0, -6.5), (87.4, 6.0, 6.5), bevel=0.5),
        ]
    )


def wrist() -> list[Part]:
    """Fork on the wrist servo, roll servo of the hand, its output disc."""
    outline = rounded(
        [(-2.4, -5), (3, -10.6), (57, -10.6), (57, 12), (48, 21), (33, 23.6), (4, 11.6), (-2.4, 5)],
        [3, 4, 2, 2, 4, 5, 5, 3],
    )
    window = rounded([(12, -6.4), (26, -4.0), (26, 9.0), (12, 3.4)], 2.4)
    cheeks = [plate_in_xz(outline, 19.3, 22.0, holes=[window], bevel=0.6)]
    cheeks.append(cheeks[0].mirrored("y"))
    bridge = box((36.0, -20.0, -10.8), (58.0, 20.0, -8.4), bevel=0.6)
    case = servo_case((30.4, -14.2, -10.6), (59.4, 14.2, 35.2), split="x")
    spacers = [box((38.0, 14.0, -8.6), (56.0, 19.6, 10.0))]
    spacers += [spacers[0].mirrored("y")]
    disc = joined(
        [
            cylinder(11.0, 59.0, 61.4, axis="x", bevel=0.4, segments=32),
            cylinder(19.9, 61.2, 64.8, axis="x", bevel=0.7, segments=40),
        ]
    )
    angles = np.arange(8) * np.pi / 4
    caps = [cylinder(8.0, 21.8, 22.8, axis="y", bevel=0.3)]
    ring = [
        bolt((5.6 * np.cos(a), 22.0, 5.6 * np.sin(a)), "+y", radius=1.1, height=1.2) for a in angles
    ]
    row = [bolt((x, 22.0, z), "+y", radius=1.7) for x, z in ((40, -7), (53, -7), (40, 14), (53, 8))]
    one_side = joined([*ring, *row])
    top = [bolt((x, y, 35.2), "+z", radius=1.4) for x in (34, 56) for y in (-10.5, 10.5)]
    plug = box((38.0, -8.0, 34.8), (50.0, 8.0, 36.2), bevel=0.4)
    return painted(
        [
            (joined([*cheeks, bridge]), BRACKET),
            (joined([case, *spacers]), SERVO),
            (disc, ANODISED),
            (joined([*caps, caps[0].mirrored("y")]), ANODISED),
            (joined([one_side, one_side.mirrored("y"), *top]), SCREW),
            (plug, CABLE),
        ]
    )


def gripper() -> list[Part]:
    """Disc of the wrist roll and the gripper servo."""
    disc = cylinder(19.9, 0.1, 2.9, axis="x", bevel=0.6, segments=40)
    angles = np.arange(6) * np.pi / 3
    ring = [bolt((2.9, 16.4 * np.cos(a), 16.4 * np.sin(a)), "+x", radius=1.5) for a in angles]
    case = servo_case((3.4, -14.2, -10.8), (42.2, 14.2, 35.2), split="x")
    label = box((14.0, -9.0, 34.9), (30.0, 9.0, 35.5), bevel=0.2)
    side = [
        box((17.0, s * 14.2 - 0.5, -2.0), (29.0, s * 14.2 + 0.5, 14.0), bevel=0.4) for s in (-1, 1)
    ]
    screws = [bolt((x, y, 35.2), "+z", radius=1.4) for x in (6.6, 39) for y in (-10.8, 10.8)]
    screws += [bolt((x, s * 14.2, z), f"{'+' if s > 0 else '-'}y", radius=1.4)
               for s in (-1, 1) for x in (6.6, 39) for z in (-7.2, 31.6)]  # fmt: skip
    return painted(
        [
            (disc, ANODISED),
            (joined([*ring, *screws]), SCREW),
            (case, SERVO),
            (joined([label, *side]), CABLE),
        ]
    )


def crank() -> list[Part]:
    """The rocker on the gripper servo that pulls both finger carriages."""
    a = np.linspace(0, 2 * np.pi, 49)[:-1]
    r = 8.6 + 9.2 * np.abs(np.sin(a)) ** 6
    rocker = plate_in_yz(np.column_stack([r * np.cos(a), r * np.sin(a)]), -2.3, 1.6, bevel=0.6)
    hub = cylinder(5.0, 1.4, 2.5, axis="x", bevel=0.3)
    pins = [
        cylinder(2.6, 1.4, 4.4, axis="x", at=(0.0, s * 14.2), bevel=0.4, segments=14)
        for s in (-1, 1)
    ]
    return painted([(rocker, BRACKET), (joined([hub, *pins]), SCREW)])


def bar() -> list[Part]:
    """Mounting plate with its wings, guide rail, posts and the rods to the carriages."""
    half = [
        (0, -14.4),
        (9, -14.4),
        (28, -9.6),
        (46, -5.6),
        (51.9, -2.6),
        (51.9, 3.4),
        (44, 7.4),
        (27.5, 15.6),
        (23.8, 20.0),
        (17.2, 30),
        (12.5, 35.6),
        (0, 35.6),
    ]
    loop = half[1:-1] + [(-y, z) for y, z in half[-2:0:-1]]
    outline = rounded(loop, 3.0)
    holes = [
        circle(9.4, segments=32),
        *(
            rounded(
                [(s * 16, -3), (s * 34, -2), (s * 34, 5), (s * 16, 9)][:: 1 if s > 0 else -1], 2.6
            )
            for s in (-1, 1)
        ),
        rectangle(16, 6, at=(0, 24), radius=2.9),
    ]
    plate = plate_in_yz(outline, -0.6, 3.6, holes=holes, bevel=0.7)
    rail = _rail()
    posts = [cylinder(4.4, 3.2, 18.4, axis="x", at=(s * 45.0, 0.0), bevel=0.5) for s in (-1, 1)]
    clamps = [
        box((16.6, s * 45.6 - 5.0, -6.6), (29.2, s * 45.6 + 5.0, 6.6), bevel=0.8) for s in (-1, 1)
    ]
    screws = [
        bolt((3.6, y, z), "+x", radius=1.8) for y, z in ((-18, 26), (18, 26), (-10, -11), (10, -11))
    ]
    screws += [bolt((29.2, s * 45.6, 0.0), "+x", radius=2.4, height=1.4) for s in (-1, 1)]
    screws += [bolt((-0.6, s * 45.0, 0.0), "-x", radius=2.4, height=1.2) for s in (-1, 1)]
    return painted(
        [
            (joined([plate, *clamps]), BRACKET),
            (rail, ANODISED),
            (joined(posts), ANODISED),
            (joined(screws), SCREW),
        ]
    )


def _rail() -> Solid:
    """A round-edged square bar along y."""
    return box((18.2, -50.4, -4.8), (27.8, 50.4, 4.8), bevel=0.5, radius=1.6, axis="y")


def left_finger() -> list[Part]:
    """Carriage on the rail and the tapered finger with its ribbed rubber pad at -y."""
    return painted(_finger())


def right_finger() -> list[Part]:
    """The mirror image."""
    return painted([(solid.mirrored("y"), paint) for solid, paint in _finger()])


def _finger() -> list[tuple[Solid, str]]:
    blade = hull([(x, y, s * z) for x, y, z in _BLADE for s in (-1, 1)])
    root = hull([(x, y, s * z) for x, y, z in _ROOT for s in (-1, 1)])
    jaws = [
        box((-5.6, -8.3, 5.2), (6.6, 5.0, 14.4), bevel=0.9),
        box((-5.6, -8.3, -14.4), (6.6, 5.0, -5.2), bevel=0.9),
    ]
    lugs = [
        box((-1.9, -11.0, s * 8.5 - 3.2), (1.9, -7.8, s * 8.5 + 3.2), bevel=0.8) for s in (-1, 1)
    ]
    pad = [box((8.0, -8.95, -11.6), (42.6, -8.0, 11.6), bevel=0.4, radius=1.8, axis="y")]
    ribs = [box((11.0 + 4.4 * k, -9.0, -10.8), (13.2 + 4.4 * k, -8.7, 10.8)) for k in range(7)]
    outer = joined(
        [box((14.5, 2.0, s * 6.2 - 1.2), (33.0, 4.2, s * 6.2 + 1.2), bevel=0.5) for s in (-1, 1)]
    )
    screws = [bolt((-1.0, 5.0, s * 10.0), "+y", radius=1.8) for s in (-1, 1)]
    return [
        (joined([blade, root, *jaws, *lugs]), ANODISED),
        (joined([*pad, *ribs]), RUBBER),
        (outer, BRACKET),
        (joined(screws), SCREW),
    ]


# (x, y, z) of one half of the blade and of the root that carries it behind the rail.
_BLADE = (
    (5.6, -8.3, 13.9), (5.6, -8.0, 14.4), (5.6, 3.2, 14.4), (5.6, 5.0, 12.6),
    (12.0, -8.0, 14.4), (12.0, 2.5, 14.4), (12.0, 5.0, 12.0),
    (36.89, -2.4, 13.05), (38.2, -0.1, 10.5), (41.4, -3.9, 8.9),
    (42.3, -8.0, 12.7), (43.1, -8.3, 12.1), (43.1, -6.1, 10.2),
)  # fmt: skip
_ROOT = (
    (-12.1, -4.9, 4.6), (-12.1, -3.9, 5.6), (-12.1, 4.0, 5.6), (-12.1, 5.0, 4.6),
    (-8.1, -4.9, 12.6), (-8.1, 5.0, 12.6), (-6.2, -4.9, 14.4), (-6.2, 3.1, 14.4),
    (-5.2, -4.9, 14.4), (-5.2, 5.0, 12.6),
)  # fmt: skip
