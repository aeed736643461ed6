"""Policies and networks under test, listened to while they answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from simeval.errors import ActionError, SimevalError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, Policy, PolicySpec
from simeval.policies.model import Model, ModelReply, ModelRequest, SessionStart

_Result = TypeVar("_Result")


class PolicyFault(ActionError):
    """The code of the policy raised an error of its own."""


class ListeningPolicy:
    """Passes everything on; times each answer, and turns foreign errors into `PolicyFault`."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.times_ms: list[float] = []
        """Of every `act`, in milliseconds."""

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return _guarded("spec", lambda: self._policy.spec)

    def reset(self, episode: EpisodeContext) -> None:
        """Begin an episode."""
        _guarded("reset", lambda: self._policy.reset(episode))

    def act(self, observation: Observation) -> ActionChunk:
        """Ask for actions."""
        started = time.perf_counter()
        chunk = _guarded("act", lambda: self._policy.act(observation))
        self.times_ms.append(1e3 * (time.perf_counter() - started))
        return chunk

    def close(self) -> None:
        """Let go of everything."""
        close = getattr(self._policy, "close", None)
        if close is not None:
            close()


class ListeningModel:
    """Passes everything on; keeps requests, replies and times."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.requests: list[ModelRequest] = []
        self.replies: list[ModelReply] = []
        self.times_ms: list[float] = []
        """Of every `infer`, in milliseconds."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the network says about itself."""
        return self._model.facts

    @property
    def largest_batch(self) -> int:
        """Most requests of one `infer`."""
        return self._model.largest_batch

    def reset(self, starts: Sequence[SessionStart]) -> None:
        """Begin episodes."""
        _guarded("reset of the network", lambda: self._model.reset(starts))

    def infer(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        """One forward pass."""
        self.requests += requests
        started = time.perf_counter()
        replies = _guarded("infer of the network", lambda: self._model.infer(requests))
        self.times_ms.append(1e3 * (time.perf_counter() - started))
        self.replies += replies
        return replies

    def close(self) -> None:
        """Let go of the network; the next `reset` connects again where there is a server."""
        self._model.close()


def _guarded(what: str, call: Callable[[], _Result]) -> _Result:
    try:
        return call()
    except SimevalError:
        raise
    except Exception as error:
        text = " ".join(str(error).split())
        raise PolicyFault(f"{what} raised {type(error).__name__}: {text}") from error
