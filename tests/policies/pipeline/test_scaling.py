from __future__ import annotations

import json

import numpy as np
import pytest

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.pipeline.scaling import normalise, rescale, undo_rescale, unnormalise
from simeval.policies.pipeline.statistics import bundled_datasets, load_statistics
from simeval.policies.specs import Rescale, Unnormalise

# The constants printed in Magma's wrapper, to the digits of the reference sheet.
BRIDGE = (
    [-0.0287, -0.0417, -0.0261, -0.0809, -0.0929, -0.2072, 0],
    [0.0283, 0.0409, 0.0402, 0.0819, 0.0779, 0.2038, 1],
)
FRACTAL = (
    [-0.2245, -0.1482, -0.2316, -0.3518, -0.4193, -0.4364, 0],
    [0.1782, 0.1494, 0.2184, 0.5893, 0.3527, 0.4480, 1],
)


def rule(kind: str = "q01q99", key: str = "bridge_orig", **changes) -> Unnormalise:
    return Unnormalise(kind=kind, key=key, **({"statistics": "bundled"} | changes))


@pytest.mark.parametrize(
    ("key", "quantiles"), [("bridge_orig", BRIDGE), ("fractal20220817_data", FRACTAL)]
)
def test_the_ends_of_the_range_are_the_published_quantiles(key, quantiles):
    spec = rule(key=key)
    statistics = load_statistics(spec, width=7, file=None)
    ends = np.array([[-1.0] * 6 + [0.3], [1.0] * 6 + [0.7]])

    scaled = unnormalise(ends, spec, statistics)

    # The last column is masked: the gripper passes as it is.
    np.testing.assert_allclose(scaled[0, :6], quantiles[0][:6], atol=5.1e-5)
    np.testing.assert_allclose(scaled[1, :6], quantiles[1][:6], atol=5.1e-5)
    np.testing.assert_array_equal(scaled[:, 6], [0.3, 0.7])


def test_the_wrong_dataset_scales_translations_as_the_sheet_says():
    """x 7.1, y 3.6, z 6.8 times larger."""
    bridge, fractal = (
        load_statistics(rule(key=key), width=7, file=None)
        for key in ("bridge_orig", "fractal20220817_data")
    )

    ratio = (fractal.high - fractal.low) / (bridge.high - bridge.low)

    np.testing.assert_allclose(ratio[:3], [7.1, 3.6, 6.8], atol=0.06)


def test_z_scores():
    """Mean and standard deviation of the Bridge data, as Magma's wrapper prints them."""
    spec = rule("meanstd", mask=(True,) * 7)
    statistics = load_statistics(spec, width=7, file=None)

    scaled = unnormalise(np.array([[0.0] * 7, [1.0] * 7]), spec, statistics)

    mean = [0.000233, 0.000130, -0.000128, -0.000156, -0.000404, 0.000236, 0.576458]
    std = [0.009766, 0.013689, 0.012667, 0.028534, 0.030638, 0.076914, 0.497370]
    np.testing.assert_allclose(scaled[0], mean, atol=1e-6)
    np.testing.assert_allclose(scaled[1] - scaled[0], std, atol=1e-6)


def test_openpis_epsilon_is_added_to_range_and_deviation():
    ones = np.ones((1, 7))
    for kind in ("q01q99", "minmax", "meanstd"):
        plain, moved = rule(kind, mask=(True,) * 7), rule(kind, mask=(True,) * 7, epsilon=1e-6)
        statistics = load_statistics(plain, width=7, file=None)

        change = unnormalise(ones, moved, statistics) - unnormalise(ones, plain, statistics)

        np.testing.assert_allclose(change, np.full((1, 7), 1e-6), rtol=1e-6)


def test_clipping_comes_first():
    spec = rule(clip=True)
    statistics = load_statistics(spec, width=7, file=None)
    wild = np.array([[5.0, -5.0, 0.0, 0.0, 0.0, 0.0, 5.0]])

    scaled = unnormalise(wild, spec, statistics)

    assert scaled[0, 0] == pytest.approx(statistics.high[0], rel=1e-12)
    assert scaled[0, 1] == pytest.approx(statistics.low[1], rel=1e-12)
    assert scaled[0, 6] == 5.0


@pytest.mark.parametrize("kind", ["q01q99", "minmax", "meanstd"])
@pytest.mark.parametrize("epsilon", [0.0, 1e-6])
def test_normalise_inverts(kind, epsilon):
    spec = rule(kind, epsilon=epsilon)
    statistics = load_statistics(spec, width=7, file=None)
    rows = np.random.default_rng(0).uniform(-1, 1, (100, 7))

    back = normalise(unnormalise(rows, spec, statistics), spec, statistics)

    np.testing.assert_allclose(back, rows, atol=1e-12)


def test_rt1x_rescale():
    """SimplerEnv's formula: (a - low) / (high - low) * (max - min) + min, clipped."""
    translation = Rescale(limit=1.75, to=0.05)
    numbers = np.array([-4.0, -1.75, -0.7, 0.0, 1.0, 1.75, 2.0])
    expected = np.clip((numbers + 1.75) / 3.5 * 0.1 - 0.05, -0.05, 0.05)

    scaled = rescale(numbers, translation)

    np.testing.assert_allclose(scaled, expected, atol=1e-15)
    np.testing.assert_allclose(undo_rescale(scaled, translation), np.clip(numbers, -1.75, 1.75))


def write(path, content) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def good() -> dict:
    return {"lab": {"action": {"q01": [-1.0] * 7, "q99": [1.0] * 7, "mask": [True] * 7}}}


def test_a_users_file(tmp_path):
    spec = rule(key="lab", statistics="file")

    statistics = load_statistics(spec, width=7, file=write(tmp_path / "s.json", good()))

    np.testing.assert_array_equal(statistics.high, np.ones(7))


def test_without_a_mask_every_column_is_scaled(tmp_path):
    datasets = good()
    del datasets["lab"]["action"]["mask"]

    statistics = load_statistics(
        rule(key="lab"), width=7, file=write(tmp_path / "s.json", datasets)
    )

    assert statistics.mask.all()


def test_an_unknown_dataset_gets_the_list(tmp_path):
    file = write(tmp_path / "s.json", good())

    with pytest.raises(UnknownNameError, match=r"policy\.statistics_key.*Did you mean 'lab'"):
        load_statistics(rule(key="lap"), width=7, file=file)
    with pytest.raises(UnknownNameError, match="bridge_orig, fractal20220817_data"):
        load_statistics(rule(key="bridge_orig/1.0.0"), width=7, file=None)


def test_a_preset_that_needs_a_file_says_so():
    with pytest.raises(UsageError, match=r"meanstd of 'bridge_dataset'.*Set policy\.statistics"):
        load_statistics(rule("meanstd", "bridge_dataset", statistics="file"), width=7, file=None)


def changed(**values) -> dict:
    datasets = good()
    datasets["lab"]["action"].update(values)
    return datasets


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ([], "must be a map"),
        (3, "must be a map"),
        ({"action": {}}, "one dataset without a name"),
        ({"lab": None}, "has no 'action'"),
        ({"lab": {"action": [1]}}, "has no 'action'"),
        (changed(q01=[0.0] * 6), "expected 7 finite numbers"),
        (changed(q01=None), "expected 7 finite numbers"),
        (changed(q01="abcdefg"), "expected 7 finite numbers"),
        (changed(q01=[float("nan")] * 7), "expected 7 finite numbers"),
        (changed(q01=[[1.0]] * 7), "expected 7 finite numbers"),
        (changed(q01=[2.0] * 7), "q01 not above q99"),
        (changed(mask=[True] * 6), "mask"),
        (changed(mask=[1] * 7), "mask"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, message):
    file = write(tmp_path / "s.json", content)

    with pytest.raises(UsageError, match=message):
        load_statistics(rule(key="lab"), width=7, file=file)


def test_a_file_that_is_not_there_or_no_file(tmp_path):
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    for name in ("none.json", ".", "binary.json"):
        with pytest.raises(UsageError, match="cannot be read"):
            load_statistics(rule(), width=7, file=str(tmp_path / name))


def test_negative_deviation(tmp_path):
    datasets = {"lab": {"action": {"mean": [0.0] * 7, "std": [-1.0] * 7}}}

    with pytest.raises(UsageError, match="std at least 0"):
        load_statistics(rule("meanstd", "lab"), width=7, file=write(tmp_path / "s.json", datasets))


def test_bundled_datasets():
    assert bundled_datasets() == ("bridge_orig", "fractal20220817_data")
