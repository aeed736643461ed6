"""How fast the twins step, reset and render, per task.

Prints JSON: for every task, number of worker processes and frame interval the control steps per
second of all workers together; the time of a reset; and where one step goes. The action sequence is
the same everywhere: the arm waves slowly above the table, the gripper opens and closes.

    .venv/bin/python benchmarks/twin_speed.py --assets simpler > speed.json
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

TASKS = (
    "widowx_spoon_on_towel",
    "widowx_carrot_on_plate",
    "widowx_stack_cube",
    "widowx_put_eggplant_in_basket",
)
WARM_UP_STEPS = 5


def main() -> None:
    """Parse the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assets", default="bundled")
    parser.add_argument("--tasks", nargs="+", default=TASKS)
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument(
        "--every",
        nargs="+",
        type=int,
        default=[1, 4, 8, 0],
        help="render each k-th step; 0: never",
    )
    parser.add_argument("--steps", type=int, default=80, help="control steps per measurement")
    options = parser.parse_args()
    report = {
        "machine": {"cpu": _cpu_name(), "cores": os.cpu_count(), "platform": platform.platform()},
        "assets": options.assets,
        "tasks": {},
    }
    for task in options.tasks:
        report["tasks"][task] = {
            "steps_per_s": [
                _throughput(task, options.assets, workers, every, options.steps)
                for workers in options.workers
                for every in options.every
            ],
            **_in_process(_resets_and_parts, (task, options.assets, options.steps)),
        }
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _throughput(task: str, assets: str, workers: int, every: int, steps: int) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    # Set before a worker loads the renderer, as the runner does.
    os.environ["LP_NUM_THREADS"] = str(max(1, (os.cpu_count() or 1) // workers))
    barrier = context.Barrier(workers)
    answers: Any = context.Queue()
    processes = [
        context.Process(target=_step_worker, args=(task, assets, every, steps, barrier, answers))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    spans = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    elapsed = max(end for _, end in spans) - min(start for start, _ in spans)
    return {
        "workers": workers,
        "frame_every": every,
        "steps_per_s": round(workers * steps / elapsed, 2),
    }


def _step_worker(
    task: str, assets: str, every: int, steps: int, barrier: Any, answers: Any
) -> None:
    env = _environment(task, assets)
    env.reset(seed=0, options={"episode_id": 0})
    actions = _actions(steps + WARM_UP_STEPS)
    for action in actions[:WARM_UP_STEPS]:
        env.step(action)
        env.capture()
    barrier.wait()
    start = time.monotonic()
    for index, action in enumerate(actions[WARM_UP_STEPS:]):
        if every and index % every == 0:
            env.capture()
        env.step(action)
    answers.put((start, time.monotonic()))


def _resets_and_parts(task: str, assets: str, steps: int) -> dict[str, Any]:
    """Reset times over the grid, and the mean time of each part of a step."""
    start = time.perf_counter()
    env = _environment(task, assets)
    build_s = time.perf_counter() - start
    resets = []
    for episode in range(env.task.episode_count):
        start = time.perf_counter()
        env.reset(seed=0, options={"episode_id": episode})
        resets.append(time.perf_counter() - start)
    env.reset(seed=0, options={"episode_id": 0})
    # The first frame of a process compiles shaders.
    env.capture()
    parts: dict[str, list[float]] = {"step": [], "physics": [], "render": [], "composite": []}
    for action in _actions(steps):
        start = time.perf_counter()
        env.step(action)
        parts["step"].append(time.perf_counter() - start)
        start = time.perf_counter()
        rgba, foreground = env.twin.render_foreground()
        parts["render"].append(time.perf_counter() - start)
        start = time.perf_counter()
        env.twin._overlay.composite(rgba, foreground)
        parts["composite"].append(time.perf_counter() - start)
    parts["physics"] = _physics_alone(env, steps)
    mean_ms = {name: 1e3 * statistics.fmean(times) for name, times in parts.items()}
    mean_ms["python"] = mean_ms.pop("step") - mean_ms["physics"]
    return {
        "build_s": round(build_s, 2),
        "reset_ms": {
            "mean": round(1e3 * statistics.fmean(resets), 1),
            "max": round(1e3 * max(resets), 1),
        },
        "one_step_ms": {name: round(value, 2) for name, value in sorted(mean_ms.items())},
    }


def _physics_alone(env: Any, steps: int) -> list[float]:
    """Time of the bare physics steps of a control step, the arm driven as in the step before."""
    substeps = env.task.sim_hz // env.task.control_hz
    times = []
    env.reset(seed=0, options={"episode_id": 0})
    # A reset renews the physics scene.
    physics = env.twin.scene.px
    for action in _actions(steps):
        env.twin.agent.set_action(_as_batch(action))
        start = time.perf_counter()
        for _ in range(substeps):
            physics.step()
        times.append(time.perf_counter() - start)
    return times


def _as_batch(action: np.ndarray) -> Any:
    import torch

    return torch.from_numpy(action.astype(np.float32))[None]


def _environment(task: str, assets: str) -> Any:
    import torch

    from simeval.envs.task_env import TaskEnv

    torch.set_num_threads(1)
    return TaskEnv(task, asset_set=assets)


def _actions(count: int) -> np.ndarray:
    """[count, 7]: slow sines of a few centimetres, gripper switching every ten steps."""
    phase = np.arange(count) * 0.35
    actions = np.zeros((count, 7))
    actions[:, 0] = 0.012 * np.cos(phase)
    actions[:, 1] = 0.012 * np.sin(phase)
    actions[:, 5] = 0.05 * np.cos(0.5 * phase)
    actions[:, 6] = np.where(np.arange(count) // 10 % 2, -1.0, 1.0)
    return actions


def _in_process(function: Any, arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Run in a process of its own, so that measurements do not share a renderer."""
    os.environ["LP_NUM_THREADS"] = str(os.cpu_count() or 1)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        result: dict[str, Any] = pool.apply(function, arguments)
    return result


def _cpu_name() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(
                line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
            )
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


if __name__ == "__main__":
    main()
