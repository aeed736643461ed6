"""How a specification says that one of its values does not fit."""

from __future__ import annotations

from simeval.errors import UsageError


def check(condition: bool, message: str) -> None:
    """Check a fact of a specification.

    Raises:
        UsageError: It does not hold; the message is this one.
    """
    if not condition:
        raise UsageError(message)
