"""Networks by library: what runs in this process."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from simeval.errors import UnknownNameError
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.model import Model
from simeval.require import require


class _Library(NamedTuple):
    module: str
    name: str
    packages: tuple[str, ...]
    """Import names of the packages that must be there."""
    extra: str


_LIBRARIES = {
    "lerobot": _Library("lerobot_model", "LeRobotModel", ("torch", "lerobot"), "lerobot"),
    "octo": _Library("octo_model", "OctoModel", (), "octo"),
    "openvla": _Library("openvla_model", "OpenVlaModel", ("torch", "transformers"), "openvla"),
    "pi0": _Library("hf_pi0_model", "HfPi0Model", ("torch", "transformers"), "pi0"),
}

LIBRARIES = tuple(_LIBRARIES)


def load_model(library: str, options: InProcessOptions) -> Model:
    """Return a network that is loaded.

    Args:
        library: One of `LIBRARIES`.
        options: Weights and hardware.

    Raises:
        UnknownNameError: There is no such library.
        UsageError: The options do not fit the library or the checkpoint.
        DependencyError: A package is missing.
        InfrastructureError: The checkpoint cannot be loaded.
    """
    if library not in _LIBRARIES:
        raise UnknownNameError("library", library, _LIBRARIES)
    chosen = _LIBRARIES[library]
    for package in chosen.packages:
        require(package, extra=chosen.extra)
    module = importlib.import_module(f"simeval.policies.in_process.{chosen.module}")
    model: Model = getattr(module, chosen.name)(options)
    return model
