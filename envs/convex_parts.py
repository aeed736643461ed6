"""Collision meshes as the original cuts them: one convex part per connected piece.

SAPIEN 3 makes one hull of every OBJ group and of every STL file; SAPIEN 2 split them into pieces
first, which gives the spoon four parts instead of one solid wedge (and 43 g instead of 77 g), and
each WidowX finger two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import trimesh
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from trimesh.exchange.stl import HeaderError

from simeval.errors import AssetError

Points = npt.NDArray[np.float32]


def convex_parts(path: Path) -> list[Points]:
    """Vertices of each convex part of an OBJ, STL or GLB file, float32 [n, 3] each.

    Within an OBJ group (``o`` or ``g``) or a mesh of a GLB file, triangles that share a vertex
    position belong together. Vertices come in the order in which faces use them: PhysX's hull
    cooking drops points within its tolerance, and which ones depends on the order.

    Raises:
        AssetError: The file cannot be read or has no faces.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise AssetError(
            f"Collision mesh {path.name!r} must be one of {', '.join(sorted(_READERS))}."
        )
    vertices, groups = read(path)
    positions, position_of_vertex = np.unique(vertices, axis=0, return_inverse=True)
    position_of_vertex = position_of_vertex.ravel()
    parts: list[Points] = []
    for triangles in groups:
        parts += _connected_pieces(positions, position_of_vertex[triangles])
    if not parts:
        raise AssetError(f"Collision mesh {path.name!r} has no faces.")
    return parts


def _connected_pieces(positions: Points, triangles: npt.NDArray[np.int64]) -> list[Points]:
    starts, ends = triangles[:, :2].ravel(), triangles[:, 1:].ravel()
    graph = coo_matrix((np.ones(len(starts)), (starts, ends)), shape=(len(positions),) * 2)
    _, piece_of_position = connected_components(graph, directed=False)
    piece_of_triangle = piece_of_position[triangles[:, 0]]
    return [
        positions[list(dict.fromkeys(triangles[piece_of_triangle == piece].ravel().tolist()))]
        for piece in dict.fromkeys(piece_of_triangle.tolist())
    ]


def _read_obj(path: Path) -> tuple[Points, list[npt.NDArray[np.int64]]]:
    """Vertices [n, 3] and, per group, triangles [m, 3] as vertex indices."""
    vertices: list[list[float]] = []
    groups: list[list[tuple[int, int, int]]] = [[]]
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            keyword, *fields = line.split() or [""]
            if keyword == "v":
                vertices.append([float(field) for field in fields[:3]])
            elif keyword in ("o", "g"):
                groups.append([])
            elif keyword == "f":
                groups[-1] += _fan([int(field.split("/")[0]) for field in fields], len(vertices))
        points = np.array(vertices, dtype=np.float32).reshape(-1, 3)
        triangles = [np.array(group, dtype=np.int64) for group in groups if group]
        if any(group.min() < 0 or group.max() >= len(points) for group in triangles):
            raise IndexError("a face names a vertex that does not exist")
    except (ValueError, IndexError, OSError) as error:
        raise _unreadable(path, error) from error
    return points, triangles


def _read_stl(path: Path) -> tuple[Points, list[npt.NDArray[np.int64]]]:
    """Vertices [n, 3] and one group of triangles [m, 3]."""
    try:
        mesh = trimesh.load_mesh(path, process=False)
    except (ValueError, OSError, HeaderError) as error:
        raise _unreadable(path, error) from error
    points = np.asarray(mesh.vertices, dtype=np.float32)
    return points, [np.asarray(mesh.faces, dtype=np.int64)]


def _read_glb(path: Path) -> tuple[Points, list[npt.NDArray[np.int64]]]:
    """Vertices [n, 3] in the frame of the file and per mesh its triangles [m, 3]."""
    try:
        meshes: list[Any] = list(trimesh.load_scene(path, process=False).dump())
    except (ValueError, OSError, KeyError, IndexError, NotImplementedError) as error:
        raise _unreadable(path, error) from error
    groups, first = [], 0
    for mesh in meshes:
        groups.append(np.asarray(mesh.faces, dtype=np.int64) + first)
        first += len(mesh.vertices)
    points = [np.zeros((0, 3)), *(mesh.vertices for mesh in meshes)]
    return np.concatenate(points).astype(np.float32), groups


_READERS = {".obj": _read_obj, ".stl": _read_stl, ".glb": _read_glb}


def _unreadable(path: Path, error: Exception) -> AssetError:
    return AssetError(
        f"Collision mesh {path.name!r} cannot be read ({error}). "
        "Check the asset set with: simeval assets verify"
    )


def _fan(corners: list[int], vertex_count: int) -> list[tuple[int, int, int]]:
    """Triangles of a polygon, zero-based; negative OBJ indices count from the last vertex."""
    indices = [corner - 1 if corner > 0 else vertex_count + corner for corner in corners]
    return [(indices[0], indices[i], indices[i + 1]) for i in range(1, len(indices) - 1)]
