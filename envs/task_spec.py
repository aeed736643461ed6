"""What a task is: plain data, so that listing and hashing tasks loads no simulator."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TaskSpec:
    """One goal in one robot set-up, with everything that fixes its episodes.

    Attributes:
        name: Task name as SimplerEnv users know it, e.g. ``"widowx_carrot_on_plate"``.
        instruction: Language instruction given to the policy. Where it differs between episodes,
            what differs is a word in braces, e.g. ``"pick {object}"``.
        robot: Robot set-up; names the robot, its start pose and its camera.
        horizon_steps: Control steps after which the episode is truncated.
        control_hz: Policy actions per second.
        sim_hz: Physics steps per second.
        camera: Name of the camera whose frames the policy reads.
        image_size: Native frame size of that camera, (width, height) in pixels.
        episode_count: Size of the published grid of initial conditions; episode ids are
            ``0 .. episode_count - 1``.
        submetrics: Names of the boolean sub-metrics in ``info`` besides ``success``, in the order
            in which a table should show them.
        measures: Names of the numbers in ``info``.
        source: Where the facts come from.
        family: Which tasks it shares rules and scene with; names the environment class.
    """

    name: str
    instruction: str
    robot: str
    horizon_steps: int
    control_hz: int
    sim_hz: int
    camera: str
    image_size: tuple[int, int]
    episode_count: int
    submetrics: tuple[str, ...]
    source: str
    family: str = "put_on"
    measures: tuple[str, ...] = ()

    @property
    def env_id(self) -> str:
        """Gymnasium id of the task."""
        return f"simeval/{self.name}-v1"
