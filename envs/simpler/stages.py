"""Stages that the camera sees: the mesh, or what stands in for it, stated."""

from __future__ import annotations

from simeval.assets import AssetSet, StandIn
from simeval.assets.asset_set import Stage
from simeval.assets.stand_in import table_top_z


def stage_or_stand_in(asset_set: AssetSet, name: str) -> Stage:
    """The stage of an asset set, or a table plane where the set has no such stage."""
    if name in asset_set.stages:
        return asset_set.stage(name)
    return Stage(name=name, mesh=None, table_top_z=table_top_z(name))


def seen_stand_in(asset_set: AssetSet, name: str, *, has_table: bool) -> StandIn | None:
    """What the camera sees in place of a stage without mesh; None where there is a mesh.

    Args:
        asset_set: Where the stage comes from.
        name: Upstream name of the stage.
        has_table: Whether the stage carries objects; otherwise a cabinet stands in it.
    """
    stage = stage_or_stand_in(asset_set, name)
    if stage.mesh is not None:
        return None
    seen = (
        f"plain brown table with its top at z = {stage.table_top_z:g} m, nothing around it"
        if has_table
        else "white floor, nothing around it"
    )
    missing = stage.stand_in.missing if stage.stand_in else f"stage {name}"
    return StandIn(missing=missing, replacement=seen)
