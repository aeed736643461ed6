"""The protocol of GR00T's policy servers, in both dialects.

MessagePack over a ZeroMQ request socket; a request is a map with ``endpoint``, ``data`` and, where
the server wants one, ``api_token``. What ``get_modality_config`` answers tells the dialects apart:

- N1.5 (`gr00t.eval.service`): its configurations are JSON *texts*. An observation is one flat map
  (``video.image``, ``state.x``, ``annotation...``), and so is the reply (``action.x``). There is
  neither batch nor reset.
- N1.6 and later (`gr00t.policy.server_client`): they are *maps*. An observation is nested
  (``video``, ``state``, ``language``) with a leading batch dimension, and the reply is a list: the
  actions and a map of information.

`ModelRequest.inputs` is the same for both, without batch dimension: ``video`` and ``state`` with
their arrays [T, ...], ``language`` with texts. Outputs are named as in N1.5, ``action.x`` [H, D].

Source: github.com/NVIDIA/Isaac-GR00T.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import numpy as np

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import UnsendableError, WireError
from simeval.policies.remote.codecs import GR00T
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.patience import milliseconds_since
from simeval.policies.remote.remote_model import RemoteModel
from simeval.policies.remote.replies import (
    action_array,
    describe,
    number_array,
    plain,
    require_map,
    shorten,
)
from simeval.policies.remote.stacking import stack_inputs
from simeval.policies.remote.zmq_link import ZmqLink

Dialect = Literal["n1.5", "n1.6"]

_MODALITIES = ("video", "state", "language")
_MARKER = "__ModalityConfig_class__"


class Gr00tModel(RemoteModel):
    """Client of a GR00T server.

    With one slot an N1.6 server is told to reset at each episode; with more it is not, because a
    reset would reach all slots.
    """

    protocol: ClassVar[str] = "gr00t"
    one_memory: ClassVar[bool] = False

    def __init__(self, options: LinkOptions) -> None:
        super().__init__(options)
        options.require_scheme("tcp", port=True)
        self._link: ZmqLink | None = None
        self._dialect: Dialect = "n1.6"

    @property
    def largest_batch(self) -> int:
        """One for N1.5; N1.6 takes all slots at once."""
        self.connect()
        return 1 if self._dialect == "n1.5" else self._options.slots

    def _connect(self) -> Any:
        self._link = ZmqLink(self._options)
        config = require_map(self._call("get_modality_config", None))
        self._dialect = _dialect(config)
        modalities = {name: entry["as_json"] for name, entry in config.items()}
        return {"dialect": self._dialect, "modalities": plain(modalities)}

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        if self._dialect == "n1.6" and self._options.slots == 1:
            self._call("reset", {"options": None})

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        if self._dialect == "n1.5":
            return [self._forward_flat(request) for request in requests]
        observation = stack_inputs([_sorted_inputs(request.inputs) for request in requests])
        observation["language"] = _as_steps(observation.get("language", {}))
        started = time.perf_counter()
        reply = self._call("get_action", {"observation": observation, "options": None})
        elapsed = milliseconds_since(started)
        if not isinstance(reply, list) or not reply:
            raise WireError(f"the reply is {describe(reply)}; expected a list of actions and info")
        batch = {
            f"action.{name}": action_array(value, name=name, shape="NHD")
            for name, value in require_map(reply[0]).items()
        }
        for name, array in batch.items():
            if len(array) != len(requests):
                raise WireError(f"{name!r} has {len(array)} slots; expected {len(requests)}")
        return [
            ModelReply(
                outputs={name: array[row] for name, array in batch.items()},
                timing_ms={"round_trip": elapsed},
            )
            for row in range(len(requests))
        ]

    def _forward_flat(self, request: ModelRequest) -> ModelReply:
        inputs = _sorted_inputs(request.inputs)
        flat: dict[str, Any] = {
            f"{modality}.{name}": value
            for modality in ("video", "state")
            for name, value in inputs.get(modality, {}).items()
        }
        flat |= {name: [text] for name, text in inputs.get("language", {}).items()}
        started = time.perf_counter()
        reply = require_map(self._call("get_action", flat))
        elapsed = milliseconds_since(started)
        rows = {name: number_array(value, name=name) for name, value in reply.items()}
        return ModelReply(
            outputs={
                name: action_array(
                    value[:, np.newaxis] if value.ndim == 1 else value, name=name, shape="HD"
                )
                for name, value in rows.items()
            },
            timing_ms={"round_trip": elapsed},
        )

    def _call(self, endpoint: str, data: Any) -> Any:
        assert self._link is not None
        request = {"endpoint": endpoint}
        if data is not None:
            request["data"] = data
        if self._options.api_key:
            request["api_token"] = self._options.api_key
        raw = self._link.exchange(GR00T.pack(request), self._patience_s)
        reply = GR00T.unpack(raw) if raw != b"ERROR" else {"error": "ERROR"}
        if isinstance(reply, dict) and "error" in reply:
            raise ModelReplyError(
                f"{self._options.url} reported an error: {shorten(str(reply['error']))}"
            )
        return reply

    def _disconnect(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


def _dialect(config: Mapping[str, Any]) -> Dialect:
    forms = {
        type(entry.get("as_json"))
        for entry in config.values()
        if isinstance(entry, dict) and _MARKER in entry
    }
    if len(config) and forms == {str}:
        return "n1.5"
    if len(config) and forms == {dict}:
        return "n1.6"
    raise WireError(
        f"the server's modality config is {describe(dict(config))}; expected configurations of "
        "GR00T N1.5 (JSON texts) or N1.6 (maps)"
    )


def _sorted_inputs(inputs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return inputs below their modality; ``video.x`` may stand for ``x`` below ``video``."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in inputs.items():
        modality, _, name = key.partition(".")
        if key in _MODALITIES and isinstance(value, Mapping):
            found.setdefault(key, {}).update(value)
        elif modality in ("video", "state") and name:
            found.setdefault(modality, {})[name] = value
        elif isinstance(value, str):
            found.setdefault("language", {})[key] = value
        else:
            raise UnsendableError(f"the input {key!r} belongs to none of {', '.join(_MODALITIES)}")
    return found


def _as_steps(language: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    """Return texts [N] as [N, 1], the last for the one step that a text has."""
    return {name: [[text] for text in texts] for name, texts in language.items()}
