"""What a high level is: an object with `reset` and `plan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Protocol, runtime_checkable

from simeval.errors import ActionError, ModelReplyError, UnknownNameError, UsageError
from simeval.policies.attribute import import_attribute
from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.observation_session import ObservationSession
from simeval.policies.remote_policy import RemoteConfig


@runtime_checkable
class HighLevel(Protocol):
    """The protocol of a high level.

    It may also have ``cameras``, the names of the cameras whose frames `plan` reads: ``None``, as
    without it, means the camera of the task, and ``()`` none.
    """

    def reset(self, episode: EpisodeContext) -> None:
        """Forget the last episode and prepare for this one; its seed is for all randomness."""

    def plan(self, observation: Observation) -> str:
        """Return what the low level is to do next.

        Args:
            observation: What the robot sees, and the instruction of the user.
        """


def make_high_level(target: str, options: Mapping[str, Any]) -> HighLevel:
    """Return the high level that an option names.

    Raises:
        UsageError: There is none, or the options do not fit.
        ModelConnectionError: Its server is not there.
    """
    if "://" in target:
        return RemoteHighLevel(target, options)
    found = import_attribute(target, option="policy.high")
    if isinstance(found, type) or not isinstance(found, HighLevel):
        found = _made(found, target, options)
    elif options:
        raise UsageError(f"policy.high_options do nothing: {target} is an object, not a class.")
    if not isinstance(found, HighLevel):
        raise UsageError(
            f"policy.high={target} is {type(found).__name__}, which is no high level: it needs "
            "reset(episode) and plan(observation) (simeval.policies.hierarchical.high_level)."
        )
    return found


def checked_text(text: Any, target: str, step: int) -> str:
    """Return what a high level said.

    Raises:
        ActionError: It is no text.
    """
    if isinstance(text, str) and text.strip():
        return text.strip()
    raise ActionError(
        f"policy.high={target} said {text!r} at step {step}; plan must return a text."
    )


class RemoteHighLevel:
    """Asks a simeval/1 server, which gets what `RemotePolicy` sends and replies with ``text``.

    Args:
        url: Its address.
        options: Options of the connection, and ``cameras``, as for policy=remote.
    """

    def __init__(self, url: str, options: Mapping[str, Any]) -> None:
        known = [field.name for field in fields(RemoteConfig) if field.name != "server"]
        for name in options:
            if name not in known or name == "url":
                raise UnknownNameError("option of policy.high_options", name, known)
        try:
            config = RemoteConfig(**{**options, "url": url})
            self._session = ObservationSession(config.connect())
        except TypeError as error:
            raise UsageError(f"policy.high_options do not fit: {error}.") from error
        self.cameras = None if config.cameras is None else tuple(config.cameras)

    def reset(self, episode: EpisodeContext) -> None:
        """Begin an episode on the server."""
        self._session.begin(episode)

    def plan(self, observation: Observation) -> str:
        """Ask the server.

        Raises:
            ModelConnectionError: The server is gone or does not answer in time.
            ModelReplyError: It says nothing.
        """
        reply = self._session.ask(observation)
        if not reply.text:
            raise ModelReplyError(
                f"The high level answered without text at step {observation.step}; expected "
                "'text' with one entry per session."
            )
        return reply.text

    def close(self) -> None:
        """Let go of the server."""
        self._session.model.close()


def _made(found: Any, target: str, options: Mapping[str, Any]) -> Any:
    if not callable(found):
        return found
    try:
        return found(**options)
    except TypeError as error:
        raise UsageError(f"policy.high={target} cannot be made: {error}.") from error
