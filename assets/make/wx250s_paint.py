"""Surfaces of the arm: a few near-blacks that tell metal, plastic and rubber apart."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.solid import Solid, joined

ANODISED, BRACKET, SERVO, SCREW = "anodised", "bracket", "servo", "screw"
CABLE, RUBBER = "cable", "rubber"

_SURFACES = {
    ANODISED: Material(name=ANODISED, colour=(0.036, 0.037, 0.039), roughness=0.42),
    BRACKET: Material(name=BRACKET, colour=(0.022, 0.023, 0.024), roughness=0.5),
    SERVO: Material(name=SERVO, colour=(0.050, 0.051, 0.054), roughness=0.55),
    SCREW: Material(name=SCREW, colour=(0.075, 0.077, 0.08), roughness=0.35),
    CABLE: Material(name=CABLE, colour=(0.012, 0.012, 0.013), roughness=0.8),
    RUBBER: Material(name=RUBBER, colour=(0.018, 0.018, 0.019), roughness=0.9),
}


def painted(pieces: Sequence[tuple[Solid, str]]) -> list[Part]:
    """Join pieces (mm) of one surface into one part (m)."""
    names = list(dict.fromkeys(name for _, name in pieces))
    return [
        Part(
            solid=joined([solid for solid, paint in pieces if paint == name]).scaled(0.001),
            material=_SURFACES[name],
        )
        for name in names
    ]
