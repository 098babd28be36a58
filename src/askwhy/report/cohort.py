"""The people of the window: who asked, what happened next, how soon, what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from askwhy.analysis.tabulate import whole_days
from askwhy.history import Answer, Standing
from askwhy.report import monitoring, waiting
from askwhy.report.model import Section
from askwhy.report.shares import Statement, row, without
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from collections.abc import Set

    from askwhy.analysis.tabulate import Noted, Requests, Tally
    from askwhy.report.model import Row

_BY_HAND: Final = "As you noted it by hand; “unknown” is left out."
_WINDOW: Final = "people whose request fell into the window"
_NOTED: Final = f"{_WINDOW}, and of whom you noted it"
_SETTLED: Final = "people of the window, accepted long enough ago to have written"
_ASKED: Final = "people whom you asked, and whose time to answer is over"
_REPLIED: Final = "people who answered your question, and of whom you noted it"


def arrival_section(requests: Requests, noted: Noted) -> Section:
    """Who asked, and with which words."""
    rows: list[Row] = []
    if requests.n:
        rows.append(
            row(
                "S6",
                "Wrote words of their own in the request",
                (requests.notes[NoteKind.OWN_WORDS], requests.n),
                _WINDOW,
                Statement("Fewer than half say anything of their own when they ask.", "at most"),
                "Free accounts can add only a handful of notes a month, so a missing note is not "
                "always a choice.",
            )
        )
    if requests.notes[NoteKind.BARE_REQUEST]:
        stock = (requests.notes[NoteKind.BARE_REQUEST], requests.n)
        rows.append(row("S6", "Sent a stock sentence only", stock, _WINDOW))
    if requests.suspected:
        suspected = (requests.suspected.total(), requests.n)
        name = "Wrote what looks like a scam"
        note = _suspected(apart=requests.scams_apart)
        rows.append(without("S15", name, suspected, _WINDOW, note))
    if "known" in noted.of_all:
        unknown = noted.share("known", "never")
        said = Statement("Most who ask are people you had never heard of.", "at least")
        rows.append(row("S8", "You had never heard of them", unknown, _NOTED, said, _BY_HAND))
    if "contact of contacts" in noted.of_all:
        far = noted.share("contact of contacts", "no")
        said = Statement("Most who ask are not contacts of your contacts.", "at least")
        rows.append(row("S9", "No contact of your contacts", far, _NOTED, said, _BY_HAND))
    if "gender" in noted.of_all:
        women = noted.share("gender", "woman")
        said = Statement("Most who ask are women.", "at least")
        rows.append(row("S10", "Women, as you noted them", women, _NOTED, said, _BY_HAND))
    return Section(
        "Who asked, and how", "Everybody whose request fell into the window.", tuple(rows)
    )


def unknown_section(requests: Requests, reason: str, *, is_accepted_known: bool) -> Section:
    """The same where what came after is not known, for a reason."""
    unheard = without("S7", "Wrote first, once accepted", (0, 0), "", reason)
    if not is_accepted_known:
        return Section("What happened next", "", (unheard,))
    return Section(
        "What happened next", f"{_accepted_lead(requests)}.", (_accepted(requests), unheard)
    )


def _accepted(requests: Requests) -> Row:
    return without(
        "S2",
        "Accepted by you",
        (requests.accepted, requests.n),
        _WINDOW,
        "A request that you declined leaves no trace in the export, so a rate of acceptance "
        "cannot be had.",
    )


def _accepted_lead(requests: Requests) -> str:
    return f"{requests.accepted:,} of the {requests.n:,} are connections today"


def afterwards_section(requests: Requests) -> Section:
    """What came after the acceptance, where enough time has passed to tell."""
    if not requests.n:
        return Section("What happened next", "")
    settled = requests.settled
    rows = [
        _accepted(requests),
        row(
            "S7",
            "Wrote first, once accepted",
            (settled[Standing.WROTE_FIRST], settled.total()),
            _SETTLED,
            Statement("Fewer than half write of their own accord.", "at most"),
            "Of requests accepted long enough ago; one-tap replies do not count.",
        ),
        _silent(requests),
        *_asked(requests),
    ]
    lead = f"{_accepted_lead(requests)}; {settled.total():,} of them for long enough to tell."
    return Section("What happened next", lead, tuple(rows))


def _silent(requests: Requests) -> Row:
    """Who did not write: asked in a study, otherwise left in silence by both sides."""
    settled = requests.settled
    if requests.standing[Standing.ASKED]:
        pair = (settled[Standing.ASKED], settled.total())
        return row("S4", "Stayed silent, so that you asked", pair, _SETTLED)
    pair = (settled[Standing.SILENT], settled.total())
    note = "Neither they nor you, within the same time."
    return row("S4", "Nobody wrote a word", pair, _SETTLED, None, note)


def _asked(requests: Requests) -> list[Row]:
    """Who answered the question, and the scams, which are a disposition of their own."""
    if not requests.standing[Standing.ASKED]:
        return []
    due = requests.asked_due
    said = Statement("Most of the silent answer when they are asked.", "at least")
    answered = (requests.due[Answer.REPLIED], due)
    rows = [row("S5", "Answered your question", answered, _ASKED, said, _left_aside(requests))]
    if requests.scams_due:
        counted = "not counted" if requests.scams_apart else "here counted"
        note = f"Confirmed by you; {counted} among the answers."
        scams = (requests.scams_due, due)
        rows.append(row("S15", "Answered with a scam", scams, _ASKED, None, note))
    if requests.suspected_due:
        suspected = (requests.suspected_due, due)
        note = _suspected(apart=requests.scams_apart)
        rows.append(without("S15", "Asked, and suspected of a scam", suspected, _ASKED, note))
    return rows


def _suspected(*, apart: bool) -> str:
    counted = "not counted" if apart else "here counted"
    return (
        f"By a machine, whose warnings are no estimate; {counted} among the answers until a "
        "person has judged them: run `askwhy code scam`."
    )


def _left_aside(requests: Requests) -> str:
    early = requests.answers.total() - requests.due.total()
    taps = requests.due[Answer.ONE_TAP]
    parts = []
    if taps:
        parts.append(f"{taps:,} more tapped a ready-made reply, which is not counted.")
    if early:
        parts.append(f"{early:,} were asked too recently to count.")
    return " ".join(parts)


def waiting_sections(tally: Tally) -> list[Section]:
    """How soon they write, the recent ones included; what holds however often one looks."""
    answered, wrote_first = tally.answered.all, tally.wrote_first.all
    to_answer = whole_days(tally.definitions.replied)
    to_write = whole_days(tally.definitions.wrote_first)
    is_asked = bool(answered.by_day)
    answers = Section(
        "How soon they answer",
        "Since your question. Nobody is left out for having been asked recently.",
        charts=waiting.chart(
            "Answered, by days since your question", {"Answered": answered.waiting}, to_answer
        ),
        lists=waiting.rates("Answered", answered.waiting),
    )
    firsts = Section(
        "How soon they write first",
        "Since the acceptance, for as long as you had not written yourself.",
        charts=waiting.chart(
            "Wrote first, by days since the acceptance",
            {"Wrote first": wrote_first.waiting},
            to_write,
        ),
        lists=waiting.rates(
            "Wrote first",
            wrote_first.waiting,
            ": by then you had written to everybody" if wrote_first.waiting.cut else "",
        ),
        is_aside=is_asked,
    )
    watched = {"Answered your question": (answered, to_answer)} if is_asked else {}
    watched["Wrote first, once accepted"] = (wrote_first, to_write)
    again = Section(
        "If you look again and again",
        monitoring.ABOUT,
        lists=monitoring.lasting(
            {
                name: monitoring.matured_days([people], tally.observed_until, horizon)
                for name, (people, horizon) in watched.items()
            }
        ),
        is_aside=True,
    )
    return [answers, firsts, again] if is_asked else [firsts, again]


def answers_section(noted: Noted, coded: Set[str] = frozenset()) -> Section:
    """What the answers were like, by the sheet; not for what was `coded` text by text."""
    rows = []
    if "tone" in noted.of_repliers and "tone" not in coded:
        uneasy = noted.share("tone", "ill at ease", of_repliers=True)
        said = Statement("Most who answer are ill at ease with it.", "at least")
        rows.append(row("S13", "Ill at ease in their answer", uneasy, _REPLIED, said, _BY_HAND))
    if "reason" in noted.of_repliers and "reason" not in coded:
        in_case = noted.share("reason", "network only", of_repliers=True)
        said = Statement("More than half had no reason but “in case”.", "at least")
        name = "Only “in case”, nothing specific"
        rows.append(row("S14", name, in_case, _REPLIED, said, _BY_HAND))
    lead = "Of those who answered your question, as one person read them."
    return Section("What they answered", lead, tuple(rows))
