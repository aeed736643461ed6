"""The bundled pictures behind the Google robot's tasks, seen through the recorded cameras."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from simeval.assets.locate import package_folder
from simeval.envs.robots.google_robot_setup import OVERHEAD_CAMERA
from simeval.envs.simpler.drawer_scenes import PLACES

BUNDLED = package_folder() / "bundled"
BACKGROUNDS = json.loads((BUNDLED / "catalogue.json").read_text())["backgrounds"]
TABLE_PICTURES = ("google_coke_can_real_eval_1", "google_move_near_real_eval_1")
GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "simpler"
TABLE_TOP = 0.887
# Where the original's tables end, measured on its two pictures: x, y low and high, m.
TABLE_EDGES = ((-0.72, -0.018), (-0.11, 0.53))


def picture(name: str) -> np.ndarray:
    with Image.open(BUNDLED / BACKGROUNDS[name]) as image:
        return np.asarray(image.convert("RGB"), dtype=float)


def test_every_picture_of_the_tasks_is_there():
    wanted = {*TABLE_PICTURES, *(place.background for place in PLACES)}
    assert wanted <= set(BACKGROUNDS)


@pytest.mark.parametrize("name", [*TABLE_PICTURES, *(place.background for place in PLACES)])
def test_pictures_have_the_size_of_the_camera_and_show_something(name):
    pixels = picture(name)
    assert pixels.shape[:2] == OVERHEAD_CAMERA.size[::-1]
    assert 60 < pixels.mean() < 190
    assert pixels.std() > 20


def test_pictures_are_taken_from_where_the_robot_stands():
    from simeval.assets.make.google_camera import overhead_camera
    from simeval.assets.make.google_room import SHOTS

    for place in PLACES:
        camera = overhead_camera(place.x, place.y, yaw=place.yaw)
        assert SHOTS[place.background].camera == camera
    assert SHOTS[TABLE_PICTURES[0]].camera == overhead_camera(0.35, 0.20, yaw=0.0)
    assert SHOTS[TABLE_PICTURES[1]].camera == overhead_camera(0.35, 0.21, yaw=-0.09)


def test_pictures_from_different_places_differ():
    small = [picture(place.background)[::8, ::8].ravel() for place in PLACES]
    for k, one in enumerate(small):
        for other in small[k + 1 :]:
            assert np.abs(one - other).mean() > 3


def traces() -> list[dict]:
    found = [json.loads(path.read_text()) for path in sorted(GOLDEN.glob("google_*.json"))]
    if not found:
        pytest.skip("no recorded traces beside the checkout")
    return found


def test_camera_of_the_pictures_is_the_recorded_one():
    from simeval.assets.make.google_camera import overhead_camera
    from simeval.assets.make.path_tracer import GOOGLE_LENS

    for trace in traces():
        x, y, z, *_ = trace["robot_base"]
        # The base is turned by half a turn and a little: w = cos((pi + yaw) / 2).
        yaw = -2 * np.arcsin(trace["robot_base"][3])
        recorded = trace["camera"]["overhead_camera"]
        camera = overhead_camera(x, y, yaw=float(yaw))
        ours = camera.world_from_camera()  # x forward, y left, z up
        theirs = np.array(recorded["cam2world_gl"])  # x right, y up, z backward
        assert z == pytest.approx(camera.base_xyz[2], abs=1e-6)
        assert np.abs(ours[:3, 3] - theirs[:3, 3]).max() < 1e-5
        turned = np.column_stack([-theirs[:3, 2], -theirs[:3, 0], theirs[:3, 1]])
        assert np.abs(ours[:3, :3] - turned).max() < 1e-5
        focal, centre = GOOGLE_LENS.focal, GOOGLE_LENS.centre
        intrinsics = [[focal, 0, centre[0]], [0, focal, centre[1]], [0, 0, 1]]
        assert np.allclose(recorded["intrinsic_cv"], intrinsics)


def seen_at(trace: dict, points: np.ndarray) -> np.ndarray:
    """Pixel (column, row) of world points [n, 3] through the recorded camera."""
    camera = trace["camera"]["overhead_camera"]
    local = points @ np.array(camera["extrinsic_cv"])[:3, :3].T
    local = (local + np.array(camera["extrinsic_cv"])[:3, 3]) @ np.array(camera["intrinsic_cv"]).T
    return local[:, :2] / local[:, 2:]


@pytest.mark.parametrize(
    "name,task", list(zip(TABLE_PICTURES, ("pick_standing", "move_near"), strict=True))
)
def test_table_in_the_picture_lies_where_objects_stand(name, task):
    """Just inside the measured edges there is the pale table, just outside something darker."""
    trace = next(trace for trace in traces() if task in trace["task"])
    (x_low, x_high), (y_low, y_high) = TABLE_EDGES
    light = picture(name).mean(axis=2)
    width, height = OVERHEAD_CAMERA.size

    def brightness(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        points = np.column_stack([x, y, np.full(len(x), TABLE_TOP)])
        column, row = np.round(seen_at(trace, points)).astype(int).T
        shown = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        return light[row[shown], column[shown]]

    step = 0.02
    along_x = np.linspace(x_low + 0.05, x_high - 0.05, 20)
    along_y = np.linspace(y_low + 0.05, y_high - 0.05, 20)
    for edge, inward in ((y_low, step), (y_high, -step)):
        inside = brightness(along_x, np.full(20, edge + inward))
        outside = brightness(along_x, np.full(20, edge - inward))
        assert len(inside) >= 8
        assert np.median(inside) > np.median(outside) + 40
    for edge, inward in ((x_low, step), (x_high, -step)):
        inside = brightness(np.full(20, edge + inward), along_y)
        outside = brightness(np.full(20, edge - inward), along_y)
        assert np.median(inside) > np.median(outside) + 20
