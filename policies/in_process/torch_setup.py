"""Device and number type of a torch network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simeval.errors import UsageError

if TYPE_CHECKING:
    import torch


def choose_device(name: str) -> torch.device:
    """Return the device of this name; ``auto`` is the first GPU, or the CPU without one.

    Raises:
        UsageError: torch knows no such device, or the machine has none.
    """
    import torch

    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    # torch compiled without CUDA says so with an AssertionError.
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        found = torch.cuda.device_count()
        raise UsageError(
            f"policy.device={name!r} cannot be used ({str(error).splitlines()[0]}). This machine "
            f"has {found} CUDA device{'' if found == 1 else 's'}; auto and cpu work everywhere."
        ) from error
    return device


def number_type(precision: str) -> torch.dtype | None:
    """Return the type that a network is cast to; None leaves it as it was saved."""
    import torch

    return {
        "checkpoint": None,
        "float32": torch.float32,
        "bfloat16": torch.bfloat16,
        "float16": torch.float16,
    }[precision]
