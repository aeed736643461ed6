"""The shader pack ``twin``: the frame of a twin and nothing that its background covers.

It draws what SAPIEN's pack ``minimal`` draws, to one of 255 levels. What is to be hidden is drawn
as a *holdout*, which still occludes but is not lit and leaves no alpha, and there is no sky. On a
software renderer a frame then costs a third, and the first one of a process a tenth of a second
instead of six seconds, since no table of sky reflections is computed. The pack knows ambient light
and up to three directional lights without shadows, and no normal maps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import sapien
from mani_skill.render.shaders import PREBUILT_SHADER_CONFIGS, ShaderConfig

from simeval.errors import UsageError

SHADERS = ("twin", "minimal", "default")

_FOLDER = Path(__file__).parent / "twin"


def shader_config(shader: str) -> ShaderConfig:
    """Describe a shader pack to ManiSkill."""
    if shader != "twin":
        return PREBUILT_SHADER_CONFIGS[shader]
    return ShaderConfig(
        shader_pack=str(_FOLDER),
        texture_names={"Color": ["rgb"]},
        texture_transforms={"Color": lambda data: {"rgb": data[..., :3]}},
    )


def set_picture_formats() -> None:
    """Make the next cameras of the pack draw bytes, as ManiSkill does for SAPIEN's packs."""
    for picture in ("Color", "ColorRaw"):
        sapien.render.set_picture_format(picture, "r8g8b8a8unorm")


def hold_out(entity: Any) -> None:
    """Make an entity a holdout.

    The mark is the transmission of its materials, which a rasteriser has no other use for.

    Args:
        entity: SAPIEN entity with a render body.
    """
    for part in _parts(entity):
        part.material.transmission = 1.0


def require_drawable(entities: Iterable[Any], *, holdouts: Collection[Any]) -> None:
    """Check that the pack knows everything that it is to draw.

    Args:
        entities: All SAPIEN entities of the scene, lights included.
        holdouts: Those that are held out, whose materials do not matter.

    Raises:
        UsageError: A material has a normal map, or a light casts shadows or is not directional.
    """
    for entity in entities:
        light = entity.find_component_by_type(sapien.render.RenderLightComponent)
        if light is not None and not _plain(light):
            raise _cannot_draw("A light of the scene casts shadows or is not directional")
        if entity in holdouts:
            continue
        if any(part.material.normal_texture is not None for part in _parts(entity)):
            raise _cannot_draw(f"{entity.name!r} has a normal map")


def _parts(entity: Any) -> Iterator[Any]:
    body = entity.find_component_by_type(sapien.render.RenderBodyComponent)
    for shape in body.render_shapes if body is not None else ():
        # A mesh has parts; a box or another primitive is its own.
        yield from getattr(shape, "parts", (shape,))


def _plain(light: Any) -> bool:
    return isinstance(light, sapien.render.RenderDirectionalLightComponent) and not light.shadow


def _cannot_draw(what: str) -> UsageError:
    return UsageError(
        f"{what}, which the shader pack 'twin' does not draw. Use shader=minimal or shader=default."
    )
