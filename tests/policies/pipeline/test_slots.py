from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simeval.errors import UsageError
from simeval.policies.interface import ActionChunk, EpisodeContext, Policy
from simeval.policies.model import Model
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.slots import Slots
from simeval.policies.presets import load_preset
from simeval.policies.specs import Preset

TASK_OF = {"widowx": "widowx_carrot_on_plate", "google": "google_robot_pick_coke_can"}


def context(preset: Preset, seed: int = 0, **changes) -> EpisodeContext:
    values = {
        "task": TASK_OF.get(preset.robot, "droid_food_bussing"),
        "variant": "default",
        "episode_id": seed,
        "instruction": "Put carrot on plate",
        "seed": seed,
        "horizon_steps": 60,
        "control_hz": preset.action.control_hz,
    }
    return EpisodeContext(**(values | changes))


def episode(policy: ModelPolicy, preset: Preset, observe, steps: int, seed: int = 0) -> np.ndarray:
    """Run an episode as the runner does, rendering only where the policy wants frames."""
    policy.reset(context(preset, seed))
    actions: list[np.ndarray] = []
    while len(actions) < steps:
        actions += list(step_of(policy, observe, len(actions), seed).actions)
    return np.array(actions[:steps])


def step_of(policy: ModelPolicy, observe, step: int, seed: int = 0, **changes) -> ActionChunk:
    observation = observe(step, seed=seed, **changes)
    if not policy.wants_frames(step, observation.instruction):
        observation = dataclasses.replace(observation, frames={})
    return policy.act(observation)


NAMES = [
    "octo-google",
    "cogact-widowx",
    "pi0-google",
    "xvla-widowx",
    "robovlms-widowx",
    "rt1-google",
]


@pytest.fixture
def preset_and_statistics(request):
    preset = load_preset(request.param)
    if preset.action.unnormalise is None:
        return preset, None
    from simeval.policies.pipeline.statistics import ActionStatistics

    width = preset.action.width
    generator = np.random.default_rng(1)
    return preset, ActionStatistics(
        low=-generator.uniform(0.1, 0.3, width),
        high=generator.uniform(0.1, 0.3, width),
        mask=np.ones(width, dtype=bool),
    )


def test_it_is_a_policy(hash_model):
    preset = load_preset("openvla-widowx")
    model = hash_model(preset.action)

    policy = ModelPolicy(preset, model)

    assert isinstance(model, Model)
    assert isinstance(policy, Policy)
    assert policy.spec.name == "openvla-widowx"
    assert policy.spec.cameras is None
    assert policy.spec.config["preset"]["action"]["chunk"] == 1
    policy.close()
    assert model.closed


def test_named_cameras_reach_the_spec(hash_model):
    preset = load_preset("pi05-droid")

    assert ModelPolicy(preset, hash_model(preset.action)).spec.cameras == (
        "external_cam",
        "wrist_cam",
    )


@pytest.mark.parametrize("preset_and_statistics", NAMES, indirect=True)
def test_a_batch_equals_its_episodes_one_by_one(preset_and_statistics, observe, hash_model):
    """Five slots at once, begun at different times and out of step: bit for bit the same."""
    preset, statistics = preset_and_statistics
    seeds, steps = range(5), 35
    alone = {
        seed: episode(
            ModelPolicy(preset, hash_model(preset.action), statistics=statistics),
            preset,
            observe,
            steps,
            seed,
        )
        for seed in seeds
    }
    slots = Slots(preset, hash_model(preset.action), statistics)
    together: dict[int, list[np.ndarray]] = {seed: [] for seed in seeds}

    for turn in range(10 * steps):
        begun = [seed for seed in seeds if turn >= 2 * seed]
        if turn % 2 == 0 and turn // 2 in seeds:
            slots.begin({str(turn // 2): context(preset, turn // 2)})
        open_seeds = [seed for seed in begun if len(together[seed]) < steps]
        # Some slots rest at each turn.
        moving = [seed for seed in open_seeds if (seed + turn) % 3]
        chunks = slots.act({str(seed): observe(len(together[seed]), seed=seed) for seed in moving})
        for seed in moving:
            together[seed] += list(chunks[str(seed)].actions)

    for seed in seeds:
        np.testing.assert_array_equal(np.array(together[seed][:steps]), alone[seed])
    assert not np.array_equal(alone[0], alone[1])


@pytest.mark.parametrize("preset_and_statistics", NAMES, indirect=True)
def test_nothing_leaks_from_one_episode_into_the_next(preset_and_statistics, observe, hash_model):
    """A, B, A: the second A is the first (Magma's wrapper fails this)."""
    preset, statistics = preset_and_statistics
    policy = ModelPolicy(preset, hash_model(preset.action), statistics=statistics)

    first = episode(policy, preset, observe, 33, seed=1)
    episode(policy, preset, observe, 17, seed=2)

    np.testing.assert_array_equal(episode(policy, preset, observe, 33, seed=1), first)


@pytest.mark.parametrize(
    ("name", "asked", "seen"),
    [
        # One forward pass a step.
        ("openvla-widowx", [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]),
        ("octo-widowx", [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]),
        # Four actions of each reply.
        ("pi0-widowx", [0, 4], [0, 4]),
        ("groot-n15-google", [0, 5], [0, 5]),
    ],
)
def test_who_is_asked_when_and_with_which_frames(name, asked, seen, observe, hash_model):
    preset = load_preset(name)
    model = hash_model(preset.action)
    statistics = None
    if preset.action.unnormalise is not None:
        from simeval.policies.pipeline.statistics import ActionStatistics

        statistics = ActionStatistics(low=np.zeros(7), high=np.ones(7), mask=np.ones(7, dtype=bool))
    policy = ModelPolicy(preset, model, statistics=statistics)
    policy.reset(context(preset))

    wanted, step = [], 0
    while step < 6:
        if policy.wants_frames(step, "Put carrot on plate"):
            wanted.append(step)
        step += len(step_of(policy, observe, step).actions)

    assert [request.step for batch in model.batches for request in batch] == asked
    assert wanted == seen


def with_history(execute: int, history: tuple[int, ...]) -> Preset:
    preset = load_preset("pi0-widowx")
    [camera] = preset.observation.cameras
    camera = dataclasses.replace(camera, history=history, time_axis=True)
    return dataclasses.replace(
        preset,
        observation=dataclasses.replace(preset.observation, cameras=(camera,)),
        action=dataclasses.replace(preset.action, execute=execute),
    )


@pytest.mark.parametrize(
    ("execute", "history", "stops"),
    [
        # The image of the step before an inference is wanted, too.
        (4, (-1, 0), [0, 3, 4, 7, 8]),
        (4, (-3, 0), [0, 1, 4, 5, 8]),
        (4, (-4, 0), [0, 4, 8]),
        # Further back than one chunk: the inference at 8 needs step 2, the one at 4 nothing.
        (4, (-6, 0), [0, 2, 4, 6, 8]),
    ],
)
def test_steps_that_an_inference_will_look_back_to_are_seen(
    execute, history, stops, observe, hash_model
):
    preset = with_history(execute, history)
    model = hash_model(preset.action)
    policy = ModelPolicy(preset, model)
    policy.reset(context(preset))

    step, stopped = 0, []
    while step <= 8:
        stopped.append(step)
        step += len(step_of(policy, observe, step).actions)

    assert stopped == stops
    [camera] = preset.observation.cameras
    from simeval.policies.pipeline.images import prepare_image

    for batch in model.batches:
        [request] = batch
        images = request.inputs["observation/primary_image"]
        wanted = [max(0, request.step + delta) for delta in history]
        for image, at in zip(images, wanted, strict=True):
            [frame] = observe(at).frames.values()
            np.testing.assert_array_equal(image, prepare_image(frame, camera))


def test_absolute_poses_want_the_state_at_every_step_and_frames_rarely(observe, hash_model):
    preset = load_preset("xvla-widowx")
    model = hash_model(preset.action)
    policy = ModelPolicy(preset, model)
    policy.reset(context(preset))

    wanted = []
    for step in range(61):
        if policy.wants_frames(step, "Put carrot on plate"):
            wanted.append(step)
        assert len(step_of(policy, observe, step).actions) == 1

    assert wanted == [0, 30, 60]
    assert [request.step for batch in model.batches for request in batch] == [0, 30, 60]
    # The second request feeds the last executed row back.
    last = model._reply(model.batches[0][0]).outputs["actions"][29]
    np.testing.assert_allclose(
        model.batches[1][0].inputs["proprio"], [*last[:10], *[0] * 10], rtol=1e-6
    )


@pytest.mark.parametrize(
    ("of_model", "of_preset", "sizes"), [(64, None, [5]), (2, None, [2, 2, 1]), (64, 1, [1] * 5)]
)
def test_forward_passes_are_no_larger_than_allowed(of_model, of_preset, sizes, observe, hash_model):
    preset = dataclasses.replace(load_preset("pi0-widowx"), largest_batch=of_preset)
    model = hash_model(preset.action, largest_batch=of_model)
    slots = Slots(preset, model)
    slots.begin({str(seed): context(preset, seed) for seed in range(5)})

    slots.act({str(seed): observe(0, seed=seed) for seed in range(5)})

    assert [len(batch) for batch in model.batches] == sizes


def test_only_slots_without_actions_are_asked(observe, hash_model):
    preset = load_preset("pi0-widowx")
    model = hash_model(dataclasses.replace(preset.action, chunk=16))
    slots = Slots(preset, model)
    slots.begin({"a": context(preset, 0)})
    slots.act({"a": observe(0, seed=0)})
    slots.begin({"b": context(preset, 1)})

    slots.act({"b": observe(0, seed=1)})

    assert [len(batch) for batch in model.batches] == [1, 1]
    assert model.batches[0][0].session != model.batches[1][0].session


def test_sessions_carry_seed_and_instruction(hash_model):
    preset = load_preset("openvla-widowx")
    model = hash_model(preset.action)
    policy = ModelPolicy(preset, model)

    policy.reset(context(preset, 41))
    policy.reset(context(preset, 41))

    assert [start.seed for start in model.starts] == [41, 41]
    assert model.starts[0].instruction == "Put carrot on plate"
    assert model.starts[0].session != model.starts[1].session


def test_a_new_instruction_drops_what_is_left(observe, hash_model):
    preset = load_preset("pi0-widowx")
    model = hash_model(preset.action)
    policy = ModelPolicy(preset, model)
    policy.reset(context(preset))
    slots = policy._slots

    assert len(policy.act(observe(0)).actions) == 4
    # As if the runner had broken the chunk off after two actions.
    assert slots.wants_frames("only", 2, "open the drawer")
    policy.act(observe(2, instruction="open the drawer"))

    prompts = [request.inputs["prompt"] for batch in model.batches for request in batch]
    assert prompts == ["Put carrot on plate", "open the drawer"]
    assert len(model.starts) == 1


@pytest.mark.parametrize("name", ["pi0-widowx", "pi0-google"])
def test_actions_that_were_not_executed_leave_no_trace(name, observe, hash_model):
    """Broken off after two of four, everything is as if two had been asked for."""
    preset = load_preset(name)

    def start(execute: int) -> ModelPolicy:
        action = dataclasses.replace(preset.action, execute=execute)
        policy = ModelPolicy(dataclasses.replace(preset, action=action), hash_model(action))
        policy.reset(context(preset))
        return policy

    # Changes of the gripper are large enough to be held for some steps.
    broken_off, in_twos = start(4), start(2)
    first = broken_off.act(observe(0)).actions
    np.testing.assert_array_equal(first[:2], in_twos.act(observe(0)).actions)
    for step in range(2, 30, 2):
        told = observe(step, instruction=f"instruction {step}")
        assert broken_off.wants_frames(step, told.instruction)
        np.testing.assert_array_equal(
            broken_off.act(told).actions[:2], in_twos.act(told).actions, err_msg=str(step)
        )


def test_asked_early_the_network_is_asked_too(observe, hash_model):
    """As in real-time mode, before the actions of the last answer are used up."""
    preset = load_preset("pi0-widowx")
    policy = ModelPolicy(preset, hash_model(preset.action))
    policy.reset(context(preset, real_time=True))

    for step in (0, 3, 6, 10):
        assert policy.wants_frames(step, "Put carrot on plate")
        assert len(policy.act(observe(step)).actions) == 4

    steps = [request.step for batch in policy._slots._model.batches for request in batch]
    assert steps == [0, 3, 6, 10]


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        (load_preset("xvla-widowx"), "at the robot's state of its own step"),
        (load_preset("octo-widowx"), "looks back to frames"),
    ],
)
def test_real_time_mode_wants_all_actions_at_once(preset, words, hash_model):
    from simeval.policies.pipeline.statistics import ActionStatistics

    statistics = ActionStatistics(low=np.zeros(7), high=np.ones(7), mask=np.ones(7, dtype=bool))
    policy = ModelPolicy(preset, hash_model(preset.action), statistics=statistics)

    with pytest.raises(UsageError, match=words):
        policy.reset(context(preset, real_time=True))


@pytest.mark.parametrize("history", [(-1, 0), (-6, 0), (-4, -2, 0)])
def test_a_new_instruction_keeps_the_history(history, observe, hash_model):
    """What is left goes on, and the next inference has the new words and all its images."""
    preset = with_history(4, history)
    changed, plain = (ModelPolicy(preset, hash_model(preset.action)) for _ in range(2))
    actions: dict[ModelPolicy, list[np.ndarray]] = {changed: [], plain: []}
    for policy, done in actions.items():
        policy.reset(context(preset))
        while len(done) < 16:
            step = len(done)
            text = "open the drawer" if policy is changed and step >= 5 else "Put carrot on plate"
            chunk = step_of(policy, observe, step, instruction=text).actions
            # The runner breaks a chunk off where the instruction changes.
            done += list(chunk[: 5 - step] if policy is changed and step < 5 else chunk)
    requests = [
        [request for batch in policy._slots._model.batches for request in batch]
        for policy in actions
    ]

    np.testing.assert_array_equal(actions[changed][:8], actions[plain][:8])
    assert not np.array_equal(actions[changed][8:12], actions[plain][8:12])
    assert [request.step for request in requests[0]] == [0, 4, 8, 12]
    for one, other in zip(*requests, strict=True):
        np.testing.assert_array_equal(
            one.inputs["observation/primary_image"], other.inputs["observation/primary_image"]
        )
    assert [request.inputs["prompt"] for request in requests[0]] == [
        *["Put carrot on plate"] * 2,
        *["open the drawer"] * 2,
    ]
    assert len(changed._slots._model.starts) == 1


def test_a_new_instruction_resets_where_the_original_does(observe, hash_model):
    """SimplerEnv's Octo forgets images, ensemble and gripper."""
    preset = load_preset("spatialvla-google")
    model = hash_model(preset.action)
    policy = ModelPolicy(preset, model)
    policy.reset(context(preset))
    for step in range(3):
        policy.act(observe(step))

    changed = policy.act(observe(3, instruction="open the drawer")).actions

    assert [start.instruction for start in model.starts] == [
        "Put carrot on plate",
        "open the drawer",
    ]
    fresh = ModelPolicy(preset, hash_model(preset.action))
    fresh.reset(context(preset, instruction="open the drawer"))
    np.testing.assert_array_equal(
        changed, fresh.act(observe(3, instruction="open the drawer")).actions
    )


def test_text_is_told_once(observe, hash_model):
    preset = load_preset("xvla-widowx")
    policy = ModelPolicy(preset, hash_model(preset.action))
    policy.reset(context(preset))

    texts = [step_of(policy, observe, step).text for step in range(31)]

    assert texts == ["at 0", *[None] * 29, "at 30"]


def test_the_end_comes_after_the_last_action_of_the_reply(observe, hash_model):
    preset = load_preset("xvla-widowx")
    model = hash_model(preset.action)
    model.terminate_at = 0
    policy = ModelPolicy(preset, model)
    policy.reset(context(preset))

    ends = [step_of(policy, observe, step).terminate for step in range(30)]

    assert ends == [False] * 29 + [True]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"task": "google_robot_pick_coke_can"}, r"made for the robot widowx.*'google_robot_pick"),
        ({"control_hz": 3}, r"made for 5 actions per second.*runs at 3"),
    ],
)
def test_a_task_that_does_not_fit(changes, message, hash_model):
    preset = load_preset("openvla-widowx")
    policy = ModelPolicy(preset, hash_model(preset.action))

    with pytest.raises(UsageError, match=message):
        policy.reset(context(preset, **changes))


def test_a_frame_that_is_missing(observe, hash_model):
    preset = load_preset("openvla-widowx")
    policy = ModelPolicy(preset, hash_model(preset.action))
    policy.reset(context(preset))

    with pytest.raises(UsageError, match=r"wants one camera at step 0; .* no frame"):
        policy.act(observe(0, frames=()))
    with pytest.raises(UsageError, match=r"one camera.*has a, b"):
        policy.act(observe(0, frames=("a", "b")))


def test_requests_say_what_the_instruction_is_now(observe, hash_model):
    """Under whatever name and in whatever template the network reads it."""
    preset = load_preset("openvla-widowx")
    policy = ModelPolicy(preset, hash_model(preset.action))
    policy.reset(context(preset))
    policy.act(observe(0))
    policy.act(observe(1, instruction="Open the drawer"))

    requests = [request for batch in policy._slots._model.batches for request in batch]
    assert [request.instruction for request in requests] == [
        "Put carrot on plate",
        "Open the drawer",
    ]
