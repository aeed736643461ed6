"""Traces recorded from the original SimplerEnv: reading and checking them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.envs.simpler.variants import DEFAULT
from simeval.errors import UsageError

_REQUIRED = (
    "task",
    "seed",
    "kind",
    "reset_options",
    "instruction",
    "robot_base",
    "joints",
    "qpos0",
    "tcp0",
    "objects0",
    "camera",
    "steps",
)


@dataclass(frozen=True)
class Trace:
    """One recorded episode.

    Poses are [7]: x, y, z, qw, qx, qy, qz in the world frame, metres.

    Attributes:
        path: The JSON file.
        content: What it holds.
    """

    path: Path
    content: dict[str, Any]

    @property
    def task(self) -> str:
        """Task name."""
        return str(self.content["task"])

    @property
    def kind(self) -> str:
        """``free``, ``waves`` or ``oracle``."""
        return str(self.content["kind"])

    @property
    def reset_options(self) -> dict[str, int]:
        """Initial condition as our reset takes it: an episode id, or the seed that drew it."""
        given = self.content["reset_options"].get("obj_init_options", {})
        if "episode_id" in given:
            return {"episode_id": int(given["episode_id"])}
        return {"original_seed": int(self.content["seed"])}

    @property
    def variant(self) -> str:
        """Variant of the task: which version of the robot the original drew."""
        version = self.content.get("reset_info", {}).get("urdf_version", "")
        return version.replace("_visual_matching", "") or DEFAULT

    @property
    def table_top_z(self) -> float | None:
        """Height of the table that stood in for the stage when the trace was recorded, m."""
        height = self.content.get("stand_ins", {}).get("table_top_z")
        return None if height is None else float(height)

    @property
    def flat_stand_ins(self) -> bool:
        """Whether a visual mesh was replaced by a flat colour when the trace was recorded."""
        return any(name.endswith("_visual") for name in self.content.get("stand_ins", {}))

    @cached_property
    def actions(self) -> npt.NDArray[np.float64]:
        """Actions, [T, 7]."""
        return np.array([step["action"] for step in self.content["steps"]], dtype=np.float64)

    @cached_property
    def tcp_positions(self) -> npt.NDArray[np.float64]:
        """Tool centre point after each step, [T, 3] m."""
        return np.array([step["tcp"][:3] for step in self.content["steps"]], dtype=np.float64)

    @cached_property
    def qpos(self) -> npt.NDArray[np.float64]:
        """Joint positions after each step, [T, n]."""
        return np.array([step["qpos"] for step in self.content["steps"]], dtype=np.float64)

    @property
    def infos(self) -> list[dict[str, Any]]:
        """What the original said after each step, its statistics of the episode included."""
        infos = (step["info"] for step in self.content["steps"])
        return [{**info.get("episode_stats", {}), **info} for info in infos]

    @property
    def settled_objects(self) -> dict[str, npt.NDArray[np.float64]]:
        """Object poses after the reset, [7] each, the static surroundings left out."""
        return _poses(self.content["objects0"])

    @property
    def final_objects(self) -> dict[str, npt.NDArray[np.float64]]:
        """Object poses after the last step, [7] each."""
        return _poses(self.content["steps"][-1]["objects"])

    @property
    def final_articulations(self) -> dict[str, npt.NDArray[np.float64]]:
        """Joint positions of furniture after the last step, by name."""
        articulations = self.content["steps"][-1].get("articulations", {})
        return {name: np.array(qpos, dtype=np.float64) for name, qpos in articulations.items()}

    @property
    def first_frame(self) -> Path | None:
        """Picture of the policy camera after the reset, if there is one."""
        picture = self.path.with_name(f"{self.path.stem}_000.png")
        return picture if picture.is_file() else None


def read_trace(path: Path) -> Trace:
    """Read a trace.

    Raises:
        UsageError: The file is absent, is not JSON, or lacks a field.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"Trace {str(path)!r} cannot be read: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"Trace {str(path)!r} is not JSON: {error}.") from error
    missing = [name for name in _REQUIRED if name not in content]
    if missing:
        raise UsageError(
            f"Trace {str(path)!r} lacks the field {missing[0]!r}; a trace has "
            f"{', '.join(_REQUIRED)}."
        )
    if not content["steps"]:
        raise UsageError(f"Trace {str(path)!r} has no steps.")
    return Trace(path=path, content=content)


def _poses(objects: dict[str, list[float]]) -> dict[str, npt.NDArray[np.float64]]:
    return {
        name: np.array(pose, dtype=np.float64) for name, pose in objects.items() if name != "arena"
    }
