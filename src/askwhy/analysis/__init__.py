"""What counts can bear: estimates with intervals and verdicts, or the reason why there is none.

Counts go in, frozen results come out; nothing here reads a row, a file, a clock or chance. Every
random method takes a `numpy.random.Generator`. SciPy is imported only when a method needs it.
"""

from askwhy.analysis.agreement import (
    Agreement,
    agreement,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)
from askwhy.analysis.claims import (
    Claim,
    Judgement,
    judge_difference,
    judge_groups,
    judge_ordering,
    judge_share,
)
from askwhy.analysis.coding_error import double_sampling, human_codes_needed, rogan_gladen
from askwhy.analysis.cohort import Cohort
from askwhy.analysis.diagnose import (
    Arm,
    Design,
    Diagnosis,
    Quality,
    diagnose,
    lognormal_delays,
    months_needed,
)
from askwhy.analysis.differences import risk_difference_interval
from askwhy.analysis.fisher import boschloo_p
from askwhy.analysis.homogeneity import HomogeneityTest, homogeneity_test
from askwhy.analysis.intervals import proportion_interval
from askwhy.analysis.labels import (
    LatentDifference,
    LatentRates,
    latent_difference,
    latent_group_rates,
    recalibrated_probabilities,
)
from askwhy.analysis.multiplicity import adjust_pvalues, e_bh
from askwhy.analysis.pairs import PairDifference, pairwise_differences
from askwhy.analysis.power import (
    SampleSize,
    power_two_proportions,
    sample_size_two_proportions,
)
from askwhy.analysis.published import (
    EqualityChances,
    chances_if_equal,
    consistent_counts,
    consistent_totals,
)
from askwhy.analysis.ratio import RatioMismatch, sample_ratio_mismatch
from askwhy.analysis.results import (
    CONTRADICTED,
    SUPPORTED,
    Estimate,
    Estimates,
    NotEstimable,
    Verdict,
)
from askwhy.analysis.sequential import EProcess, e_process, equality_e_value
from askwhy.analysis.shrinkage import ShrunkenShares, probability_greater, shrink_proportions
from askwhy.analysis.stratified import (
    AllocationTest,
    StratifiedComparison,
    allocation_test,
    compare_within_strata,
)
from askwhy.analysis.survival import LogRank, ReplyCurve, logrank, reply_curve, reply_rate_by

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "Agreement",
    "AllocationTest",
    "Arm",
    "Claim",
    "Cohort",
    "Design",
    "Diagnosis",
    "EProcess",
    "EqualityChances",
    "Estimate",
    "Estimates",
    "HomogeneityTest",
    "Judgement",
    "LatentDifference",
    "LatentRates",
    "LogRank",
    "NotEstimable",
    "PairDifference",
    "Quality",
    "RatioMismatch",
    "ReplyCurve",
    "SampleSize",
    "ShrunkenShares",
    "StratifiedComparison",
    "Verdict",
    "adjust_pvalues",
    "agreement",
    "allocation_test",
    "boschloo_p",
    "chances_if_equal",
    "cohen_kappa",
    "compare_within_strata",
    "consistent_counts",
    "consistent_totals",
    "diagnose",
    "double_sampling",
    "e_bh",
    "e_process",
    "equality_e_value",
    "fleiss_kappa",
    "homogeneity_test",
    "human_codes_needed",
    "judge_difference",
    "judge_groups",
    "judge_ordering",
    "judge_share",
    "krippendorff_alpha",
    "latent_difference",
    "latent_group_rates",
    "lognormal_delays",
    "logrank",
    "months_needed",
    "pairwise_differences",
    "power_two_proportions",
    "probability_greater",
    "proportion_interval",
    "recalibrated_probabilities",
    "reply_curve",
    "reply_rate_by",
    "risk_difference_interval",
    "rogan_gladen",
    "sample_ratio_mismatch",
    "sample_size_two_proportions",
    "shrink_proportions",
]
