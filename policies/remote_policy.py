"""A policy whose server takes what the simulator gives and answers with actions of the robot.

There is no preset between them: the inputs are the fields of an `Observation`, and the outputs are
the actions that an environment executes. `simeval serve` is such a server.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from simeval.errors import ModelReplyError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.observation_session import ObservationSession
from simeval.policies.registry import find_policy
from simeval.policies.remote.connection import ConnectionConfig


@dataclass(frozen=True, kw_only=True)
class RemoteConfig(ConnectionConfig):
    """Options.

    Attributes:
        cameras: Cameras whose frames are sent; null means the camera of the task, an empty list
            none.
    """

    cameras: list[str] | None = None


class RemotePolicy:
    """Sends frames, state and instruction; receives actions [H, 7] (see `ActionChunk`).

    Inputs are those of `ObservationSession`. Output: ``actions``.
    """

    def __init__(self, config: RemoteConfig) -> None:
        self._session = ObservationSession(config.connect())
        self._cameras = None if config.cameras is None else tuple(config.cameras)
        left_out = set(find_policy("remote").execution_options)
        if config.server.command:
            # It gets another port each time.
            left_out.add("url")
        self._options = {
            name: value for name, value in asdict(config).items() if name not in left_out
        }

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return PolicySpec(
            name="remote",
            cameras=self._cameras,
            config={**self._options, "server_facts": self._session.model.facts["server"]},
        )

    def reset(self, episode: EpisodeContext) -> None:
        """Begin an episode on the server."""
        self._session.begin(episode)

    def act(self, observation: Observation) -> ActionChunk:
        """Ask the server."""
        reply = self._session.ask(observation)
        if "actions" not in reply.outputs:
            raise ModelReplyError(
                f"The policy server answered with {', '.join(reply.outputs) or 'nothing'}; "
                "expected 'actions'."
            )
        return ActionChunk(
            actions=np.asarray(reply.outputs["actions"], dtype=np.float64),
            terminate=reply.terminate,
            text=reply.text,
        )

    def close(self) -> None:
        """Let go of the server."""
        self._session.model.close()
