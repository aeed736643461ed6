"""simeval: simulation benchmark and real-to-sim evaluation for vision-language-action policies.

Importing this package is cheap: neither torch nor sapien nor jax is loaded until an environment
or a policy that needs it is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from simeval.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from simeval import evaluation

        return getattr(evaluation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
