from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.errors import UsageError
from simeval.policies.interface import EpisodeContext
from simeval.policies.registry import find_policy
from simeval.runlog import RunFolder

LOG = Path(__file__).parents[1] / "runlog" / "data" / "schema_1"


def _context(episode_id: int, seed: int) -> EpisodeContext:
    return EpisodeContext(
        task="widowx_carrot_on_plate",
        variant="default",
        episode_id=episode_id,
        instruction="put carrot on plate",
        seed=seed,
        horizon_steps=4,
        control_hz=5,
    )


@pytest.mark.vulkan
def test_replay_repeats_a_run_to_the_last_bit(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    same = [
        "run", "suite=smoke", "tasks=[widowx_spoon_on_towel]", "horizon_steps=6", "videos=none",
        "report=false", "workers=1",
    ]  # fmt: skip
    assert main([*same, "policy=random", "policy.translation_std_m=0.03", "out=first"]) == 0
    assert main([*same, "policy=replay", "policy.run=first", "out=second"]) == 0
    first, second = RunFolder(tmp_path / "first"), RunFolder(tmp_path / "second")

    assert len(second.records()) == 2
    for key, record in second.records().items():
        original = first.records()[key]
        assert (record.success, record.final, record.steps) == (
            original.success,
            original.final,
            original.steps,
        )
        with np.load(first.steps_file(key)) as one, np.load(second.steps_file(key)) as two:
            np.testing.assert_array_equal(one["actions"], two["actions"])
            np.testing.assert_array_equal(one["qpos"], two["qpos"])


def test_missing_episode_is_named_with_what_there_is():
    policy = find_policy("replay").build({"run": str(LOG)})
    seed = json.loads(Path(LOG / "episodes.jsonl").read_text().splitlines()[0])["policy_seed"]

    with pytest.raises(UsageError, match=r"no scored episode 9 of .* It holds episodes 0, 1"):
        policy.reset(_context(9, seed))
    with pytest.raises(UsageError, match="policy seed 12345"):
        policy.reset(_context(0, 12345))


def test_missing_steps_file_is_named():
    policy = find_policy("replay").build({"run": str(LOG)})
    seed = json.loads(Path(LOG / "episodes.jsonl").read_text().splitlines()[0])["policy_seed"]

    with pytest.raises(UsageError, match=r"e0000--s0\.npz cannot be read"):
        policy.reset(_context(0, seed))


def test_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is not a run folder"):
        find_policy("replay").build({"run": str(tmp_path)})
