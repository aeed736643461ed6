"""The server of a policy for the time of a run: started by simeval, and checked by inference."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from simeval.errors import ModelConnectionError
from simeval.policies.interface import EpisodeContext, Observation, Policy, PolicySpec
from simeval.policies.registry import PolicyEntry, find_policy
from simeval.policies.serving.launched_server import LaunchedServer
from simeval.protocol import Protocol
from simeval.runlog.run_info import RunSpec
from simeval.runner.actions import checked_actions
from simeval.runner.stop_signal import StopSignal

_POLL_S = 0.1


@contextmanager
def policy_server(spec: RunSpec, *, log: Path, stop: StopSignal) -> Iterator[RunSpec]:
    """Start the server that the policy asks for; yield the spec with its address in the options.

    Before that, one inference on an empty scene must succeed: a server that listens may still be
    without weights, and its compiler runs now and not in the first episode.

    Args:
        spec: The run. A policy without a server of its own is yielded as it is.
        log: File for what the server writes.
        stop: Ends the waiting when it is set.

    Raises:
        UsageError: The options cannot work, or the answer is no action.
        InfrastructureError: The server does not come up.
    """
    entry = find_policy(spec.policy.name)
    launch = entry.launch(spec.policy.all_options)
    if launch is None:
        yield spec
        return

    def cancelled() -> bool:
        return stop.number is not None

    with LaunchedServer(launch.spec, log, cancelled=cancelled) as server:
        options = {**spec.policy.options, "url": launch.url(server.port)}
        launched = replace(spec, policy=replace(spec.policy, options=options))
        if not cancelled():
            deadline = time.monotonic() + launch.spec.startup_timeout_s
            _wait_for_inference(entry, launched, server, deadline, cancelled)
        yield launched


def _wait_for_inference(
    entry: PolicyEntry,
    spec: RunSpec,
    server: LaunchedServer,
    deadline: float,
    cancelled: Callable[[], bool],
) -> None:
    protocol = spec.parsed_protocols()[0]
    threads = ThreadPoolExecutor(1)
    try:
        while True:
            attempt = threads.submit(try_inference, entry, spec, protocol)
            while not attempt.done() and not cancelled():
                time.sleep(_POLL_S)
            if cancelled() or _succeeded(attempt, server, deadline):
                return
    finally:
        # A request that hangs ends with the server.
        threads.shutdown(wait=False)


def _succeeded(attempt: Future[None], server: LaunchedServer, deadline: float) -> bool:
    """Tell whether an attempt succeeded; another one makes sense if not."""
    try:
        attempt.result()
    except ModelConnectionError as error:
        if time.monotonic() < deadline and server.alive:
            time.sleep(_POLL_S)
            return False
        raise ModelConnectionError(server.explain(f"cannot be used ({error})")) from error
    return True


def try_inference(entry: PolicyEntry, spec: RunSpec, protocol: Protocol) -> None:
    """Begin an episode and ask for actions once.

    Raises:
        ActionError: The answer is no action.
        ModelConnectionError: The server does not answer.
        ModelReplyError: It answers with an error.
    """
    policy = entry.build(spec.policy.all_options)
    try:
        policy.reset(
            EpisodeContext(
                task=protocol.task,
                variant=protocol.variant,
                episode_id=protocol.episode_ids[0],
                instruction=protocol.instruction,
                seed=0,
                horizon_steps=protocol.horizon_steps,
                control_hz=protocol.control_hz,
            )
        )
        chunk = policy.act(_empty_scene(protocol, policy.spec))
        checked_actions(chunk, policy=policy.spec.name, step=0)
    finally:
        _close(policy)


def _empty_scene(protocol: Protocol, spec: PolicySpec) -> Observation:
    cameras = (protocol.camera,) if spec.cameras is None else spec.cameras
    width, height = protocol.image_size
    upright = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    black = np.zeros((height, width, 3), dtype=np.uint8)
    return Observation(
        step=0,
        instruction=protocol.instruction,
        frames=dict.fromkeys(cameras, black),
        goals={} if protocol.goal_images is None else {"goal": black, "subgoal": black},
        state={
            "qpos": np.zeros(8),
            "qvel": np.zeros(8),
            "tcp_pose_in_base": upright,
            "base_pose": upright,
            "gripper_opening": np.ones(1),
        },
    )


def _close(policy: Policy) -> None:
    close = getattr(policy, "close", None)
    if close is not None:
        close()
