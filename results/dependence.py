"""Which published numbers do not stand on their own: checkpoints of one run, averages of tasks."""

from __future__ import annotations

#: Training runs with more than one published checkpoint: policy -> run. SIMPLER evaluates three
#: checkpoints of one RT-1 training: at 1,120, 58,240 and 400,120 steps.
TRAINING_RUNS: dict[str, dict[str, str]] = {
    "simpler": {"rt-1-begin": "rt-1", "rt-1-15pct": "rt-1", "rt-1-converged": "rt-1"},
}

#: Tasks whose published rate is the mean over other published tasks: task -> its parts.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "simpler": {
        "google_robot_pick_coke_can": (
            "google_robot_pick_horizontal_coke_can",
            "google_robot_pick_vertical_coke_can",
            "google_robot_pick_standing_coke_can",
        ),
        "google_robot_drawer_average": ("google_robot_open_drawer", "google_robot_close_drawer"),
    },
}

#: Printed coefficients that are means over tasks: name -> benchmark's (task, metric) behind it.
AVERAGES: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "simpler": {
        "google_robot_average": (
            ("google_robot_pick_coke_can", "success"),
            ("google_robot_move_near", "success"),
            ("google_robot_drawer_average", "success"),
        ),
        "widowx_average": tuple(
            (task, metric)
            for task in (
                "widowx_spoon_on_towel",
                "widowx_carrot_on_plate",
                "widowx_stack_cube",
                "widowx_put_eggplant_in_basket",
            )
            for metric in ("grasp", "success")
        ),
    },
    "autoeval": {
        "autoeval_average": tuple(
            (task, "success")
            for task in (
                "autoeval_open_drawer",
                "autoeval_close_drawer",
                "autoeval_eggplant_to_basket",
                "autoeval_eggplant_to_sink",
                "autoeval_fold_cloth",
            )
        ),
    },
}
