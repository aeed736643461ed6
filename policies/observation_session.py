"""A server that is sent observations as they are, episode by episode."""

from __future__ import annotations

from typing import Any

from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.model import Model, ModelReply, ModelRequest, SessionStart


class ObservationSession:
    """Sends the fields of observations.

    Inputs: ``frames`` (camera to uint8 [H, W, 3]), ``state`` (as in `Observation`), ``instruction``
    ``episode`` (task, variant, episode_id, horizon_steps, control_hz) and, in runs that have goal
    images, ``goals`` (goal and subgoal to uint8 [H, W, 3]).

    Args:
        model: Client of the server.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._session = ""
        self._episode: dict[str, Any] = {}

    def begin(self, episode: EpisodeContext) -> None:
        """Begin an episode on the server."""
        self._session = f"{episode.task}/{episode.variant}/{episode.episode_id}/{episode.seed}"
        self._episode = {
            "task": episode.task,
            "variant": episode.variant,
            "episode_id": episode.episode_id,
            "horizon_steps": episode.horizon_steps,
            "control_hz": episode.control_hz,
        }
        start = SessionStart(
            session=self._session, seed=episode.seed, instruction=episode.instruction
        )
        self.model.reset([start])

    def ask(self, observation: Observation) -> ModelReply:
        """Ask the server."""
        inputs: dict[str, Any] = {
            "frames": dict(observation.frames),
            "state": dict(observation.state),
            "instruction": observation.instruction,
            "episode": self._episode,
        }
        if observation.goals:
            inputs["goals"] = dict(observation.goals)
        request = ModelRequest(
            session=self._session,
            step=observation.step,
            inputs=inputs,
            instruction=observation.instruction,
        )
        [reply] = self.model.infer([request])
        return reply
