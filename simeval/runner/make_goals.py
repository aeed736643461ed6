"""Goal images: the scripted expert solves an episode, and its last frame is the goal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.episodes import EpisodeKey
from simeval.errors import RendererError, SimevalError
from simeval.policies.registry import find_policy
from simeval.protocol import Protocol
from simeval.runlog.storage import explain_storage_errors, write_atomically
from simeval.runner.environment import build_environment
from simeval.runner.goal_images import goal_file
from simeval.runner.rollout import roll_out
from simeval.runner.stopwatch import Stopwatch

EXPERT = "expert"

Outcome = Literal["made", "kept", "unsolved"]


class GoalMade(NamedTuple):
    """What became of the goal of one episode."""

    task: str
    """Task name."""
    episode_id: int
    """Initial condition."""
    outcome: Outcome
    """made, kept (the file was there), or unsolved (the expert failed, so there is none)."""
    file: str
    """Where the image is, or would be."""


def make_goals(protocols: Sequence[Protocol], suite: str, folder: Path) -> Iterator[GoalMade]:
    """Make the goal image of each episode of the protocols, one task after the other.

    Args:
        protocols: Tasks and episodes; of several variants of a task only the first counts.
        suite: Suite name.
        folder: Gets ``<task>/e0003.png``.

    Raises:
        UsageError: The expert has no script for a task.
        RunFolderError: An image cannot be written.
        RendererError: Nothing can be rendered here.
    """
    first_variants = {protocol.task: protocol for protocol in reversed(protocols)}
    for protocol in reversed(first_variants.values()):
        env = None
        try:
            for episode_id in protocol.episode_ids:
                file = goal_file(folder, protocol.task, episode_id)
                if file.exists():
                    yield GoalMade(protocol.task, episode_id, "kept", str(file))
                    continue
                env = env or build_environment(protocol)
                frame = _solved_frame(env, protocol, suite, episode_id)
                if frame is not None:
                    with explain_storage_errors(file):
                        write_atomically(file, _png(frame))
                outcome: Outcome = "unsolved" if frame is None else "made"
                yield GoalMade(protocol.task, episode_id, outcome, str(file))
        finally:
            if env is not None:
                env.close()


def _solved_frame(
    env: Any, protocol: Protocol, suite: str, episode_id: int
) -> npt.NDArray[np.uint8] | None:
    """Run the expert; return the last frame, or None where it did not succeed."""
    key = EpisodeKey(
        suite=suite,
        task=protocol.task,
        variant=protocol.variant,
        episode_id=episode_id,
        seed=protocol.seeds[0],
    )
    rollout = roll_out(
        env,
        find_policy(EXPERT).build({}),
        key=key,
        protocol=replace(protocol, success_rule="last_step"),
        submetrics=(),
        film=None,
        film_every=1,
        watch=Stopwatch(),
    )
    if not rollout.success:
        return None
    try:
        frame: npt.NDArray[np.uint8] = env.unwrapped.capture()[protocol.camera]
    except SimevalError:
        raise
    except Exception as error:
        raise RendererError(f"Rendering failed ({error}). See: simeval doctor") from error
    return frame


def _png(frame: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "PNG")
    return buffer.getvalue()
