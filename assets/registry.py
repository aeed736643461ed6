"""Asset sets by name."""

from __future__ import annotations

from collections.abc import Callable

from simeval.assets.asset_set import AssetSet
from simeval.assets.bundled_set import load_bundled_set
from simeval.assets.simpler_set import load_simpler_set
from simeval.errors import UnknownNameError

_LOADERS: dict[str, Callable[[], AssetSet]] = {
    "bundled": load_bundled_set,
    "simpler": load_simpler_set,
}
ASSET_SETS = tuple(_LOADERS)


def load_asset_set(name: str) -> AssetSet:
    """Find an asset set on this machine.

    Args:
        name: ``"bundled"`` (ships with simeval) or ``"simpler"`` (installed by the user).

    Raises:
        UnknownNameError: No such set.
        AssetError: The set is not installed; the message says how to install it.
    """
    if name not in _LOADERS:
        raise UnknownNameError("asset set", name, _LOADERS)
    return _LOADERS[name]()
