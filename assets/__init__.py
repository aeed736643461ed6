"""Asset sets: where geometry comes from, how it is installed and checked."""

from simeval.assets.asset_set import AssetSet, ObjectModel, Stage
from simeval.assets.registry import ASSET_SETS, load_asset_set
from simeval.assets.stand_in import StandIn

__all__ = ["ASSET_SETS", "AssetSet", "ObjectModel", "Stage", "StandIn", "load_asset_set"]
