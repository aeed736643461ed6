"""Servers over HTTP by --dialect: OpenVLA's and AutoEval's REST, CogACT's form, and simeval/1."""

from __future__ import annotations

import base64
import email
import io
import json
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
from behaviour import HUGE, Behaviour, first_image
from PIL import Image


def from_json_numpy(value):
    if "__numpy__" in value:
        flat = np.frombuffer(base64.b64decode(value["__numpy__"]), dtype=value["dtype"])
        return flat.reshape(value["shape"])
    return value


def to_json_numpy(array) -> str:
    encoded = base64.b64encode(array.tobytes()).decode()
    return json.dumps({"__numpy__": encoded, "dtype": array.dtype.str, "shape": array.shape})


def read_form(content_type: str, body: bytes):
    message = email.message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.get_payload()
    }
    return np.asarray(Image.open(io.BytesIO(parts["images"]))), json.loads(parts["json"])


def read_frame(body: bytes):
    """As docs/protocol_simeval_1.md has it, with nothing of simeval."""
    assert body[:8] == b"simeval1"
    (length,) = struct.unpack("<I", body[8:12])
    data = body[12 + length :]

    def place(value):
        if set(value) != {"$array"}:
            return value
        entry = value["$array"]
        dtype = np.dtype(entry["dtype"]).newbyteorder("<")
        count = int(np.prod(entry["shape"], dtype=int))
        return np.frombuffer(data, dtype, count, entry["offset"]).reshape(entry["shape"])

    return json.loads(body[12 : 12 + length], object_hook=place)


def write_frame(actions, text) -> bytes:
    entry = {"dtype": actions.dtype.name, "shape": actions.shape, "offset": 0}
    header = {"outputs": {"actions": {"$array": entry}}, "text": text, "timing": {"model": 1.5}}
    encoded = json.dumps(header).encode()
    return b"simeval1" + struct.pack("<I", len(encoded)) + encoded + actions.tobytes()


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    sessions: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        facts = {"protocol": "simeval/1", "name": "peer", "max_batch": 4}
        known = behaviour.options.dialect == "simeval" and self.path == "/simeval/1"
        self.answer(200 if known else 404, json.dumps(facts if known else {}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        behaviour.record(body)
        getattr(self, behaviour.options.dialect)(body)

    def openvla(self, body: bytes) -> None:
        if self.path != "/act":
            self.answer(404, b'{"detail":"Not Found"}')
            return
        image = json.loads(body, object_hook=from_json_numpy)
        self.act(first_image(image), lambda actions: to_json_numpy(actions).encode(), b'"error"')

    def autoeval(self, body: bytes) -> None:
        if self.path == "/reset":
            self.answer(200, b'{"status":"reset successful"}')
            return
        image = json.loads(body, object_hook=from_json_numpy)
        # JSON within JSON: how such servers answer clients without json-numpy.
        self.act(
            first_image(image),
            lambda actions: json.dumps(to_json_numpy(actions)).encode(),
            b'{"detail":"Error processing request."}',
            status=500,
        )

    def cogact(self, body: bytes) -> None:
        assert self.path == "/api/inference"
        image, query = read_form(self.headers["Content-Type"], body)
        assert isinstance(query["task_description"], str)
        self.act(
            image,
            lambda actions: json.dumps(actions.tolist()).encode(),
            b"<!doctype html><title>500 Internal Server Error</title>",
            status=500,
        )

    def simeval(self, body: bytes) -> None:
        message = read_frame(body)
        if self.path == "/simeval/1/reset":
            assert len(message["seeds"]) == len(message["instructions"]) == len(message["sessions"])
            self.sessions.update(message["sessions"])
        if self.path != "/simeval/1/act":
            self.answer(200, b"simeval1" + struct.pack("<I", 2) + b"{}")
            return
        if not self.sessions.issuperset(message["sessions"]):
            self.answer(409, b'{"error":"no such session"}')
            return
        count = len(message["sessions"])
        self.act(
            first_image(message["inputs"])[0],
            lambda actions: write_frame(np.stack([actions] * count), ["reach"] * count),
            b'{"error":"KeyError: no such camera"}',
            status=500,
        )

    def act(self, image, pack, failure: bytes, status: int = 200) -> None:
        fault = behaviour.fault_now()
        if fault == "error":
            self.answer(status, failure)
        elif fault == "huge":
            self.answer(200, b"x" * 100, size=HUGE)
        else:
            self.answer(200, pack(behaviour.actions(image, fault)))

    def answer(self, status: int, content: bytes, size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if size is None else size))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args) -> None:
        pass


behaviour = Behaviour()
Handler.protocol_version = f"HTTP/{behaviour.options.http}"
Handler.timeout = behaviour.options.idle
ThreadingHTTPServer(("127.0.0.1", behaviour.port), Handler).serve_forever()
