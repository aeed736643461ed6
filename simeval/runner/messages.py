"""What parent and worker say to each other: JSON over a socket pair, one object per message."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

from simeval.runlog.codec import from_json
from simeval.runlog.record import EpisodeRecord
from simeval.runlog.run_info import PolicyFacts, RunSpec


@dataclass(frozen=True, kw_only=True)
class Setup:
    """First message to a worker."""

    root: str
    spec: RunSpec


@dataclass(frozen=True, kw_only=True)
class StartEpisode:
    """Run this episode."""

    key: str
    attempt: int


@dataclass(frozen=True, kw_only=True)
class PolicyBuilt:
    """The policy is ready."""

    facts: PolicyFacts


@dataclass(frozen=True, kw_only=True)
class EnvironmentBuilt:
    """The first environment is ready."""

    renderer: str | None


@dataclass(frozen=True, kw_only=True)
class EpisodeBegun:
    """The environment is ready and the episode starts."""


@dataclass(frozen=True, kw_only=True)
class EpisodeDone:
    """An episode has an outcome and its files are on the disk."""

    record: EpisodeRecord


@dataclass(frozen=True, kw_only=True)
class WorkerFailed:
    """The worker cannot go on; it exits after this message.

    Attributes:
        scope: ``"run"``: every episode would fail the same way; ``"build"``: an environment could
            not be built; ``"episode"``: this episode was lost.
        message: One paragraph.
        exit_code: Exit code of the program if the run ends because of it.
    """

    scope: Literal["run", "build", "episode"]
    message: str
    exit_code: int


ToWorker = Setup | StartEpisode
FromWorker = PolicyBuilt | EnvironmentBuilt | EpisodeBegun | EpisodeDone | WorkerFailed

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Setup,
        StartEpisode,
        PolicyBuilt,
        EnvironmentBuilt,
        EpisodeBegun,
        EpisodeDone,
        WorkerFailed,
    )
}


def send(connection: Connection, message: ToWorker | FromWorker) -> None:
    """Send a message.

    Raises:
        OSError: The other side is gone.
    """
    body = {"kind": type(message).__name__, "fields": dataclasses.asdict(message)}
    connection.send_bytes(json.dumps(body, allow_nan=False).encode())


def receive(connection: Connection) -> ToWorker | FromWorker:
    """Wait for the next message.

    Raises:
        EOFError: The other side is gone.
    """
    body = json.loads(connection.recv_bytes())
    message: ToWorker | FromWorker = from_json(_KINDS[body["kind"]], body["fields"])
    return message
