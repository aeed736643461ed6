"""Path-traces a scene of solids through a policy camera with Mitsuba 3 (`pip install mitsuba`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.shading import shaded
from simeval.assets.make.smoothing import smoothed
from simeval.assets.make.solid import Floats, Solid


@dataclass(frozen=True, kw_only=True)
class Lens:
    """Size and intrinsics of a policy camera, px."""

    size: tuple[int, int]
    focal: float
    centre: tuple[float, float]


WIDOWX_LENS = Lens(size=(640, 480), focal=623.588, centre=(319.501, 239.545))
GOOGLE_LENS = Lens(size=(640, 512), focal=425.0, centre=(320.0, 256.0))


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Where a policy camera stands: base pose times mount pose, quaternions wxyz, metres."""

    base_xyz: tuple[float, float, float]
    base_quat_wxyz: tuple[float, float, float, float]
    mount_xyz: tuple[float, float, float]
    mount_quat_wxyz: tuple[float, float, float, float]
    lens: Lens = WIDOWX_LENS

    def world_from_camera(self) -> Floats:
        """The 4x4 pose with x forward, y left, z up."""
        base = _matrix(self.base_xyz, self.base_quat_wxyz)
        return base @ _matrix(self.mount_xyz, self.mount_quat_wxyz)


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A diffuse-and-gloss surface; `texture` (sRGB bytes) wins over `colour` (linear)."""

    colour: tuple[float, float, float] = (0.5, 0.5, 0.5)
    texture: NDArray[np.uint8] | None = None
    roughness: float = 0.5
    specular: float = 0.5
    metallic: float = 0.0
    bump: NDArray[np.uint8] | None = None  # (h, w) heights
    bump_scale: float = 0.0005  # m


@dataclass(frozen=True, kw_only=True)
class Body:
    """A solid in world metres with its surface."""

    solid: Solid
    surface: Surface
    crease_degrees: float = 40.0


@dataclass(frozen=True, kw_only=True)
class Lamp:
    """A rectangular lamp: its centre, where it faces, half sides (m), radiance."""

    at: tuple[float, float, float]
    facing: tuple[float, float, float]
    half: tuple[float, float]
    radiance: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A room seen through a camera; `sky` is the radiance from everywhere else."""

    bodies: Callable[[], Sequence[Body]]
    lamps: Sequence[Lamp]
    camera: Camera
    sky: tuple[float, float, float]
    exposure: float


def render(shot: Shot, *, samples: int) -> Floats:
    """Return a linear RGB picture (height, width, 3)."""
    import mitsuba as mi

    mi.set_variant("llvm_ad_rgb", "scalar_rgb")
    pose = shot.camera.world_from_camera()
    (width, height), (centre_x, centre_y) = shot.camera.lens.size, shot.camera.lens.centre
    to_world = np.eye(4)
    to_world[:3, 0], to_world[:3, 1], to_world[:3, 2] = pose[:3, 1], pose[:3, 2], pose[:3, 0]
    to_world[:3, 3] = pose[:3, 3]
    scene: dict[str, Any] = {
        "type": "scene",
        "integrator": {"type": "path", "max_depth": 7},
        "sky": {"type": "constant", "radiance": {"type": "rgb", "value": list(shot.sky)}},
        "sensor": {
            "type": "perspective",
            "fov": float(np.rad2deg(2 * np.arctan(width / 2 / shot.camera.lens.focal))),
            "fov_axis": "x",
            "near_clip": 0.01,
            "far_clip": 20.0,
            "principal_point_offset_x": (width / 2 - centre_x) / width,
            "principal_point_offset_y": (height / 2 - centre_y) / height,
            "to_world": mi.ScalarTransform4f(to_world),
            "film": {
                "type": "hdrfilm",
                "width": width,
                "height": height,
                "rfilter": {"type": "gaussian"},
                "component_format": "float32",
            },
            "sampler": {"type": "independent", "sample_count": samples},
        },
    }
    for number, lamp in enumerate(shot.lamps):
        at, target = np.asarray(lamp.at), np.asarray(lamp.at) + np.asarray(lamp.facing)
        up = [0.0, 1.0, 0.0] if abs(lamp.facing[1]) < 0.9 else [1.0, 0.0, 0.0]
        scene[f"lamp_{number}"] = {
            "type": "rectangle",
            "to_world": mi.ScalarTransform4f().look_at(
                origin=at.tolist(), target=target.tolist(), up=up
            )
            @ mi.ScalarTransform4f().scale([*lamp.half, 1.0]),
            "emitter": {
                "type": "area",
                "radiance": {"type": "rgb", "value": list(lamp.radiance)},
            },
        }
    for number, body in enumerate(shot.bodies()):
        scene[f"body_{number:03d}"] = _mesh(mi, f"body_{number:03d}", body)
    loaded = mi.load_dict(scene)
    light = np.asarray(mi.render(loaded, seed=7), dtype=np.float64)[..., :3]
    guide = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal,position:position"}
    layers = np.asarray(mi.render(loaded, integrator=mi.load_dict(guide), spp=16, seed=8))
    albedo, normal, position = (layers[..., k : k + 3] for k in (0, 3, 6))
    normal = normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)
    return smoothed(light, albedo, normal, position)


def developed(
    picture: Floats, lens: Lens, *, exposure: float, grain: float = 0.004, seed: int = 5
) -> Floats:
    """Turn linear light into an sRGB 0..255 picture as a cheap camera would.

    A soft shoulder for highlights, a little vignetting, a little grain.
    """
    light = picture * exposure
    (width, height), (centre_x, centre_y) = lens.size, lens.centre
    y, x = np.mgrid[0:height, 0:width]
    r2 = ((x - centre_x) ** 2 + (y - centre_y) ** 2) / (width / 2) ** 2
    light = light * (1 - 0.10 * r2)[..., None]
    knee = 0.55
    over = np.maximum(light - knee, 0)
    light = np.minimum(light, knee) + (1 - knee) * (1 - np.exp(-over / (1 - knee)))
    light = light + np.random.default_rng(seed).normal(0, grain, light.shape) * np.sqrt(
        np.maximum(light, 1e-4)
    )
    light = np.clip(light, 0, 1)
    srgb: Floats = 255 * np.where(
        light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055
    )
    return srgb


def _mesh(mi: Any, name: str, body: Body) -> Any:
    points, normals, uv, faces = shaded(body.solid, crease_degrees=body.crease_degrees)
    properties = mi.Properties()
    properties["bsdf"] = mi.load_dict(_bsdf(mi, body.surface))
    mesh = mi.Mesh(
        name,
        vertex_count=len(points),
        face_count=len(faces),
        has_vertex_normals=True,
        has_vertex_texcoords=True,
        props=properties,
    )
    buffers = mi.traverse(mesh)
    buffers["vertex_positions"] = points.astype(np.float32).ravel()
    buffers["vertex_normals"] = normals.astype(np.float32).ravel()
    buffers["vertex_texcoords"] = uv.astype(np.float32).ravel()
    buffers["faces"] = faces.astype(np.uint32).ravel()
    buffers.update()
    return mesh


def _bsdf(mi: Any, surface: Surface) -> dict[str, Any]:
    if surface.texture is not None:
        colour: dict[str, Any] = {
            "type": "bitmap",
            "bitmap": mi.Bitmap(np.ascontiguousarray(surface.texture)),
            "raw": False,
        }
    else:
        colour = {"type": "rgb", "value": list(surface.colour)}
    principled: dict[str, Any] = {
        "type": "principled",
        "base_color": colour,
        "roughness": surface.roughness,
        "specular": surface.specular,
        "metallic": surface.metallic,
    }
    if surface.bump is None:
        return {"type": "twosided", "bsdf": principled}
    height = np.ascontiguousarray(surface.bump.astype(np.float32) / 255.0)[..., None]
    return {
        "type": "twosided",
        "bsdf": {
            "type": "bumpmap",
            "scale": surface.bump_scale,
            "height": {"type": "bitmap", "bitmap": mi.Bitmap(height), "raw": True},
            "bsdf": principled,
        },
    }


def _matrix(
    xyz: tuple[float, float, float], quat_wxyz: tuple[float, float, float, float]
) -> Floats:
    w, x, y, z = np.asarray(quat_wxyz) / np.linalg.norm(quat_wxyz)
    pose = np.eye(4)
    pose[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    pose[:3, 3] = xyz
    return pose
