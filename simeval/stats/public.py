"""Everything that `simeval.stats` offers, in one place."""

from __future__ import annotations

from simeval.stats.aggregates.improvement import (
    Improvement,
    improvement_interval,
    probability_of_improvement,
)
from simeval.stats.aggregates.macro import (
    MacroMean,
    macro_mean,
    macro_rate,
)
from simeval.stats.aggregates.mover import combined_interval
from simeval.stats.aggregates.profile import (
    ProfileBand,
    performance_profile,
    profile_band,
)
from simeval.stats.aggregates.summary import (
    iqm,
    optimality_gap,
)
from simeval.stats.clusters.bootstrap import (
    Bootstrap,
    cluster_bootstrap,
    stratified_bootstrap,
)
from simeval.stats.clusters.cluster_mean import (
    ClusterMean,
    cluster_mean,
)
from simeval.stats.clusters.repeats import (
    Repeats,
    episodes_that_count,
    repeated_outcomes,
)
from simeval.stats.combined.one_stage import (
    OneStage,
    one_stage_interval,
)
from simeval.stats.combined.ppi import (
    PredictionPowered,
    ppi_mean,
)
from simeval.stats.combined.two_stage import (
    TwoStage,
    two_stage_interval,
)
from simeval.stats.comparison.cmh import (
    MantelHaenszel,
    Stratum,
    cmh_test,
)
from simeval.stats.comparison.fisher import fisher_test
from simeval.stats.comparison.mcnemar import (
    McNemar,
    mcnemar_test,
)
from simeval.stats.comparison.multiplicity import (
    benjamini_hochberg,
    holm,
)
from simeval.stats.comparison.unconditional import (
    Alternative,
    barnard_test,
    boschloo_test,
)
from simeval.stats.differences.equivalence import (
    Equivalence,
    equivalence_test,
    paired_equivalence_test,
)
from simeval.stats.differences.farrington_manning import (
    NonInferiority,
    farrington_manning_test,
)
from simeval.stats.differences.miettinen_nurminen import miettinen_nurminen_interval
from simeval.stats.differences.newcombe import newcombe_interval
from simeval.stats.differences.tango import (
    tango_interval,
    tango_score,
    tango_test,
)
from simeval.stats.intervals.clopper_pearson import (
    clopper_pearson_interval,
    lower_rate_bound,
    upper_rate_bound,
)
from simeval.stats.intervals.jeffreys import jeffreys_interval
from simeval.stats.intervals.posterior import probability_better
from simeval.stats.planning.comparison_size import (
    pairs_needed,
    trials_per_arm,
)
from simeval.stats.planning.correlation_size import (
    CorrelationRange,
    correlation_range,
    policies_for_correlation,
)
from simeval.stats.planning.detectable import (
    detectable_difference,
    detectable_difference_paired,
    detectable_margin,
    detectable_margin_unpaired,
)
from simeval.stats.planning.exact_power import (
    paired_power,
    unpaired_power,
)
from simeval.stats.planning.gate_size import (
    GateSize,
    pairs_for_gate,
)
from simeval.stats.planning.interval_size import (
    trials_for_interval,
    wilson_half_width,
)
from simeval.stats.planning.repeats_size import (
    conditions_needed,
    design_effect,
    effective_episodes,
)
from simeval.stats.ranking.bradley_terry import (
    ELO_PER_LOGIT,
    BradleyTerry,
    bradley_terry,
    difference_interval,
)
from simeval.stats.ranking.davidson import (
    Davidson,
    davidson,
)
from simeval.stats.ranking.elo import online_elo
from simeval.stats.ranking.rank_intervals import (
    Comparison,
    RankInterval,
    rank_intervals,
)
from simeval.stats.ranking.task_buckets import (
    TaskBuckets,
    fit_task_buckets,
    task_buckets_log_likelihood,
)
from simeval.stats.sensitivity.factor_columns import Factor
from simeval.stats.sensitivity.factorial import (
    FactorialDesign,
    fractional_factorial,
)
from simeval.stats.sensitivity.logistic import (
    LogisticFit,
    fit_logistic,
)
from simeval.stats.sensitivity.marginal_effects import (
    FactorModel,
    MarginalEffect,
    factor_model,
)
from simeval.stats.sensitivity.paired_effects import (
    FactorEffect,
    paired_factor_effects,
)
from simeval.stats.sequential.best_policy import (
    BestPolicy,
    best_policy,
)
from simeval.stats.sequential.betting import (
    betting_interval,
    confidence_sequence,
    hedged_capital,
)
from simeval.stats.sequential.elimination import (
    Elimination,
    successive_elimination,
)
from simeval.stats.sequential.group_sequential import (
    group_sequential_constant,
    spending_bounds,
)
from simeval.stats.sequential.mcnemar_eprocess import (
    SequentialMcNemar,
    mcnemar_e_value,
    sequential_mcnemar_characteristics,
)
from simeval.stats.sequential.paired_gate import (
    GateDecision,
    PairedGate,
    Verdict,
    anytime_p_value,
    average_e_values,
    multiply_e_values,
)
from simeval.stats.sequential.paired_gate_characteristics import (
    GateCharacteristics,
    gate_characteristics,
)
from simeval.stats.sequential.paired_gate_interval import paired_gate_interval
from simeval.stats.sequential.paired_gate_simulation import (
    GateStops,
    stop_times,
)
from simeval.stats.sequential.running_evidence import RunningEvidence
from simeval.stats.sequential.sprt import (
    Sprt,
    SprtCharacteristics,
)
from simeval.stats.sequential.two_sample import two_sample_e_values
from simeval.stats.simreal.calibration import (
    Calibration,
    NewPolicyDistances,
    NewPolicyLine,
    calibration,
    distances_new_policies,
    line_new_policies,
)
from simeval.stats.simreal.coefficients import (
    kendall,
    pearson,
    spearman,
)
from simeval.stats.simreal.gaps import (
    bias_interval_these_policies,
    gap_interval,
    noise_mean_absolute_error,
)
from simeval.stats.simreal.kruskal import (
    KruskalWallis,
    kruskal_on_trials,
)
from simeval.stats.simreal.leave_one_out import (
    LeaveOneOut,
    leave_one_policy_out,
)
from simeval.stats.simreal.mean_of_tasks import MeanOfTasks
from simeval.stats.simreal.mmrv import (
    RankViolation,
    Variant,
    mmrv,
    rank_violations,
)
from simeval.stats.simreal.new_policies import (
    FEWEST_POLICIES,
    fisher_interval,
    pearson_interval_new_policies,
    rank_interval_new_policies,
)
from simeval.stats.simreal.noise_floor import (
    NoiseFloor,
    mmrv_noise_floor,
)
from simeval.stats.simreal.order_bounds import kendall_interval_these_policies
from simeval.stats.simreal.permutation import (
    Permutation,
    permutation_test,
)
from simeval.stats.simreal.reliability import (
    Deattenuated,
    binomial_variances,
    deattenuated_pearson,
    reliability,
)
from simeval.stats.simreal.these_policies import (
    TheseInterval,
    mmrv_interval_these_policies,
    pearson_interval_these_policies,
)
from simeval.stats.simreal.trials import MeasuredRate, Trials
from simeval.stats.wilson import (
    Interval,
    unscored_bounds,
    wilson_interval,
)

__all__ = [
    "ELO_PER_LOGIT",
    "FEWEST_POLICIES",
    "Alternative",
    "BestPolicy",
    "Bootstrap",
    "BradleyTerry",
    "Calibration",
    "ClusterMean",
    "Comparison",
    "CorrelationRange",
    "Davidson",
    "Deattenuated",
    "Elimination",
    "Equivalence",
    "Factor",
    "FactorEffect",
    "FactorModel",
    "FactorialDesign",
    "GateCharacteristics",
    "GateDecision",
    "GateSize",
    "GateStops",
    "Improvement",
    "Interval",
    "KruskalWallis",
    "LeaveOneOut",
    "LogisticFit",
    "MacroMean",
    "MantelHaenszel",
    "MarginalEffect",
    "McNemar",
    "MeanOfTasks",
    "MeasuredRate",
    "NewPolicyDistances",
    "NewPolicyLine",
    "NoiseFloor",
    "NonInferiority",
    "OneStage",
    "PairedGate",
    "Permutation",
    "PredictionPowered",
    "ProfileBand",
    "RankInterval",
    "RankViolation",
    "Repeats",
    "RunningEvidence",
    "SequentialMcNemar",
    "Sprt",
    "SprtCharacteristics",
    "Stratum",
    "TaskBuckets",
    "TheseInterval",
    "Trials",
    "TwoStage",
    "Variant",
    "Verdict",
    "anytime_p_value",
    "average_e_values",
    "barnard_test",
    "benjamini_hochberg",
    "best_policy",
    "betting_interval",
    "bias_interval_these_policies",
    "binomial_variances",
    "boschloo_test",
    "bradley_terry",
    "calibration",
    "clopper_pearson_interval",
    "cluster_bootstrap",
    "cluster_mean",
    "cmh_test",
    "combined_interval",
    "conditions_needed",
    "confidence_sequence",
    "correlation_range",
    "davidson",
    "deattenuated_pearson",
    "design_effect",
    "detectable_difference",
    "detectable_difference_paired",
    "detectable_margin",
    "detectable_margin_unpaired",
    "difference_interval",
    "distances_new_policies",
    "effective_episodes",
    "episodes_that_count",
    "equivalence_test",
    "factor_model",
    "farrington_manning_test",
    "fisher_interval",
    "fisher_test",
    "fit_logistic",
    "fit_task_buckets",
    "fractional_factorial",
    "gap_interval",
    "gate_characteristics",
    "group_sequential_constant",
    "hedged_capital",
    "holm",
    "improvement_interval",
    "iqm",
    "jeffreys_interval",
    "kendall",
    "kendall_interval_these_policies",
    "kruskal_on_trials",
    "leave_one_policy_out",
    "line_new_policies",
    "lower_rate_bound",
    "macro_mean",
    "macro_rate",
    "mcnemar_e_value",
    "mcnemar_test",
    "miettinen_nurminen_interval",
    "mmrv",
    "mmrv_interval_these_policies",
    "mmrv_noise_floor",
    "multiply_e_values",
    "newcombe_interval",
    "noise_mean_absolute_error",
    "one_stage_interval",
    "online_elo",
    "optimality_gap",
    "paired_equivalence_test",
    "paired_factor_effects",
    "paired_gate_interval",
    "paired_power",
    "pairs_for_gate",
    "pairs_needed",
    "pearson",
    "pearson_interval_new_policies",
    "pearson_interval_these_policies",
    "performance_profile",
    "permutation_test",
    "policies_for_correlation",
    "ppi_mean",
    "probability_better",
    "probability_of_improvement",
    "profile_band",
    "rank_interval_new_policies",
    "rank_intervals",
    "rank_violations",
    "reliability",
    "repeated_outcomes",
    "sequential_mcnemar_characteristics",
    "spearman",
    "spending_bounds",
    "stop_times",
    "stratified_bootstrap",
    "successive_elimination",
    "tango_interval",
    "tango_score",
    "tango_test",
    "task_buckets_log_likelihood",
    "trials_for_interval",
    "trials_per_arm",
    "two_sample_e_values",
    "two_stage_interval",
    "unpaired_power",
    "unscored_bounds",
    "upper_rate_bound",
    "wilson_half_width",
    "wilson_interval",
]
