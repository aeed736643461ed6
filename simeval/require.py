"""The one door to optional packages."""

from __future__ import annotations

import importlib
from types import ModuleType

from simeval.errors import DependencyError


def require(module: str, *, extra: str) -> ModuleType:
    """Import an optional package, or say how to install it.

    Args:
        module: Import name, e.g. ``"mani_skill"``.
        extra: The extra of this package that brings it, e.g. ``"sim"``.

    Raises:
        DependencyError: The package is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.split(".")[0]:
            raise
        raise DependencyError(
            f"The package {module!r} is not installed. "
            f"Install it with: pip install 'simeval[{extra}]'"
        ) from error
