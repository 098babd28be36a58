"""What was coded, in the report: estimates, counts that are none, verdicts that follow alpha."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.analysis.coded import Coded, Firmness
from askwhy.report.coded import ANSWERED, EVERYTHING, WROTE_FIRST, coded_sections

if TYPE_CHECKING:
    from askwhy.report.model import Section

REASONS = ("selling", "network only")


def section(coded: Coded, domain: str = ANSWERED) -> Section:
    (found,) = coded_sections({(coded.code, domain): coded}, np.random.default_rng(1))
    return found


def reasons(**more: object) -> Coded:
    made = Coded("reason", REASONS, True, 100)
    made.machine = Counter({("network only",): 60, ("selling",): 10, (): 30})
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_a_machine_alone_gives_counts_and_the_reason_why_they_are_no_estimate() -> None:
    found = section(reasons())

    rows = {row.name: row for row in found.rows}
    row = rows["Only “in case”, nothing specific"]
    assert (row.id, row.k, row.n, row.low, row.verdict) == ("S14", 60, 100, None, "not estimable")
    assert "askwhy code reason" in row.note
    assert rows["Selling"].k == 10
    assert found.lists == ()
    assert found.ledger == ()


AUDIT = Counter(
    {
        (("network only",), ("network only",)): 29,
        (("network only",), ()): 1,
        ((), ()): 10,
        ((), ("network only",)): 1,
        (("selling",), ("selling",)): 4,
    }
)


@pytest.mark.parametrize(
    ("firm", "is_claimed", "told"),
    [
        (Firmness.FIRM, True, ""),
        (Firmness.TENTATIVE, True, "Tentative"),
        (Firmness.EXPLORATORY, False, "no claim"),
        (Firmness.UNDEFINED, False, "alpha is undefined"),
        (None, False, "one person"),
    ],
)
def test_a_corrected_share_has_an_interval_and_a_verdict_only_where_people_agree(
    firm: Firmness | None, is_claimed: bool, told: str
) -> None:
    coded = reasons(audit=AUDIT, persons=Counter({(): 45}))
    coded.firmness = {"network only": firm} if firm else {}
    found = section(coded)

    (figures,) = found.lists
    figure = next(one for one in figures.figures if one.name == "Network only")
    # .6 * 29 / 30 + .4 * 1 / 15
    assert figure.at is not None
    assert figure.at == pytest.approx(0.6 * 29 / 30 + 0.4 / 15)
    assert figure.low < figure.at < figure.high
    assert figure.method == "double sampling"
    assert told in figure.note
    assert bool(figure.note) == bool(told)
    assert [claim.verdict.outcome for claim in found.ledger] == ["unresolved"] * is_claimed
    assert found.rows == ()
    assert "left out" not in found.lead
    coded.left_out = 3
    assert "3 more drawn are left out" in section(coded).lead


def test_the_verdict_rests_on_the_corrected_interval() -> None:
    coded = reasons(audit=Counter({key: 20 * n for key, n in AUDIT.items()}), n=2000)
    coded.machine = Counter({("network only",): 1600, (): 300, ("selling",): 100})
    coded.firmness = {"network only": Firmness.FIRM}
    (claim,) = section(coded).ledger

    assert claim.verdict.outcome == "supported"
    assert claim.interval is not None
    assert claim.interval[0] > 0.5
    assert claim.sentence == "More than half had no reason but “in case”."


def test_where_people_coded_everything_the_count_is_the_share() -> None:
    coded = reasons(persons=Counter({("network only",): 80, (): 20}))
    coded.firmness = {"network only": Firmness.FIRM}
    found = section(coded)

    row = next(row for row in found.rows if row.id == "S14" and row.k == 80)
    assert (row.n, row.method, row.verdict) == (100, "wilson", "supported")
    assert "all coded by people" in found.lead
    assert found.lists == ()


def test_every_kind_of_words_has_its_section_and_its_rows_id() -> None:
    tone = Coded("tone", ("0", "1", "2"), False, 10, Counter({("2",): 7, ("0",): 3}))
    favour = Coded("favour", ("asked", "none"), False, 30, Counter({("asked",): 9, ("none",): 21}))
    told = coded_sections(
        {
            ("reason", ANSWERED): reasons(), ("reason", WROTE_FIRST): reasons(),
            ("tone", ANSWERED): tone, ("favour", EVERYTHING): favour,
        },
        np.random.default_rng(1),
    )  # fmt: skip

    ids = [{row.id for row in found.rows} for found in told]
    assert ids == [{"S14"}, {"S13"}, {"S7"}, {"S19"}]
    assert [row.name for row in told[1].rows] == ["At ease", "Ill at ease in their answer"]
    assert [(row.k, row.n) for row in told[3].rows] == [(9, 30)], "“none” is no row"
    assert len({found.title for found in told}) == len(told)


def test_nothing_coded_is_no_section() -> None:
    assert coded_sections({}, np.random.default_rng(1)) == []
    empty = Coded("reason", REASONS, True)
    assert coded_sections({("reason", ANSWERED): empty}, np.random.default_rng(1)) == []
