"""What replaces a file that an asset set lacks: stated, never silent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

Rgb = tuple[float, float, float]

_KIND_COLOURS: tuple[tuple[str, Rgb], ...] = (
    ("eggplant", (70 / 255, 20 / 255, 90 / 255)),
    ("redbull", (28 / 255, 46 / 255, 110 / 255)),
    ("bottle", (96 / 255, 148 / 255, 196 / 255)),
    ("pepsi", (20 / 255, 60 / 255, 140 / 255)),
    ("7up", (20 / 255, 120 / 255, 60 / 255)),
    ("sprite", (30 / 255, 130 / 255, 70 / 255)),
    ("fanta", (230 / 255, 120 / 255, 30 / 255)),
    ("coke", (190 / 255, 20 / 255, 30 / 255)),
    ("apple", (170 / 255, 40 / 255, 40 / 255)),
    ("orange", (230 / 255, 130 / 255, 30 / 255)),
    ("carrot", (220 / 255, 110 / 255, 40 / 255)),
    ("spoon", (60 / 255, 110 / 255, 60 / 255)),
    ("cloth", (110 / 255, 140 / 255, 190 / 255)),
    ("sponge", (90 / 255, 160 / 255, 90 / 255)),
    ("green_cube", (50 / 255, 130 / 255, 70 / 255)),
    ("yellow_cube", (225 / 255, 190 / 255, 60 / 255)),
)
_OTHER_COLOUR: Rgb = (0.6, 0.6, 0.6)

_BRIDGE_TABLE_TOP_Z = 0.8695
_GOOGLE_TABLE_TOP_Z = 0.887


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """One replaced file.

    Attributes:
        missing: Path of the absent file, relative to the root of the asset set.
        replacement: What is used instead, in words for a run log.
        colour: Flat RGB colour in 0..1 of the replacement; ``None`` where nothing is drawn.
        texture: Picture for the texture coordinates of the replacement, instead of the colour.
    """

    missing: str
    replacement: str
    colour: Rgb | None = None
    texture: Path | None = None

    def untextured(self) -> StandIn:
        """The same replacement in its flat colour."""
        if self.texture is None or self.colour is None:
            return self
        mesh = self.replacement.removesuffix(f" with {self.texture.name}")
        return replace(self, texture=None, replacement=f"{mesh} {_in_rgb(self.colour)}")


def visual_stand_in(model_id: str, missing: str, *, texture: Path | None = None) -> StandIn:
    """The collision mesh of an object, for its absent textured mesh.

    Args:
        model_id: The object.
        missing: Path of the absent mesh, relative to the root of the asset set.
        texture: Picture that fits the texture coordinates of the collision mesh; one colour where
            there is none.
    """
    colour = next((rgb for kind, rgb in _KIND_COLOURS if kind in model_id), _OTHER_COLOUR)
    look = f"with {texture.name}" if texture else _in_rgb(colour)
    return StandIn(
        missing=missing,
        replacement=f"collision mesh of {model_id} {look}",
        colour=colour,
        texture=texture,
    )


def _in_rgb(colour: Rgb) -> str:
    red, green, blue = (round(255 * channel) for channel in colour)
    return f"in RGB ({red}, {green}, {blue})"


def stage_stand_in(stage: str, missing: str) -> StandIn:
    """A flat table, for the absent mesh of a whole room."""
    return StandIn(
        missing=missing,
        replacement=f"table plane with its top at z = {table_top_z(stage)} m, not drawn",
    )


def table_top_z(stage: str) -> float:
    """Height of the table in a stage (world frame, m), measured on objects at rest in the original.

    The WidowX stages are the ``bridge_*`` ones; all others belong to the Google robot.
    """
    return _BRIDGE_TABLE_TOP_Z if stage.startswith("bridge_") else _GOOGLE_TABLE_TOP_Z
