"""What the servers of the tests answer, and how they go wrong on demand."""

from __future__ import annotations

import argparse
import os
import time
import zlib
from pathlib import Path

import numpy as np

HUGE = 1 << 30


class Behaviour:
    """Counts requests for actions; from request number `at` on it does what `fault` says.

    With a marker file a fault happens once, whoever asks. A file may name the fault instead, so
    that one server serves many tests.
    """

    def __init__(self) -> None:
        parser = argparse.ArgumentParser()
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--fault", default="")
        parser.add_argument("--fault-file", type=Path)
        parser.add_argument("--at", type=int, default=0)
        parser.add_argument("--marker", type=Path)
        parser.add_argument("--record", type=Path)
        parser.add_argument("--start-delay", type=float, default=0.0)
        parser.add_argument("--dialect", default="n1.6")
        parser.add_argument("--rows", type=int, default=2, help="of a chunk of actions")
        parser.add_argument("--http", default="1.1", help="version of HTTP")
        parser.add_argument("--idle", type=float, help="seconds until a connection is closed")
        self.options = parser.parse_args()
        self.port: int = self.options.port
        self.requests = 0
        time.sleep(self.options.start_delay)

    def record(self, data: bytes) -> None:
        """Keep the bytes of the last request."""
        if self.options.record:
            self.options.record.write_bytes(data)

    def fault_now(self) -> str:
        """Count a request; name what goes wrong with it. Hanging and dying happen here."""
        number, self.requests = self.requests, self.requests + 1
        fault: str = self.options.fault
        if self.options.fault_file and self.options.fault_file.exists():
            fault = self.options.fault_file.read_text()
        if number < self.options.at:
            return ""
        if fault and self.options.marker:
            if self.options.marker.exists():
                return ""
            self.options.marker.touch()
        if fault == "die":
            os._exit(9)
        if fault == "hang":
            time.sleep(3600)
        return fault

    def actions(self, image: np.ndarray, fault: str = "") -> np.ndarray:
        """Actions [rows, 7] that depend on every byte of the image."""
        actions = np.zeros((self.options.rows, 7), dtype=np.float32)
        actions[:, 2] = 0.002
        actions[0, 3] = zlib.crc32(np.ascontiguousarray(image).tobytes()) % 1000 / 1e5
        actions[:, 6] = 1.0
        if fault == "nan":
            actions[-1, 2] = np.nan
        return actions[..., np.newaxis, np.newaxis] if fault == "shape" else actions


def first_image(value: object) -> np.ndarray:
    """Return the first image among the values of a request, however deep."""
    if isinstance(value, np.ndarray):
        return value if value.dtype == np.uint8 else np.zeros(0, np.uint8)
    parts = value.values() if isinstance(value, dict) else ()
    return next((image for image in map(first_image, parts) if image.size), np.zeros(0, np.uint8))
