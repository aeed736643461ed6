"""The random numbers of the original, so that a reset can repeat what a seed gave there.

ManiSkill2_real2sim@ef7a4d4 seeds a `numpy.random.RandomState` anew before each group of draws of a
reset: the group of the reset itself, the one of the prepackaged set-up and the one of the objects
all start from the same seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

# What the constructor of an original environment seeds with.
_FIRST_SEED = 2022

_Item = TypeVar("_Item")


def unseeded_reset_seeds() -> Iterator[int]:
    """Seeds of the resets without a seed of a new original environment, in order."""
    # The constructor itself resets once.
    seed = _FIRST_SEED
    while True:
        seed = int(np.random.RandomState(seed).randint(2**32))
        yield seed


def fresh_draws(seed: int) -> np.random.RandomState:
    """The generator at the start of a group of draws."""
    return np.random.RandomState(seed)


def pick(items: Sequence[_Item], draws: np.random.RandomState) -> _Item:
    """Draw one of several items; a single one costs no draw."""
    return items[0] if len(items) == 1 else items[int(draws.randint(len(items)))]
