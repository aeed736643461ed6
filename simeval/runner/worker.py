"""A worker process: one policy, one environment at a time, episodes as the parent names them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from simeval.envs import find_task
from simeval.episodes import EpisodeKey
from simeval.errors import (
    AssetError,
    DependencyError,
    InfrastructureError,
    SimevalError,
    UsageError,
)
from simeval.policies.interface import Policy
from simeval.policies.registry import find_policy
from simeval.protocol import Protocol
from simeval.runlog.folder import RunFolder
from simeval.runlog.run_info import PolicyFacts, RunSpec
from simeval.runlog.storage import is_storage_error, storage_error
from simeval.runner.environment import build_environment
from simeval.runner.episode import run_episode
from simeval.runner.messages import (
    EnvironmentBuilt,
    EpisodeBegun,
    EpisodeDone,
    PolicyBuilt,
    Setup,
    StartEpisode,
    WorkerFailed,
    receive,
    send,
)

_PR_SET_PDEATHSIG = 1

# Errors that every other episode would meet again.
_RUN_ERRORS = (UsageError, AssetError, DependencyError)


def main(descriptor: int, parent_pid: int) -> None:
    """Serve episodes until the parent closes the connection.

    Args:
        descriptor: File descriptor of this side of the socket pair.
        parent_pid: Process id of the parent; the worker never outlives it.
    """
    _die_with(parent_pid)
    with Connection(descriptor) as connection:
        try:
            setup = receive(connection)
            assert isinstance(setup, Setup)
            _Worker(connection, RunFolder(Path(setup.root)), setup.spec).serve()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


class _Worker:
    def __init__(self, connection: Connection, folder: RunFolder, spec: RunSpec) -> None:
        self._connection = connection
        self._folder = folder
        self._spec = spec
        self._protocols = {
            (protocol.task, protocol.variant): protocol for protocol in spec.parsed_protocols()
        }
        self._env: Any = None
        self._built: tuple[str, str] | None = None
        self._announced = False

    def serve(self) -> None:
        policy = self._build_policy()
        while True:
            request = receive(self._connection)
            assert isinstance(request, StartEpisode)
            self._run(policy, EpisodeKey.parse(request.key), request.attempt)

    def _build_policy(self) -> Policy:
        choice = self._spec.policy
        try:
            policy = find_policy(choice.name).build(choice.all_options)
        except SimevalError as error:
            self._fail("run", str(error), error.exit_code)
        except Exception as error:
            traceback.print_exc()
            self._fail(
                "run",
                f"The policy {choice.name!r} cannot be built: {_one_line(error)}. "
                "Check its options and what it needs.",
                InfrastructureError.exit_code,
            )
        spec = policy.spec
        facts = PolicyFacts(
            name=spec.name,
            cameras=spec.cameras,
            privileged=spec.privileged,
            config=dict(spec.config),
        )
        send(self._connection, PolicyBuilt(facts=facts))
        return policy

    def _run(self, policy: Policy, key: EpisodeKey, attempt: int) -> None:
        protocol = self._protocols[key.task, key.variant]
        stage = "build"
        try:
            build_s = self._prepare_environment(protocol)
            stage = "episode"
            send(self._connection, EpisodeBegun())
            record = run_episode(
                self._env,
                policy,
                key=key,
                protocol=protocol,
                submetrics=find_task(key.task).submetrics,
                spec=self._spec,
                folder=self._folder,
                attempt=attempt,
                build_s=build_s,
            )
        except _RUN_ERRORS as error:
            self._fail("run", str(error), error.exit_code)
        except Exception as error:
            if isinstance(error, OSError) and is_storage_error(error):
                explained = storage_error(error, self._folder.root)
                self._fail("run", str(explained), explained.exit_code)
            traceback.print_exc()
            self._fail(
                "build" if stage == "build" else "episode",
                _one_line(error),
                InfrastructureError.exit_code,
            )
        send(self._connection, EpisodeDone(record=record))

    def _prepare_environment(self, protocol: Protocol) -> float:
        """Build the environment unless it is there already; return the seconds that it took."""
        wanted = (protocol.task, protocol.variant)
        if self._built == wanted:
            return 0.0
        started = time.perf_counter()
        # The old environment goes only now: it keeps the compiled shaders of the renderer alive,
        # which cost a software renderer many seconds.
        old, self._built = self._env, None
        self._env = build_environment(protocol)
        if old is not None:
            old.close()
        self._built = wanted
        if not self._announced:
            send(self._connection, EnvironmentBuilt(renderer=_renderer_name()))
            self._announced = True
        return round(time.perf_counter() - started, 6)

    def _fail(self, scope: Any, message: str, exit_code: int) -> None:
        send(self._connection, WorkerFailed(scope=scope, message=message, exit_code=exit_code))
        sys.stderr.flush()
        # A renderer that has failed can hang or crash while Python cleans up.
        os._exit(1)


def _die_with(parent_pid: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _renderer_name() -> str | None:
    """Name the Vulkan device in use, as far as SAPIEN tells."""
    sapien = sys.modules.get("sapien")
    if sapien is None:
        return None
    lines = [line.strip() for line in str(sapien.render.get_device_summary()).splitlines()]
    return " | ".join(line for line in lines if line) or None
