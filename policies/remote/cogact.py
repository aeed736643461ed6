"""The protocol of CogACT's ``scripts/deploy.py``.

``POST /api/inference`` as multipart form data: the file ``images``, one picture, and the file
``json`` with everything else, ``task_description`` at least. The reply is JSON: an action [D] or a
chunk [H, D]. There is no reset: start the server without ``--action_ensemble``, whose memory would
reach from one episode into the next.

Source: github.com/microsoft/CogACT.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from simeval.policies.model import ModelReply, ModelRequest, SessionStart
from simeval.policies.remote.arrays import UnsendableError, require_sendable
from simeval.policies.remote.http_link import HttpLink
from simeval.policies.remote.http_model import HttpModel
from simeval.policies.remote.json_numpy import pack_json, unpack_json
from simeval.policies.remote.replies import action_rows

_PATH = "/api/inference"
# Random, so that no picture holds it.
_BOUNDARY = "simeval-5f0c9c1e7ad94a6b8d2f"


class CogActModel(HttpModel):
    """Client of a CogACT server; one of `ModelRequest.inputs` is the picture, uint8 [H, W, 3]."""

    protocol: ClassVar[str] = "cogact"

    def _shake_hands(self, link: HttpLink) -> Any:
        link.harmless_to_reopen = True
        return None

    def _begin(self, starts: Sequence[SessionStart], ended: Sequence[str]) -> None:
        """Nothing to say: the protocol has no reset."""

    def _forward(self, requests: Sequence[ModelRequest]) -> list[ModelReply]:
        return [self._infer_one(request) for request in requests]

    def _infer_one(self, request: ModelRequest) -> ModelReply:
        picture, others = _split(request.inputs)
        reply, round_trip_ms = self._post(
            _PATH,
            form_data(png_bytes(picture), pack_json(others)),
            content_type=f"multipart/form-data; boundary={_BOUNDARY}",
        )
        self._require_good(reply)
        return ModelReply(
            outputs={"actions": action_rows(unpack_json(reply.body), name="actions")},
            timing_ms={"round_trip": round_trip_ms},
        )


def form_data(picture: bytes, query: bytes) -> bytes:
    """Return the body of a request: a PNG file and a JSON file."""
    parts = (
        ("images", "image.png", "image/png", picture),
        ("json", "data.json", "application/json", query),
    )
    pieces = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: {kind}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, file, kind, content in parts
    ]
    return b"".join(pieces) + f"--{_BOUNDARY}--\r\n".encode()


def png_bytes(picture: npt.NDArray[np.uint8]) -> bytes:
    """Return a picture, uint8 [H, W, 3], as a PNG file.

    The weakest compression: a third of the time of Pillow's default, and as lossless.
    """
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="PNG", compress_level=1)
    return buffer.getvalue()


def _split(inputs: Mapping[str, Any]) -> tuple[npt.NDArray[np.uint8], dict[str, Any]]:
    """Return the picture and everything else, arrays as lists."""
    pictures = {
        key: value
        for key, value in inputs.items()
        if isinstance(value, np.ndarray) and value.dtype == np.uint8 and value.ndim == 3
    }
    if len(pictures) != 1:
        raise UnsendableError(
            f"{len(pictures)} pictures (uint8 [H, W, 3]) among the inputs {', '.join(inputs)}; "
            "CogACT takes one"
        )
    [(name, picture)] = pictures.items()
    others = {key: _as_list(value) for key, value in inputs.items() if key != name}
    return picture, others


def _as_list(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    require_sendable(value)
    return value.tolist()
