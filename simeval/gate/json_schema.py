"""The JSON Schema of `gate.json`, made from the records and their docstrings.

python -m simeval.gate.json_schema > simeval/gate/gate.schema.json
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import json
import sys
import textwrap
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from simeval.gate.result import SCHEMA_VERSION, GateResult

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


def gate_schema() -> dict[str, Any]:
    """Return the schema; every field is required, and no other is allowed."""
    definitions: dict[str, Any] = {}
    root = _record(GateResult, definitions)
    root["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of simeval gate",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _record(kind: type[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    hints, texts = get_type_hints(kind), _docstrings(kind)
    names = [field.name for field in dataclasses.fields(kind)]
    return {
        "type": "object",
        "description": inspect.getdoc(kind),
        "properties": {
            name: {**_schema(hints[name], definitions), "description": texts[name]}
            for name in names
        },
        "required": names,
        "additionalProperties": False,
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return {}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if hint is types.NoneType:
        return {"type": "null"}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(option, definitions) for option in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if not dataclasses.is_dataclass(hint) or not isinstance(hint, type):
        raise TypeError(f"no JSON Schema for {hint!r}")
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        definitions[hint.__name__] = _record(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _docstrings(kind: type[Any]) -> dict[str, str]:
    """Return the text under each field."""
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    texts = {}
    for statement, following in itertools.pairwise(definition.body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                texts[name] = " ".join(text.split())
    return texts


def schema_text() -> str:
    """Return the content of the schema file."""
    return json.dumps(gate_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
