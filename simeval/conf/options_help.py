"""The options of a configuration class as help text, from the docstrings under its fields."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from typing import Any

_COLUMN = 32


def option_lines(config: type[Any], prefix: str = "") -> Iterator[str]:
    """Yield one line per option: name, default, and what it does."""
    texts = _field_docstrings(config)
    for field in dataclasses.fields(config):
        if field.name == "defaults":
            continue
        default = _default(field)
        if dataclasses.is_dataclass(default) and not isinstance(default, type):
            yield from option_lines(type(default), prefix=f"{prefix}{field.name}.")
            continue
        left = f"{prefix}{field.name}"
        if default is not None and default != "???":
            left += f"={_spell(default)}"
        yield f"{left:<{_COLUMN}} {texts.get(field.name, '')}".rstrip()


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _spell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{','.join(map(str, value))}]"
    return str(value)


def _field_docstrings(config: type[Any]) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(config)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    texts = {}
    for statement, following in itertools.pairwise(body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                texts[name] = " ".join(text.split())
    return texts
