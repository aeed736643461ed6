"""The options of every policy that is a network with a preset around it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simeval.errors import UsageError
from simeval.policies.model import Model
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.statistics import ActionStatistics, load_statistics
from simeval.policies.presets import load_preset
from simeval.policies.specs import Preset


@dataclass(frozen=True, kw_only=True)
class PresetOptions:
    """What is around the network.

    Attributes:
        preset: Name of a preset (simeval ls presets), or path of a file of your own that ends in
            .yaml.
        statistics: The network's dataset_statistics.json, where the preset scales its actions;
            empty takes simeval's own numbers, if it has any.
        statistics_key: Dataset in the statistics; empty takes that of the preset.
        execute: Actions that are executed of each reply; 0 takes those of the preset.
    """

    preset: str = ""
    statistics: str = ""
    statistics_key: str = ""
    execute: int = 0

    def __post_init__(self) -> None:
        # Before a run folder is made or a server started.
        if self.preset:
            self.load()

    def load(self) -> tuple[Preset, ActionStatistics | None]:
        """Read the preset and the statistics that it needs.

        Raises:
            UsageError: A file cannot be read, or an option does not fit the preset.
        """
        preset = self._changed(load_preset(self.preset))
        spec = preset.action.unnormalise
        if spec is None:
            return preset, None
        width, file = preset.action.width, self.statistics or None
        return preset, load_statistics(spec, width=width, file=file)

    def _changed(self, preset: Preset) -> Preset:
        """Return the preset with the other options in it."""
        action, spec = preset.action, preset.action.unnormalise
        if spec is None and (self.statistics or self.statistics_key):
            raise UsageError(
                f"policy.statistics and policy.statistics_key do nothing here: in the preset "
                f"{preset.name} the server or the network scales the actions itself."
            )
        if spec is not None and self.statistics_key:
            action = dataclasses.replace(
                action, unnormalise=dataclasses.replace(spec, key=self.statistics_key)
            )
        if self.execute < 0:
            raise UsageError(
                f"policy.execute={self.execute} is not allowed; allowed: 1 or more, or 0 for that "
                "of the preset."
            )
        if self.execute:
            try:
                action = dataclasses.replace(action, execute=self.execute)
            except UsageError as error:
                raise UsageError(
                    f"policy.execute={self.execute} does not fit the preset {preset.name}: {error}"
                ) from error
        return dataclasses.replace(preset, action=action)


def preset_policy(
    options: PresetOptions,
    make_model: Callable[[Preset], Model],
    *,
    config: Mapping[str, Any],
) -> ModelPolicy:
    """Return a network with a preset around it.

    Args:
        options: Preset, statistics and changes.
        make_model: Connects to the network, or loads it; called once the options are known to fit.
        config: Options as plain JSON values, for the run.

    Raises:
        UsageError: A file cannot be read, or an option does not fit.
        InfrastructureError: What `make_model` raises.
    """
    preset, statistics = options.load()
    return ModelPolicy(preset, make_model(preset), statistics=statistics, config=config)
