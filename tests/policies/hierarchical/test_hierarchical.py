"""Two levels: who is asked when, what is told to whom, and runs of both kinds of high level."""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from simeval.cli.main import main
from simeval.errors import ActionError, ModelConnectionError, UnknownNameError, UsageError
from simeval.policies.hierarchical.config import HierarchicalConfig
from simeval.policies.hierarchical.high_level import RemoteHighLevel
from simeval.policies.hierarchical.policy import HierarchicalPolicy
from simeval.policies.interface import ActionChunk, EpisodeContext, Observation, PolicySpec
from simeval.policies.serving import simeval_server
from simeval.policies.serving.launched_server import LaunchedServer
from simeval.policies.serving.server_spec import ServerSpec
from simeval.runlog import RunFolder

PLANNER = '''
class Planner:
    """Two steps on the left, then on the right, and so on."""

    cameras = ()

    def __init__(self, words="reach,lift"):
        self.words = words.split(",")
        self.begun = []
        self.asked = []

    def reset(self, episode):
        self.begun.append(episode)

    def plan(self, observation):
        self.asked.append(observation)
        return self.words[min(len(self.asked), len(self.words)) - 1]


def silent():
    planner = Planner()
    planner.plan = lambda observation: ""
    return planner


class Teller:
    name, max_batch = "teller", 4

    def act(self, sessions, steps, instructions, inputs):
        return {"text": [f"{text} at {step}" for text, step in zip(instructions, steps)]}


READY = Planner()
NOTHING = 3
'''

CONTEXT = EpisodeContext(
    task="widowx_carrot_on_plate",
    variant="default",
    episode_id=0,
    instruction="tidy up",
    seed=7,
    horizon_steps=60,
    control_hz=5,
)


class Low:
    """Chunks of `chunk` actions that say when they were asked for and which they are."""

    def __init__(self, chunk: int, cameras: tuple[str, ...] | None = ()) -> None:
        self.spec = PolicySpec(name="low", cameras=cameras)
        self.chunk = chunk
        self.begun: list[EpisodeContext] = []
        self.asked: list[tuple[int, str]] = []
        self.done_at: int | None = None

    def reset(self, episode: EpisodeContext) -> None:
        self.begun.append(episode)

    def act(self, observation: Observation) -> ActionChunk:
        self.asked.append((observation.step, observation.instruction))
        actions = np.zeros((self.chunk, 7))
        actions[:, 0] = observation.step + np.arange(self.chunk)
        actions[:, 1] = observation.step
        return ActionChunk(actions=actions, terminate=observation.step == self.done_at)


@dataclass(frozen=True, kw_only=True)
class AboveLow(HierarchicalConfig):
    level: Low | None = None
    low: str = "zero"

    def build_low(self) -> Low:
        assert self.level is not None
        return self.level


@pytest.fixture
def planner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder holds planner.py."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "planner", raising=False)
    (tmp_path / "planner.py").write_text(PLANNER)
    yield tmp_path
    sys.modules.pop("planner", None)


def observe(step: int, instruction: str = "tidy up", **frames: np.ndarray) -> Observation:
    return Observation(step=step, instruction=instruction, frames=frames, state={})


def hierarchical(low: Low, words: str, every: int = 6) -> HierarchicalPolicy:
    policy = HierarchicalPolicy(
        AboveLow(high="planner:Planner", high_options={"words": words}, every=every, level=low)
    )
    policy.reset(CONTEXT)
    return policy


def play(policy: HierarchicalPolicy, steps: int) -> tuple[np.ndarray, list[ActionChunk]]:
    actions: list[np.ndarray] = []
    chunks = []
    while len(actions) < steps:
        chunks.append(policy.act(observe(len(actions))))
        actions += list(chunks[-1].actions)
    return np.array(actions), chunks


def test_high_level_speaks_every_k_steps_and_its_words_reach_the_low_level(planner):
    low = Low(chunk=4)
    policy = hierarchical(low, "reach,lift,drop")
    actions, chunks = play(policy, 18)

    assert [observation.step for observation in policy._high.asked] == [0, 6, 12]
    assert {observation.instruction for observation in policy._high.asked} == {"tidy up"}
    # At 6 and 12 the subgoal changes: what was left of the chunks from 4 and 10 is dropped.
    assert low.asked == [
        (0, "reach"), (4, "reach"), (6, "lift"), (10, "lift"), (12, "drop"), (16, "drop"),
    ]  # fmt: skip
    np.testing.assert_array_equal(actions[:, 0], np.arange(18))
    assert [episode.instruction for episode in low.begun] == ["reach"]
    assert [chunk.text for chunk in chunks if chunk.text] == ["reach", "lift", "drop"]


def test_same_words_let_the_low_level_go_on(planner):
    low = Low(chunk=4)
    actions, chunks = play(hierarchical(low, "reach"), 16)

    assert [step for step, _ in low.asked] == [0, 4, 8, 12]
    np.testing.assert_array_equal(actions[:, 1], np.repeat([0, 4, 8, 12], 4))
    assert [len(chunk.actions) for chunk in chunks] == [4, 2, 2, 4, 4]


def test_a_new_instruction_of_the_user_is_planned_for_at_once(planner):
    low = Low(chunk=4)
    policy = hierarchical(low, "reach,lift")
    policy.act(observe(0))
    chunk = policy.act(observe(2, "stop"))

    assert [(seen.step, seen.instruction) for seen in policy._high.asked] == [
        (0, "tidy up"), (2, "stop"),
    ]  # fmt: skip
    assert low.asked == [(0, "reach"), (2, "lift")]
    assert (chunk.text, len(chunk.actions)) == ("lift", 4)


def test_the_end_comes_with_the_last_action_of_the_low_level(planner):
    low = Low(chunk=4)
    low.done_at = 4
    _, chunks = play(hierarchical(low, "reach"), 8)

    assert [(len(chunk.actions), chunk.terminate) for chunk in chunks] == [
        (4, False), (2, False), (2, True),
    ]  # fmt: skip


def test_in_real_time_chunks_are_whole_and_the_high_level_speaks_when_asked(planner):
    low = Low(chunk=8)
    policy = hierarchical(low, "reach,lift", every=3)
    policy.reset(dataclasses.replace(CONTEXT, real_time=True))
    chunks = [policy.act(observe(step)) for step in (0, 2, 5)]

    assert [len(chunk.actions) for chunk in chunks] == [8, 8, 8]
    assert [seen.step for seen in policy._high.asked] == [0, 5]
    assert low.asked == [(0, "reach"), (2, "reach"), (5, "lift")]


def test_nothing_is_kept_from_the_last_episode(planner):
    low = Low(chunk=4)
    policy = hierarchical(low, "reach")
    first, _ = play(policy, 7)
    policy.reset(CONTEXT)
    second, _ = play(policy, 7)

    np.testing.assert_array_equal(first, second)
    assert len(low.begun) == len(policy._high.begun) == 2
    assert {episode.seed for episode in (*low.begun, *policy._high.begun)} == {7}


@pytest.mark.parametrize(
    ("high", "low", "all_of_them", "wanted"),
    [
        ((), (), (), [False] * 3),
        ((), None, None, [True, False, True]),
        (None, (), None, [True, False, False]),
        (("a",), ("b",), ("a", "b"), [True, False, True]),
    ],
)
def test_frames_are_rendered_for_those_who_look(planner, high, low, all_of_them, wanted):
    import planner as module

    module.Planner.cameras = high
    level = Low(chunk=4, cameras=low)
    policy = hierarchical(level, "reach")

    assert policy.spec.cameras == all_of_them
    seen = [policy.wants_frames(0, "tidy up")]
    frames = {name: np.zeros((2, 2, 3), np.uint8) for name in all_of_them or ("main",)}
    policy.act(observe(0, **frames))
    policy.act(observe(4, **frames))
    # At 6 the high level speaks; within a chunk that goes on, nobody looks.
    seen += [policy.wants_frames(3, "tidy up") and low != (), policy.wants_frames(8, "tidy up")]
    if high is not None:
        assert set(policy._high.asked[0].frames) == set(high)
    assert seen[0] == wanted[0]


def test_privileged_poses_stay_with_the_level_that_asks_for_them(planner):
    low = Low(chunk=1)
    low.spec = dataclasses.replace(low.spec, privileged=True)
    policy = hierarchical(low, "reach")
    policy.act(dataclasses.replace(observe(0), privileged={"tcp": np.zeros(7)}))

    assert policy.spec.privileged
    assert policy._high.asked[0].privileged is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"high": ""}, "needs both levels"),
        ({"every": 0}, r"policy.every=0 .* at least 1"),
        ({"low": "zeero"}, "Did you mean 'zero'"),
        ({"low": "caller"}, "policy.low=caller is not possible"),
        ({"low": "remote", "low_options": {"server": {"command": "serve"}}}, "start the server"),
        ({"high": "planer:Planner"}, r"policy.high=planer:Planner: the module cannot be imported"),
        ({"high": "planner:Plan"}, "names nothing"),
        ({"high": "planner"}, "names nothing"),
        ({"high": "planner:NOTHING"}, "is int, which is no high level"),
        ({"high": "planner:Planner", "high_options": {"word": "a"}}, "cannot be made.*word"),
        ({"high": "planner:READY", "high_options": {"words": "a"}}, "is an object, not a class"),
        ({"high": "http://127.0.0.1:1", "high_options": {"camera": []}}, "'cameras'"),
        ({"high": "http://127.0.0.1:1", "high_options": {"connect_timeout_s": -1}}, "-1"),
    ],
)  # fmt: skip
def test_levels_that_do_not_fit(planner, changes, words):
    with pytest.raises(UsageError, match=words):
        HierarchicalPolicy(
            HierarchicalConfig(**({"high": "planner:Planner", "low": "zero"} | changes))
        )


def test_mistyped_option_of_the_low_level_is_named(planner):
    config = {"high": "planner:Planner", "low": "zero", "low_options": {"griper": 1.0}}
    with pytest.raises(UnknownNameError, match="'gripper'"):
        HierarchicalConfig(**config)


def test_one_camera_named_and_one_not(planner):
    import planner as module

    module.Planner.cameras = ("wrist",)
    with pytest.raises(UsageError, match="name the cameras of both"):
        hierarchical(Low(chunk=1, cameras=None), "reach")


def test_a_high_level_that_says_nothing_is_the_policys_fault(planner):
    policy = HierarchicalPolicy(HierarchicalConfig(high="planner:silent", low="zero"))
    policy.reset(CONTEXT)

    with pytest.raises(ActionError, match=r"planner:silent said '' at step 0"):
        policy.act(observe(0))


def test_a_server_as_high_level_and_its_death(planner):
    command = f"{sys.executable} {simeval_server.__file__} planner:Teller --port {{port}}"
    spec = ServerSpec(command=command, cwd=str(planner), restarts=0)
    with LaunchedServer(spec, planner / "server.log") as server:
        url = f"http://127.0.0.1:{server.port}"
        high = RemoteHighLevel(url, {"cameras": [], "reply_timeout_s": 20.0})
        high.reset(CONTEXT)
        said = [high.plan(observe(step, text)) for step, text in ((0, "tidy up"), (5, "stop"))]
    with pytest.raises(ModelConnectionError):
        high.plan(observe(10))

    assert said == ["tidy up at 0", "stop at 5"]
    assert high.cameras == ()


@pytest.mark.vulkan
def test_over_the_expert_a_run_is_that_of_the_expert_with_text(planner):
    same = [
        "run", "suite=smoke", "tasks=[widowx_spoon_on_towel]", "episodes=[0]", "horizon_steps=20",
        "videos=none", "report=false", "workers=1",
    ]  # fmt: skip
    two_levels = [
        "policy=hierarchical", "policy.high=planner:Planner", "policy.every=8",
        "policy.high_options={words:'reach,lift'}", "policy.low=expert", "out=both",
        "policy.low_options.rung=action_noise",
    ]  # fmt: skip
    assert main([*same, "policy=expert", "policy.rung=action_noise", "out=alone"]) == 0
    assert main([*same, *two_levels]) == 0
    alone, both = RunFolder(planner / "alone"), RunFolder(planner / "both")
    [key] = both.records()

    with np.load(alone.steps_file(key)) as one, np.load(both.steps_file(key)) as two:
        np.testing.assert_array_equal(one["actions"], two["actions"])
        np.testing.assert_array_equal(one["qpos"], two["qpos"])
    said = [(text.step, text.text) for text in both.records()[key].policy_text]
    assert said == [(0, "reach"), (8, "lift"), (16, "lift")]
