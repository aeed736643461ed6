"""`simeval doctor policy` as a user types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.doctor.policy.examine import examine
from simeval.doctor.policy.kernel_checks import GOLDEN, pattern
from simeval.doctor.policy.subject import subject_of
from simeval.policies.registry import find_policy

from .conftest import wrong

HERE = Path(__file__).parent


def serve(what: str, **variables: object) -> list[str]:
    """Options with which the doctor starts a server itself."""
    names = " ".join(f"{name}={value}" for name, value in variables.items())
    start = f"{sys.executable} {HERE / 'serve_here.py'}"
    command = f"env {names} {start} serve policy={what} port={{port}}"
    return [f"policy.server.command='{command}'", f"policy.server.cwd={HERE}"]


@pytest.mark.vulkan
def test_a_clean_adapter_of_a_served_network(bench, capsys):
    memory = bench.memory("smolvla-widowx")
    code = main(
        [
            *("doctor", "policy", "policy=remote", "policy.preset=smolvla-widowx", "--json"),
            *("stall_s=0.2", "restart=true"),
            *serve("memory_network:network", MEMORY=memory),
        ]
    )

    document = json.loads(capsys.readouterr().out)
    assert code == document["exit_code"] == 0
    assert (document["schema"], document["schema_version"]) == ("simeval.policy_examination", 1)
    verdicts = {check["name"]: check["verdict"] for check in document["checks"]}
    assert set(verdicts.values()) == {"ok", "not checked"}
    for name in ("batch", "reconnect", "restart", "pause", "state between episodes", "handshake"):
        assert verdicts[name] == "ok", name


@pytest.mark.vulkan
def test_a_wrong_adapter_of_a_served_network(bench, edit, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    path = edit(
        "smolvla-widowx", ("euler_sxyz}", "rotvec}"), ("meaning: open01", "meaning: closed01")
    )
    code = main(
        [
            *("doctor", "policy", "policy=remote", f"policy.preset={path}"),
            *serve("memory_network:network", MEMORY=bench.memory("smolvla-widowx")),
        ]
    )

    shown = " ".join(capsys.readouterr().out.split())
    assert code == 1
    assert "WRONG rotation" in shown
    assert "action.end_effector.representation is rotvec; in smolvla-widowx it is" in shown
    assert "WRONG gripper" in shown
    assert "open and closed are exchanged" in shown
    assert "do not run a sweep yet" in shown


@pytest.mark.vulkan
def test_a_served_policy_without_a_preset(bench, capsys):
    from dataclasses import replace

    from simeval.doctor.policy.examination import Examination
    from simeval.policies.serving.launched_server import LaunchedServer
    from simeval.policies.serving.server_spec import ServerSpec

    command = f"{sys.executable} {HERE / 'serve_here.py'} serve policy=random port={{port}}"
    with LaunchedServer(ServerSpec(command=command), bench.folder / "server.log") as server:
        policy = find_policy("remote").build({"url": f"http://127.0.0.1:{server.port}"})
        exam = Examination(
            subject=replace(subject_of(policy), remote=True),
            baseline=None,
            recordings=bench.recordings,
            stage=None,
            no_stage="not asked for",
        )
        checks = list(examine(exam))

    assert wrong(checks) == {}
    assert {check.name for check in checks if check.verdict == "ok"} >= {
        *("scale", "determinism", "state between episodes", "reconnect", "latency"),
    }


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ((), "An examination needs a policy", 2),
        (("policy=rando",), "Did you mean 'random'", 2),
        (("policy=zero", "policy.griper=1"), "Did you mean 'policy.gripper'", 2),
        (("policy=zero", "tsk=x"), "Did you mean 'task'", 2),
        (("policy=zero", "task=widowx_carot"), "widowx_carrot_on_plate", 2),
        (("policy=zero", "episodes=[0]"), "at least two different", 2),
        (("policy=zero", "episodes=[0,99]"), "allowed: 0 to", 2),
        (("policy=zero", "stall_s=-1"), "stall_s=-1 is not allowed", 2),
        (("policy=zero", "assets=none"), "asset set", 2),
        (("policy=zero", "reference=nowhere.npz"), "cannot be read", 2),
        (("policy=zero", "--fast"), "Unknown flag '--fast'", 2),
        (("policy=replay", "policy.run=x"), "no adapter to examine", 2),
        (("policy=remote", "policy.preset=openvla"), "Unknown preset", 2),
        (
            ("policy=remote", "policy.url=http://127.0.0.1:9", "policy.connect_timeout_s=0.1"),
            "127.0.0.1:9",
            4,
        ),
    ],
)
def test_wrong_usage_is_explained(capsys, arguments, words, code):
    assert main(["doctor", "policy", *arguments]) == code
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_help_names_every_key(capsys):
    assert main(["doctor", "policy", "--help"]) == 0
    shown = capsys.readouterr().out
    for key in ("policy", "task", "assets", "episodes", "against", "reference", "stall_s"):
        assert f"  {key}=" in shown or f"  {key} " in shown


def broken(folder: Path, **arrays: np.ndarray) -> Path:
    path = folder / "reference.npz"
    np.savez(path, **arrays)
    return path


FRAMES = np.zeros((2, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({}, "it has no frames"),
        ({"frames/cam": FRAMES.astype(float)}, "float64 (2, 8, 8, 3); uint8"),
        ({"frames/cam": FRAMES}, "it has no instruction"),
        ({"frames/cam": FRAMES, "instruction": "x"}, "it says nothing of what came"),
        ({"frames/cam": FRAMES, "instruction": "x", "actions": np.zeros((2, 6))}, "(2, 6)"),
        ({"frames/cam": FRAMES, "instruction": "x", "actions": np.zeros((3, 7))}, "3 rows"),
        ({"frames/cam": FRAMES, "instruction": "x", "actions": np.full((2, 7), np.nan)}, "finite"),
        ({"frames/cam": FRAMES, "instruction": "x", "action": np.zeros((2, 7))}, "'actions'"),
        ({"frames/cam": FRAMES, "instruction": "x", "state/qpo": np.zeros((2, 8))}, "'qpos'"),
    ],
)
def test_a_broken_reference_is_explained(tmp_path, capsys, arrays, words):
    path = broken(tmp_path, **arrays)

    assert main(["doctor", "policy", "policy=zero", f"reference={path}"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 torn"])
def test_a_reference_that_is_no_archive(tmp_path, capsys, content):
    path = tmp_path / "reference.npz"
    path.write_bytes(content)

    assert main(["doctor", "policy", "policy=zero", f"reference={path}"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    path.unlink()
    assert main(["doctor", "policy", "policy=zero", f"reference={tmp_path}"]) == 2


def test_recorded_kernels_are_those_of_the_libraries():
    """Pillow and OpenCV called without anything of ours in between."""
    import hashlib

    import cv2
    from PIL import Image

    def digest(image: np.ndarray) -> str:
        return hashlib.sha256(np.ascontiguousarray(image).tobytes()).hexdigest()[:16]

    for name in ("nearest", "bilinear", "bicubic", "lanczos"):
        kernel = getattr(Image.Resampling, name.upper())
        shrunk = Image.fromarray(pattern()).resize((32, 24), kernel)
        assert digest(np.asarray(shrunk)) == GOLDEN[f"pil_{name}"]
    for name, flag in (("linear", cv2.INTER_LINEAR), ("area", cv2.INTER_AREA)):
        assert digest(cv2.resize(pattern(), (32, 24), interpolation=flag)) == GOLDEN[f"cv2_{name}"]
