"""What counts can bear: estimates with intervals and verdicts, or the reason why there is none.

Counts go in, frozen results come out; nothing here reads a row, a file, a clock or chance. Every
random method takes a `numpy.random.Generator`. SciPy is imported only when a method needs it.
"""

from askwhy.analysis.cohort import Cohort
from askwhy.analysis.differences import risk_difference_interval
from askwhy.analysis.fisher import boschloo_p
from askwhy.analysis.homogeneity import HomogeneityTest, homogeneity_test
from askwhy.analysis.intervals import proportion_interval
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
from askwhy.analysis.results import (
    CONTRADICTED,
    SUPPORTED,
    Estimate,
    Estimates,
    NotEstimable,
    Verdict,
)

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "Cohort",
    "EqualityChances",
    "Estimate",
    "Estimates",
    "HomogeneityTest",
    "NotEstimable",
    "PairDifference",
    "SampleSize",
    "Verdict",
    "adjust_pvalues",
    "boschloo_p",
    "chances_if_equal",
    "consistent_counts",
    "consistent_totals",
    "e_bh",
    "homogeneity_test",
    "pairwise_differences",
    "power_two_proportions",
    "proportion_interval",
    "risk_difference_interval",
    "sample_size_two_proportions",
]
