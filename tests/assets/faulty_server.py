"""A loopback file server with range requests that misbehaves as told.

python faulty_server.py ROOT '{"path": ["reset", "ok"]}'
"""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(sys.argv[1])
FAULTS = json.loads(sys.argv[2])
LOCK = threading.Lock()
REQUESTS: list[dict[str, str | None]] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(self.path).lstrip("/")
        if path == "requests":
            return self.answer(200, json.dumps(REQUESTS).encode())
        with LOCK:
            REQUESTS.append({"path": path, "range": self.headers.get("Range")})
            queue = FAULTS.get(path, ["ok"])
            fault = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(fault, int):
            return self.answer(fault, b"no", {"Retry-After": "0"})
        if not (ROOT / path).is_file():
            return self.answer(404, b"not here")
        content = (ROOT / path).read_bytes()
        if fault == "wrong":
            content = content[::-1]
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if not match or fault == "no_range":
            return self.answer(200, content, fault=fault)
        start = int(match[1])
        if start >= len(content):
            return self.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
        given = start + 1 if fault == "other_range" else start
        span = f"bytes {given}-{len(content) - 1}/{len(content)}"
        return self.answer(206, content[given:], {"Content-Range": span}, fault=fault)

    def answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, fault: str = "ok"
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault in ("truncate", "reset", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
            if fault == "stall":
                time.sleep(8)
            if fault == "reset":
                time.sleep(0.2)
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            return
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
sys.stdout.write(f"{server.server_address[1]}\n")
sys.stdout.flush()
threading.Timer(120, server.shutdown).start()
server.serve_forever()
