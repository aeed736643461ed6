"""What a user reads when a network cannot be loaded, and what is kept for its episodes."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch

from simeval.errors import (
    DependencyError,
    InfrastructureError,
    ModelReplyError,
    UnknownNameError,
    UsageError,
)
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.factory import LIBRARIES, load_model
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.policy import InProcessConfig
from simeval.policies.in_process.torch_setup import choose_device
from simeval.policies.model import Model, ModelReply, ModelRequest, SessionStart


class Counter(InProcessModel[torch.Generator]):
    """A network of one layer that draws, and adds what it is given."""

    library: ClassVar[str] = "torch"

    def __init__(self, options: InProcessOptions, *, batches: bool = True) -> None:
        super().__init__(options, facts={"library": "torch"}, batches=batches)
        self.layer = torch.nn.Linear(1, 1)
        self.sizes: list[int] = []

    def _begin(self, start: SessionStart) -> torch.Generator:
        return torch.Generator().manual_seed(start.seed)

    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[torch.Generator]
    ) -> list[ModelReply]:
        self.sizes.append(len(requests))
        rows = torch.tensor([[float(request.inputs["x"])] for request in requests])
        noise = torch.stack([torch.randn(1, generator=memory) for memory in memories])
        with torch.no_grad():
            answers = (self.layer(rows) + noise).numpy()
        return [ModelReply(outputs={"actions": answer}) for answer in answers]


def counter(slots: int = 4, **changed: Any) -> Counter:
    return Counter(InProcessOptions(checkpoint="none", slots=slots), **changed)


def start(*episodes: int) -> list[SessionStart]:
    return [SessionStart(session=str(one), seed=one, instruction="") for one in episodes]


def ask(*episodes: int) -> list[ModelRequest]:
    return [ModelRequest(session=str(one), step=0, inputs={"x": one}) for one in episodes]


def rows(replies: Sequence[ModelReply]) -> list[float]:
    return [float(reply.outputs["actions"][0]) for reply in replies]


def test_it_is_a_model() -> None:
    assert isinstance(counter(), Model)


def test_batches_are_as_large_as_the_network_takes() -> None:
    many, one = counter(slots=3), counter(slots=3, batches=False)
    one.layer = many.layer
    assert (many.largest_batch, one.largest_batch) == (3, 1)
    answers = []
    for model in (many, one):
        model.reset(start(1, 2, 3))
        answers.append(rows(model.infer(ask(3, 1, 2))))
    assert (many.sizes, one.sizes) == ([3], [1, 1, 1])
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-6)


def test_episodes_make_room_for_new_ones() -> None:
    model = counter(slots=2)
    model.reset(start(1, 2))
    model.infer(ask(1))
    model.reset(start(3))
    assert len(model.infer(ask(1, 3))) == 2
    with pytest.raises(UsageError, match=r"'2' was not begun.*policy.slots=2"):
        model.infer(ask(2))
    with pytest.raises(UsageError, match=r"3 episodes for a network with policy.slots=2"):
        model.reset(start(1, 2, 3))
    model.close()
    with pytest.raises(UsageError, match="was not begun"):
        model.infer(ask(1))


def test_an_episode_begun_again_takes_one_slot_and_draws_the_same() -> None:
    model = counter(slots=2)
    model.reset(start(1, 2))
    first = rows(model.infer(ask(1)))
    model.infer(ask(1))
    model.reset(start(1))
    assert rows(model.infer(ask(1))) == first
    model.infer(ask(2))


def test_what_a_network_fails_of_is_one_paragraph() -> None:
    model = counter()
    model.reset(start(1))
    with pytest.raises(ModelReplyError, match=r"network \(torch\) failed: KeyError: 'x'"):
        model.infer([ModelRequest(session="1", step=0, inputs={})])


def test_what_a_library_prints_does_not_reach_standard_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with loading(tmp_path, library="LeRobot"):
        print("Loading weights from local directory")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Loading weights" in captured.err


def test_what_keeps_a_library_from_loading_is_one_paragraph(tmp_path: Path) -> None:
    with (
        pytest.raises(InfrastructureError, match=f"LeRobot cannot load .*{tmp_path}.*bad header"),
        loading(tmp_path, library="LeRobot"),
    ):
        raise RuntimeError("bad header\nsecond line")


@pytest.mark.parametrize(
    ("checkpoint", "message"),
    [
        ("no/such/folder", "does not exist"),
        ("/nowhere", "does not exist"),
        ("a b", "does not exist"),
        ("{file}", "is a file"),
    ],
)
def test_a_checkpoint_is_a_folder_or_a_name_on_the_hub(
    checkpoint: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "weights.pt").write_bytes(b"")
    name = checkpoint.format(file=tmp_path / "weights.pt")
    with pytest.raises(UsageError, match=message):
        checkpoint_folder(name, revision="", extra="lerobot")


def test_a_hub_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    # Read when the client is imported, so in a process of its own.
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    code = (
        "from simeval.errors import InfrastructureError\n"
        "from simeval.policies.in_process.checkpoint import checkpoint_folder\n"
        "try:\n"
        "    checkpoint_folder('nobody/nothing', revision='', extra='lerobot')\n"
        "except InfrastructureError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True
    )
    assert "'nobody/nothing' is no folder here, and the Hugging Face hub" in done.stdout


def test_a_folder_has_no_revision(tmp_path: Path) -> None:
    assert checkpoint_folder(str(tmp_path), revision="", extra="lerobot") == tmp_path
    with pytest.raises(UsageError, match="is for checkpoints on the hub"):
        checkpoint_folder(str(tmp_path), revision="main", extra="lerobot")


def test_the_hash_sees_every_change_and_no_notes_of_the_hub(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"abc")
    (tmp_path / "config.json").write_bytes(b"{}")
    first = checkpoint_sha256(tmp_path)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "note").write_bytes(b"x")
    assert checkpoint_sha256(tmp_path) == first
    (tmp_path / "model.safetensors").write_bytes(b"xyz")
    second = checkpoint_sha256(tmp_path)
    (tmp_path / "model.safetensors").rename(tmp_path / "other.safetensors")
    assert len({first, second, checkpoint_sha256(tmp_path)}) == 3


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_missing_library_gives_the_line_that_installs_it(library: str) -> None:
    options = InProcessOptions(checkpoint="some/checkpoint", trust_remote_code=True)
    for package in ("lerobot", "octo", "transformers"):
        if _is_installed(package):
            pytest.skip(f"{package} is installed here")
    with pytest.raises(DependencyError) as caught:
        load_model(library, options)
    assert caught.value.exit_code == 4
    line = {"octo": "pip install -r octo/requirements.txt"}.get(
        library, f"pip install 'simeval[{library}]'"
    )
    assert line in str(caught.value)


def test_a_broken_library_is_not_taken_for_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_library.py").write_text("raise OSError('libcudart.so: cannot open')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(DependencyError, match=r"cannot be imported \(OSError: libcudart.so"):
        import_library("broken_library", extra="lerobot")


def test_unknown_names_and_values_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'lerobot'"):
        load_model("lerbot", InProcessOptions(checkpoint="x"))
    with pytest.raises(UnknownNameError, match="Did you mean 'bfloat16'"):
        InProcessOptions(checkpoint="x", precision="bflot16")
    with pytest.raises(UsageError, match=r"policy\.slots=0"):
        InProcessOptions(checkpoint="x", slots=0)
    with pytest.raises(UsageError, match=r"policy\.checkpoint is empty"):
        InProcessOptions(checkpoint="")


@pytest.mark.parametrize("device", ["gpu", "cuda:9999", "xla"])
def test_a_device_that_is_not_there_is_refused(device: str) -> None:
    with pytest.raises(UsageError, match=f"policy.device='{device}' cannot be used"):
        choose_device(device)


def test_devices_that_are_there() -> None:
    assert choose_device("cpu").type == "cpu"
    assert choose_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize("lacking", ["library", "checkpoint", "preset"])
def test_the_command_line_says_what_is_lacking(lacking: str) -> None:
    given = {"library": "lerobot", "checkpoint": "x/y", "preset": "smolvla-widowx"} | {lacking: ""}
    with pytest.raises(UsageError, match=f"needs policy.{lacking}="):
        InProcessConfig(**given)


def test_options_of_the_policy_reach_the_loader() -> None:
    config = InProcessConfig(library="pi0", checkpoint="x/y", preset="pi0-widowx", device="cpu")
    options = config.loading()
    for field in dataclasses.fields(InProcessOptions):
        if field.name != "slots":
            assert getattr(options, field.name) == getattr(config, field.name)


def test_a_run_without_the_library_ends_with_one_paragraph(tmp_path: Path) -> None:
    if _is_installed("lerobot"):
        pytest.skip("lerobot is installed here")
    command = [str(Path(sys.executable).with_name("simeval")), "run", "suite=smoke"]
    command += ["policy=in_process", "policy.library=lerobot", f"policy.checkpoint={tmp_path}"]
    command += ["policy.preset=smolvla-widowx", f"out={tmp_path / 'run'}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 4
    assert "pip install 'simeval[lerobot]'" in done.stderr
    assert "Traceback" not in done.stderr


def _is_installed(package: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(package) is not None
