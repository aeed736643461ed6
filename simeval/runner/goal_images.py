"""`goals=FOLDER`: images of what is wanted, by task and episode.

    FOLDER/<task>/e0003.png             the goal of episode 3
    FOLDER/<task>/e0003.step0020.png    its subgoal from step 20 on

PNG or JPEG. Every episode of the run needs its goal; subgoals are for those that have some.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simeval.canonical_json import short_hash
from simeval.errors import UsageError

_NAME = re.compile(r"e(?P<episode>\d{4,})(?:\.step(?P<step>\d{4,}))?\.(?:png|jpg)")

Frame = npt.NDArray[np.uint8]


class GoalImages:
    """Of one episode.

    Args:
        goal: The end.
        subgoals: By the step from which they hold.
    """

    def __init__(self, goal: Frame, subgoals: Mapping[int, Frame]) -> None:
        self._goal = goal
        self._subgoals = sorted(subgoals.items(), key=lambda item: item[0])

    def at(self, step: int) -> dict[str, Frame]:
        """Return ``goal`` and ``subgoal`` at a step."""
        reached = [frame for since, frame in self._subgoals if since <= step]
        return {"goal": self._goal, "subgoal": reached[-1] if reached else self._goal}


def goal_file(folder: Path, task: str, episode_id: int) -> Path:
    """Return where the goal image of an episode goes."""
    return folder / task / f"e{episode_id:04d}.png"


def load_goal_images(folder: Path, task: str, episode_id: int) -> GoalImages:
    """Read the images of an episode.

    Raises:
        UsageError: A file is missing or is no image.
    """
    files = _require_goals(folder, task, (episode_id,))[episode_id]
    goal = _read(files.pop(None))
    return GoalImages(goal, {step: _read(file) for step, file in files.items() if step is not None})


def goal_images_hash(folder: Path, task: str, episode_ids: Sequence[int]) -> str:
    """Return a hash of the images of these episodes, for the protocol.

    Raises:
        UsageError: A file is missing, cannot be read, or is no image.
    """
    contents = {}
    for episode_id, files in _require_goals(folder, task, episode_ids).items():
        for step, file in files.items():
            _read(file)
            contents[f"{episode_id}.{step}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return short_hash(contents)


def _require_goals(
    folder: Path, task: str, episode_ids: Sequence[int]
) -> dict[int, dict[int | None, Path]]:
    """Find the files of each episode: subgoals by step, the goal under None."""
    place = folder / task
    try:
        names = sorted(place.iterdir())
    except OSError as error:
        raise UsageError(
            f"goals={folder}: {place} cannot be read ({error.strerror}); it must hold a goal image "
            f"of each episode, as {goal_file(folder, task, episode_ids[0])}."
        ) from error
    found: dict[int, dict[int | None, Path]] = {episode_id: {} for episode_id in episode_ids}
    for file in names:
        match = _NAME.fullmatch(file.name)
        if match is None:
            raise UsageError(
                f"goals={folder}: {file} has a name that says nothing; allowed: e0003.png, and for "
                "a subgoal e0003.step0020.png (or .jpg)."
            )
        episode, step = int(match["episode"]), match["step"]
        if episode in found:
            found[episode][None if step is None else int(step)] = file
    lacking = [episode_id for episode_id, files in found.items() if None not in files]
    if lacking:
        name = goal_file(folder, task, lacking[0]).name
        raise UsageError(
            f"goals={folder}: {place} holds no goal image of episode {lacking[0]} ({name}); "
            f"{len(lacking)} of {len(found)} episodes have none."
        )
    return found


def _read(file: Path) -> Frame:
    from PIL import Image

    try:
        with Image.open(file) as image:
            return np.array(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UsageError(f"goals: {file} is no image ({error}).") from error
