"""State that leaks, networks that do not listen, batches that mix, and closed boxes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simeval.doctor.policy.batch_checks import check_batches
from simeval.doctor.policy.demonstration_checks import check_demonstration
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.examine import examine
from simeval.doctor.policy.recording import follow
from simeval.doctor.policy.reference_checks import check_reference
from simeval.doctor.policy.reference_file import read_reference
from simeval.doctor.policy.repeat_checks import check_repeats
from simeval.doctor.policy.sensitivity_checks import check_sensitivity
from simeval.doctor.policy.subject import subject_of
from simeval.policies.interface import ActionChunk, PolicySpec
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.presets import load_preset
from simeval.policies.random_policy import RandomConfig, RandomPolicy
from simeval.policies.zero import ZeroConfig, ZeroPolicy

from .conftest import wrong

pytestmark = pytest.mark.vulkan

NAME = "openvla-widowx"


def verdicts(checks) -> dict[str, str]:
    return {check.name: check.verdict for check in checks}


@pytest.mark.parametrize("fault", ["none", "leak"])
def test_state_that_leaks_between_episodes(bench, fault):
    exam = bench.examination("smolvla-widowx", bench.network("smolvla-widowx", fault))
    checks = list(check_repeats(exam))

    assert verdicts(checks)["state between episodes"] == ("ok" if fault == "none" else "wrong")
    if fault == "leak":
        assert "leaks into the next" in wrong(checks)["state between episodes"]


def test_a_network_that_draws_from_one_generator_for_all_episodes(bench):
    exam = bench.examination(NAME, bench.network(NAME, "counter"))
    checks = wrong(list(check_repeats(exam)))

    assert "the preset says deterministic" in checks["determinism"]
    assert "a generator of random numbers is not reset" in checks["state between episodes"]


@pytest.mark.parametrize(("fault", "name"), [("deaf", "instruction"), ("blind", "image")])
def test_a_network_that_does_not_listen_or_look(bench, fault, name):
    exam = bench.examination("smolvla-widowx", bench.network("smolvla-widowx", fault))

    assert verdicts(check_sensitivity(exam))[name] == "warning"


@pytest.mark.parametrize(("fault", "verdict"), [("none", "ok"), ("batch", "warning")])
def test_episodes_that_are_asked_about_together(bench, fault, verdict):
    exam = bench.examination("smolvla-widowx", bench.network("smolvla-widowx", fault))
    [check] = check_batches(exam)

    assert check.verdict == verdict
    assert (check.data["batch"] > 1e-3) == (fault == "batch")


def test_a_batch_that_mixes_is_wrong_where_the_network_is_deterministic(bench, edit):
    path = edit("octo-widowx", ("summary: ", "summary: my "))
    exam = bench.examination(path, bench.network("octo-widowx", "batch"))
    [check] = check_batches(exam)

    assert check.verdict == "wrong"
    assert "largest_batch: 1" in check.fix


class ClosedBox:
    """A policy that nobody can look into; a fault can be put into it."""

    def __init__(
        self, bench, fault: str = "none", network: str = "none", *, name: str = NAME
    ) -> None:
        self._inner = ModelPolicy(load_preset(name), bench.network(name, network))
        self._fault = fault
        self._latched = 1.0
        self.spec = PolicySpec(name="box")

    def reset(self, episode) -> None:
        self._inner.reset(episode)

    def act(self, observation) -> ActionChunk:
        if self._fault == "raises":
            raise KeyError("rotation_delta")
        actions = self._inner.act(observation).actions.copy()
        match self._fault:
            case "rotation_sign":
                actions[:, 3:6] *= -1.0
            case "gripper_flip":
                actions[:, 6] *= -1.0
            case "shape":
                actions = actions[:, :6]
            case "nan":
                actions[0, 2] = np.nan
            case "sticky":
                # Magma's wrapper: the latch of the last episode is still there.
                actions[0, 6] = min(actions[0, 6], self._latched)
                actions[:, 6] = np.minimum.accumulate(actions[:, 6])
                self._latched = actions[-1, 6]
        return ActionChunk(actions=actions)


def boxed(bench, box) -> Examination:
    return Examination(
        subject=subject_of(box), baseline=None, recordings=bench.recordings, stage=bench.stage
    )


@pytest.mark.parametrize(
    ("fault", "check", "words"),
    [
        ("rotation_sign", "agreement with the expert", "the sign of the rotation is wrong"),
        ("gripper_flip", "agreement with the expert", "open and closed of the gripper"),
        ("sticky", "state between episodes", "leaks into the next"),
    ],
)
def test_wrong_policy_objects_are_named(bench, fault, check, words):
    exam = boxed(bench, ClosedBox(bench, fault, name="smolvla-widowx"))
    checks = wrong([*check_demonstration(exam), *check_repeats(exam)])

    assert words in checks[check]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("shape", "expected (T, 7)"),
        ("nan", "every value must be finite"),
        ("raises", "act raised KeyError: 'rotation_delta'"),
    ],
)
def test_a_policy_without_a_usable_answer(bench, fault, words):
    exam = replace(boxed(bench, ClosedBox(bench, fault, name="smolvla-widowx")), stage=None)
    checks = list(examine(exam))

    assert words in wrong(checks)["first answer"]
    assert verdicts(checks)["repeats"] == "not checked"


def test_two_copies_prove_what_one_copy_hides(bench):
    """A counter that is never reset looks like chance, but a new copy begins at the same place."""

    def box() -> ClosedBox:
        return ClosedBox(bench, network="counter")

    exam = boxed(bench, box())
    exam = replace(exam, subject=replace(exam.subject, fresh=box))

    found = wrong(list(check_repeats(exam)))["state between episodes"]
    assert "two new copies of the policy give the same actions" in found


@pytest.mark.parametrize(
    "policy", [ZeroPolicy(ZeroConfig()), RandomPolicy(RandomConfig())], ids=["zero", "random"]
)
def test_built_in_policies_pass(bench, policy):
    checks = list(examine(replace(boxed(bench, policy), stage=None, no_stage="not asked for")))

    assert wrong(checks) == {}
    assert not [check for check in checks if check.verdict == "warning"]
    assert verdicts(checks)["image path"] == "not checked"
    assert verdicts(checks)["agreement with the expert"] == "not checked"


@pytest.fixture
def reference(bench, tmp_path) -> Path:
    """What the box without a fault sees and does, as its authors would record it."""
    box = ClosedBox(bench)
    steps = [(recording, step) for recording in bench.recordings for step in (0, 6, 14)]
    [camera] = bench.recordings[0].frames[0]
    states = {
        f"state/{name}": np.stack([recording.states[step][name] for recording, step in steps])
        for name in ("tcp_pose_in_base", "gripper_opening", "qpos")
    }
    actions = np.concatenate(
        [follow(box, recording, steps=1, first=step) for recording, step in steps]
    )
    from simeval.doctor.policy.input_checks import inputs_of

    preset = load_preset(NAME)
    images = [
        inputs_of(preset, replace(recording, frames=recording.frames[step:]), 1)[0]["image"]
        for recording, step in steps
    ]
    outputs = np.zeros((len(steps), 1, 7))
    outputs[:, 0] = actions
    outputs[:, 0, 3:6] = [_euler(action[3:6]) for action in actions]
    outputs[:, 0, 6] = actions[:, 6] > 0
    path = tmp_path / "reference.npz"
    np.savez(
        path,
        instruction=bench.recordings[0].context.instruction,
        actions=actions,
        **states,
        **{
            f"frames/{camera}": np.stack(
                [recording.frames[step][camera] for recording, step in steps]
            ),
            "inputs/image": np.stack(images),
            "outputs/actions": outputs,
        },
    )
    return path


def _euler(rotvec: np.ndarray) -> np.ndarray:
    from scipy.spatial.transform import Rotation

    return Rotation.from_rotvec(rotvec).as_euler("xyz")


def test_a_reference_is_met(bench, reference):
    for exam in (
        bench.examination(NAME, bench.network(NAME), against="none"),
        boxed(bench, ClosedBox(bench)),
    ):
        checks = list(check_reference(exam, read_reference(reference)))
        assert checks
        assert {check.verdict for check in checks} == {"ok"}


@pytest.mark.parametrize(
    ("fault", "network", "check", "words"),
    [
        ("none", "bgr", "policy", "red and blue exchanged (BGR)"),
        ("rotation_sign", "none", "policy rotation", "the sign of the rotation is wrong"),
        ("gripper_flip", "none", "policy gripper", "open and closed are exchanged"),
    ],
)
def test_a_reference_names_what_is_wrong_in_a_closed_box(
    bench, reference, fault, network, check, words
):
    exam = boxed(bench, ClosedBox(bench, fault, network))
    checks = wrong(list(check_reference(exam, read_reference(reference))))

    assert words in checks[check]


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        (("fit: stretch", "channels: BGR\n      fit: stretch"), "input image", "RGB against BGR"),
        (("tf_lanczos3", "pil_nearest"), "input image", "mean |Δ|"),
        (("euler_sxyz", "euler_rxyz"), "decoded rotation", ""),
        (("open01", "closed01"), "decoded gripper", "open and closed are exchanged"),
    ],
)
def test_a_reference_stands_in_for_a_shipped_preset(bench, edit, reference, change, check, words):
    exam = bench.examination(edit(NAME, change), bench.network(NAME), against="none")
    checks = wrong(list(check_reference(exam, read_reference(reference))))

    assert words in checks[check]


def test_a_preset_of_a_new_family_is_held_against_one_that_is_nearly_the_same(bench, edit):
    """Differences may be meant: they are warnings, with the same words."""
    name = "smolvla-widowx"
    path = edit(name, ("family: smolvla", "family: mine"), ("meaning: open01", "meaning: closed01"))
    exam = bench.examination(path, bench.network(name))
    checks = list(examine(replace(exam, stage=None)))

    assert exam.baseline is not None
    assert exam.baseline.guessed
    gripper = next(check for check in checks if check.name == "gripper")
    assert gripper.verdict == "warning"
    assert "open and closed are exchanged" in gripper.evidence
    # What it does is wrong, whatever was meant.
    assert "open and closed of the gripper" in wrong(checks)["agreement with the expert"]
