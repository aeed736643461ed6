"""The flat look of the original WidowX, and of the original's cabinets.

The original robot meshes carry a texture but no texture coordinates. SAPIEN 2 derives tangents from
those, gets none, and lights such a mesh by the ambient term alone: in every recorded frame each
robot pixel is (33, 34, 34), under the table's lamps as under the sink's. SAPIEN 3 shades the same
meshes fully. A policy trained or tuned on the original pictures should see the original robot. The
same holds for the boxes that the cabinets are made of.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sapien.render import RenderBodyComponent, RenderMaterial, RenderShapeBox

FLAT_SRGB = (33, 34, 34)

# Exponent of SAPIEN's conversion from linear to display values.
_GAMMA = 2.2


def shade_untextured_flat(entity: Any) -> None:
    """Give every textured part without texture coordinates the constant colour.

    Args:
        entity: SAPIEN entity of a robot link.
    """
    body = entity.find_component_by_type(RenderBodyComponent)
    if body is None:
        return
    for shape in body.render_shapes:
        for part in getattr(shape, "parts", ()):
            if part.material.base_color_texture is not None and not np.any(part.get_vertex_uv()):
                _make_flat(part.material)


def shade_boxes_flat(entity: Any, *, ambient: float) -> None:
    """Light every box by the ambient term alone.

    Args:
        entity: SAPIEN entity of a link.
        ambient: Ambient light of the scene.
    """
    body = entity.find_component_by_type(RenderBodyComponent)
    for shape in body.render_shapes if body is not None else ():
        if isinstance(shape, RenderShapeBox):
            colour = shape.material.base_color[:3]
            _emit_only(shape.material, [ambient * channel for channel in colour])


def _make_flat(material: RenderMaterial) -> None:
    material.base_color_texture = None
    _emit_only(material, [(channel / 255.0) ** _GAMMA for channel in FLAT_SRGB])


def _emit_only(material: RenderMaterial, linear: list[float]) -> None:
    material.base_color = [0.0, 0.0, 0.0, 1.0]
    material.specular = 0.0
    material.roughness = 1.0
    material.emission = [*linear, 1.0]
