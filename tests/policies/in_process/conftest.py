"""Networks with few random weights, made and saved by the libraries that load them.

A library that is named in ``SIMEVAL_ADAPTERS`` must be there; without that its tests are left out.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from simeval.policies.in_process.factory import load_model
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.model import Model, ModelRequest, SessionStart

WANTED_VARIABLE = "SIMEVAL_ADAPTERS"
OPENVLA_VARIABLE = "SIMEVAL_OPENVLA_CODE"
SLOTS = 4


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs other libraries than those asked for."""
    wanted = os.environ.get(WANTED_VARIABLE, "").split(",")
    left_out = [
        item
        for item in items
        if any(mark.args and mark.args[0] not in wanted for mark in item.iter_markers("adapters"))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@dataclass(frozen=True, kw_only=True)
class TinyNetwork:
    """A checkpoint, and inputs that fit it."""

    library: str
    checkpoint: Path
    inputs: Callable[[int], dict[str, Any]]
    """Inputs that differ with the number."""
    saved: Any
    """The network that was saved, as the library holds it."""
    expect: Callable[[Any, dict[str, Any], int], Any]
    """What the library itself makes of that network, inputs and seed."""
    optional: frozenset[str] = frozenset()
    """Inputs that the network can do without."""
    trust_remote_code: bool = False

    def load(self, checkpoint: Path | None = None, **changed: Any) -> Model:
        """Load it, or the same kind of network from another folder."""
        options = {
            "checkpoint": str(checkpoint or self.checkpoint),
            "device": "cpu",
            "precision": "float32",
            "slots": SLOTS,
            "trust_remote_code": self.trust_remote_code,
        }
        if self.library == "octo":
            options |= {"device": "auto", "precision": "checkpoint"}
        return load_model(self.library, InProcessOptions(**(options | changed)))

    def request(self, episode: int, *, step: int = 0) -> ModelRequest:
        """Return a request of the episode with this number."""
        return ModelRequest(
            session=f"episode {episode}", step=step, inputs=self.inputs(episode + 10 * step)
        )

    def begin(self, model: Model, *episodes: int) -> None:
        """Begin the episodes with these numbers, which are their seeds too."""
        model.reset(
            [SessionStart(session=f"episode {one}", seed=one, instruction="") for one in episodes]
        )


@pytest.fixture(scope="session")
def tiny_network(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], TinyNetwork]:
    """Make a network by name, once."""
    made: dict[str, TinyNetwork] = {}

    def make(name: str) -> TinyNetwork:
        if name not in made:
            folder = tmp_path_factory.mktemp(name.replace("/", "-")) / "checkpoint"
            made[name] = _MAKERS[name.partition("/")[0]](name, folder)
        return made[name]

    return make


def _lerobot(name: str, folder: Path) -> TinyNetwork:
    tiny = _tiny_module("lerobot")
    saved = tiny.save(name.partition("/")[2], folder, letter_tokenizer)

    def inputs(number: int) -> dict[str, Any]:
        rng = np.random.default_rng(number)
        return {
            tiny.CAMERA: _image(rng, tiny.PIXELS),
            tiny.STATE: rng.normal(size=8).astype(np.float32),
            "instruction": "pick the cup" + " now" * (number % 3),
        }

    return TinyNetwork(
        library="lerobot",
        checkpoint=folder,
        inputs=inputs,
        saved=saved,
        expect=tiny.expected,
    )


def _pi0(name: str, folder: Path) -> TinyNetwork:
    tiny = _tiny_module("pi0")
    saved = tiny.save(folder, letter_tokenizer)

    def inputs(number: int) -> dict[str, Any]:
        rng = np.random.default_rng(number)
        return {
            "observation/primary_image": _image(rng, tiny.PIXELS),
            "observation/wrist_image": _image(rng, tiny.PIXELS),
            "observation/state": rng.normal(size=8).astype(np.float32),
            "prompt": "pick the cup" + " now" * (number % 3),
        }

    return TinyNetwork(
        library="pi0",
        checkpoint=folder,
        inputs=inputs,
        saved=saved,
        expect=tiny.expected,
        # Any number of cameras will do.
        optional=frozenset({"observation/primary_image", "observation/wrist_image"}),
    )


def _openvla(name: str, folder: Path) -> TinyNetwork:
    code = os.environ.get(OPENVLA_VARIABLE)
    if not code:
        pytest.skip(
            f"OpenVLA's code is not in this project; set {OPENVLA_VARIABLE} to the folder "
            "prismatic/extern/hf of its repository"
        )
    tiny = _tiny_module("openvla")
    folder.mkdir()
    saved = tiny.save(Path(code), folder, letter_tokenizer)

    def inputs(number: int) -> dict[str, Any]:
        rng = np.random.default_rng(number)
        return {
            "image": _image(rng, 224),
            "instruction": "pick the cup" + " now" * (number % 3),
            "unnorm_key": "bridge_orig",
        }

    return TinyNetwork(
        library="openvla",
        checkpoint=folder,
        inputs=inputs,
        saved=saved,
        expect=tiny.expected,
        trust_remote_code=True,
    )


def _octo(name: str, folder: Path) -> TinyNetwork:
    tiny = _tiny_module("octo")
    saved = tiny.save(folder, letter_tokenizer)

    def inputs(number: int) -> dict[str, Any]:
        rng = np.random.default_rng(number)
        return {
            "image_primary": np.stack([_image(rng, tiny.PIXELS) for _ in range(tiny.WINDOW)]),
            "pad_mask": np.array([number % 2, 1], dtype=np.float32),
            "instruction": "pick the cup" + " now" * (number % 3),
        }

    return TinyNetwork(
        library="octo",
        checkpoint=folder,
        inputs=inputs,
        saved=saved,
        expect=tiny.expected,
    )


_MAKERS: dict[str, Callable[[str, Path], TinyNetwork]] = {
    "lerobot": _lerobot,
    "octo": _octo,
    "openvla": _openvla,
    "pi0": _pi0,
}


def _tiny_module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"tiny_{name}", Path(__file__).with_name("tiny") / f"{name}.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _image(rng: np.random.Generator, pixels: int) -> Any:
    return rng.integers(0, 255, (pixels, pixels, 3), dtype=np.uint8)


def letter_tokenizer(**special: str) -> Any:
    """A tokenizer that knows letters, digits, some signs, and special tokens."""
    tokenizers = importlib.import_module("tokenizers")
    transformers = importlib.import_module("transformers")
    names = ["<pad>", "<bos>", "<eos>", "<unk>", *special.values()]
    signs = [*map(chr, range(ord("a"), ord("z") + 1)), *"0123456789 .,?:\n"]
    vocabulary = {name: number for number, name in enumerate([*names, *signs])}
    core = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<unk>"))
    core.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex(r"[\s\S]"), "isolated")
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token="<pad>",
        bos_token="<bos>",
        eos_token="<eos>",
        unk_token="<unk>",
        extra_special_tokens=special,
        model_input_names=["input_ids", "attention_mask"],
    )
