"""Dataclasses to JSON values and back, strict in both directions."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Record = TypeVar("_Record")


class CodecError(ValueError):
    """A JSON value does not fit the record that it is read into."""


def to_json_text(record: Any, *, indent: int | None = None) -> str:
    """Serialise a dataclass; NaN and infinities are refused.

    Raises:
        ValueError: A field holds a number that JSON cannot hold.
    """
    return json.dumps(
        dataclasses.asdict(record), indent=indent, ensure_ascii=False, allow_nan=False
    )


def from_json(kind: type[_Record], data: Any) -> _Record:
    """Build a dataclass from JSON values.

    Fields without a value take their default, so that old logs stay readable.

    Raises:
        CodecError: A field is unknown, missing without a default, or of the wrong type.
    """
    if not isinstance(data, Mapping):
        raise CodecError(f"expected an object for {kind.__name__}, got {data!r}")
    hints = _field_types(cast(type, kind))
    unknown = sorted(set(data) - set(hints))
    if unknown:
        raise CodecError(f"unknown fields in {kind.__name__}: {', '.join(unknown)}")
    values = {name: _decode(hints[name], value, name) for name, value in data.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise CodecError(f"{kind.__name__}: {error}") from error


@cache
def _field_types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _decode(hint: Any, value: Any, name: str) -> Any:
    origin = get_origin(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not types.NoneType]
        return None if value is None else _decode(options[0], value, name)
    if origin is Literal:
        if value not in get_args(hint):
            raise CodecError(f"{name} is {value!r}, allowed: {get_args(hint)}")
        return value
    if origin is tuple and isinstance(value, list):
        return tuple(_decode(get_args(hint)[0], item, name) for item in value)
    if origin in (dict, Mapping) and isinstance(value, Mapping):
        return {key: _decode(get_args(hint)[1], item, name) for key, item in value.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise CodecError(f"{name} is {value!r}, expected {hint}")
