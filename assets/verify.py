"""Hold an asset set against its manifest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from simeval.assets.asset_set import AssetSet
from simeval.assets.stand_in import StandIn


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The state of an asset set.

    Attributes:
        name: Name of the set.
        root: Its folder.
        content_hash: What enters the protocol id.
        good: Number of files that are as the manifest says.
        stand_ins: Absent files that are replaced.
        missing: Absent files that nothing replaces.
        corrupt: Files with other bytes than the manifest's: path and complaint.
        repair: What mends the set, in words.
    """

    name: str
    root: Path
    content_hash: str
    good: int
    stand_ins: tuple[StandIn, ...]
    missing: tuple[str, ...]
    corrupt: tuple[tuple[str, str], ...]
    repair: str

    @property
    def usable(self) -> bool:
        """Whether all that is needed is there, or has a stated stand-in."""
        return not self.missing and not self.corrupt


def verify(asset_set: AssetSet, *, quick: bool = False) -> Verification:
    """Check every file of a set.

    Args:
        asset_set: The set.
        quick: Trust remembered hashes of files whose size and times have not changed, instead of
            reading every byte.
    """
    files = replace(asset_set.files, afresh=not quick)
    present = [entry for entry in files.manifest.files if files.present(entry.path)]
    corrupt = files.complaints(present)
    absent = files.manifest.by_path.keys() - {entry.path for entry in present}
    stand_ins = {path: asset_set.stand_in_for(path) for path in sorted(absent)}
    return Verification(
        name=asset_set.name,
        root=files.root,
        content_hash=files.content_hash(),
        good=len(present) - len(corrupt),
        stand_ins=tuple(stand_in for stand_in in stand_ins.values() if stand_in is not None),
        missing=tuple(path for path, stand_in in stand_ins.items() if stand_in is None),
        corrupt=tuple(corrupt.items()),
        repair=files.repair,
    )
