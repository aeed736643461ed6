"""Objects of the user's own code, named as ``module:attribute``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from simeval.errors import UsageError


def import_attribute(target: str, *, option: str) -> Any:
    """Return what ``module:attribute`` names; modules of the current folder are found.

    Args:
        target: The name.
        option: Which option holds it, for messages.

    Raises:
        UsageError: There is no such module or attribute.
    """
    module, _, attribute = target.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        return getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise UsageError(f"{option}={target}: the module cannot be imported ({error}).") from error
    except (AttributeError, ValueError) as error:
        raise UsageError(
            f"{option}={target} names nothing ({error}); write module:attribute."
        ) from error
