"""The exception tree: every error that a user can cause or fix.

The command line prints these as one paragraph without a traceback and exits with `exit_code`.
A message says what is wrong, which value, what is allowed and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SimevalError(Exception):
    """Base of all errors that are shown to a user without a traceback."""

    exit_code = 2


class UsageError(SimevalError):
    """The user asked for something that does not exist or does not fit."""


class UnknownNameError(UsageError):
    """A name (task, suite, policy, asset, ...) is not registered."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(sorted(known))
        close = difflib.get_close_matches(name, self.known, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        listing = ", ".join(self.known) or "none"
        super().__init__(f"Unknown {kind} {name!r}.{hint} Known: {listing}.")


class InputError(UsageError, ValueError):
    """A function of `simeval.stats` was given a value that it cannot take."""


class ActionError(UsageError):
    """An action has the wrong shape, type or a value that is not finite."""


class RunFolderError(SimevalError):
    """A run folder cannot be read, written or resumed."""

    exit_code = 4


class InfrastructureError(SimevalError):
    """Something outside the policy failed: a disk, a driver, a process, a server."""

    exit_code = 4


class AssetError(InfrastructureError):
    """An asset file is missing, corrupt or not what its manifest says."""


class RendererError(InfrastructureError):
    """No usable Vulkan device, or rendering failed."""


class DependencyError(InfrastructureError):
    """An optional package is not installed."""


class ModelConnectionError(InfrastructureError):
    """A policy server cannot be reached, is gone, or does not answer in time."""


class ModelReplyError(InfrastructureError):
    """A policy server answered with an error, or with something that is no reply."""
