"""Serve a model to simeval: one file, Python 3.8 or later, numpy and nothing else.

Copy this file into the environment of a model, write a class like this one beside it

    class MyModel:
        name = "my-vla"
        max_batch = 8

        def reset(self, sessions, seeds, instructions):
            "New episodes begin in these sessions. Optional."

        def act(self, sessions, steps, instructions, inputs):
            "Inputs are arrays with leading N, lists of N texts, or maps of them."
            return {"actions": actions}   # [N, H, D]; also "text" [N], "terminate" [N], any array

        def close(self, sessions):
            "These sessions are over. Optional."

and start it with ``python simeval_server.py my_module:MyModel --port 8000``.

Requests of several clients that arrive within a few milliseconds become one call of `act`. All
calls come from one thread. The wire is described in docs/protocol_simeval_1.md of simeval.
"""

from __future__ import annotations

import argparse
import collections
import hmac
import importlib
import itertools
import json
import math
import queue
import signal
import socket
import socketserver
import struct
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

PROTOCOL = "simeval/1"
PATH = "/simeval/1"
CONTENT_TYPE = "application/x-simeval-1"
DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64"),
)

_MAGIC = b"simeval1"
_PREFIX = struct.Struct("<8sI")
_ARRAY = "$array"
# A forward pass waits for other requests for this share of what the last one took: groups of
# clients that ask in turn become one, which pays for the waiting. The limit is for first passes,
# which compile.
_WINDOW_SHARE, _LONGEST_WINDOW_S = 0.5, 1.0
# A session without a request for this many forward passes, and for so long, is not waited for.
_IDLE_PASSES, _IDLE_S = 3, 1.0
# After so long without a request a session is forgotten.
_FORGOTTEN_S = 3600.0
_BAD_REQUEST, _UNAUTHORISED, _NOT_FOUND, _UNKNOWN_SESSION = 400, 401, 404, 409
_TOO_LARGE, _MODEL_FAILED, _STOPPING = 413, 500, 503


class FrameError(ValueError):
    """A value that a frame cannot hold, or bytes that are no frame."""


class RequestError(Exception):
    """A request that cannot be answered, with the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def pack_frame(value: Any) -> bytes:
    """Return a value of JSON types and arrays as one frame.

    Raises:
        FrameError: It holds something else.
    """
    pieces: list[Any] = []
    size = 0

    def encode(item: Any) -> Any:
        nonlocal size
        if isinstance(item, np.generic):
            return item.item()
        if not isinstance(item, np.ndarray):
            raise TypeError(f"{type(item).__name__} has no place in a message")
        if item.dtype.name not in DTYPES:
            raise TypeError(f"an array of type {item.dtype} cannot be sent")
        data = item.astype(item.dtype.newbyteorder("<"), copy=False).tobytes()
        pieces.append(data)
        size += len(data)
        place = {"dtype": item.dtype.name, "shape": item.shape, "offset": size - len(data)}
        return {_ARRAY: place}

    try:
        header = json.dumps(value, default=encode, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(str(error)) from error
    return b"".join([_PREFIX.pack(_MAGIC, len(header)), header, *pieces])


def unpack_frame(data: bytes | bytearray) -> Any:
    """Read a frame; its arrays are writable copies.

    Raises:
        FrameError: It is none, or an array in it does not fit.
    """
    if len(data) < _PREFIX.size or data[: len(_MAGIC)] != _MAGIC:
        raise FrameError(f"{len(data)} bytes that do not begin with {_MAGIC.decode()!r}")
    start = _PREFIX.size + _PREFIX.unpack_from(data)[1]
    if start > len(data):
        raise FrameError(f"{len(data)} bytes that end within the header")
    body = memoryview(data)[start:]

    def decode(item: dict[str, Any]) -> Any:
        return _array(item[_ARRAY], body) if set(item) == {_ARRAY} else item

    try:
        return json.loads(bytes(data[_PREFIX.size : start]), object_hook=decode)
    except FrameError:
        raise
    except (ValueError, RecursionError) as error:
        raise FrameError(f"a header that is no JSON ({error})") from error


def _array(place: Any, body: memoryview) -> Any:
    if not isinstance(place, dict) or place.get("dtype") not in DTYPES:
        raise FrameError(f"an array of no allowed type; allowed: {', '.join(DTYPES)}")
    dtype = np.dtype(place["dtype"])
    shape: Any = place.get("shape")
    offset: Any = place.get("offset")
    if not isinstance(shape, list) or len(shape) > 16:
        raise FrameError("an array whose shape is no list of at most 16 sizes")
    if not all(type(size) is int and size >= 0 for size in [*shape, offset]):
        raise FrameError("an array whose shape or offset is negative or no whole number")
    end = offset + math.prod(shape) * dtype.itemsize
    if end > len(body):
        raise FrameError(f"an array that ends at byte {end} of {len(body)}")
    flat = np.frombuffer(body[offset:end], dtype=dtype.newbyteorder("<"))
    return flat.reshape(shape).astype(dtype)


class Server:
    """Answers simeval/1 for a model; `run` calls the model from the thread that it is called in.

    Args:
        model: Object with `act`, and optionally `reset`, `close`, `name`, `max_batch`, `facts`.
        host: Address to listen at; 127.0.0.1 is reached from this machine only.
        port: 0 takes a free one.
        batch_window_ms: How long a forward pass waits for requests of other clients, or half of
            what the last one took if that is longer; 0 for not at all. It does not wait when every
            running episode has asked.
        max_message_mb: Larger requests are refused.
        api_key: Clients must send it, if it is not empty.
    """

    def __init__(
        self,
        model: Any,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        batch_window_ms: float = 10.0,
        max_message_mb: float = 256.0,
        api_key: str = "",
    ) -> None:
        self._model = model
        self._window_s = batch_window_ms / 1e3
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._held: collections.deque[_Job] = collections.deque()
        self._seen: dict[str, float] = {}
        self._batches: collections.Counter[int] = collections.Counter()
        self._pass_s = 0.0
        self._stopped = False
        self.max_batch = int(getattr(model, "max_batch", 1))
        self.max_message_bytes = int(max_message_mb * 1e6)
        self.api_key = api_key
        self._http = _HttpServer((host, port), self)
        self.url = f"http://{host}:{self._http.server_address[1]}"

    def facts(self) -> dict[str, Any]:
        """Return what the server says about itself."""
        return {
            "protocol": PROTOCOL,
            "name": getattr(self._model, "name", type(self._model).__name__),
            "max_batch": self.max_batch,
            "facts": getattr(self._model, "facts", {}),
        }

    def stats(self) -> dict[str, Any]:
        """Return how often each batch size came up, and the running episodes."""
        sizes = {str(size): count for size, count in sorted(self._batches.items())}
        return {"batch_sizes": sizes, "sessions": len(self._seen)}

    def run(self) -> None:
        """Answer requests until `stop`."""
        thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            while True:
                job = self._held.popleft() if self._held else self._jobs.get()
                if job is None:
                    return
                if job.op == "act":
                    self._forward(self._gather(job))
                else:
                    self._control(job)
        finally:
            self._stopped = True
            self._http.shutdown()
            self._http.server_close()

    def stop(self) -> None:
        """End `run` after the call of the model that is under way."""
        self._jobs.put(None)

    def ask(self, op: str, message: Any) -> Any:
        """Hand a request to the thread of the model and wait for its answer.

        Raises:
            RequestError: It cannot be answered.
        """
        job = _Job(op, message)
        if job.rows > self.max_batch and op == "act":
            text = f"{job.rows} rows; at most {self.max_batch} at once"
            raise RequestError(_BAD_REQUEST, text)
        self._jobs.put(job)
        while not job.done.wait(1.0):
            if self._stopped:
                raise RequestError(_STOPPING, "the server is stopping")
        if job.error is not None:
            raise job.error
        return job.reply

    def _gather(self, first: _Job) -> list[_Job]:
        """Return the requests that go into one forward pass."""
        batch, rows = [first], first.rows
        share_s = min(_WINDOW_SHARE * self._pass_s, _LONGEST_WINDOW_S)
        deadline = time.monotonic() + (max(self._window_s, share_s) if self._window_s else 0.0)
        while rows < self.max_batch:
            try:
                wait = 0.0 if self._all_asked(batch) else deadline - time.monotonic()
                job = self._jobs.get(timeout=wait) if wait > 0 else self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            if job.op != "act":
                self._control(job)
            elif rows + job.rows <= self.max_batch and job.signature == first.signature:
                batch.append(job)
                rows += job.rows
            else:
                self._held.append(job)
                break
        return batch

    def _all_asked(self, batch: list[_Job]) -> bool:
        """Tell whether no running episode is left that could still join."""
        asked = {session for job in batch for session in job.message["sessions"]}
        recent = time.monotonic() - max(_IDLE_S, _IDLE_PASSES * self._pass_s)
        return all(name in asked or seen < recent for name, seen in self._seen.items())

    def _control(self, job: _Job) -> None:
        now = time.monotonic()
        try:
            if job.op == "reset":
                old = [name for name, seen in self._seen.items() if seen < now - _FORGOTTEN_S]
                self._forget(old)
                names = ("sessions", "seeds", "instructions")
                self._call("reset", *(job.message[name] for name in names))
                self._seen.update(dict.fromkeys(job.message["sessions"], now))
            else:
                self._forget([name for name in job.message["sessions"] if name in self._seen])
            job.answer({"ok": True})
        except Exception as error:
            job.fail(error)

    def _forget(self, sessions: list[str]) -> None:
        if sessions:
            self._call("close", sessions)
            for name in sessions:
                del self._seen[name]

    def _call(self, method: str, *arguments: Any) -> None:
        function = getattr(self._model, method, None)
        if function is not None:
            function(*arguments)

    def _forward(self, batch: list[_Job]) -> None:
        for job in list(batch):
            unknown = [name for name in job.message["sessions"] if name not in self._seen]
            if unknown:
                batch.remove(job)
                text = f"the session {unknown[0]!r} was never reset; begin its episode again"
                job.fail(RequestError(_UNKNOWN_SESSION, text))
        if not batch:
            return
        started = time.monotonic()
        rows = sum(job.rows for job in batch)
        self._seen.update((name, started) for job in batch for name in job.message["sessions"])
        try:
            names = ("sessions", "steps", "instructions", "inputs")
            columns = [merge([job.message[name] for job in batch]) for name in names]
            outputs = checked_reply(self._model.act(*columns), rows)
        except Exception as error:
            for job in batch:
                job.fail(error)
            return
        self._batches[rows] += 1
        self._pass_s = time.monotonic() - started
        row = 0
        for job in batch:
            part = {name: split(value, row, row + job.rows) for name, value in outputs.items()}
            row += job.rows
            queue_ms = (started - job.arrived) * 1e3
            job.answer({**part, "timing": {"queue": queue_ms, "model": self._pass_s * 1e3}})


def merge(inputs: list[Any]) -> Any:
    """Lay the inputs of several requests one behind the other."""
    first = inputs[0]
    if len(inputs) == 1:
        return first
    if isinstance(first, dict):
        return {key: merge([item[key] for item in inputs]) for key in first}
    if isinstance(first, list):
        return list(itertools.chain.from_iterable(inputs))
    return np.concatenate(inputs)


def split(value: Any, start: int, stop: int) -> Any:
    """Return the rows of one request."""
    if isinstance(value, dict):
        return {key: split(item, start, stop) for key, item in value.items()}
    return value[start:stop]


def checked_reply(reply: Any, rows: int) -> dict[str, Any]:
    """Return what `act` gave as the fields of a message.

    Raises:
        FrameError: It is no map of arrays with one row for each input.
    """
    if not isinstance(reply, dict):
        raise FrameError(f"act returned {type(reply).__name__}; expected a map")
    outputs, fields = {}, {}
    for name, value in reply.items():
        if name in ("text", "terminate"):
            fields[name] = value = np.asarray(value, dtype=object).tolist()
        else:
            outputs[name] = value = np.asarray(value)
        if np.ndim(value) < 1 or len(value) != rows:
            raise FrameError(f"act returned {name!r} of shape {np.shape(value)} for {rows} rows")
    return {"outputs": outputs, **fields}


class _Job:
    """One request on its way through the server."""

    def __init__(self, op: str, message: Any) -> None:
        self.op = op
        self.message = message
        self.arrived = time.monotonic()
        self.done = threading.Event()
        self.reply: Any = None
        self.error: RequestError | None = None
        self.rows = self._check()
        self.signature = _signature(message.get("inputs")) if op == "act" else None

    def answer(self, reply: Any) -> None:
        self.reply = reply
        self.done.set()

    def fail(self, error: Exception) -> None:
        if not isinstance(error, RequestError):
            traceback.print_exception(type(error), error, error.__traceback__)
            error = RequestError(_MODEL_FAILED, f"{type(error).__name__}: {error}")
        self.error = error
        self.done.set()

    def _check(self) -> int:
        """Check the fields of the request; return its number of rows."""
        kinds = {"sessions": str, "seeds": int, "steps": int, "instructions": str}
        wanted = {"reset": ("sessions", "seeds", "instructions"), "close": ("sessions",)}
        names = wanted.get(self.op, ("sessions", "steps", "instructions"))
        if not isinstance(self.message, dict):
            raise RequestError(_BAD_REQUEST, "the message is no map")
        lengths = set()
        for name in names:
            value, kind = self.message.get(name), kinds[name]
            if not isinstance(value, list) or not all(type(item) is kind for item in value):
                text = f"{name!r} is not a list of type {kind.__name__}"
                raise RequestError(_BAD_REQUEST, text)
            lengths.add(len(value))
        if len(lengths) != 1 or not max(lengths):
            raise RequestError(_BAD_REQUEST, f"{', '.join(names)} must have one length")
        rows = lengths.pop()
        if self.op == "act":
            if not isinstance(self.message.get("inputs"), dict):
                raise RequestError(_BAD_REQUEST, "'inputs' is no map")
            _check_rows(self.message["inputs"], rows, "inputs")
        return rows


def _check_rows(value: Any, rows: int, path: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _check_rows(item, rows, f"{path}.{key}")
    elif not isinstance(value, (list, np.ndarray)) or not np.shape(value) or len(value) != rows:
        raise RequestError(_BAD_REQUEST, f"{path!r} does not have one row for each session")


def _signature(value: Any) -> Any:
    """Return what two requests must share to go into one forward pass."""
    if isinstance(value, dict):
        return tuple((key, _signature(item)) for key, item in sorted(value.items()))
    return (str(value.dtype), value.shape[1:]) if isinstance(value, np.ndarray) else "list"


class _HttpServer(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], owner: Server) -> None:
        self.owner = owner
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind, without the look-up of our own name that may take seconds."""
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, socket.timeout)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _HttpServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        owner = self.server.owner
        pages = {PATH: owner.facts, PATH + "/stats": owner.stats}
        self._answer(lambda: json.dumps(pages[self.path]()).encode(), "application/json", pages)

    def do_POST(self) -> None:
        pages = {f"{PATH}/{op}": op for op in ("reset", "act", "close")}
        self._answer(self._post, CONTENT_TYPE, pages)

    def _post(self) -> bytes:
        try:
            message = unpack_frame(self.body)
        except FrameError as error:
            raise RequestError(_BAD_REQUEST, str(error)) from error
        return pack_frame(self.server.owner.ask(self.path.rpartition("/")[2], message))

    def _answer(self, make: Any, content_type: str, pages: dict[str, Any]) -> None:
        status = 200
        try:
            self.body = self._read()
            if self.path not in pages:
                raise RequestError(_NOT_FOUND, f"no such page; there are: {', '.join(pages)}")
            content = make()
        except FrameError as error:
            status, content_type = _MODEL_FAILED, "application/json"
            content = json.dumps({"error": f"the reply cannot be sent: {error}"}).encode()
        except RequestError as error:
            status, content_type = error.status, "application/json"
            content = json.dumps({"error": str(error)}).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _read(self) -> bytearray:
        """Read the body; its announced size is looked at before anything is allocated."""
        owner = self.server.owner
        size = self.headers.get("Content-Length", "0")
        if not size.isdigit() or int(size) > owner.max_message_bytes:
            self.close_connection = True
            limit = owner.max_message_bytes / 1e6
            raise RequestError(_TOO_LARGE, f"the request is larger than {limit:g} MB")
        key = f"Api-Key {owner.api_key}"
        given = self.headers.get("Authorization", "")
        if owner.api_key and not hmac.compare_digest(key.encode(), given.encode()):
            self.close_connection = True
            raise RequestError(_UNAUTHORISED, "the API key is missing or wrong")
        body = bytearray(int(size))
        view, filled = memoryview(body), 0
        while filled < len(body):
            count = self.rfile.readinto(view[filled:])
            if not count:
                raise ConnectionResetError("the client has gone")
            filled += count
        return body

    def log_message(self, format: str, *args: Any) -> None:
        """Do not write a line for each request."""


def load_model(target: str) -> Any:
    """Return the object that ``module:attribute`` or ``file.py:attribute`` names.

    A class, or a function without arguments, is called.
    """
    module, _, attribute = target.rpartition(":")
    if not module or not attribute:
        raise SystemExit(f"simeval_server: {target!r} is not module:attribute")
    path = Path(module)
    sys.path.insert(0, str(path.parent.resolve() if path.suffix == ".py" else Path.cwd()))
    name = path.stem if path.suffix == ".py" else module
    found = getattr(importlib.import_module(name), attribute)
    if isinstance(found, type) or not hasattr(found, "act"):
        found = found()
    return found


def main() -> None:
    """Serve what the command line names."""
    parser = argparse.ArgumentParser(description="Serve a model to simeval (simeval/1).")
    parser.add_argument("model", help="module:attribute or file.py:attribute")
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one; default: 8000")
    parser.add_argument("--batch-window-ms", type=float, default=10.0, help="default: 10")
    parser.add_argument("--api-key", default="", help="clients must send it")
    options = parser.parse_args()
    server = Server(
        load_model(options.model),
        host=options.host,
        port=options.port,
        batch_window_ms=options.batch_window_ms,
        api_key=options.api_key,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    print(f"{server.facts()['name']} is ready at {server.url}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
