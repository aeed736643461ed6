"""The four WidowX tasks of SIMPLER as data."""

from __future__ import annotations

from simeval.envs.task_spec import TaskSpec

_SOURCE = "SIMPLER, arXiv:2405.05941; simpler-env/SimplerEnv@4ab7178, ManiSkill2_real2sim@ef7a4d4"

_SUBMETRICS = (
    "moved_correct_obj",
    "moved_wrong_obj",
    "is_src_obj_grasped",
    "consecutive_grasp",
    "src_on_target",
)


def _widowx_task(
    name: str, instruction: str, *, robot: str = "widowx", horizon_steps: int = 60
) -> TaskSpec:
    return TaskSpec(
        name=name,
        instruction=instruction,
        robot=robot,
        horizon_steps=horizon_steps,
        control_hz=5,
        sim_hz=500,
        camera="3rd_view_camera",
        image_size=(640, 480),
        episode_count=24,
        submetrics=_SUBMETRICS,
        source=_SOURCE,
    )


WIDOWX_TASKS: tuple[TaskSpec, ...] = (
    _widowx_task("widowx_spoon_on_towel", "put the spoon on the towel"),
    _widowx_task("widowx_carrot_on_plate", "put carrot on plate"),
    _widowx_task("widowx_stack_cube", "stack the green block on the yellow block"),
    _widowx_task(
        "widowx_put_eggplant_in_basket",
        "put eggplant into yellow basket",
        robot="widowx_sink",
        horizon_steps=120,
    ),
)
