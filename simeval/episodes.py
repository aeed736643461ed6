"""Episode keys and the seeds derived from them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from simeval.errors import UsageError

SEED_RULE = (
    "first 4 bytes, big endian, top bit cleared, of "
    "sha256('simeval.seed.v1|<env or policy>|<task>|<episode_id>|<seed>'); "
    "suite and variant are left out, so that one initial condition draws the same randomness "
    "in every suite and variant, whatever ran before and in whichever worker"
)

_NAME = re.compile(r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*")
_TEXT = re.compile(
    r"(?P<suite>.+?)--(?P<task>.+?)--(?P<variant>.+?)--e(?P<episode_id>\d+)--s(?P<seed>\d+)"
)


@dataclass(frozen=True, kw_only=True, order=True)
class EpisodeKey:
    """The unit of work, of resume and of pairing.

    Attributes:
        suite: Suite name; may hold slashes.
        task: Task name.
        variant: Variant name, ``"default"`` for the unchanged task.
        episode_id: Initial condition of the task.
        seed: Repetition: the same initial condition under other randomness.
    """

    suite: str
    task: str
    variant: str
    episode_id: int
    seed: int

    def __post_init__(self) -> None:
        for part in (*self.suite.split("/"), self.task, self.variant):
            if not _NAME.fullmatch(part):
                raise UsageError(
                    f"{part!r} cannot be part of an episode key: use letters, digits, "
                    "underscores and single hyphens."
                )
        if self.episode_id < 0 or self.seed < 0:
            raise UsageError(
                f"Episode ids and seeds start at 0; got episode {self.episode_id}, "
                f"seed {self.seed}."
            )

    def __str__(self) -> str:
        suite = self.suite.replace("/", ".")
        return f"{suite}--{self.task}--{self.variant}--e{self.episode_id:04d}--s{self.seed}"

    @classmethod
    def parse(cls, text: str) -> EpisodeKey:
        """Read a key back from its string form.

        Raises:
            UsageError: The text is not an episode key.
        """
        match = _TEXT.fullmatch(text)
        if match is None:
            raise UsageError(
                f"{text!r} is not an episode key; one looks like "
                "'simpler.widowx--widowx_carrot_on_plate--default--e0003--s0'."
            )
        return cls(
            suite=match["suite"].replace(".", "/"),
            task=match["task"],
            variant=match["variant"],
            episode_id=int(match["episode_id"]),
            seed=int(match["seed"]),
        )

    def derived_seed(self, purpose: Literal["env", "policy"]) -> int:
        """Return the seed of one source of randomness in this episode, in [0, 2**31)."""
        text = f"simeval.seed.v1|{purpose}|{self.task}|{self.episode_id}|{self.seed}"
        digest = hashlib.sha256(text.encode()).digest()
        return int.from_bytes(digest[:4], "big") & 0x7FFFFFFF
