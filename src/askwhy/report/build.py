"""Counts become a report: which figures are shown, in which order, with which sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.history import Answer, Link, Standing
from askwhy.report.groups import sphere_section
from askwhy.report.model import Owed, Report, Row, Section, Step
from askwhy.report.published import PUBLISHED
from askwhy.report.shares import Claim, row, without
from askwhy.report.wording import percent
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from askwhy.analysis.tabulate import Mirror, Noted, Requests, Tally


def build_report(
    tally: Tally,
    *,
    title: str,
    made_at: datetime,
    since: datetime,
    until: datetime,
    caveats: Sequence[str] = (),
    settings: Sequence[tuple[str, str]] = (),
    further: Sequence[Section] = (),
    fictional: bool = False,
) -> Report:
    """Say what the counts can bear. Sections without anybody in them are left out.

    `further` sections stand before the mirror.
    """
    requests, noted, mirror = tally.requests, tally.noted, tally.mirror
    sections = [
        _arrival(requests, noted),
        _afterwards(requests),
        *sphere_section(noted),
        *_answers(noted),
        *further,
        _mirror(mirror),
    ]
    return Report(
        title=title,
        headline=_headline(requests, mirror),
        made_at=made_at,
        since=since,
        until=until,
        observed_until=tally.observed_until,
        sections=tuple(section for section in sections if section.rows),
        flow=_flow(requests) if requests.n else (),
        owed=tuple(Owed(days, who) for days, who in sorted(mirror.owed, reverse=True)),
        published=PUBLISHED,
        caveats=(*_caveats(requests, mirror), *caveats),
        settings=tuple(settings),
        fictional=fictional,
    )


def _headline(requests: Requests, mirror: Mirror) -> str:
    """The sentence to remember: of those who asked, who said why."""
    if not requests.n:
        wordless, all_ = mirror.links[Link.NONE], mirror.links.total()
        return (
            f"With {wordless:,} of {all_:,} connections you never exchanged a word."
            if all_
            else "No connection and no request has been imported yet."
        )
    own = requests.notes[NoteKind.OWN_WORDS]
    wrote = requests.standing[Standing.WROTE_FIRST]
    people = "person" if requests.n == 1 else "people"
    said = f"{requests.n:,} {people} asked to connect. {own:,} said why in their own words, "
    said += f"{wrote:,} wrote once accepted"
    replied = requests.answers[Answer.REPLIED]
    asked = requests.standing[Standing.ASKED]
    return f"{said}; of {asked:,} asked why, {replied:,} answered." if asked else f"{said}."


def _arrival(requests: Requests, noted: Noted) -> Section:
    """Who asked, and with which words."""
    rows: list[Row] = []
    if requests.n:
        rows.append(
            row(
                "S6",
                "Wrote words of their own in the request",
                (requests.notes[NoteKind.OWN_WORDS], requests.n),
                Claim("Fewer than half say anything of their own when they ask.", "at most"),
                "Free accounts can add only a handful of notes a month, so a missing note is not "
                "always a choice.",
            )
        )
    if requests.notes[NoteKind.BARE_REQUEST]:
        stock = (requests.notes[NoteKind.BARE_REQUEST], requests.n)
        rows.append(row("S6", "Sent a stock sentence only", stock))
    if "known" in noted.of_all:
        unknown = noted.share("known", "never")
        claim = Claim("Most who ask are people you had never heard of.", "at least")
        rows.append(row("S8", "You had never heard of them", unknown, claim, _BY_HAND))
    if "contact of contacts" in noted.of_all:
        far = noted.share("contact of contacts", "no")
        claim = Claim("Most who ask are not contacts of your contacts.", "at least")
        rows.append(row("S9", "No contact of your contacts", far, claim, _BY_HAND))
    if "gender" in noted.of_all:
        women = noted.share("gender", "woman")
        claim = Claim("Most who ask are women.", "at least")
        rows.append(row("S10", "Women, as you noted them", women, claim, _BY_HAND))
    return Section(
        "Who asked, and how", "Everybody whose request fell into the window.", tuple(rows)
    )


_BY_HAND = "As you noted it by hand; “unknown” is left out."


def _afterwards(requests: Requests) -> Section:
    """What came after the acceptance, where enough time has passed to tell."""
    if not requests.n:
        return Section("What happened next", "")
    settled = requests.settled
    rows = [
        without(
            "S2",
            "Accepted by you",
            (requests.accepted, requests.n),
            "A request that you declined leaves no trace in the export, so a rate of acceptance "
            "cannot be had.",
        ),
        row(
            "S7",
            "Wrote first, once accepted",
            (settled[Standing.WROTE_FIRST], settled.total()),
            Claim("Fewer than half write of their own accord.", "at most"),
            "Of requests accepted long enough ago; one-tap replies do not count.",
        ),
        _silent(requests),
    ]
    if requests.standing[Standing.ASKED]:
        answered = requests.due[Answer.REPLIED]
        apart = requests.scams_due if requests.scams_apart else 0
        due = requests.due.total() + apart
        rows.append(
            row(
                "S5",
                "Answered your question",
                (answered, due),
                Claim("Most of the silent answer when they are asked.", "at least"),
                _left_aside(requests),
            )
        )
        if requests.scams_due:
            scams = (requests.scams_due, due)
            note = "Confirmed by you; " + (
                "not counted among the answers." if apart else "here counted among the answers."
            )
            rows.append(row("S15", "Answered with a scam", scams, None, note))
    lead = (
        f"{requests.accepted:,} of the {requests.n:,} are connections today; "
        f"{settled.total():,} of them for long enough to tell."
    )
    return Section("What happened next", lead, tuple(rows))


def _silent(requests: Requests) -> Row:
    """Who did not write: asked in a study, otherwise left in silence by both sides."""
    settled = requests.settled
    if requests.standing[Standing.ASKED]:
        pair = (settled[Standing.ASKED], settled.total())
        return row("S4", "Stayed silent, so that you asked", pair)
    pair = (settled[Standing.SILENT], settled.total())
    note = "Neither they nor you, within the same time."
    return row("S4", "Nobody wrote a word", pair, None, note)


def _left_aside(requests: Requests) -> str:
    early = requests.answers.total() - requests.due.total()
    taps = requests.due[Answer.ONE_TAP]
    parts = []
    if taps:
        parts.append(f"{taps:,} more tapped a ready-made reply, which is not counted.")
    if early:
        parts.append(f"{early:,} were asked too recently to count.")
    return " ".join(parts)


def _answers(noted: Noted) -> list[Section]:
    """What the answers were like, by the owner's own coding."""
    rows = []
    if "tone" in noted.of_repliers:
        uneasy = noted.share("tone", "ill at ease", of_repliers=True)
        claim = Claim("Most who answer are ill at ease with it.", "at least")
        rows.append(row("S13", "Ill at ease in their answer", uneasy, claim, _BY_HAND))
    if "reason" in noted.of_repliers:
        in_case = noted.share("reason", "network only", of_repliers=True)
        claim = Claim("More than half had no reason but “in case”.", "at least")
        rows.append(row("S14", "Only “in case”, nothing specific", in_case, claim, _BY_HAND))
    lead = "Of those who answered your question, as one person read them."
    return [Section("What they answered", lead, tuple(rows))] if rows else []


def _mirror(mirror: Mirror) -> Section:
    """What the same record says about the owner."""
    rows = []
    all_ = mirror.links.total()
    if all_:
        claim = Claim("Most of your connections are collected: never a word.", "at least")
        rows.append(row("S16", "Never exchanged a word", (mirror.links[Link.NONE], all_), claim))
        for link, name in (
            (Link.CANNED, "One-tap replies only"),
            (Link.ONE_SIDED, "Only one of you wrote"),
            (Link.CONVERSATION, "You both wrote"),
        ):
            rows.append(row("S18", name, (mirror.links[link], all_)))
    if mirror.wrote_to_owner:
        left = (mirror.never_answered, mirror.wrote_to_owner)
        rows.append(row("S17", "Wrote to you and never heard back", left))
    if mirror.outgoing:
        bare = mirror.outgoing - mirror.outgoing_notes[NoteKind.OWN_WORDS]
        claim = Claim("Most of your own requests say nothing either.", "at least")
        name = "Your own requests without a word"
        rows.append(row("S17", name, (bare, mirror.outgoing), claim))
    lead = f"Your {all_:,} connections, whenever they were made." if all_ else ""
    return Section("The mirror", lead, tuple(rows))


def _flow(requests: Requests) -> tuple[Step, ...]:
    """The participant flow, as CONSORT draws it; each box's people are in one box below."""
    standing, answers = requests.standing, requests.answers
    asked = standing[Standing.ASKED]
    steps = [
        Step("Requests in the window", requests.n, 0,
             _present((str(Standing.NOT_ACCEPTED), standing[Standing.NOT_ACCEPTED]))),
        Step("Accepted", requests.accepted, 1,
             _present((str(Standing.TOO_EARLY), standing[Standing.TOO_EARLY]),
                      (str(Standing.OWNER_WROTE), standing[Standing.OWNER_WROTE]))),
        Step("Wrote first", standing[Standing.WROTE_FIRST], 2),
        Step("Silent, not asked", standing[Standing.SILENT], 2),
    ]  # fmt: skip
    if asked:
        scams = asked - answers.total()
        steps += [
            Step("Asked", asked, 2,
                 _present((str(Answer.TOO_EARLY), answers[Answer.TOO_EARLY]))),
            Step("Answered", answers[Answer.REPLIED], 3),
            Step("One-tap reply only", answers[Answer.ONE_TAP], 3),
            Step("No answer", answers[Answer.NONE], 3),
        ]  # fmt: skip
        if scams:
            steps.append(Step("Scam", scams, 3))
    return tuple(step for step in steps if step.n or step.depth < 2)


def _present(*reasons: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, n) for name, n in reasons if n)


def _caveats(requests: Requests, mirror: Mirror) -> list[str]:
    said = []
    if requests.n:
        said.append(
            "LinkedIn's register of requests reaches back 180 days and leaves out what you "
            "declined: these are the people you let in, and those still waiting."
        )
    if requests.n and not requests.standing[Standing.ASKED]:
        said.append(
            "No question of yours was recognised. If you wrote the same question to many people, "
            "run `askwhy asks` and confirm its wording."
        )
    if mirror.hidden:
        share = percent(mirror.hidden, mirror.hidden + mirror.links.total())
        said.append(
            f"{mirror.hidden:,} connections ({share}) hide their names from the export and are in "
            "no count."
        )
    return said
