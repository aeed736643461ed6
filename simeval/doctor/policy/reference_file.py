"""Observations, and what the authors' own code makes of them, in one ``.npz`` file."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import UnknownNameError, UsageError

FloatArray = npt.NDArray[np.float64]

_STATE = ("tcp_pose_in_base", "gripper_opening", "qpos")
_GROUPS = ("frames", "state", "inputs", "outputs")
_SINGLE = ("instruction", "actions")


@dataclass(frozen=True, kw_only=True)
class ReferenceFile:
    """N observations, each the first of an episode, and what came of them."""

    path: Path
    """Where it was read."""
    instruction: str
    """What the policy was told."""
    frames: Mapping[str, npt.NDArray[np.uint8]]
    """Camera to uint8 [N, H, W, 3]."""
    state: Mapping[str, FloatArray]
    """As in `simeval.policies.interface.Observation`, [N, ...] each; {} where none was kept."""
    inputs: Mapping[str, npt.NDArray[Any]]
    """Inputs of the network by flat key, [N, ...] each."""
    outputs: Mapping[str, FloatArray]
    """Outputs of the network, [N, ...] each."""
    actions: FloatArray | None
    """First action of each, float [N, 7]: displacement (m), rotation vector (rad), gripper."""

    @property
    def count(self) -> int:
        """Observations."""
        return len(next(iter(self.frames.values())))


def read_reference(path: Path) -> ReferenceFile:
    """Read a file of observations and what came of them.

    Raises:
        UsageError: It cannot be read, or an array is missing or does not fit.
        UnknownNameError: It holds an array of an unknown name.
    """
    arrays = _arrays(path)
    groups: dict[str, dict[str, npt.NDArray[Any]]] = {name: {} for name in _GROUPS}
    for name, array in arrays.items():
        group, _, key = name.partition("/")
        if key and group in groups:
            groups[group][key] = array
        elif name not in _SINGLE:
            known = [*(f"{group}/NAME" for group in _GROUPS), *_SINGLE]
            raise UnknownNameError(f"array in the reference {path}", name, known)
    _require(path, bool(groups["frames"]), "it has no frames/CAMERA, uint8 [N, H, W, 3]")
    for name, frames in groups["frames"].items():
        good = (
            frames.dtype == np.uint8 and frames.ndim == 4 and frames.shape[3] == 3 and frames.size
        )
        _require(
            path, bool(good), f"frames/{name} is {frames.dtype} {frames.shape}; uint8 [N, H, W, 3]"
        )
    for name in groups["state"]:
        if name not in _STATE:
            raise UnknownNameError(f"state in the reference {path}", name, _STATE)
    count = len(next(iter(groups["frames"].values())))
    several = {name: array for name, array in arrays.items() if name != "instruction"}
    for name, array in several.items():
        length = len(array) if array.ndim else 0
        _require(path, length == count, f"{name} has {length} rows, frames have {count}")
        finite = array.dtype.kind in "biuf" and bool(np.all(np.isfinite(array)))
        _require(path, finite or array.dtype.kind == "U", f"{name} must hold finite numbers")
    _require(path, "instruction" in arrays, "it has no instruction (a text)")
    told = [bool(groups[name]) for name in ("inputs", "outputs")]
    _require(
        path,
        any(told) or "actions" in arrays,
        "it says nothing of what came of the frames: inputs/KEY, outputs/KEY or actions",
    )
    actions = arrays.get("actions")
    if actions is not None:
        _require(path, actions.shape == (count, 7), f"actions is {actions.shape}; ({count}, 7)")
    return ReferenceFile(
        path=path,
        instruction=str(arrays["instruction"]),
        frames=groups["frames"],
        state={name: array.astype(np.float64) for name, array in groups["state"].items()},
        inputs=groups["inputs"],
        outputs=groups["outputs"],
        actions=None if actions is None else actions.astype(np.float64),
    )


def _arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as loaded:
            if not isinstance(loaded, np.lib.npyio.NpzFile):
                raise ValueError("it is a single array")
            return {name: loaded[name] for name in loaded.files}
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or "it is no .npz file of plain arrays"
        raise UsageError(
            f"The reference {path} cannot be read: {reason}. docs/doctor_policy.md says how to "
            "write one."
        ) from error


def _require(path: Path, condition: bool, problem: str) -> None:
    if not condition:
        raise UsageError(
            f"The reference {path} does not fit: {problem}. See docs/doctor_policy.md."
        )
