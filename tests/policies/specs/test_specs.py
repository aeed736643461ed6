"""Specifications that contradict themselves, and files that are none."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.presets import load_preset
from simeval.policies.specs import Preset
from simeval.policies.specs.reader import read_spec

GOOD = {
    "name": "mine",
    "family": "mine",
    "robot": "widowx",
    "summary": "a network",
    "protocol": "simeval",
    "sources": ["somewhere"],
    "unverified": [],
    "deterministic": True,
    "observation": {
        "cameras": [
            {"key": ["image"], "size": [224, 224], "interpolation": "pil_lanczos"},
        ],
        "state": [{"key": ["state"], "parts": [{"quantity": "position"}]}],
        "text": {"key": ["instruction"]},
        "constants": [{"key": ["unnorm_key"], "value": "bridge_orig"}],
    },
    "action": {
        "outputs": [{"key": "actions", "size": 7}],
        "chunk": 4,
        "execute": 1,
        "control_hz": 5,
        "end_effector": {"kind": "delta", "representation": "euler_sxyz"},
        "gripper": {"column": 6, "meaning": "open01", "threshold": 0.5},
    },
}


def changed(place: str, value: object = None, *, remove: bool = False) -> dict:
    """A copy of the good values with one of them changed; numbers in a place are list indices."""
    values = copy.deepcopy(GOOD)
    *parents, last = place.split(".")
    inner = values
    for name in parents:
        inner = inner[int(name)] if name.isdigit() else inner[name]
    if remove:
        del inner[last]
    else:
        inner[last] = value
    return values


def test_the_good_one_is_good():
    preset = read_spec(Preset, GOOD, source="file")

    assert preset.observation.cameras[0].size == (224, 224)
    assert preset.action.gripper.threshold == 0.5
    assert preset.conventions.gripper == "absolute_open"


CAMERA, ACTION = "observation.cameras.0", "action"
ARM, GRIPPER, PART = "action.end_effector", "action.gripper", "observation.state.0.parts.0"


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        # Names and kinds of values.
        ("actoin", {}, r"file: actoin: no such field\. Did you mean 'action'\?"),
        (f"{ACTION}.chnk", 4, r"file: action\.chnk: no such field\. Did you mean 'chunk'\?"),
        (f"{CAMERA}.size_", 1, r"observation\.cameras\[0\]\.size_: .*Did you mean 'size'"),
        (f"{CAMERA}.interpolation", "pil_lanczso", r"Did you mean 'pil_lanczos'\? Allowed: "),
        (f"{CAMERA}.size", [224], r"size: expected 2 values, got 1"),
        (f"{CAMERA}.size", 224, r"size: expected a list, got 224"),
        (f"{CAMERA}.size", [224.0, 224], r"size\[0\]: expected a whole number, got 224\.0"),
        (f"{CAMERA}.key", "image", r"key: expected a list, got 'image'"),
        (f"{CAMERA}.crop_area", "0.9", r"crop_area: expected a number, got '0\.9'"),
        (f"{CAMERA}.crop_area", float("nan"), r"crop_area: expected a finite number"),
        (f"{CAMERA}.crop_area", True, r"crop_area: expected a number, got True"),
        (f"{ACTION}.chunk", "4", r"chunk: expected a whole number, got '4'"),
        (f"{ACTION}.execute", None, r"execute: expected a whole number, got nothing"),
        (f"{ACTION}.gripper", None, r"gripper: expected fields, got nothing"),
        (f"{ACTION}.gripper", [1], r"gripper: expected fields, got \[1\]"),
        ("deterministic", "yes", r"deterministic: expected true or false, got 'yes'"),
        ("sources", [1], r"sources\[0\]: expected a text, got 1"),
        ("protocol", "grpc", r"protocol: 'grpc' is not allowed"),
        ("observation.constants.0.value", [1], r"value: expected a text, got \[1\]"),
        (f"{GRIPPER}.threshold_of_task", {"a": "b"}, r"threshold_of_task\.a: expected a number"),
        (f"{GRIPPER}.threshold_of_task", [1], r"threshold_of_task: expected names with values"),
        # Cameras.
        (f"{CAMERA}.key", [], "needs a key"),
        (f"{CAMERA}.fit", "none", "takes no size"),
        (f"{CAMERA}.size", None, "needs a size and an interpolation"),
        (f"{CAMERA}.size", [0, 5], "must be at least 1"),
        (f"{CAMERA}.rounding", "truncate", "rounding is for tf and torch"),
        (f"{CAMERA}.jpeg_quality", 0, "allowed is 1 to 100"),
        (f"{CAMERA}.crop_area", 0.0, "above 0 and at most 1"),
        (f"{CAMERA}.history", [0, -1], r"must ascend and end with 0"),
        (f"{CAMERA}.history", [], r"must ascend and end with 0"),
        (f"{CAMERA}.history", [-1, 0], "time_axis must be true"),
        (f"{CAMERA}.mask_key", ["image"], "share the key 'image'"),
        ("observation.cameras", [], "at least one camera"),
        # State.
        ("observation.state.0.key", ["image", "x"], "share the key 'image'"),
        ("observation.state.0.parts", [], "at least one part"),
        ("observation.state.0.feedback", 4, "allowed is 0 to its size"),
        (f"{PART}.representation", "rotvec", "nothing else has it"),
        (f"{PART}.frame", "bridge_topdown", "only a rotation has a frame"),
        (f"{PART}.pick", [3], "allowed is 0 to 2"),
        (f"{PART}.pick", [], "allowed is 0 to 2"),
        (f"{PART}.quantity", "rotation", "rotation needs a representation"),
        (f"{PART}.quantity", "zeros", "zeros and joints need one"),
        (f"{PART}.quantity", "values", "values needs values"),
        (f"{PART}.quantity", "gripper", "gripper needs gripper"),
        # Text.
        ("observation.text.template", "{instruct}", "must hold {instruction}"),
        ("observation.text.template", "go", "must hold {instruction}"),
        ("observation.text.template", "{instruction} {}", "must hold {instruction}"),
        ("observation.text.template", "{instruction!r:>9}", "must hold {instruction}"),
        ("observation.text.template", "{instruction", "is not valid"),
        # Action.
        (f"{ACTION}.outputs", [], "is empty"),
        (f"{ACTION}.outputs", [{"key": "a", "size": 0}], "at least 1"),
        (f"{ACTION}.chunk", 0, "must be at least 1"),
        (f"{ACTION}.execute", 5, "only 4 can be executed"),
        (f"{ACTION}.stride", 5, None),
        (f"{ACTION}.control_hz", 0, "must be at least 1"),
        (f"{ACTION}.end_effector", None, "either action.end_effector or action.joints"),
        (f"{ACTION}.joints", {"kind": "position"}, "either action.end_effector or action.joints"),
        (f"{ARM}.rotation_column", 2, "overlap"),
        (f"{ARM}.representation", "quat_wxyz", "overlap"),
        (f"{ARM}.translation_column", -1, "do not lie within"),
        (f"{ARM}.scale", 0.0, "must be positive"),
        (f"{ARM}.max_rotation_rad", -1.0, "must be positive"),
        (f"{ARM}.euler_offset", [0, 0, 0], "are for kind absolute"),
        (f"{ARM}.rescale_rotation", {"limit": 0, "to": 1}, "needs positive limit and to"),
        (f"{ACTION}.ensemble", {"rule": "exponential", "coefficient": 0, "horizon": 5}, "4 steps"),
        (f"{ACTION}.ensemble", {"rule": "exponential", "coefficient": 0, "horizon": 0}, "least 1"),
        (
            f"{ACTION}.unnormalise",
            {"kind": "q01q99", "key": "k", "statistics": "file", "mask": [True]},
            "mask has 1 values",
        ),
        (
            f"{ACTION}.unnormalise",
            {"kind": "meanstd", "key": "k", "statistics": "file", "clip": True},
            "does not go with meanstd",
        ),
        # Gripper and robot.
        (f"{GRIPPER}.column", 7, "do not lie within"),
        (f"{GRIPPER}.threshold", 1.5, "opening from 0 to 1"),
        (f"{GRIPPER}.latch_steps", 0, "must be at least 1"),
        (f"{GRIPPER}.latch_steps", 15, "takes an opening"),
        (f"{GRIPPER}.change", "level", "takes an opening"),
        (f"{GRIPPER}.meaning", "relative_close", "neither threshold, change"),
        (f"{GRIPPER}.dead_zone", 0.1, "is for meaning relative_close"),
        ("robot", "google", "set action.gripper.change"),
        ("robot", "droid", "takes action.joints"),
        ("sources", [], "where the facts come from"),
        ("largest_batch", 0, "must be at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(place, value, message):
    if message is None:
        read_spec(Preset, changed(place, value), source="file")
        return
    with pytest.raises(UsageError, match=message) as caught:
        read_spec(Preset, changed(place, value), source="file")
    assert str(caught.value).startswith("file: ")


@pytest.mark.parametrize("place", ["action", "action.gripper", "observation.text", "summary"])
def test_what_is_missing_is_named(place):
    with pytest.raises(UsageError, match=f"the field '{place.rpartition('.')[2]}' is missing"):
        read_spec(Preset, changed(place, remove=True), source="file")


def test_unknown_robot():
    with pytest.raises(UsageError, match=r"file: Unknown robot 'widow'\. Did you mean 'widowx'"):
        read_spec(Preset, changed("robot", "widow"), source="file")


def test_an_ensemble_asks_at_every_step():
    values = changed("action.ensemble", {"rule": "exponential", "coefficient": 0.0, "horizon": 4})
    values["action"]["execute"] = 2

    with pytest.raises(UsageError, match="asks the network at every step"):
        read_spec(Preset, values, source="file")


def test_an_absolute_pose_takes_no_scale():
    values = changed("action.end_effector.scale", 2.0)
    values["action"]["end_effector"]["kind"] = "absolute"

    with pytest.raises(UsageError, match="are for kind delta"):
        read_spec(Preset, values, source="file")


def write(folder: Path, values: dict, name: str = "mine.yaml") -> str:
    path = folder / name
    path.write_text(yaml.safe_dump({k: v for k, v in values.items() if k != "name"}))
    return str(path)


def test_a_users_file(tmp_path):
    file = write(tmp_path, GOOD)

    assert load_preset(file).name == file


@pytest.mark.parametrize("name", ["none.yaml", "folder/none.yml", "folder"])
def test_a_file_that_is_not_there(tmp_path, name):
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match="cannot be read"):
        load_preset(str(tmp_path / name))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is no preset; a preset has the fields family, robot"),
        (b"# only a comment\n", "is no preset"),
        (b"- a\n- b\n", "is no preset"),
        (b"just text", "is no preset"),
        (b"a: [1, 2\n", "is not valid YAML"),
        (b"a: *nowhere\n", "is not valid YAML"),
        (b"a: 1\na: 2\n", "the key 'a' is there twice"),
        (b"1: a\n", "the key 1 is not a text"),
        (b"? [a, b]\n: c\n", "is not a text"),
        (b"a: !!python/object/apply:os.system ['true']\n", "is not valid YAML"),
        (b"a: 2020-13-45\n", "is not valid YAML|no such field"),
        (b"\xff\xfe\x00\x01", "cannot be read: it is not UTF-8 text|is not valid YAML"),
        (b"[" * 5000, "is not valid YAML"),
        (b"name: other\n", "named after its file"),
        (b"family: x\n", "is missing"),
    ],
)
def test_a_file_that_is_no_preset(tmp_path, content, message):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)

    with pytest.raises(UsageError, match=message) as caught:
        load_preset(str(path))
    assert str(path) in str(caught.value)


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'openvla-widowx'"):
        load_preset("openvla-widow")
