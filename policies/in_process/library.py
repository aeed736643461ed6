"""The libraries of others: imported through one door, loud on stderr only, errors in one line."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from simeval.errors import DependencyError, InfrastructureError, ModelReplyError, SimevalError
from simeval.policies.in_process.checkpoint import first_line
from simeval.require import require


def import_library(module: str, *, extra: str) -> ModuleType:
    """Import a module of an optional package.

    Args:
        module: Import name, e.g. ``"lerobot.policies.factory"``.
        extra: The extra of this package that brings it.

    Raises:
        DependencyError: The package is not installed, or is and cannot be imported.
    """
    package = module.partition(".")[0]
    try:
        require(package, extra=extra)
        return importlib.import_module(module)
    except SimevalError:
        raise
    except Exception as error:  # a package built for another torch fails in many ways
        raise DependencyError(
            f"The package {package!r} is installed but cannot be imported ({first_line(error)}). "
            f"Install it, and the versions of torch and torchvision that it wants, in a fresh "
            f"environment with: pip install 'simeval[{extra}]'"
        ) from error


@contextlib.contextmanager
def loading(folder: Path, *, library: str) -> Iterator[None]:
    """Say in one paragraph what keeps a library from loading a checkpoint.

    Libraries print while they load; standard output belongs to the answer of a command.

    Raises:
        InfrastructureError: The library failed.
    """
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    except SimevalError:
        raise
    except Exception as error:  # whatever a damaged file makes of a library
        raise InfrastructureError(
            f"{library} cannot load the checkpoint {folder}: {first_line(error)}"
        ) from error


@contextlib.contextmanager
def inferring(*, library: str) -> Iterator[None]:
    """Say in one paragraph what a forward pass failed of.

    Raises:
        ModelReplyError: The network failed.
    """
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    except SimevalError:
        raise
    except Exception as error:  # the code of a checkpoint can do anything
        raise ModelReplyError(f"The network ({library}) failed: {first_line(error)}") from error
