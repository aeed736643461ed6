"""Surfaces of the Google robot, and the recoloured versions of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.solid import Solid, joined
from simeval.assets.make.texture import linear

SHELL, SEAM, RING, FINGER, PAD, DARK = "shell", "seam", "ring", "finger", "pad", "dark"

Srgb = tuple[int, int, int]
Palette = Mapping[str, Srgb]

PALETTE: Palette = {
    SHELL: (226, 226, 222),
    SEAM: (150, 150, 148),
    RING: (222, 168, 44),
    FINGER: (232, 200, 92),
    PAD: (176, 176, 172),
    DARK: (46, 48, 52),
}
# Names of SIMPLER; what the four show differs in the arm only, from the shoulder on.
RECOLOURED: Mapping[str, Palette] = {
    "recolor_tabletop_visual_matching_1": {
        **PALETTE, SHELL: (176, 182, 186), FINGER: (224, 178, 112), PAD: (168, 150, 120),
    },
    "recolor_tabletop_visual_matching_2": {
        **PALETTE, SHELL: (150, 150, 148), FINGER: (204, 158, 84), PAD: (146, 134, 114),
    },
    "recolor_cabinet_visual_matching_1": {
        **PALETTE, SHELL: (188, 176, 164), FINGER: (226, 176, 104), PAD: (176, 156, 130),
    },
    "recolor_sim": {
        **PALETTE, SHELL: (206, 210, 214), FINGER: (238, 212, 60), PAD: (196, 188, 150),
    },
}  # fmt: skip
_ROUGHNESS = {SHELL: 0.45, SEAM: 0.6, RING: 0.5, FINGER: 0.55, PAD: 0.85, DARK: 0.4}

Pieces = Sequence[tuple[Solid, str]]


def painted(pieces: Pieces, palette: Palette) -> list[Part]:
    """Join pieces (mm) of one surface into one part (m)."""
    names = list(dict.fromkeys(name for _, name in pieces))
    return [
        Part(
            solid=joined([solid for solid, paint in pieces if paint == name]).scaled(0.001),
            material=Material(name=name, colour=linear(*palette[name]), roughness=_ROUGHNESS[name]),
        )
        for name in names
    ]
