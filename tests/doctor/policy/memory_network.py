"""A network that remembers: it finds the picture that it has seen and says what was said then.

It stands in for the weights of a VLA: what it says depends on every pixel of its own input and on
its prompt, and is right where input and output conventions are. A fault can be put into it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simeval.policies.model import ModelReply

FAULTS = (
    "rotation_sign",
    "gripper_flip",
    "translation_sign",
    "bgr",
    "leak",
    "counter",
    "batch",
    "deaf",
    "blind",
    "scaled",
)


class MemoryNetwork:
    facts = {"weights": "a memory"}  # noqa: RUF012

    def __init__(self, memory: Path, fault: str = "none", largest_batch: int = 4) -> None:
        with np.load(memory) as arrays:
            self._seen, self._said = arrays["seen"], arrays["said"]
            self._prompt = str(arrays["prompt"])
            self._keys = arrays["keys"].tolist()
            self._sizes = arrays["sizes"].tolist()
        # Colours and words that it does not know make it do something else.
        self._redness = redness(self._seen.reshape(-1, 3))
        self._spread = self._said[..., 0].std()
        self._fault = fault
        self.largest_batch = largest_batch
        self._last = np.zeros(1)

    def reset(self, starts) -> None:
        pass

    def infer(self, requests) -> list[ModelReply]:
        replies = [self._reply(request.inputs, len(requests)) for request in requests]
        return replies

    def close(self) -> None:
        pass

    def _reply(self, inputs: Mapping[str, Any], together: int) -> ModelReply:
        image, prompt = image_of(inputs), prompt_of(inputs)
        if self._fault == "bgr":
            image = image[..., ::-1]
        index = np.argmin(np.abs(self._seen - fingerprint(image)).sum(axis=1))
        rows = self._said[0 if self._fault == "blind" else index].copy()
        if self._fault != "deaf":
            rows[:, 0] += 0.2 * self._spread * (prompt != self._prompt)
        if self._fault != "blind":
            rows[:, 1] += 20.0 * self._spread * (redness(image) - self._redness) / 255.0
        rows = self._spoilt(rows, together)
        parts = np.split(rows, np.cumsum(self._sizes)[:-1], axis=1)
        return ModelReply(outputs=dict(zip(self._keys, parts, strict=True)))

    def _spoilt(self, rows: np.ndarray, together: int) -> np.ndarray:
        match self._fault:
            case "rotation_sign":
                rows[:, 3:6] *= -1.0
            case "translation_sign":
                rows[:, :3] *= -1.0
            case "gripper_flip":
                rows[:, 6] = 1.0 - rows[:, 6]
            case "scaled":
                rows[:, :6] *= 6.0
            case "batch":
                rows[:, 0] += self._spread * (together - 1)
            case "leak":
                # Like a queue that is not emptied: the first answer is mixed with the last.
                mixed = 0.5 * rows + 0.5 * (self._last if self._last.ndim == 2 else rows)
                self._last = rows
                return mixed
            case "counter":
                self._last = self._last + 1.0
                rows[:, 1] += 1e-3 * np.sin(float(self._last[0]))
        return rows


def remember(path: Path, preset, pictures: list[dict[str, Any]], said: np.ndarray) -> None:
    """Write a memory: inputs of the network, and what it says to each, [N, H, D]."""
    np.savez(
        path,
        seen=np.stack([fingerprint(image_of(inputs)) for inputs in pictures]),
        said=said,
        prompt=prompt_of(pictures[0]),
        keys=np.array([part.key for part in preset.action.outputs]),
        sizes=np.array([part.size for part in preset.action.outputs]),
    )


def fingerprint(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    cells = image[: height // 8 * 8, : width // 8 * 8].reshape(height // 8, 8, width // 8, 8, 3)
    return cells.mean(axis=(1, 3)).ravel()


def redness(image: np.ndarray) -> float:
    return float(image[..., 0].mean() - image[..., 2].mean())


def image_of(inputs: Mapping[str, Any]) -> np.ndarray:
    images = [value for value in leaves(inputs) if getattr(value, "dtype", None) == np.uint8]
    return images[0][-1] if images[0].ndim == 4 else images[0]


def prompt_of(inputs: Mapping[str, Any]) -> str:
    return " ".join(value for value in leaves(inputs) if isinstance(value, str))


def leaves(inputs: Mapping[str, Any]):
    for value in inputs.values():
        if isinstance(value, Mapping):
            yield from leaves(value)
        else:
            yield value


def network() -> MemoryNetwork:
    """For `simeval serve policy=memory_network:network`."""
    return MemoryNetwork(Path(os.environ["MEMORY"]), os.environ.get("FAULT", "none"))
