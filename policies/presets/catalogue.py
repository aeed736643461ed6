"""Presets by name, and files of users."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.specs import Preset
from simeval.policies.specs.reader import read_spec

_SUFFIXES = (".yaml", ".yml")


def preset_names() -> tuple[str, ...]:
    """Return the names of all bundled presets, sorted."""
    return tuple(sorted(_bundled()))


def load_preset(name: str) -> Preset:
    """Read a preset.

    Args:
        name: Name of a bundled preset, or path of a file that ends in ``.yaml`` or ``.yml``.

    Raises:
        UnknownNameError: No bundled preset has this name; the message lists the known ones.
        UsageError: The file cannot be read, or something in it does not fit.
    """
    if name.endswith(_SUFFIXES) or "/" in name:
        return _read(Path(name).expanduser(), name=name)
    files = _bundled()
    if name not in files:
        raise UnknownNameError("preset", name, files)
    return _read(files[name], name=name)


def _read(path: Path, *, name: str) -> Preset:
    values = _yaml_values(path)
    if "name" in values:
        raise UsageError(f"{path}: name: no such field. A preset is named after its file.")
    return read_spec(Preset, {**values, "name": name}, source=str(path))


def _yaml_values(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UsageError(f"The preset {path} cannot be read: {reason}.") from error
    try:
        values = yaml.load(text, Loader=_loader())
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(f"{path} is not valid YAML: {reason}.") from error
    if not isinstance(values, Mapping) or not values:
        fields = ", ".join(
            field.name for field in dataclasses.fields(Preset) if field.name != "name"
        )
        raise UsageError(f"{path} is no preset; a preset has the fields {fields}.")
    return values


@cache
def _loader() -> Any:
    """A safe loader that refuses a key given twice: YAML would keep the last in silence."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        pairs = loader.construct_pairs(node, deep=True)
        result: dict[Any, Any] = {}
        for (key, value), (key_node, _) in zip(pairs, node.value, strict=True):
            if not isinstance(key, str):
                problem = f"the key {key!r} is not a text"
            elif key in result:
                problem = f"the key {key!r} is there twice"
            else:
                result[key] = value
                continue
            raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
        return result

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return Loader


@cache
def _bundled() -> dict[str, Path]:
    root = Path(str(resources.files("simeval.policies.presets")))
    return {path.stem: path for path in root.glob("*.yaml")}
