"""Every mistake that a preset can hold is put into one, and found by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simeval.doctor.policy.action_checks import check_actions
from simeval.doctor.policy.adapter_checks import check_adapter
from simeval.doctor.policy.baseline import find_baseline
from simeval.doctor.policy.demonstration_checks import check_demonstration
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.examine import examine
from simeval.doctor.policy.input_checks import check_inputs
from simeval.doctor.policy.replay_checks import check_replay
from simeval.doctor.policy.reply_checks import check_replies
from simeval.doctor.policy.robot_checks import check_robot
from simeval.doctor.policy.scale_checks import check_scale
from simeval.doctor.policy.subject import subject_of
from simeval.doctor.policy.synthetic import synthetic_recordings
from simeval.policies.model import ModelReply
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.presets import load_preset

from .conftest import wrong

pytestmark = pytest.mark.vulkan

FAMILY = {
    "openvla": "openvla-widowx",
    "octo": "octo-widowx",
    "smolvla": "smolvla-widowx",
    "xvla": "xvla-widowx",
    "magma": "magma-widowx",
}


@pytest.mark.parametrize("family", ["openvla", "octo", "smolvla", "xvla"])
def test_a_clean_preset_passes_every_check(bench, family):
    name = FAMILY[family]
    checks = list(examine(bench.examination(name, bench.network(name))))

    assert {check.verdict for check in checks} <= {"ok", "not checked"}
    done = {check.name for check in checks if check.verdict == "ok"}
    assert {
        *("preset", "handshake", "control rate", "prompt", "input keys", "channel order", "resize"),
        *("translation", "rotation", "gripper", "rotation round trip", "replay", "scale"),
        *("controller axes", "controller rotation", "gripper motion", "gripper range"),
        *("agreement with the expert", "determinism", "state between episodes", "instruction"),
        *("image", "latency", "answer"),
    } <= done
    replays = [check.evidence for check in checks if check.name == "replay"]
    assert len(replays) == 2
    assert all("decoded: success" in evidence for evidence in replays)


# Family, change of its file, and what is found: name of the check, words of evidence or fix.
ACTIONS = [
    (
        "openvla",
        ("euler_sxyz", "euler_rxyz"),
        {"rotation": ("euler_sxyz is read as euler_rxyz", "representation is euler_rxyz")},
    ),
    (
        "openvla",
        ("euler_sxyz", "rotvec"),
        {"rotation": ("euler_sxyz is read as rotvec", "in openvla-widowx it is euler_sxyz")},
    ),
    (
        "openvla",
        ("open01", "closed01"),
        {
            "gripper": ("open and closed are exchanged", "action.gripper.meaning is closed01"),
            "replay": ("failure", "action.gripper.meaning"),
        },
    ),
    (
        "magma",
        ("bridge_orig", "fractal20220817_data"),
        {
            "statistics key": ("the data of the robot google", "unnormalise.key: bridge_orig"),
            "translation": ("other statistics", "unnormalise.key is fractal20220817_data"),
            "replay": ("failure", "action.unnormalise.key"),
        },
    ),
    (
        "octo",
        ("bridge_dataset", "fractal20220817_data"),
        {
            "statistics key": ("the data of the robot google", "bridge_dataset"),
            "translation": ("x, y, z times 7.1, 4.4, 5.8", "unnormalise.key"),
        },
    ),
    (
        "openvla",
        ("value: bridge_orig", "value: fractal20220817_data"),
        {"statistics key": ("the data of the robot google", "constants[0].value: bridge_orig")},
    ),
    (
        "xvla",
        ("rot6d_interleaved", "rot6d_columns"),
        {"rotation": ("degrees apart", "representation is rot6d_columns")},
    ),
    (
        "xvla",
        ("[0.0, 1.5707963267948966, 0.0]", "[0.0, 0.0, 0.0]"),
        {"rotation": ("90 degrees apart", "euler_offset")},
    ),
    (
        "openvla",
        ("euler_sxyz}", "euler_sxyz, scale: 2.0}"),
        {"translation": ("the scale is wrong", "scale is 2.0"), "rotation": ("", "scale")},
    ),
    (
        "openvla",
        ("euler_sxyz}", "euler_sxyz, frame: tcp}"),
        {"translation": ("", "action.end_effector.frame is tcp"), "rotation": ("", "frame")},
    ),
    (
        "openvla",
        ("euler_sxyz}", "euler_sxyz, translation_column: 3, rotation_column: 0}"),
        {"translation": ("mm apart", "translation_column is 3"), "rotation": ("", "column")},
    ),
    (
        "openvla",
        ("control_hz: 5", "control_hz: 10"),
        {"control rate": ("made for 10 actions per second", "action.control_hz: 5")},
    ),
]


@pytest.mark.parametrize(("family", "change", "found"), ACTIONS)
def test_wrong_actions_are_named(bench, edit, family, change, found):
    name = FAMILY[family]
    exam = bench.examination(edit(name, change), bench.network(name))
    checks = wrong([*check_adapter(exam), *check_actions(exam), *check_replay(exam)])

    assert set(found) <= set(checks), checks
    for check, words in found.items():
        assert all(word in checks[check] for word in words), checks[check]


INPUTS = [
    (
        "openvla",
        ("fit: stretch", "channels: BGR\n      fit: stretch"),
        "channel order",
        "RGB against BGR",
    ),
    (
        "openvla",
        ("fit: stretch", "channels: BGR\n      fit: stretch"),
        "channel order",
        "channels is BGR",
    ),
    ("openvla", ("tf_lanczos3", "cv2_area"), "resize", "interpolation is cv2_area"),
    ("openvla", ("tf_lanczos3", "pil_nearest"), "resize", "in openvla-widowx it is tf_lanczos3"),
    ("openvla", ("jpeg_quality: 95", "jpeg_quality: null"), "resize", "jpeg_quality is null"),
    ("openvla", ("fit: stretch", "fit: pad"), "resize", "fit is pad"),
    ("openvla", ("[224, 224]", "[256, 256]"), "image shape", "[256, 256, 3]"),
    ("openvla", ("fit: stretch", "fit: stretch\n      crop_area: 0.9"), "resize", "crop_area"),
    ("openvla", ("key: [image]", "key: [full_image]"), "input keys", "missing image"),
    ("octo", ("history: [-1, 0]", "history: [-2, -1, 0]"), "image shape", "history"),
    ("octo", ("history_fill: grow", "history_fill: first"), "image shape", "history_fill is first"),
    ("smolvla", ("frame: bridge_topdown", "frame: base"), "state", "in frame base, not bridge"),
    ("smolvla", ("gripper: open01}", "gripper: closed01}"), "state", "open against closed"),
    ("smolvla", ("euler_sxyz, frame", "rotvec, frame"), "state", "are rotvec, not euler_sxyz"),
]


@pytest.mark.parametrize(("family", "change", "check", "words"), INPUTS)
def test_wrong_inputs_are_named(bench, edit, family, change, check, words):
    name = FAMILY[family]
    exam = bench.examination(edit(name, change), bench.network(name))
    checks = wrong(list(check_inputs(exam)))

    assert words in checks[check]
    assert set(checks) <= {check, "history mask"}


def test_a_wrong_resize_is_told_apart_from_a_wrong_order_of_channels(bench, edit):
    change = ("tf_lanczos3", "cv2_area\n      channels: BGR")
    exam = bench.examination(edit("openvla-widowx", change), bench.network("openvla-widowx"))
    checks = wrong(list(check_inputs(exam)))

    assert set(checks) == {"channel order", "resize"}


class Says:
    """A network that says the same function of the robot's state at every request."""

    facts: dict = {}  # noqa: RUF012
    largest_batch = 1

    def __init__(self, say) -> None:
        self._say = say

    def reset(self, starts) -> None:
        pass

    def infer(self, requests) -> list[ModelReply]:
        return [ModelReply(outputs=self._say(request.inputs)) for request in requests]

    def close(self) -> None:
        pass


def apart(preset: str, say, *, against: str = "") -> Examination:
    """An examination without an environment."""
    loaded = load_preset(preset)
    return Examination(
        subject=subject_of(ModelPolicy(loaded, Says(say))),
        baseline=find_baseline(loaded, None, against=against),
        recordings=synthetic_recordings(
            loaded, task=f"{loaded.conventions.task_prefix}examination"
        ),
        stage=None,
        no_stage="no environment here",
    )


def positions(inputs) -> dict[str, np.ndarray]:
    here = inputs["observation/joint_position"]
    rows = np.tile(np.append(here, 0.0), (10, 1))
    rows[:, :7] += 0.01 * np.arange(1, 11)[:, np.newaxis]
    return {"actions": rows}


def velocities(inputs) -> dict[str, np.ndarray]:
    return {"actions": np.tile([0.1, -0.2, 0.05, 0.3, -0.1, 0.2, 0.0, 1.0], (10, 1))}


@pytest.mark.parametrize(
    ("preset", "say", "words"),
    [
        ("pi0-droid", positions, ("a position, declared a velocity", "joints.kind: position")),
        ("pi0-droid", velocities, None),
        ("pi0-droid-jointpos", velocities, ("a velocity, declared a position", "kind: velocity")),
        ("pi0-droid-jointpos", positions, None),
    ],
)
def test_velocity_and_position_are_told_apart_by_what_the_network_says(preset, say, words):
    checks = wrong(list(examine(apart(preset, say))))

    if words is None:
        assert checks == {}
    else:
        assert all(word in checks["joint velocity or position"] for word in words)


def test_velocity_read_as_position_is_another_motion(tmp_path, edit):
    """Against a preset of one's choice; of itself the doctor takes the nearest shipped one."""
    path = edit("pi0-droid", ("kind: velocity, velocity_step_rad: 0.2", "kind: position"))
    checks = wrong(list(check_actions(apart(path, positions, against="pi0-droid"))))

    assert "action.joints.kind is position; in pi0-droid it is velocity" in checks["joints"]


GROOT = {f"action.{name}": np.zeros((8, 1)) for name in ("x", "y", "z", "roll", "pitch", "yaw")}


def groot(inputs) -> dict[str, np.ndarray]:
    return {**GROOT, "action.x": np.full((8, 1), 0.1), "action.gripper": np.ones((8, 1))}


def test_a_clean_google_preset_passes_without_its_environment():
    checks = list(examine(apart("groot-n16-google", groot)))

    assert wrong(checks) == {}
    unseen = {check.name for check in checks if check.verdict == "not checked"}
    assert {"controller axes", "replay", "control rate"} <= unseen


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("quat_xyzw", "quat_wxyz"),
            "representation is quat_wxyz; in groot-n16-google it is quat_",
        ),
        (("gripper: closed01", "gripper: open01"), "gripper is open01"),
    ],
)
def test_wrong_state_of_another_robot(edit, change, words):
    exam = apart(edit("groot-n16-google", change), groot)

    assert words in wrong(list(check_inputs(exam)))["state"]


def test_quaternion_order_in_one_vector(edit):
    exam = apart(
        edit("pi0-google", ("quat_xyzw", "quat_wxyz")),
        lambda inputs: {"actions": np.zeros((50, 7))},
    )

    assert "are quat_wxyz, not quat_xyzw" in wrong(list(check_inputs(exam)))["state"]


def test_the_network_says_that_the_layout_is_another(bench, edit):
    """The columns that it gives are orthonormal, and near the robot's pose, in its own layout."""
    path = edit("xvla-widowx", ("rot6d_interleaved", "rot6d_columns"))
    exam = bench.examination(path, bench.network("xvla-widowx"), against="none")
    checks = wrong(list(check_replies(exam)))

    assert "representation: rot6d_interleaved" in checks["rotation numbers"]


def test_without_a_preset_to_compare_with_the_conventions_are_not_passed(bench):
    exam = bench.examination("openvla-widowx", bench.network("openvla-widowx"), against="none")
    checks = {check.name: check for check in [*check_actions(exam), *check_inputs(exam)]}

    assert checks["action conventions"].verdict == "not checked"
    assert checks["image path"].verdict == "not checked"


def test_scaling_twice_and_not_at_all(bench, edit):
    """A server that scales already, under a preset that does; and one of another data set."""
    twice = bench.examination(
        edit(
            "magma-widowx",
            ("unnormalise: {kind: q01q99, key: bridge_orig, statistics: bundled}", ""),
        ),
        bench.network("magma-widowx"),
    )
    assert "of bridge_orig; allowed 0.2 to 2" in wrong(list(check_scale(twice)))["scale"]

    key = bench.examination(
        edit("magma-widowx", ("bridge_orig", "fractal20220817_data")),
        bench.network("magma-widowx"),
    )
    assert "the statistics key" in wrong(list(check_scale(key)))["scale"]


FAULTS_OF_NETWORKS = [
    ("rotation_sign", "agreement with the expert", "the sign of the rotation is wrong"),
    ("translation_sign", "agreement with the expert", "the sign of the translation is wrong"),
    ("gripper_flip", "agreement with the expert", "open and closed of the gripper"),
    ("scaled", "scale", "the statistics key"),
    ("bgr", "channel order and orientation", "red and blue exchanged (BGR)"),
]


@pytest.mark.parametrize(("fault", "check", "words"), FAULTS_OF_NETWORKS)
def test_wrong_servers_are_named_by_what_they_do(bench, fault, check, words):
    exam = bench.examination("smolvla-widowx", bench.network("smolvla-widowx", fault))
    checks = wrong([*check_scale(exam), *check_demonstration(exam)])

    assert words in checks[check]


@pytest.mark.parametrize(
    ("turned", "check", "words"),
    [
        (lambda v: -v, "controller axes", "+rotation about x moves by [-"),
        (lambda v: v[[1, 0, 2]], "controller axes", "+rotation about x moves by"),
    ],
)
def test_a_controller_that_inverts_or_exchanges_rotations(bench, stage, turned, check, words):
    import copy

    odd = copy.copy(stage)
    odd.step = lambda action: stage.step(
        np.concatenate([action[:3], turned(np.asarray(action)[3:6]), action[6:]])
    )
    exam = bench.examination("openvla-widowx", bench.network("openvla-widowx"))

    assert words in wrong(list(check_robot(replace(exam, stage=odd))))[check]


@pytest.mark.parametrize(("axes", "name"), [("XYZ", "euler_rxyz"), ("xyz", "euler_sxyz")])
def test_a_controller_that_reads_euler_angles(bench, stage, axes, name):
    import copy

    from scipy.spatial.transform import Rotation

    odd = copy.copy(stage)
    odd.step = lambda action: stage.step(
        np.concatenate([action[:3], Rotation.from_euler(axes, action[3:6]).as_rotvec(), action[6:]])
    )
    exam = bench.examination("openvla-widowx", bench.network("openvla-widowx"))
    checks = wrong(list(check_robot(replace(exam, stage=odd))))

    assert set(checks) == {"controller rotation"}
    assert f"the controller reads {name}" in checks["controller rotation"]
