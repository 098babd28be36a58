"""What people wrote, as it was coded: estimates where a random part was coded by people.

A machine's count alone is shown as a count, with the reason why it is no estimate. A verdict
needs two people who agree: from an alpha of .80 on it is firm, from .667 on tentative, and
without or below that there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis import (
    CONTRADICTED,
    SUPPORTED,
    Claim,
    Judgement,
    NotEstimable,
    Verdict,
    judge_share,
)
from askwhy.analysis.coded import Firmness, prevalence
from askwhy.report.model import Figure, Figures, Section
from askwhy.report.shares import ALONE, Statement, row, without

if TYPE_CHECKING:
    from numpy.random import Generator

    from askwhy.analysis import Estimate
    from askwhy.analysis.coded import Coded
    from askwhy.report.model import Row

ANSWERED: Final = "answered"
WROTE_FIRST: Final = "wrote first"
EVERYTHING: Final = "everything"
MACHINE_ONLY: Final = (
    "Counted by a machine. No text drawn at random was coded by a person, so nobody knows how far "
    "it errs: run `askwhy code {code}`."
)
UNLIKE: Final[dict[Firmness, str]] = {
    Firmness.UNKNOWN: "Coded by one person; how far another would agree is not known.",
    Firmness.UNDEFINED: "Two people never differed and used one answer only: alpha is undefined.",
    Firmness.EXPLORATORY: "Two people agree too little (alpha below .667): a look, and no claim.",
    Firmness.TENTATIVE: "Tentative: two people agree only so far (alpha .667 to .80).",
    Firmness.FIRM: "",
}
ABOUT: Final = (
    "Of texts drawn at random, people's codings correct what the machine counted in all "
    "(double sampling, Tenenbein 1970); where the machine is of no help, they stand alone. Values "
    "that nobody and no machine found are left out."
)

_SAID: Final[dict[tuple[str, str, str], tuple[str, str, Statement]]] = {
    ("tone", ANSWERED, "2"): (
        "S13",
        "Ill at ease in their answer",
        Statement("Most who answer are ill at ease with it.", "at least"),
    ),
    ("reason", ANSWERED, "network only"): (
        "S14",
        "Only “in case”, nothing specific",
        Statement("More than half had no reason but “in case”.", "at least"),
    ),
}
_ROWS: Final = {
    ("tone", ANSWERED): "S13",
    ("reason", ANSWERED): "S14",
    ("reason", WROTE_FIRST): "S7",
    ("tone", WROTE_FIRST): "S7",
    ("favour", EVERYTHING): "S19",
}
_TITLES: Final = {
    ("reason", ANSWERED): "What they answered",
    ("tone", ANSWERED): "How they answered",
    ("reason", WROTE_FIRST): "Why the others wrote first",
    ("tone", WROTE_FIRST): "How the others wrote first",
    ("favour", EVERYTHING): "How many asked for something",
}
_TONES: Final = {"0": "At ease", "1": "A little uneasy", "2": "Ill at ease"}
_TEXTS: Final = {
    ANSWERED: "texts that answered your question",
    WROTE_FIRST: "texts with which people wrote of their own accord",
    EVERYTHING: "texts that people of the window wrote",
}
_QUIET: Final = {("favour", "none")}
"""Values that say that there is nothing."""


def coded_sections(coded: dict[tuple[str, str], Coded], rng: Generator) -> list[Section]:
    """A section for each code and each kind of words of which anything was coded."""
    return [
        _section(domain, coded[code, domain], rng)
        for code, domain in _TITLES
        if (code, domain) in coded and coded[code, domain].n
    ]


def _section(domain: str, counts: Coded, rng: Generator) -> Section:
    rows, figures, claims = [], [], []
    for value in counts.values:
        if (counts.code, value) in _QUIET:
            continue
        found = prevalence(counts, value, rng)
        if counts.is_whole:
            rows.append(_whole(domain, counts, value))
        elif isinstance(found, NotEstimable):
            rows.append(_by_machine(domain, counts, value))
        elif found.estimate or counts.counted(value):
            figures.append(_figure(counts, value, found))
            claims += _claim(domain, counts, value, found)
    lists = (Figures("As people would code them all", ABOUT, tuple(figures)),) if figures else ()
    return Section(
        _TITLES[counts.code, domain],
        _lead(counts),
        tuple(one for one in rows if one.k or one.method != "none"),
        tuple(claims),
        lists=lists,
    )


def _lead(counts: Coded) -> str:
    by_people, at_random = counts.persons.total(), counts.audit.total()
    texts = f"{counts.n:,} text{'s' * (counts.n != 1)}"
    if counts.is_whole:
        return f"{texts}, all coded by people."
    told = f"{texts}; {by_people:,} coded by people, {at_random:,} of them drawn at random."
    if counts.left_out:
        told += (
            f" {counts.left_out:,} more drawn are left out: people differ on them or are unsure."
        )
    return told


def _whole(domain: str, counts: Coded, value: str) -> Row:
    """Where people coded everything, the count is the share, and the interval is Wilson's."""
    id_, name, said = _told(domain, counts, value)
    pair = (counts.by_persons(value), counts.n)
    firm = counts.how_firm(value)
    is_claimed = firm in {Firmness.FIRM, Firmness.TENTATIVE}
    return row(id_, name, pair, _TEXTS[domain], said if is_claimed else None, UNLIKE[firm])


def _by_machine(domain: str, counts: Coded, value: str) -> Row:
    id_, name, _ = _told(domain, counts, value)
    pair = (counts.counted(value), counts.n)
    return without(id_, name, pair, _TEXTS[domain], MACHINE_ONLY.format(code=counts.code))


def _figure(counts: Coded, value: str, found: Estimate) -> Figure:
    return Figure(
        _name(counts.code, value),
        found.estimate,
        found.low,
        found.high,
        None,
        found.n,
        found.confidence,
        found.method,
        found.valid,
        UNLIKE[counts.how_firm(value)],
    )


def _claim(domain: str, counts: Coded, value: str, found: Estimate) -> list[Claim]:
    """The sentence about a value, judged by the corrected interval, where people agree enough."""
    _, _, said = _told(domain, counts, value)
    firm = counts.how_firm(value)
    if said is None or firm not in {Firmness.FIRM, Firmness.TENTATIVE}:
        return []
    if found.method != "double sampling":
        hits = sum(n for (_, told), n in counts.audit.items() if value in told)
        judged = judge_share(hits, counts.audit.total(), said.relation, said.share)
        assert not isinstance(judged, NotEstimable), "somebody coded a text"
        return [Claim(said.sentence, ALONE, "exploratory", judged)]
    people = ((sum(n for (_, told), n in counts.audit.items() if value in told)),)
    judged = Judgement(
        ((people[0], counts.audit.total()),),
        found.method,
        found.confidence,
        _verdict(found, said),
        found.estimate,
        found.low,
        found.high,
    )
    return [Claim(said.sentence, ALONE, "exploratory", judged)]


def _verdict(found: Estimate, said: Statement) -> Verdict:
    above, below = found.low >= said.share, found.high < said.share
    if said.relation == "at most":
        above, below = found.high <= said.share, found.low > said.share
    if above:
        return SUPPORTED
    note = "more texts drawn at random and coded by people narrow it"
    return CONTRADICTED if below else Verdict("unresolved", note=note)


def _told(domain: str, counts: Coded, value: str) -> tuple[str, str, Statement | None]:
    special = _SAID.get((counts.code, domain, value))
    if special is not None:
        return special
    return _ROWS[counts.code, domain], _name(counts.code, value), None


def _name(code: str, value: str) -> str:
    if code == "tone":
        return _TONES.get(value, value)
    if code == "favour":
        return "Texts that ask you for something"
    return f"{value[:1].upper()}{value[1:]}"
