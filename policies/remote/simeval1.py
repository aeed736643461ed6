"""simeval/1: HTTP with batches, episodes, seeds, text and timing; docs/protocol_simeval_1.md.

The frames are packed by the file that users copy into a model's environment, so that both ends
agree.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from simeval.errors import ModelConnectionError, ModelReplyError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import UnsendableError, WireError
from simeval.policies.remote.http_link import HttpLink, HttpReply
from simeval.policies.remote.http_model import HttpModel
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.replies import (
    action_array,
    describe,
    number_array,
    plain,
    require_map,
    shorten,
    timings,
)
from simeval.policies.remote.stacking import stack_inputs
from simeval.policies.serving.simeval_server import (
    CONTENT_TYPE,
    PATH,
    PROTOCOL,
    FrameError,
    pack_frame,
    unpack_frame,
)

_GOOD, _UNKNOWN_SESSION = 200, 409


class Simeval1Model(HttpModel):
    """Client of a simeval/1 server."""

    protocol: ClassVar[str] = "simeval"
    one_memory: ClassVar[bool] = False

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        # Clients of one server must not have sessions of the same name.
        self._prefix = uuid.uuid4().hex[:12]

    @property
    def largest_batch(self) -> int:
        """What the server takes at once."""
        self.connect()
        return int(self._server["max_batch"])

    def _shake_hands(self, link: HttpLink) -> Any:
        # A server that was restarted says that it does not know the session.
        link.harmless_to_reopen = True
        reply = link.get(PATH, timeout_s=self._options.reply_timeout_s)
        self._require_good(reply)
        try:
            facts = require_map(json.loads(reply.body))
        except ValueError as error:
            raise WireError(f"{PATH} holds no JSON map ({error})") from error
        if facts.get("protocol") != PROTOCOL:
            raise WireError(
                f"{PATH} holds {describe(facts)}; expected 'protocol': {PROTOCOL!r}. Is it a "
                "server of another protocol (policy.protocol)?"
            )
        largest = facts.get("max_batch")
        if type(largest) is not int or largest < 1:
            raise WireError(f"'max_batch' is {describe(largest)}; expected a number from 1")
        return plain(facts)

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        if ended:
            self._call("close", {"sessions": self._names(ended)})
        self._call(
            "reset",
            {
                "sessions": self._names(start.session for start in starts),
                "seeds": [start.seed for start in starts],
                "instructions": [start.instruction for start in starts],
            },
        )

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        reply, round_trip_ms = self._call(
            "act",
            {
                "sessions": self._names(request.session for request in requests),
                "steps": [request.step for request in requests],
                "instructions": [self._instruction(request) for request in requests],
                "inputs": stack_inputs([request.inputs for request in requests]),
            },
        )
        return _read(reply, len(requests), round_trip_ms)

    def _names(self, sessions: Iterable[str]) -> list[str]:
        return [f"{self._prefix}:{session}" for session in sessions]

    def _instruction(self, request: ModelRequest) -> str:
        first = self._sessions[request.session].instruction
        return first if request.instruction is None else request.instruction

    def _call(self, op: str, message: dict[str, Any]) -> tuple[dict[str, Any], float]:
        try:
            body = pack_frame(message)
        except FrameError as error:
            raise UnsendableError(str(error)) from error
        reply, round_trip_ms = self._post(f"{PATH}/{op}", body, content_type=CONTENT_TYPE)
        self._require_good(reply)
        try:
            return require_map(unpack_frame(reply.body)), round_trip_ms
        except FrameError as error:
            raise WireError(str(error)) from error

    def _require_good(self, reply: HttpReply) -> None:
        if reply.status == _GOOD:
            return
        said = shorten(_error_text(reply.body)) or "no text"
        if reply.status == _UNKNOWN_SESSION:
            raise ModelConnectionError(f"{self._options.url} has forgotten the episode: {said}")
        raise ModelReplyError(
            f"{self._options.url} reported an error (HTTP {reply.status}): {said}"
        )

    def _disconnect(self) -> None:
        if self._link is not None and self._sessions:
            self._say_goodbye(self._link)
        super()._disconnect()

    def _say_goodbye(self, link: HttpLink) -> None:
        """Let other clients' requests not wait for these episodes."""
        body = pack_frame({"sessions": self._names(self._sessions)})
        try:
            link.post(f"{PATH}/close", body, content_type=CONTENT_TYPE, timeout_s=1.0)
        except (ModelConnectionError, ModelReplyError):
            return


def _error_text(body: bytearray) -> str:
    text = body.decode(errors="replace")
    try:
        fields = json.loads(text)
    except ValueError:
        return text
    return str(fields["error"]) if isinstance(fields, dict) and "error" in fields else text


def _read(reply: dict[str, Any], count: int, round_trip_ms: float) -> list[ModelReply]:
    batches = {
        name: _batch(value, name=name, count=count)
        for name, value in require_map(reply.get("outputs")).items()
    }
    texts = _column(reply, "text", count, str, None)
    ends = _column(reply, "terminate", count, bool, False)
    times = {**timings(reply.get("timing")), "round_trip": round_trip_ms}
    return [
        ModelReply(
            outputs={name: batch[row] for name, batch in batches.items()},
            text=texts[row],
            terminate=ends[row],
            timing_ms=times,
        )
        for row in range(count)
    ]


def _batch(value: Any, *, name: str, count: int) -> npt.NDArray[Any]:
    array = (
        action_array(value, name=name, shape="NHD")
        if name == "actions"
        else number_array(value, name=name)
    )
    if array.ndim < 1 or array.shape[0] != count:
        raise WireError(f"{name!r} has shape {array.shape}; expected ({count}, ...), one per slot")
    return array


def _column(reply: dict[str, Any], name: str, count: int, kind: type, default: Any) -> list[Any]:
    values = reply.get(name)
    if values is None:
        return [default] * count
    values = values.tolist() if isinstance(values, np.ndarray) else values
    fits = isinstance(values, list) and len(values) == count
    if not fits or not all(value is None or isinstance(value, kind) for value in values):
        raise WireError(
            f"{name!r} is {describe(values)}; expected a list of {count} ({kind.__name__})"
        )
    return [default if value is None else value for value in values]
