"""Is a repeat of an episode a copy of it? A deterministic policy gains nothing from more seeds."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from simeval.comparison.pairing import Slot
from simeval.runlog import EpisodeRecord, RunFolder

Fingerprint = tuple[tuple[str, int], ...]


class RepeatCheck(NamedTuple):
    """What seeds beyond the first add."""

    repeated_conditions: int
    """Initial conditions (of one variant) with more than one episode."""
    copies: bool | None
    """True: every repeat copied its condition step by step; None: step files are missing."""
    counted: tuple[int, ...]
    """Positions of the episodes that count: all, or where repeats are copies the first of each."""


def check_repeats(
    slots: Sequence[Slot], trace: Callable[[int], tuple[Fingerprint | None, ...]]
) -> RepeatCheck:
    """Compare the step traces of repeated initial conditions.

    Success alone cannot tell: binary outcomes agree by chance. Executed actions and robot states
    of a policy with any randomness do not agree to the last bit.

    Args:
        slots: One per episode or pair, seeds of one condition in the order of seeds.
        trace: Gives the fingerprint of the episode with this number, or of both of the pair.
    """
    from simeval.stats.clusters.repeats import episodes_that_count

    conditions = [slot[:3] for slot in slots]
    times = Counter(conditions)
    repeated = [number for number, condition in enumerate(conditions) if times[condition] > 1]
    everything = tuple(range(len(slots)))
    if not repeated:
        return RepeatCheck(0, False, everything)
    groups = len({conditions[number] for number in repeated})
    traces = {number: trace(number) for number in repeated}
    if any(None in found for found in traces.values()):
        return RepeatCheck(groups, None, everything)
    outcomes = [traces.get(number, ()) for number in everything]
    counted = episodes_that_count(conditions=conditions, outcomes=outcomes)
    return RepeatCheck(groups, len(counted) < len(slots), counted)


def fingerprint(folder: RunFolder, record: EpisodeRecord) -> Fingerprint | None:
    """Return name and checksum of each step array; None where the file is not there or torn.

    The archive holds the checksums, so that nothing has to be unpacked.
    """
    if record.steps_file is None:
        return None
    try:
        with zipfile.ZipFile(folder.root / record.steps_file) as archive:
            return tuple(sorted((item.filename, item.CRC) for item in archive.infolist()))
    except (OSError, zipfile.BadZipFile):
        return None
