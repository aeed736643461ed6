"""Record where the eggplant and the basket plane come to rest in the original simulator.

The sink is a pile of 82 hulls, and the 2 kg basket plane hits it at 2.7 m/s: where it ends depends
on the last bit of the contact solver, so PhysX 5 cannot be made to agree with PhysX 4. The initial
conditions of the published task are therefore recorded once from the simulator that defined them.

Needs SAPIEN 2.2.2 (PhysX 4) in an environment of its own, and the original assets:

    python3.11 -m venv /tmp/sapien2
    /tmp/sapien2/bin/pip install sapien==2.2.2 'numpy<2' 'setuptools<70'
    /tmp/sapien2/bin/python scripts/record_settled_poses.py SIMPLER_ASSETS \
        > envs/simpler/settled_poses.json
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import sapien.core as sapien

SIM_HZ = 500
DROP_Z = 1.37
TABLE_TOP_Z = 0.87
MODELS = ("eggplant", "dummy_sink_target_plane", "sink")
EGGPLANT_XYS = list(itertools.product((-0.115, -0.095), (0.191, 0.201, 0.211, 0.221)))
EGGPLANT_YAWS = (0.0, math.pi / 4, -math.pi / 4)
PLANE_XY = (-0.125, 0.025)
SINK_POSITION = [-0.16, 0.13, 0.88]


def build(engine: Any, models: Path, densities: dict[str, float]) -> tuple[Any, list[Any]]:
    """A scene with a table and the three objects, with the original's solver settings."""
    config = sapien.SceneConfig()
    config.default_static_friction = config.default_dynamic_friction = 1.0
    config.default_restitution = 0.0
    config.contact_offset = 0.005
    config.enable_pcm = False
    config.enable_tgs = True
    config.solver_iterations = 25
    config.solver_velocity_iterations = 1
    scene = engine.create_scene(config)
    scene.set_timestep(1 / SIM_HZ)
    table = scene.create_actor_builder()
    table.add_box_collision(half_size=[1.5, 1.5, 0.05])
    table.build_static().set_pose(sapien.Pose([0, 0, TABLE_TOP_Z - 0.05]))
    actors = [build_object(scene, models, name, densities[name]) for name in MODELS]
    for actor in actors[:2]:
        actor.set_damping(0.1, 0.1)
    actors[2].set_pose(sapien.Pose(SINK_POSITION))
    actors[2].lock_motion()
    return scene, actors[:2]


def build_object(scene: Any, models: Path, name: str, density: float) -> Any:
    """One dynamic object from its collision mesh."""
    builder = scene.create_actor_builder()
    material = scene.create_physical_material(0.5, 0.5, 0.0)
    builder.add_multiple_collisions_from_file(
        str(models / name / "collision.obj"), material=material, density=density
    )
    return builder.build(name=name)


def settle(scene: Any, actors: list[Any], poses: list[Any]) -> None:
    """Half a second upright, half a second free, one and a half more if still moving."""
    for actor, pose in zip(actors, poses, strict=True):
        actor.set_pose(pose)
        actor.lock_motion(0, 0, 0, 1, 1, 0)
    advance(scene, 0.5)
    for actor in actors:
        actor.lock_motion(0, 0, 0, 0, 0, 0)
        actor.set_pose(actor.pose)
        actor.set_velocity(np.zeros(3))
        actor.set_angular_velocity(np.zeros(3))
    advance(scene, 0.5)
    linear = sum(np.linalg.norm(actor.velocity) for actor in actors)
    angular = sum(np.linalg.norm(actor.angular_velocity) for actor in actors)
    if linear > 1e-3 or angular > 1e-2:
        advance(scene, 1.5)


def advance(scene: Any, seconds: float) -> None:
    """Step the physics."""
    for _ in range(int(SIM_HZ * seconds)):
        scene.step()


def record(assets: Path) -> dict[str, Any]:
    """Poses [7] (m, quat_wxyz) of eggplant and plane for each episode of the grid."""
    custom = assets / "data" / "custom"
    facts = json.loads((custom / "info_bridge_custom_v0.json").read_text())
    densities = {name: facts[name]["density"] for name in MODELS}
    engine = sapien.Engine()
    episodes = []
    for episode in range(len(EGGPLANT_XYS) * len(EGGPLANT_YAWS)):
        yaw = EGGPLANT_YAWS[episode % len(EGGPLANT_YAWS)]
        quat = [math.cos(yaw / 2), 0, 0, math.sin(yaw / 2)]
        xy = EGGPLANT_XYS[episode // len(EGGPLANT_YAWS)]
        scene, actors = build(engine, custom / "models", densities)
        poses = [sapien.Pose([*xy, DROP_Z], quat), sapien.Pose([*PLANE_XY, DROP_Z])]
        settle(scene, actors, poses)
        episodes.append([pose_list(actor.pose) for actor in actors])
    return {
        "source": "SAPIEN 2.2.2 (PhysX 4, CPU), settle procedure of ManiSkill2_real2sim@ef7a4d4",
        "collision_sha256": {
            name: hashlib.sha256(
                (custom / "models" / name / "collision.obj").read_bytes()
            ).hexdigest()
            for name in MODELS
        },
        "widowx_put_eggplant_in_basket": episodes,
    }


def pose_list(pose: Any) -> list[float]:
    """x, y, z, qw, qx, qy, qz."""
    return [round(float(value), 8) for value in [*pose.p, *pose.q]]


if __name__ == "__main__":
    lines = [
        f"{json.dumps(key)}: {json.dumps(value)}"
        for key, value in record(Path(sys.argv[1])).items()
    ]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")
