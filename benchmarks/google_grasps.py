"""36 grasps of a coke can in the original and in ours: how often they hold.

The actions are those of three recorded episodes, a standing can and two lying ones, each as it is
and with eleven small disturbances of the approach. What a single grasp of a lying can does is
decided by micrometres (the original itself lifts the can of one recorded episode that it dropped
when it was recorded), so the rates are what can agree.

    .venv/bin/python benchmarks/google_grasps.py compare TRACES

TRACES is the folder of recorded episodes. The outcomes in the original are in google_grasps.json;
to record them again, in the environment that scripts/record_settled_poses.py describes:

    PYTHONPATH=CHECKOUT /tmp/sapien2/bin/python benchmarks/google_grasps.py record TRACES \
        > benchmarks/google_grasps.json
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

KINDS = {"standing": "upright", "horizontal": "lr_switch", "vertical": "laid_vertically"}
VERSIONS = 12
APPROACH_STEPS = 26
SIGMA_M = 0.0015
SIGMA_RAD = 0.006

TABLE_HALF_SIZE = (0.375, 0.6, 0.05)
TABLE_CENTRE = (-0.355, 0.2, 0.887 - 0.05)


def main() -> None:
    """Parse the options, then record or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["record", "compare"])
    parser.add_argument("traces", type=Path, help="folder of recorded episodes")
    parser.add_argument("--inertia", type=float, help="at the finger joints, kg m2")
    parser.add_argument("--spare-velocity", type=float, help="of blocked fingers, 1/s")
    options = parser.parse_args()
    if options.mode == "record":
        outcomes = {kind: _record(options.traces, kind) for kind in KINDS}
        json.dump(outcomes, sys.stdout, indent=1)
    else:
        recorded = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
        if options.spare_velocity is not None:
            planned_gripper = importlib.import_module("simeval.envs.controllers.planned_gripper")
            planned_gripper.SPARE_VELOCITY_PER_S = options.spare_velocity
        for kind in KINDS:
            _compare(options.traces, kind, recorded[kind], options.inertia)


def _trace_file(traces: Path, kind: str) -> Path:
    return traces / f"google_robot_pick_{kind}_coke_can_0.json"


def _disturbed(actions: Any, version: int) -> Any:
    """Actions [T, 7] of a version; version 0 is as recorded."""
    actions = np.array(actions)
    if version:
        noise = np.random.RandomState(version)
        actions[:APPROACH_STEPS, :3] += noise.normal(0, SIGMA_M, (APPROACH_STEPS, 3))
        actions[:APPROACH_STEPS, 3:6] += noise.normal(0, SIGMA_RAD, (APPROACH_STEPS, 3))
    return actions


def _record(traces: Path, kind: str) -> list[dict[str, Any]]:
    import gymnasium
    import mani_skill2_real2sim.envs
    import sapien.core as sapien

    def load_arena(self: Any, add_collision: bool = True) -> None:
        builder = self._scene.create_actor_builder()
        builder.add_box_collision(half_size=TABLE_HALF_SIZE)
        self.arena = builder.build_static(name="arena")
        self.arena.set_pose(sapien.Pose(TABLE_CENTRE))

    mani_skill2_real2sim.envs.custom_scenes.base_env.CustomSceneEnv._load_arena_helper = load_arena
    options = {"obs_mode": "state_dict", "prepackaged_config": True, KINDS[kind]: True}
    env = gymnasium.make("GraspSingleOpenedCokeCanInScene-v0", **options).unwrapped
    env.get_obs = lambda: {}
    content = json.loads(_trace_file(traces, kind).read_text(encoding="utf-8"))
    outcomes = []
    for version in range(VERSIONS):
        env.reset(seed=content["seed"], options={})
        infos = [
            env.step(action)[4]
            for action in _disturbed([step["action"] for step in content["steps"]], version)
        ]
        outcomes.append(_outcome(infos))
    env.close()
    return outcomes


def _compare(traces: Path, kind: str, theirs: list[dict[str, Any]], inertia: float | None) -> None:
    from simeval.envs.task_env import TaskEnv
    from simeval.parity.trace import read_trace

    trace = read_trace(_trace_file(traces, kind))
    env = TaskEnv(
        trace.task, variant=trace.variant, asset_set="simpler", table_top_z=trace.table_top_z
    )
    if inertia is not None:
        for joint in env.twin.agent.robot.get_active_joints():
            if "finger" in joint.name:
                joint._objs[0].armature = np.array([inertia])
    ours = []
    for version in range(VERSIONS):
        env.reset(options=trace.reset_options)
        ours.append(_outcome([env.step(a)[4] for a in _disturbed(trace.actions, version)]))
    env.close()
    lifted = [sum(outcome["success"] for outcome in side) for side in (theirs, ours)]
    grasped = [np.mean([outcome["grasped_steps"] for outcome in side]) for side in (theirs, ours)]
    equal = sum(a["success"] == b["success"] for a, b in zip(theirs, ours, strict=True))
    sys.stdout.write(
        f"{kind:10} lifted: original {lifted[0]}/{VERSIONS}, ours {lifted[1]}/{VERSIONS}, "
        f"the same in {equal}; steps with a grasp: {grasped[0]:.0f} and {grasped[1]:.0f}\n"
    )


def _outcome(infos: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "success": bool(infos[-1]["success"]),
        "grasped_steps": sum(bool(info["is_grasped"]) for info in infos),
    }


if __name__ == "__main__":
    main()
