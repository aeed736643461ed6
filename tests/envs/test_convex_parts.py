"""Collision meshes are cut as SAPIEN 2 cut them."""

from pathlib import Path

import numpy as np
import pytest
import trimesh

from simeval.envs.convex_parts import convex_parts
from simeval.errors import AssetError


def _write_obj(path: Path, *meshes: trimesh.Trimesh, grouped: bool) -> Path:
    lines, first = [], 1
    for index, mesh in enumerate(meshes):
        if grouped:
            lines.append(f"o part{index}")
        lines += [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in mesh.vertices]
        lines += [f"f {a + first} {b + first} {c + first}" for a, b, c in mesh.faces]
        first += len(mesh.vertices)
    path.write_text("\n".join(lines))
    return path


def _box(x: float, size: float = 1.0) -> trimesh.Trimesh:
    box = trimesh.creation.box([size] * 3)
    box.apply_translation([x, 0.0, 0.0])
    return box


def test_separate_pieces_become_separate_parts(tmp_path: Path) -> None:
    parts = convex_parts(_write_obj(tmp_path / "a.obj", _box(0.0), _box(3.0), grouped=False))
    assert [part[:, 0].mean() for part in parts] == pytest.approx([0.0, 3.0])


def test_pieces_that_share_corners_are_one_part_unless_grouped(tmp_path: Path) -> None:
    touching = (_box(0.0), _box(1.0))
    assert len(convex_parts(_write_obj(tmp_path / "a.obj", *touching, grouped=False))) == 1
    assert len(convex_parts(_write_obj(tmp_path / "b.obj", *touching, grouped=True))) == 2


def test_stl_is_cut_like_obj(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    trimesh.util.concatenate([_box(0.0), _box(5.0)]).export(path)
    parts = convex_parts(path)
    assert [len(part) for part in parts] == [8, 8]


def test_glb_is_cut_by_mesh_and_piece_where_its_nodes_put_them(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    scene.add_geometry(trimesh.util.concatenate([_box(0.0), _box(5.0)]))
    moved = np.eye(4)
    moved[0, 3] = 9.0
    scene.add_geometry(_box(0.0), transform=moved)
    scene.export(tmp_path / "a.glb")
    parts = convex_parts(tmp_path / "a.glb")
    assert sorted(part[:, 0].mean() for part in parts) == pytest.approx([0.0, 5.0, 9.0])


@pytest.mark.parametrize("content", [b"", b"glTF", b"\x00" * 64, b"glTF" + b"\xff" * 60])
def test_a_corrupt_glb_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.glb"
    path.write_bytes(content)
    with pytest.raises(AssetError, match=r"'broken.glb' cannot be read.*simeval assets verify"):
        convex_parts(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match=r"'a.dae' must be one of .glb, .obj, .stl"):
        convex_parts(tmp_path / "a.dae")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "cannot be read"),
        ("v 0 0 zero\n", "cannot be read"),
        ("v 0 0 0\n", "has no faces"),
    ],
)
def test_a_corrupt_mesh_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "broken.obj"
    path.write_text(text)
    with pytest.raises(AssetError, match=rf"'broken.obj' {message}"):
        convex_parts(path)


# Part counts and hull sizes read from SAPIEN 2.2.2 on the same files.
@pytest.mark.simpler_assets
@pytest.mark.parametrize(
    ("model", "hull_vertices"),
    [
        ("bridge_spoon_generated_modified", [76, 34, 24, 27]),
        ("bridge_carrot_generated_modified", [21]),
        ("table_cloth_generated_shorter", [42, 20, 35]),
        ("bridge_plate_objaverse_larger", [58]),
        ("eggplant", [110]),
    ],
)
def test_hulls_equal_those_of_sapien_2(
    simpler_assets: Path, model: str, hull_vertices: list[int]
) -> None:
    from sapien.physx import PhysxCollisionShapeConvexMesh, PhysxMaterial

    path = simpler_assets / "data" / "custom" / "models" / model / "collision.obj"
    material = PhysxMaterial(0.5, 0.5, 0.0)
    cooked = [
        PhysxCollisionShapeConvexMesh(vertices=part, scale=[1.0] * 3, material=material)
        for part in convex_parts(path)
    ]
    assert [len(np.asarray(shape.vertices)) for shape in cooked] == hull_vertices


@pytest.mark.simpler_assets
def test_fingers_have_two_parts_and_the_sink_82(simpler_assets: Path) -> None:
    robot = simpler_assets / "mani_skill2_real2sim/assets/descriptions/widowx_description"
    assert len(convex_parts(robot / "meshes_wx250s" / "WXSA-250-M-10-Finger.stl")) == 2
    assert len(convex_parts(simpler_assets / "data/custom/models/sink/collision.obj")) == 82
