"""Plain values, as a YAML file holds them, to specifications; nothing unknown passes."""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from simeval.errors import UsageError

_Spec = TypeVar("_Spec")


def read_spec(kind: type[_Spec], values: Any, *, source: str) -> _Spec:
    """Build a specification from plain values.

    Args:
        kind: A frozen dataclass.
        values: Map from field to value; nested maps and lists for nested specifications.
        source: Where the values come from, for messages.

    Raises:
        UsageError: A field is unknown, missing, or has a value that does not fit; the message
            names source and place, and suggests the nearest name.
    """
    return _Reader(source).record(kind, values, "")


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source

    def record(self, kind: type[_Spec], values: Any, place: str) -> _Spec:
        if not isinstance(values, Mapping):
            raise self._error(place, f"expected fields, got {_shown(values)}")
        hints = _field_types(cast(type, kind))
        for key in values:
            if key not in hints:
                known = ", ".join(hints)
                hint = _suggestion(key, hints)
                raise self._error(_below(place, key), f"no such field.{hint} Known: {known}")
        needed = [field.name for field in dataclasses.fields(kind) if _is_needed(field)]  # type: ignore[arg-type]
        for name in needed:
            if name not in values:
                raise self._error(place, f"the field {name!r} is missing")
        read = {
            name: self.value(hints[name], value, _below(place, name))
            for name, value in values.items()
        }
        try:
            return kind(**read)
        except UsageError as error:
            raise UsageError(f"{self._source}: {error}") from error

    def value(self, hint: Any, value: Any, place: str) -> Any:
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._union(get_args(hint), value, place)
        if origin is Literal:
            return self._choice(get_args(hint), value, place)
        if origin is tuple:
            return self._items(get_args(hint), value, place)
        if origin is Mapping:
            return self._map(get_args(hint)[1], value, place)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.record(hint, value, place)
        if hint is float and type(value) is int:
            value = float(value)
        if type(value) is not hint:
            raise self._error(place, f"expected {_NAMES[hint]}, got {_shown(value)}")
        if hint is float and not math.isfinite(value):
            raise self._error(place, f"expected a finite number, got {value}")
        return value

    def _union(self, hints: tuple[Any, ...], value: Any, place: str) -> Any:
        if value is None and types.NoneType in hints:
            return None
        options = [hint for hint in hints if hint is not types.NoneType]
        for hint in options:
            if type(value) is hint:
                return self.value(hint, value, place)
        return self.value(options[0], value, place)

    def _choice(self, allowed: tuple[Any, ...], value: Any, place: str) -> Any:
        if value not in allowed or isinstance(value, bool):
            listing = ", ".join(map(str, allowed))
            hint = _suggestion(value, allowed)
            raise self._error(place, f"{_shown(value)} is not allowed.{hint} Allowed: {listing}")
        return value

    def _items(self, hints: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise self._error(place, f"expected a list, got {_shown(value)}")
        if hints[-1] is Ellipsis:
            hints = (hints[0],) * len(value)
        if len(value) != len(hints):
            raise self._error(place, f"expected {len(hints)} values, got {len(value)}")
        return tuple(
            self.value(hint, item, f"{place}[{index}]")
            for index, (hint, item) in enumerate(zip(hints, value, strict=True))
        )

    def _map(self, hint: Any, value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise self._error(place, f"expected names with values, got {_shown(value)}")
        return {key: self.value(hint, item, _below(place, key)) for key, item in value.items()}

    def _error(self, place: str, message: str) -> UsageError:
        where = f"{self._source}: {place}" if place else self._source
        return UsageError(f"{where}: {message}.")


_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


@cache
def _field_types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _suggestion(name: Any, known: Iterable[Any]) -> str:
    close = difflib.get_close_matches(str(name), [str(one) for one in known], n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _below(place: str, name: Any) -> str:
    return f"{place}.{name}" if place else str(name)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
