"""`simeval.evaluate`: policy objects of this very process, real workers."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import simeval
from simeval.errors import UnknownNameError, UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.model import ModelReply
from simeval.policies.preset_options import PresetOptions
from simeval.runlog import RunFolder

pytestmark = pytest.mark.vulkan

SIMEVAL = "from simeval.cli.main import main; raise SystemExit(main())"

SHORT = {
    "tasks": ["widowx_stack_cube"],
    "horizon_steps": 6,
    "videos": "none",
    "report": False,
}


class Lifting:
    """Lifts the arm; remembers who called it and for what."""

    def __init__(self, height_m: float = 0.002) -> None:
        self.spec = PolicySpec(name="lifting", cameras=(), config={"height_m": height_m})
        self.height_m = height_m
        self.threads: set[int] = set()
        self.episodes: list[EpisodeContext] = []

    def reset(self, episode: EpisodeContext) -> None:
        self.episodes.append(episode)

    def act(self, observation: Observation) -> ActionChunk:
        self.threads.add(threading.get_ident())
        return ActionChunk(
            actions=np.tile([0.0, 0.0, self.height_m, 0.0, 0.0, 0.0, 1.0], (2, 1)), text="up"
        )


def trajectory(folder: Path, episode_id: int) -> np.ndarray:
    run = RunFolder(folder)
    [key] = [key for key in run.records() if key.episode_id == episode_id]
    with np.load(run.steps_file(key)) as steps:
        return steps["qpos"]


def test_policy_is_called_here_and_its_run_is_like_any_other(tmp_path):
    policy = Lifting()
    done = simeval.evaluate(policy, "smoke", out=tmp_path / "run", **SHORT)

    assert policy.threads == {threading.get_ident()}
    assert [episode.task for episode in policy.episodes] == ["widowx_stack_cube"] * 2
    assert (done.summary.policy, done.summary.scored, done.summary.unscored) == ("lifting", 2, 0)
    assert {record.steps for record in done.records} == {6}
    assert done.records[0].policy_text
    shown = subprocess.run(
        [sys.executable, "-c", SIMEVAL, "show", done.folder],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "lifting on smoke" in shown.stdout


def test_a_function_that_makes_policies_runs_on_several_workers_with_the_same_result(tmp_path):
    made: list[Lifting] = []

    def make() -> Lifting:
        made.append(Lifting())
        return made[-1]

    one = simeval.evaluate(Lifting(), "smoke", out=tmp_path / "one", **SHORT)
    two = simeval.evaluate(make, "smoke", out=tmp_path / "two", workers=2, **SHORT)

    assert one.summary.spec_hash == two.summary.spec_hash
    for episode_id in (0, 1):
        np.testing.assert_array_equal(
            trajectory(one.folder, episode_id), trajectory(two.folder, episode_id)
        )


def test_a_finished_run_is_not_run_again_and_another_policy_does_not_enter_it(tmp_path):
    simeval.evaluate(Lifting(), "smoke", out=tmp_path / "run", **SHORT)
    again = Lifting()
    done = simeval.evaluate(again, "smoke", out=tmp_path / "run", **SHORT)

    assert done.summary.scored == 2
    assert not again.episodes
    with pytest.raises(UsageError, match=r"height_m \(there 0.002; now 0.001\)"):
        simeval.evaluate(Lifting(0.001), "smoke", out=tmp_path / "run", **SHORT)


def test_what_the_policy_raises_reaches_the_caller(tmp_path):
    class Broken(Lifting):
        def act(self, observation: Observation) -> ActionChunk:
            if observation.step >= 2:
                raise ZeroDivisionError("in the policy")
            return super().act(observation)

    with pytest.raises(ZeroDivisionError, match="in the policy"):
        simeval.evaluate(Broken(), "smoke", out=tmp_path / "run", **SHORT)


def test_an_action_that_is_not_finite_is_refused(tmp_path):
    policy = Lifting()
    policy.height_m = float("nan")
    with pytest.raises(UsageError, match="finite"):
        simeval.evaluate(policy, "smoke", out=tmp_path / "run", **SHORT)


class SinkingNetwork:
    """A network in the words of `Model`; sinks by a centimetre a step."""

    largest_batch = 4

    def __init__(self) -> None:
        self.facts = {"weights": "none"}
        self.batches: list[int] = []

    def reset(self, starts):
        pass

    def infer(self, requests):
        self.batches.append(len(requests))
        sink = np.tile([0.0, 0.0, -0.01, 0.0, 0.0, 0.0, 1.0], (50, 1))
        return [ModelReply(outputs={"actions": sink}) for _ in requests]

    def close(self):
        pass


def test_a_network_runs_with_a_preset_around_it(tmp_path):
    network = SinkingNetwork()
    preset = PresetOptions(preset="smolvla-widowx", execute=3)
    done = simeval.evaluate(
        network, "smoke", preset=preset, out=tmp_path / "run", workers=2, **SHORT
    )

    assert done.summary.policy == "smolvla-widowx"
    assert done.summary.scored == 2
    # Two episodes of six steps, three executed of each reply.
    assert sum(network.batches) == 4
    for record in done.records:
        with np.load(done.folder / record.steps_file) as steps:
            np.testing.assert_allclose(steps["actions"][:, 2], -0.01)


def test_another_network_does_not_enter_a_run(tmp_path):
    preset = PresetOptions(preset="smolvla-widowx", execute=3)
    simeval.evaluate(SinkingNetwork(), "smoke", preset=preset, out=tmp_path / "run", **SHORT)
    other = SinkingNetwork()
    other.facts = {"weights": "others"}

    with pytest.raises(UsageError, match=r"weights \(there none; now others\)"):
        simeval.evaluate(other, "smoke", preset=preset, out=tmp_path / "run", **SHORT)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((Lifting(), "smok"), "Did you mean 'smoke'"),
        ((3, "smoke"), "int is no policy: it lacks spec, reset, act"),
        ((SinkingNetwork(), "smoke"), "needs preset=NAME"),
    ],
)
def test_wrong_arguments_are_named(arguments, text):
    with pytest.raises(UsageError, match=text):
        simeval.evaluate(*arguments)


def test_wrong_options_are_named():
    with pytest.raises(UnknownNameError, match="Did you mean 'videos'"):
        simeval.evaluate(Lifting(), "smoke", vidoes="none")
    with pytest.raises(UsageError, match="workers=2 is not allowed"):
        simeval.evaluate(Lifting(), "smoke", workers=2)
    with pytest.raises(UsageError, match="preset=smolvla-widowx goes around a network"):
        simeval.evaluate(Lifting(), "smoke", preset="smolvla-widowx")
