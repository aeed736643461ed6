"""Presets: one file for each network on each robot."""

from simeval.policies.presets.catalogue import load_preset, preset_names

__all__ = ["load_preset", "preset_names"]
