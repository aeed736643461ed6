"""Statistics of training data, as ``dataset_statistics.json`` of OpenVLA and Octo has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.specs import Unnormalise

FloatArray = npt.NDArray[np.float64]

_NEEDED = {"q01q99": ("q01", "q99"), "meanstd": ("mean", "std"), "minmax": ("min", "max")}


@dataclass(frozen=True, kw_only=True)
class ActionStatistics:
    """What is needed to scale the actions of one dataset.

    For quantiles and extremes, [-1, 1] goes to [low, high]; for z-scores `low` is the mean and
    `high` the standard deviation.
    """

    low: FloatArray
    """Float [D]."""
    high: FloatArray
    """Float [D]."""
    mask: npt.NDArray[np.bool_]
    """Columns to scale, bool [D]; the others pass as they are."""

    def to_json(self) -> dict[str, list[Any]]:
        """Return the numbers as plain JSON values."""
        return {name: getattr(self, name).tolist() for name in ("low", "high", "mask")}


def load_statistics(spec: Unnormalise, *, width: int, file: str | None) -> ActionStatistics:
    """Read the statistics that a preset asks for.

    Args:
        spec: Kind, dataset, mask and place of the statistics.
        width: Columns of the network's output.
        file: The user's file; it goes before simeval's own numbers.

    Raises:
        UsageError: There is no file, it cannot be read, or it is not what it should be.
        UnknownNameError: It does not have the dataset; the message lists what it has.
    """
    if file is None and spec.statistics == "file":
        raise UsageError(
            f"This preset scales actions with the statistics of the network's training data "
            f"({spec.kind} of {spec.key!r}), which simeval does not have. Set policy.statistics to "
            "the network's dataset_statistics.json."
        )
    source = f"the statistics {file}" if file is not None else "simeval's statistics"
    datasets = _bundled() if file is None else _read(Path(file).expanduser())
    if spec.key not in datasets:
        raise UnknownNameError(f"dataset in {source} (policy.statistics_key)", spec.key, datasets)
    return _action_statistics(datasets[spec.key], spec, width=width, source=source)


def bundled_datasets() -> tuple[str, ...]:
    """Return the datasets whose statistics simeval has."""
    return tuple(sorted(_bundled()))


def _action_statistics(
    dataset: Any, spec: Unnormalise, *, width: int, source: str
) -> ActionStatistics:
    where = f"Dataset {spec.key!r} in {source}"
    action = dataset.get("action") if isinstance(dataset, Mapping) else None
    if not isinstance(action, Mapping):
        raise UsageError(f"{where} has no 'action' with {' and '.join(_NEEDED[spec.kind])}.")
    low, high = (_numbers(action, name, width, where) for name in _NEEDED[spec.kind])
    if spec.kind == "meanstd":
        good, rule = bool(np.all(high >= 0)), "std at least 0"
    else:
        good, rule = bool(np.all(high >= low)), f"{' not above '.join(_NEEDED[spec.kind])}"
    if not good:
        raise UsageError(f"{where} breaks the rule: {rule} in every column.")
    mask = spec.mask if spec.mask is not None else action.get("mask", [True] * width)
    if len(mask) != width or not all(isinstance(value, bool) for value in mask):
        raise UsageError(f"{where} has mask {mask!r}; expected {width} values true or false.")
    return ActionStatistics(low=low, high=high, mask=np.array(mask, dtype=np.bool_))


def _numbers(action: Mapping[str, Any], name: str, width: int, where: str) -> FloatArray:
    values = action.get(name)
    try:
        numbers = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.full(1, np.nan)
    if numbers.shape != (width,) or not np.all(np.isfinite(numbers)):
        shown = "nothing" if values is None else repr(values)
        raise UsageError(
            f"{where} has {shown[:120]} under action.{name}; expected {width} finite numbers, one "
            "for each column of the preset's action.outputs."
        )
    return numbers


def _read(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"The statistics {path} cannot be read: {reason}.") from error
    try:
        datasets = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The statistics {path} are not valid JSON: {error}.") from error
    if not isinstance(datasets, Mapping):
        raise UsageError(
            f"The statistics {path} must be a map from dataset to its numbers, as "
            "dataset_statistics.json of OpenVLA."
        )
    if "action" in datasets:
        raise UsageError(
            f"The statistics {path} are those of one dataset without a name. Put them below the "
            'dataset\'s name: {"bridge_orig": {"action": ...}}.'
        )
    return datasets


def _bundled() -> dict[str, Any]:
    root = Path(str(resources.files("simeval.policies.presets"))) / "statistics"
    found: dict[str, Any] = {}
    for path in sorted(root.glob("*.json")):
        found.update(json.loads(path.read_text(encoding="utf-8")))
    return found
