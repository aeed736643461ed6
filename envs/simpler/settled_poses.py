"""Resting poses recorded from the original simulator, where settling cannot be reproduced.

On the table our settle procedure ends within 0.06 mm and 0.06 degrees of the original's for all 72
episodes. In the sink it does not (see `scripts/record_settled_poses.py`), so those episodes start
from the recorded poses, as long as the collision meshes are the ones that were recorded.
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources

import sapien

from simeval.assets import AssetSet


def recorded_starts(task: str, asset_set: AssetSet) -> list[list[sapien.Pose]] | None:
    """World poses of source and target for each episode of the grid.

    Returns:
        None where nothing was recorded for the task, or where a collision mesh of the asset set
        is not the recorded one: then the objects have to settle by themselves.
    """
    record = json.loads(
        resources.files("simeval.envs.simpler").joinpath("settled_poses.json").read_text("utf-8")
    )
    if task not in record or not _same_meshes(record["collision_sha256"], asset_set):
        return None
    return [
        [sapien.Pose(pose[:3], pose[3:]) for pose in episode]  # [7]: m, quat_wxyz
        for episode in record[task]
    ]


def _same_meshes(recorded: dict[str, str], asset_set: AssetSet) -> bool:
    return all(
        hashlib.sha256(asset_set.object_model(model).collision.read_bytes()).hexdigest() == digest
        for model, digest in recorded.items()
    )
