"""What base, shoulder, upper arm and forearm look like, in mm in the link frames."""

from __future__ import annotations

import numpy as np

from simeval.assets.make.glb import Part
from simeval.assets.make.outline import circle, rectangle, rounded
from simeval.assets.make.servo import (
    bolt,
    horn,
    plate_in_xz,
    plate_in_yz,
    servo_case,
    slotted_beam,
)
from simeval.assets.make.shapes import box, cylinder, onto, prism
from simeval.assets.make.solid import Floats, Solid, joined
from simeval.assets.make.wx250s_paint import ANODISED, BRACKET, CABLE, SCREW, SERVO, painted

Pieces = list[tuple[Solid, str]]


def base() -> list[Part]:
    """Foot plate, electronics housing at the back, turret with the waist bearing."""
    plate = rounded(_octagon(76.4), 4.0)
    tail = rounded(
        [(-40, -52.0), (-40, 52.0), (-139, 52.0), (-157, 38.0), (-157, -38.0), (-139, -52.0)],
        5.0,
    )
    frame = joined(
        [
            prism(plate, 0.0, 7.5, bevel=1.0),
            prism(tail, 0.0, 7.3, bevel=1.0),
            prism(rounded(_octagon(55.5), 5.0), 7.0, 38.0, bevel=1.6),
            cylinder(50.8, 37.5, 64.5, bevel=1.2, segments=48),
            cylinder(47.0, 64.0, 68.0, segments=48),
            cylinder(51.4, 67.0, 71.6, bevel=0.9, segments=48),
        ]
    )
    cover = joined(
        [
            box((-153.5, -40.5, 7.2), (-58.0, 40.5, 37.0), bevel=2.6, radius=7.0),
            box((-128.0, -24.0, 36.5), (-84.0, 24.0, 38.2), bevel=0.8, radius=4.0),
        ]
    )
    vents = joined(
        [
            box(
                (-142.0 + 9 * k, s * 40.3 - 0.5, 14.0),
                (-138.0 + 9 * k, s * 40.3 + 0.5, 30.0),
                bevel=0.2,
            )
            for k in range(7)
            for s in (-1, 1)
        ]
        + [box((-154.1, -22.0 + 16 * k, 14.0), (-153.0, -10.0 + 16 * k, 24.0)) for k in range(3)]
    )
    angles = np.deg2rad(np.arange(8) * 45 + 22.5)
    screws = joined(
        [
            bolt((66.5 * np.cos(a), 66.5 * np.sin(a), 7.5), "+z", radius=2.6, height=1.6)
            for a in angles
        ]
        + [bolt((47.0 * np.cos(a), 47.0 * np.sin(a), 71.6), "+z", radius=1.6) for a in angles]
        + [bolt((x, y, 37.0), "+z", radius=2.2) for x in (-146, -66) for y in (-33, 33)]
    )
    return painted([(frame, ANODISED), (cover, SERVO), (vents, CABLE), (screws, SCREW)])


def shoulder() -> list[Part]:
    """Turntable with the two shoulder servos and the cheeks that hold them."""
    pieces: Pieces = [
        (cylinder(50.6, -2.9, 2.9, bevel=0.9, segments=56), ANODISED),
        (cylinder(31.0, -3.4, 3.6, bevel=0.4, segments=40), BRACKET),
    ]
    for s in (-1.0, 1.0):
        case = servo_case((-14.1, 17.6, 3.0), (14.1, 49.6, 49.5), split="y")
        cheek = plate_in_xz(
            rounded([(-16, 2.6), (16, 2.6), (16, 16), (14.8, 22), (-14.8, 22), (-16, 16)], 1.5),
            49.0,
            51.2,
        )
        foot = box((-16, 36, 2.6), (16, 51, 5.6), bevel=0.7)
        wheel = horn((0, 17.8, 38.65), "-y", radius=10.8, height=2.6)
        back = cylinder(7.5, 49.4, 50.4, axis="y", at=(38.65, 0.0), bevel=0.3)
        screws = [bolt((x, 49.6, z), "+y", radius=1.5) for x in (-11, 11) for z in (27.0, 46.3)]
        screws += [bolt((x, 51.2, 9.0), "+y", radius=1.7) for x in (-10, 0, 10)]
        for solid, paint in (
            (case, SERVO),
            (joined([cheek, foot]), BRACKET),
            (wheel, SCREW),
            (back, BRACKET),
            (joined(screws), SCREW),
        ):
            pieces.append((solid if s > 0 else solid.mirrored("y"), paint))
    angles = np.deg2rad(np.arange(6) * 60 + 30)
    rim = [bolt((44 * np.cos(a), 44 * np.sin(a), 2.9), "+z", radius=1.9) for a in angles]
    pieces.append((joined(rim), SCREW))
    return painted(pieces)


def upper_arm() -> list[Part]:
    """Clevis, extruded beam, and the elbow bracket with its two servos."""
    pieces: Pieces = [(_stood_up(solid), paint) for solid, paint in _clevis()]
    pieces.append((slotted_beam(10.1, 50.0, 222.0), ANODISED))
    collar = box((-12.6, -12.6, 205), (12.6, 12.6, 226), bevel=0.9, radius=2.0)
    web = plate_in_xz(rounded(_ELBOW_WEB, 3.0), -14.6, 14.6, bevel=0.8)
    hole = circle(5, at=(0, 240), segments=20)
    wing_outline = [*_ELBOW_WING, *((-y, z) for y, z in reversed(_ELBOW_WING))]
    wing = plate_in_yz(rounded(wing_outline, 3.0), -10.2, -7.4, holes=[hole], bevel=0.6)
    back = plate_in_yz(
        rounded([(-20, 216), (20, 216), (30, 223), (30, 262), (-30, 262), (-30, 223)], 2.0),
        18.6,
        21.6,
    )
    pieces += [(collar, BRACKET), (web, BRACKET), (wing, BRACKET), (back, BRACKET)]
    for s in (-1.0, 1.0):
        case = servo_case((1.0, 18.4, 236.2), (61.0, 52.6, 264.5), split="y")
        lid = box((-8.0, 18.0, 236.4), (1.4, 52.0, 262.0), bevel=0.8)
        wheel = horn((49.75, 18.6, 250.0), "-y", radius=10.8, height=2.6)
        idler = cylinder(8.0, 52.4, 54.0, axis="y", at=(250.0, 49.75), bevel=0.4)
        screws = [bolt((x, 52.6, z), "+y", radius=1.5) for x in (5.5, 56.5) for z in (240, 260.6)]
        screws += [bolt((-10.2, y, 250.0), "-x", radius=1.7) for y in (24.0, 34.0, 44.0)]
        for solid, paint in (
            (case, SERVO),
            (lid, BRACKET),
            (wheel, SCREW),
            (idler, BRACKET),
            (joined(screws), SCREW),
        ):
            pieces.append((solid if s > 0 else solid.mirrored("y"), paint))
    return painted(pieces)


def upper_forearm() -> list[Part]:
    """Clevis, short beam, and the flange of the forearm roll."""
    pieces = _clevis()
    pieces += [
        (onto(slotted_beam(10.1, 50.0, 150.0), "x"), ANODISED),
        (box((134, -14.2, -14.2), (167.5, 14.2, 14.2), bevel=1.0, radius=2.6, axis="x"), BRACKET),
        (cylinder(21.0, 167.0, 174.6, axis="x", bevel=0.8, segments=40), ANODISED),
    ]
    screws = [
        bolt((x, s * 14.2, z), f"{'+' if s > 0 else '-'}y")
        for x in (142, 158)
        for z in (-7, 7)
        for s in (-1, 1)
    ]
    pieces.append((joined(screws), SCREW))
    return painted(pieces)


def _clevis() -> Pieces:
    """The fork that sits on two horns at the joint and clamps a beam along +x."""
    side = rounded(
        [
            (0, -14.3),
            (26, -14.3),
            (38, -12.5),
            (52, -12.5),
            (52, 12.5),
            (38, 12.5),
            (26, 14.3),
            (0, 14.3),
        ],
        [0, 6, 4, 2, 2, 4, 6, 0],
    )
    arc = np.deg2rad(np.linspace(90, 270, 17))[1:-1]
    side = np.vstack([side, np.column_stack([14.3 * np.cos(arc), 14.3 * np.sin(arc)])])
    slot = rectangle(12.0, 8.0, at=(24.0, 0.0), radius=3.9, segments=4)
    pieces: Pieces = []
    for s in (-1, 1):
        cheek = plate_in_xz(side, 11.4, 14.3, holes=[slot], bevel=0.6)
        cap = cylinder(9.2, 14.1, 15.0, axis="y", bevel=0.3, segments=28)
        angles = np.arange(8) * np.pi / 4
        ring = [
            bolt((6.6 * np.cos(a), 14.3, 6.6 * np.sin(a)), "+y", radius=1.2, height=0.9)
            for a in angles
        ]
        row = [bolt((x, 14.3, z), "+y", radius=1.7) for x in (36.5, 47.0) for z in (-7.0, 7.0)]
        for solid, paint in ((cheek, BRACKET), (cap, ANODISED), (joined([*ring, *row]), SCREW)):
            pieces.append((solid if s > 0 else solid.mirrored("y"), paint))
    core = box((31, -11.6, -11.8), (54, 11.6, 11.8), bevel=0.9, radius=2.0, axis="x")
    pieces.append((core, ANODISED))
    return pieces


def _stood_up(solid: Solid) -> Solid:
    """From along +x to along +z, y kept."""
    return solid.turned("y", -90.0)


def _octagon(across: float) -> Floats:
    """A regular octagon with flats at +-`across` on both axes."""
    corners: Floats = circle(across / np.cos(np.pi / 8), segments=8) @ _EIGHTH.T
    return corners


_C, _S = np.cos(np.pi / 8), np.sin(np.pi / 8)
_EIGHTH = np.array([[_C, -_S], [_S, _C]])

# Elbow bracket in mm: the web from the side (x, z), the right half of the wing from behind (y, z).
_ELBOW_WEB = [(-10.2, 214), (20, 214), (22, 226), (22, 262), (2, 266), (-5, 262), (-10.2, 252)]
_ELBOW_WING = [(20, 216), (30, 222), (50, 231), (53.6, 240), (53.6, 258), (48, 264)]
