"""Episodes that only one of two policies solved, with what there is to look at."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.comparison.document import Discordant
from simeval.comparison.pairing import Pair
from simeval.runlog import RunFolder


def discordant_pairs(pairs: Sequence[Pair], a: RunFolder, b: RunFolder) -> tuple[Discordant, ...]:
    """Return the pairs with one success, those that B alone solved first."""
    found = [
        Discordant(
            task=pair.slot.task,
            variant=pair.slot.variant,
            episode_id=pair.slot.episode_id,
            seed=pair.slot.seed,
            solved_by="A" if pair.difference > 0 else "B",
            key_a=str(pair.a.key),
            key_b=str(pair.b.key),
            video_a=_existing(a, pair.a.video_file),
            video_b=_existing(b, pair.b.video_file),
            strip_a=_existing(a, pair.a.strip_file),
            strip_b=_existing(b, pair.b.strip_file),
        )
        for pair in pairs
        if pair.scored and pair.difference
    ]
    return tuple(sorted(found, key=lambda item: item.solved_by, reverse=True))


def _existing(folder: RunFolder, name: str | None) -> str | None:
    if name is None or not (folder.root / name).is_file():
        return None
    return str(folder.root / name)
