"""A policy from another package, found through its entry point, that goes wrong on demand."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.registry import PolicyEntry


@dataclass(frozen=True, kw_only=True)
class FaultyConfig:
    fault: str = ""
    episode: int = 1
    times: int = 1000
    marker: str = ""
    chunk: int = 1
    cameras: bool = False
    step_s: float = 0.0
    say: str = ""
    say_from: int = 0
    goal: bool = False


class FaultyPolicy:
    """Lifts the arm a little each step; does what `fault` says in one episode."""

    def __init__(self, config: FaultyConfig) -> None:
        self._config = config
        self.spec = PolicySpec(
            name="faulty", cameras=None if config.cameras else (), config=asdict(config)
        )
        self._episode = 0

    def reset(self, episode: EpisodeContext) -> None:
        self._episode = episode.episode_id

    def act(self, observation: Observation) -> ActionChunk:
        time.sleep(self._config.step_s)
        actions = np.tile([0.0, 0.0, 0.002, 0.0, 0.0, 0.0, 1.0], (self._config.chunk, 1))
        if self._config.cameras:
            frame = observation.frames["3rd_view_camera"]
            actions[0, 3] = float(frame.mean()) / 1e5
        if self._config.goal:
            actions[:, 4] = float(observation.goals["goal"].mean()) / 1e5
        if self._episode == self._config.episode and observation.step >= 1 and self._strikes():
            actions = self._fail(actions)
        speaks = self._config.say and observation.step >= self._config.say_from
        text = f"{self._config.say} {observation.step}" if speaks else None
        return ActionChunk(actions=actions, text=text)

    def _strikes(self) -> bool:
        if not self._config.marker:
            return True
        marker = Path(self._config.marker)
        seen = len(marker.read_text()) if marker.exists() else 0
        if seen >= self._config.times:
            return False
        marker.write_text("x" * (seen + 1))
        return True

    def _fail(self, actions: np.ndarray) -> np.ndarray:
        match self._config.fault:
            case "nan":
                actions[0, 2] = np.nan
            case "shape":
                return np.zeros(7)
            case "memory":
                raise MemoryError("no more")
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                time.sleep(3600)
        return actions


ENTRY = PolicyEntry(
    name="faulty",
    summary="goes wrong on demand",
    config="faulty_policies:FaultyConfig",
    factory="faulty_policies:FaultyPolicy",
)
