"""Writes binary glTF 2.0 with the same bytes each time: parts, materials, embedded PNG textures.

Coordinates are written as they are (metres, z up, in the frame of the body), without the y-up
turn that glTF asks for: SAPIEN reads the numbers unturned.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from simeval.assets.make.shading import shaded
from simeval.assets.make.solid import Solid


@dataclass(frozen=True, kw_only=True)
class Material:
    """A physically based material; `colour` is linear RGB and multiplies the texture."""

    name: str
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    roughness: float = 0.6
    metallic: float = 0.0
    texture: NDArray[np.uint8] | None = None  # (h, w, 3) sRGB


@dataclass(frozen=True, kw_only=True)
class Part:
    """One mesh with one material."""

    solid: Solid
    material: Material
    crease_degrees: float = 40.0


def write_glb(path: Path, parts: Sequence[Part]) -> None:
    """Write the parts of one body, one mesh node each, coordinates in metres."""
    blob = bytearray()
    views: list[dict[str, Any]] = []
    accessors: list[dict[str, Any]] = []

    def add(data: bytes, **extra: Any) -> int:
        blob.extend(b"\0" * (-len(blob) % 4))
        views.append({"buffer": 0, "byteOffset": len(blob), "byteLength": len(data), **extra})
        blob.extend(data)
        return len(views) - 1

    def accessor(array: NDArray[Any], kind: str, component: int, target: int, **extra: Any) -> int:
        view = add(np.ascontiguousarray(array).tobytes(), target=target)
        count = len(array) if array.ndim > 1 else array.size
        row = {"bufferView": view, "componentType": component, "count": count, "type": kind}
        accessors.append({**row, **extra})
        return len(accessors) - 1

    materials = list({part.material.name: part.material for part in parts}.values())
    images: list[dict[str, Any]] = []
    written: list[dict[str, Any]] = []
    for material in materials:
        surface: dict[str, Any] = {
            "baseColorFactor": [*(round(c, 6) for c in material.colour), 1.0],
            "metallicFactor": material.metallic,
            "roughnessFactor": material.roughness,
        }
        if material.texture is not None:
            stream = io.BytesIO()
            Image.fromarray(material.texture).save(stream, format="PNG", optimize=True)
            images.append({"bufferView": add(stream.getvalue()), "mimeType": "image/png"})
            surface["baseColorTexture"] = {"index": len(images) - 1}
        written.append({"name": material.name, "pbrMetallicRoughness": surface})

    meshes: list[dict[str, Any]] = []
    for part in parts:
        points, normals, uv, faces = shaded(part.solid, crease_degrees=part.crease_degrees)
        position = points.astype("<f4")
        attributes = {
            "POSITION": accessor(
                position,
                "VEC3",
                5126,
                34962,
                min=[float(c) for c in position.min(axis=0)],
                max=[float(c) for c in position.max(axis=0)],
            ),
            "NORMAL": accessor(normals.astype("<f4"), "VEC3", 5126, 34962),
        }
        if part.material.texture is not None:
            attributes["TEXCOORD_0"] = accessor(uv.astype("<f4"), "VEC2", 5126, 34962)
        wide = len(points) > 65535
        index = faces.astype("<u4" if wide else "<u2").ravel()
        primitive = {
            "attributes": attributes,
            "indices": accessor(index, "SCALAR", 5125 if wide else 5123, 34963),
            "material": [m.name for m in materials].index(part.material.name),
        }
        meshes.append({"name": part.material.name, "primitives": [primitive]})

    document: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "simeval.assets.make"},
        "scene": 0,
        "scenes": [{"nodes": list(range(len(meshes)))}],
        "nodes": [{"mesh": i, "name": m["name"]} for i, m in enumerate(meshes)],
        "meshes": meshes,
        "materials": written,
        "accessors": accessors,
        "bufferViews": views,
        "buffers": [{"byteLength": len(blob)}],
    }
    if images:
        document["images"] = images
        document["textures"] = [{"source": i, "sampler": 0} for i in range(len(images))]
        document["samplers"] = [{"magFilter": 9729, "minFilter": 9987}]
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    blob.extend(b"\0" * (-len(blob) % 4))
    total = 12 + 8 + len(text) + 8 + len(blob)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        struct.pack("<4sII", b"glTF", 2, total)
        + struct.pack("<I4s", len(text), b"JSON")
        + text
        + struct.pack("<I4s", len(blob), b"BIN\0")
        + bytes(blob)
    )
