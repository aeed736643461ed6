"""Render a picture whose content is known, and time frames of the usual size.

Run as ``python -m simeval.doctor.render_probe [--quick]`` it prints JSON and exits with 0 when the
renderer works, 1 otherwise. It is run in a process of its own, because a driver that does not suit
SAPIEN can take the process down.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt

_RED_LINEAR = (0.8, 0.05, 0.05)
_GAMMA = 2.2
_TOLERANCE = 0.06
_SMALL = (64, 48)
_USUAL = (640, 480)
_TIMED_FRAMES = 10


def probe(*, quick: bool = False) -> dict[str, Any]:
    """Render a red box that fills the left half of the view.

    Args:
        quick: Only open the render device; the first picture of a process takes seconds on a
            software renderer.

    Returns:
        ``ok``; ``device`` ("cuda" or "cpu", as SAPIEN calls it) or ``error``; unless quick also
        ``red_left`` and ``red_right`` (share of pixels of the expected red in each half),
        ``first_frame_s`` and ``frame_ms``.
    """
    import sapien
    import sapien.physx
    import sapien.render

    sapien.render.set_log_level("off")
    sapien.render.set_camera_shader_dir("minimal")
    errors = []
    for device in ("cuda", "cpu"):
        try:
            system = sapien.render.RenderSystem(sapien.Device(device))
        except RuntimeError as error:
            errors.append(f"{device}: {error}")
            continue
        if quick:
            return {"ok": True, "device": device}
        scene = sapien.Scene([sapien.physx.PhysxCpuSystem(), system])
        _furnish(scene)
        return {"device": device, **_judge(scene)}
    return {"ok": False, "error": "; ".join(errors)}


def _furnish(scene: Any) -> None:
    import sapien

    scene.set_ambient_light([1.0, 1.0, 1.0])
    builder = scene.create_actor_builder()
    builder.add_box_visual(half_size=[0.1, 5.0, 5.0], material=_RED_LINEAR)
    box = builder.build_static(name="box")
    # Camera frame: x forward, y left. The box ends where the right half of the view begins.
    box.set_pose(sapien.Pose([1.1, 5.0, 0.0]))


def _judge(scene: Any) -> dict[str, Any]:
    start = time.perf_counter()
    picture = _frame(scene, _camera(scene, _SMALL))
    first_frame_s = time.perf_counter() - start
    left, right = (_red_share(half) for half in np.hsplit(picture, 2))
    return {
        "ok": left > 0.95 and right < 0.05,
        "red_left": left,
        "red_right": right,
        "first_frame_s": first_frame_s,
        "frame_ms": _frame_ms(scene),
    }


def _camera(scene: Any, size: tuple[int, int]) -> Any:
    return scene.add_camera("probe", *size, fovy=1.0, near=0.01, far=100.0)


def _frame(scene: Any, camera: Any) -> npt.NDArray[np.float32]:
    scene.update_render()
    camera.take_picture()
    picture: npt.NDArray[np.float32] = camera.get_picture("Color")[..., :3]
    return picture


def _red_share(picture: npt.NDArray[np.float32]) -> float:
    expected = np.power(_RED_LINEAR, 1 / _GAMMA)
    return float(np.mean(np.all(np.abs(picture - expected) < _TOLERANCE, axis=-1)))


def _frame_ms(scene: Any) -> float:
    """Median time of a frame of the usual size, read back to the host."""
    camera = _camera(scene, _USUAL)
    times = []
    for _ in range(_TIMED_FRAMES):
        start = time.perf_counter()
        _frame(scene, camera)
        times.append(time.perf_counter() - start)
    return 1000 * float(np.median(times))


if __name__ == "__main__":
    result = probe(quick="--quick" in sys.argv[1:])
    sys.stdout.write(json.dumps(result) + "\n")
    sys.exit(0 if result["ok"] else 1)
