"""Octo, a JAX network.

Octo pins jax 0.4.20, flax 0.7.5 and TensorFlow 2.15, and is installed from its repository only
(``octo`` on PyPI is something else). This adapter was run with its version 1.5 and tiny random
weights; never with the released ones, and never with version 1.0.

Inputs are those of the preset ``octo-widowx``: images uint8 [T, H, W, 3] with T up to the network's
window, the mask ``pad_mask`` float [T], and the text ``instruction``; other arrays with a time axis
(``proprio``) are passed on. The output is ``actions``, float32 [H, D], normalised as the network
gives them: the preset un-normalises. One episode per forward pass, since Octo draws one sample of
noise for a whole batch.

Source: github.com/octo-models/octo, `octo/model/octo_model.py` (version 1.5, and 1.0 whose mask is
called ``pad_mask``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from simeval.errors import DependencyError, UsageError
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

EXTRA = "octo"
_MASK = "pad_mask"
_NEW_MASK = "timestep_pad_mask"
_INSTALL = (
    "Octo is not installed. It is in no package registry (octo on PyPI is something else); in an "
    "environment of its own with Python 3.10 or 3.11: git clone "
    "https://github.com/octo-models/octo && pip install -r octo/requirements.txt -e octo"
)


@dataclass
class _Memory:
    random_key: Any
    instruction: str | None = None
    task: Any = None


class OctoModel(InProcessModel[_Memory]):
    """Octo with the encoding of an instruction kept per episode.

    Args:
        options: Weights; JAX chooses the device.

    Raises:
        DependencyError: Octo or JAX is not installed.
        UsageError: A device or a precision is asked for.
        InfrastructureError: Octo cannot load the checkpoint.
    """

    library: ClassVar[str] = "Octo"

    def __init__(self, options: InProcessOptions) -> None:
        if options.device != "auto" or options.precision != "checkpoint":
            raise UsageError(
                f"policy.device={options.device!r}, policy.precision={options.precision!r}: Octo "
                "runs where JAX runs, as it was saved. Choose the device with the environment "
                "variable JAX_PLATFORMS."
            )
        network = _octo()
        self._jax = import_library("jax", extra=EXTRA)
        folder = checkpoint_folder(options.checkpoint, revision=options.revision, extra=EXTRA)
        with loading(folder, library=self.library):
            self._network = network.load_pretrained(str(folder))
        observed = self._network.example_batch["observation"]
        self._mask = _NEW_MASK if _NEW_MASK in observed else _MASK
        facts = {
            "library": "octo",
            "checkpoint": options.checkpoint,
            "sha256": checkpoint_sha256(folder),
            "type": "octo",
            "device": self._jax.default_backend(),
        }
        super().__init__(options, facts=facts, batches=False)

    def _begin(self, start: SessionStart) -> _Memory:
        return _Memory(random_key=self._jax.random.PRNGKey(start.seed))

    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[_Memory]
    ) -> list[ModelReply]:
        return [
            self._answer(request.inputs, memory)
            for request, memory in zip(requests, memories, strict=True)
        ]

    def _answer(self, inputs: Mapping[str, Any], memory: _Memory) -> ModelReply:
        instruction = inputs.get("instruction")
        arrays = {
            name: np.asarray(value) for name, value in inputs.items() if name != "instruction"
        }
        mask = arrays.pop(_MASK, None)
        if not isinstance(instruction, str) or mask is None or not arrays:
            raise UsageError(
                "Octo reads images with a time axis, their mask 'pad_mask' and the text "
                f"'instruction'; the preset gives {', '.join(map(repr, inputs)) or 'nothing'}."
            )
        if instruction != memory.instruction:
            memory.task = self._network.create_tasks(texts=[instruction])
            memory.instruction = instruction
        memory.random_key, key = self._jax.random.split(memory.random_key)
        observation = {name: array[np.newaxis] for name, array in arrays.items()}
        observation[self._mask] = mask[np.newaxis]
        chunk = self._network.sample_actions(observation, memory.task, rng=key)
        return ModelReply(outputs={"actions": np.array(chunk[0], dtype=np.float32)})


def _octo() -> Any:
    try:
        module = import_library("octo.model.octo_model", extra=EXTRA)
    except DependencyError as error:
        raise DependencyError(_INSTALL) from error
    return module.OctoModel
