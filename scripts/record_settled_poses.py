"""Record where the eggplant and the basket plane come to rest in the original simulator.

The sink is a pile of 82 hulls, and the 2 kg basket plane hits it at 2.7 m/s: where it ends depends
on the last bit of the contact solver, and on the drop before it in the same scene (one episode
ends 8 mm elsewhere). PhysX 5 cannot be made to agree with PhysX 4 there, so the initial conditions
of the published task are recorded once, the way the published evaluation meets them: the original
environment is made anew for each episode, which drops the objects once, and is then reset.

Needs SAPIEN 2.2.2 (PhysX 4) in an environment of its own, a Vulkan device that it accepts (a GPU),
and a checkout of ManiSkill2_real2sim at ef7a4d4 with its assets:

    python3.11 -m venv /tmp/sapien2
    /tmp/sapien2/bin/pip install sapien==2.2.2 'numpy<2' 'setuptools<70' 'gymnasium<1' ruckig \
        opencv-python-headless transforms3d trimesh rtree imageio GitPython tabulate h5py tqdm
    PYTHONPATH=CHECKOUT /tmp/sapien2/bin/python scripts/record_settled_poses.py \
        CHECKOUT/data/custom > envs/simpler/settled_poses.json
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

TASK = "widowx_put_eggplant_in_basket"
ENV_ID = "PutEggplantInBasketScene-v0"
EPISODES = 24
MODELS = ("eggplant", "dummy_sink_target_plane", "sink")
TABLE_TOP_Z = 0.87
TABLE_HALF_SIZE = (1.5, 1.5, 0.05)


def replace_stage_by_a_table(sapien: Any, scene_env: Any) -> None:
    """Leave the stage mesh out: nothing in the sink touches it, and not every copy has it."""

    def load_arena(self: Any, add_collision: bool = True) -> None:
        builder = self._scene.create_actor_builder()
        builder.add_box_collision(half_size=TABLE_HALF_SIZE)
        self.arena = builder.build_static(name="arena")
        self.arena.set_pose(sapien.Pose([0, 0, TABLE_TOP_Z - TABLE_HALF_SIZE[2]]))

    scene_env._load_arena_helper = load_arena


def allow_absent_visuals(builder: Any) -> None:
    """Show an object without its visual mesh by its collision mesh; looks do not matter here."""
    add_visual = builder.add_visual_from_file

    def add(self: Any, filename: str, *args: Any, **options: Any) -> Any:
        path = Path(filename)
        shown = path if path.is_file() else path.with_name("collision.obj")
        return add_visual(self, str(shown), *args, **options)

    builder.add_visual_from_file = add


def settled_poses(gymnasium: Any, episode: int) -> list[list[float]]:
    """Poses [7] (m, quat_wxyz) of eggplant and plane after the reset of a new environment."""
    env = gymnasium.make(ENV_ID, obs_mode="state_dict", prepackaged_config=True).unwrapped
    env.reset(options={"obj_init_options": {"episode_id": episode}})
    poses = [pose_list(actor.pose) for actor in (env.episode_source_obj, env.episode_target_obj)]
    env.close()
    return poses


def pose_list(pose: Any) -> list[float]:
    """x, y, z, qw, qx, qy, qz."""
    return [round(float(value), 8) for value in [*pose.p, *pose.q]]


def record(custom: Path) -> dict[str, Any]:
    """Run every episode; the content of `settled_poses.json`."""
    import gymnasium
    import mani_skill2_real2sim.envs  # noqa: F401 (registers the environments)
    import sapien.core as sapien
    from mani_skill2_real2sim.envs.custom_scenes.base_env import CustomSceneEnv

    replace_stage_by_a_table(sapien, CustomSceneEnv)
    allow_absent_visuals(sapien.ActorBuilder)
    return {
        "source": "ManiSkill2_real2sim@ef7a4d4, SAPIEN 2.2.2 (PhysX 4, CPU), made and reset anew",
        "collision_sha256": {
            name: hashlib.sha256(
                (custom / "models" / name / "collision.obj").read_bytes()
            ).hexdigest()
            for name in MODELS
        },
        TASK: [settled_poses(gymnasium, episode) for episode in range(EPISODES)],
    }


if __name__ == "__main__":
    lines = [
        f"{json.dumps(key)}: {json.dumps(value)}"
        for key, value in record(Path(sys.argv[1])).items()
    ]
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")
