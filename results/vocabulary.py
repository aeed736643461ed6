"""The words that the published tables may use, each with its meaning.

A table that uses another word does not load, so that a misspelt setting cannot hide a row.
"""

from __future__ import annotations

BENCHMARKS = {
    "simpler": "SIMPLER, arXiv:2405.05941: Google robot and WidowX in SAPIEN and on real robots",
    "polaris": "PolaRiS, arXiv:2512.16881: DROID Franka in Gaussian-splat scenes",
    "roboarena": "RoboArena, arXiv:2506.18123: real DROID robots, ranked over many sites",
    "autoeval": "AutoEval, arXiv:2503.24278: real WidowX stations that reset and judge themselves",
}

SETTINGS = {
    "real": "trials on a real robot, judged by people",
    "auto_eval": "trials on a real robot, reset and judged by learned models",
    "visual_matching": "SIMPLER with the background of a real photo and matched textures",
    "variant_aggregation": "SIMPLER averaged over lighting, background, table and distractors",
    "shift": "SIMPLER with one visual factor changed",
    "ablation": "SIMPLER with one part of the simulation changed",
    "simpler": "SIMPLER scenes built by the authors of another benchmark",
    "polaris": "PolaRiS simulation",
    "ctrl_world": "roll-outs inside the world model Ctrl-World",
    "libero_1k": "LIBERO after 1,000 steps of co-training",
    "libero_10k": "LIBERO after 10,000 steps of co-training",
    "libero_50k": "LIBERO after 50,000 steps of co-training",
    "training_mse": "action error on training data instead of trials",
    "validation_mse": "action error on held-out data instead of trials",
    "vlm_judge": "real trials, judged by a vision-language model",
    "unclear": "the source does not say whether the number is simulated or real",
}

RATE_METRICS = {
    "success": "share of trials that reached the goal",
    "grasp": "share of trials that grasped the object",
    "progress": "mean share of the task that was done",
}

OTHER_METRICS = {
    "success_drop": "success without minus success with a change, as printed",
    "pearson_r": "Pearson correlation between this setting and the real trials, over policies",
    "mmrv": "mean maximum rank violation of this setting against the real trials, over policies",
    "kruskal_policies": "policies whose trials differ from the real ones at 5 % (Kruskal-Wallis)",
    "board_score": "score of the public leaderboard",
    "bradley_terry": "Bradley-Terry strength",
    "episodes_per_day": "trials that one station runs in 24 hours",
    "interventions_per_day": "human interventions in 24 hours",
}

METRICS = RATE_METRICS | OTHER_METRICS

COUNTS = {
    "stated": "the source prints the counts",
    "derived": "the source states the trials, and one number of successes gives the printed rate",
    "assumed": "the source does not state the trials of this row; the note says what was taken",
}

EDITIONS = {
    "paper": "the paper",
    "repository": "the benchmark's code, where it differs from the paper or adds to it",
    "website": "the project's page",
    "leaderboard": "the benchmark's public ranking",
    "quoted": "the paper, but read at second hand",
    "third_party": "somebody else's runs",
}

FLAGS = {
    "misprint": "the printed number cannot be right; the counts hold the right one",
    "last_digit": "cut or rounded twice; the counts hold the right number",
    "not_a_multiple": "no count of the protocol's trials gives this rate, so there are no counts",
    "stopped_early": "fewer trials than the protocol; how many is not stated per row",
    "disputed": "two sources, or two places of one source, disagree",
    "stale": "does not follow from the rates printed elsewhere in the same source",
    "ambiguous": "what the number measures is not stated",
}

#: Flags whose rows carry a count that replaces the printed value.
CORRECTED_FLAGS = frozenset({"misprint", "last_digit"})
