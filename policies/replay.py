"""A policy that repeats the actions of a recorded run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.runlog import EpisodeRecord, RunFolder


@dataclass(frozen=True, kw_only=True)
class ReplayConfig:
    """Options.

    Attributes:
        run: Run folder whose actions are repeated.
    """

    run: str = ""

    def __post_init__(self) -> None:
        if not self.run:
            raise UsageError(
                "The replay policy needs a recorded run: policy=replay policy.run=FOLDER"
            )


class ReplayPolicy:
    """Finds the recorded episode with the same task, initial condition and policy seed."""

    def __init__(self, config: ReplayConfig) -> None:
        self._spec = PolicySpec(name="replay", cameras=(), config=asdict(config))
        folder = RunFolder(Path(config.run))
        folder.read_info()
        self._root = folder.root
        self._records = {
            (record.task, record.variant, record.episode_id, record.policy_seed): record
            for record in folder.records().values()
            if record.scored
        }
        self._actions: npt.NDArray[np.float64] = np.zeros((0, 7))
        self._done: npt.NDArray[np.bool_] = np.zeros(0, dtype=bool)

    @property
    def spec(self) -> PolicySpec:
        """What the policy needs and is."""
        return self._spec

    def reset(self, episode: EpisodeContext) -> None:
        """Load the recorded actions of this episode.

        Raises:
            UsageError: The run does not hold this episode, or its steps cannot be read.
        """
        wanted = (episode.task, episode.variant, episode.episode_id, episode.seed)
        if wanted not in self._records:
            raise UsageError(
                f"The run {self._root} cannot be replayed here: it holds no scored episode "
                f"{episode.episode_id} of {episode.task} ({episode.variant}) with policy seed "
                f"{episode.seed}. It holds {self._holdings(episode)}. Choose tasks, episodes and "
                "seeds that it holds."
            )
        self._read_steps(self._records[wanted])

    def act(self, observation: Observation) -> ActionChunk:
        """Return the recorded actions up to the next at which the recorded policy was done.

        The end of the record ends the episode.
        """
        left = self._done[observation.step :]
        if not len(left):
            return ActionChunk(actions=self._actions[-1:], terminate=True)
        end = observation.step + int(left.argmax()) + 1
        return ActionChunk(actions=self._actions[observation.step : end], terminate=True)

    def _read_steps(self, record: EpisodeRecord) -> None:
        path = self._root / (record.steps_file or "steps")
        try:
            with np.load(path) as arrays:
                self._actions = np.asarray(arrays["actions"], dtype=np.float64)
                # Older runs do not say.
                self._done = np.array(arrays.get("done", np.zeros(len(self._actions), dtype=bool)))
        except (OSError, KeyError, ValueError) as error:
            raise UsageError(
                f"The recorded actions in {path} cannot be read ({error}). "
                "Run that episode again or choose other episodes."
            ) from error
        self._done[-1:] = True

    def _holdings(self, episode: EpisodeContext) -> str:
        here = (episode.task, episode.variant)
        held = sorted({key[2] for key in self._records if key[:2] == here})
        return f"episodes {', '.join(map(str, held))} of this task" if held else "none of this task"
