"""Who is taken for a scam: in the owner's eyes and in the report, and never in a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.app.coding import coded
from askwhy.app.coding.reviewing import Desk
from askwhy.app.coding.shelf import Which, gather
from askwhy.app.coding.suspecting import kinds, suspicions
from askwhy.app.people import deciding
from askwhy.app.people.splits import Overview, Split
from askwhy.app.people.story import story_of
from askwhy.app.reporting import make_report
from askwhy.app.study import queueing
from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason
from askwhy.coding.resolver import Level
from askwhy.facts import Connection, Direction, Message, Party, Request, Span
from askwhy.store import reading
from askwhy.store import record as kept

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.report.model import Report

HEIRS = "Good day. I write about a Mr Vinewood of your name who died. Send your bank details."
ASK = "May I help you with something?"
ME = Party("Eva Lis", "eva")


def raise_warning(stage: Stage, who: str, probability: float = 0.7) -> str:
    """A model takes the latest text of somebody for a fraud; returns the text's key."""
    with stage.record.read() as connection:
        shelf = gather(connection, 1)
    item = next(
        item for item, text in shelf.texts.items() if who in shelf.written[item].whole.casefold()
    )
    start = shelf.texts[item].whole.index("Send")
    warning = Coding(
        item, "scam", ("advance fee",), "model:scam", Kind.MODEL, "use 1", shipped().digest,
        probability, reasons=(Reason("sentence", start, len(shelf.texts[item].whole)),),
    )  # fmt: skip
    with stage.record.write() as connection:
        coded.keep(connection, [warning], shelf.authors, stage.now)
    return item


def lower(stage: Stage, value: str = "none") -> None:
    desk = Desk(stage.record, 1, "eva", "scam", stage.clock, which=Which.ALL, is_machine_used=False)
    while (card := desk.next()) is not None:
        desk.keep(card, (value,))


def asked(stage: Stage, **answers: str) -> None:
    """All are asked by hand, one by one, and some answer a day later."""
    stage.requests(*answers, days=2)
    stage.now += timedelta(days=1)
    for name in answers:
        stage.hear(Message(name, ME, (Party(name.capitalize(), name),), stage.now, ASK))
    stage.now += timedelta(days=1)
    for name, words in answers.items():
        if words:
            stage.writes(name, words)
    stage.now += timedelta(days=30)
    stage.hear()
    with stage.record.write() as connection:
        kept.confirm_wordings(connection, 1, "ask", [ASK], stage.now)


def report(stage: Stage) -> Report:
    with stage.record.read() as connection:
        return make_report(connection, made_at=stage.now)


def shown(told: Report, name: str) -> tuple[int, int]:
    return next((row.k, row.n) for row in told.rows if row.name == name)


@pytest.mark.parametrize(("probability", "expected"), [(0.5, Level.CHECK), (0.9, Level.LIKELY)])
def test_a_raised_warning_stands_until_a_person_lowers_it(
    stage: Stage, probability: float, expected: Level
) -> None:
    stage.requests("ana")
    stage.writes("ana", f"I am ana. {HEIRS}")
    item = raise_warning(stage, "ana", probability)
    with stage.record.read() as connection:
        (found,) = suspicions(connection, 1)
    assert (found.item, found.kind, found.level) == (item, "advance fee", expected)
    assert f"I am ana. {HEIRS}"[found.start : found.end] == "Send your bank details."

    with stage.record.write() as connection:
        calm = replace(
            coded.codings_of(connection, [item])[item][0], values=("none",), version="use 2"
        )
        coded.keep(connection, [calm], {item: 1}, stage.now)
        assert suspicions(connection, 1), "a newer model takes no warning back"
    lower(stage)
    with stage.record.read() as connection:
        assert suspicions(connection, 1) == []
        assert kinds(connection, 1) == {}


def test_a_suspected_answer_is_a_disposition_of_its_own_until_a_person_has_judged(
    stage: Stage,
) -> None:
    asked(stage, ana=f"It is ana. {HEIRS}", ben="I sell boats.", cleo="Just because.", dan="")
    before = report(stage)
    assert shown(before, "Answered your question") == (3, 4)

    raise_warning(stage, "ana")
    suspected = report(stage)
    assert shown(suspected, "Answered your question") == (2, 4)
    assert shown(suspected, "Asked, and suspected of a scam") == (1, 4)
    (row,) = [one for one in suspected.rows if one.name == "Asked, and suspected of a scam"]
    assert (row.id, row.low) == ("S15", None)
    assert "askwhy code scam" in row.note
    steps = {step.name: step.n for step in suspected.flow}
    assert (steps["Answered"], steps["Suspected scam"], steps["No answer"]) == (2, 1, 1)

    lower(stage)
    assert report(stage).rows == before.rows
    assert report(stage).flow == before.flow


def test_what_the_owner_confirms_or_denies_stands_above_the_machine(stage: Stage) -> None:

    asked(stage, ana=f"It is ana. {HEIRS}", ben="I sell boats.")
    raise_warning(stage, "ana")
    with stage.record.write() as connection:
        deciding.confirm_scam(connection, deciding.find(connection, "ana"), "romance", stage.now)
    confirmed = report(stage)
    assert shown(confirmed, "Answered your question") == (1, 2)
    assert shown(confirmed, "Answered with a scam") == (1, 2)
    assert not [row for row in confirmed.rows if "suspected" in row.name]

    stage.now += timedelta(seconds=1)
    with stage.record.write() as connection:
        deciding.note(connection, deciding.find(connection, "ana"), "scam", "none", stage.now)
    denied = report(stage)
    assert shown(denied, "Answered your question") == (2, 2)


def test_the_card_warns_and_one_word_of_the_owner_keeps_them_from_being_asked(
    stage: Stage,
) -> None:
    one = stage.lock()
    at = Span.second(stage.now - timedelta(days=2))
    for name, note in (("ana", f"This is ana. {HEIRS}"), ("ben", "We met in Ghent.")):
        who = Party(name.capitalize(), name)
        stage.hear(Request(Direction.INCOMING, who, at, note), Connection(who, at))
    raise_warning(stage, "ana", 0.95)
    stage.tick()
    with stage.record.write() as connection:
        cards = {card.who.name: card for card in queueing.cards(connection, one)}
        assert cards["Ben"].warnings == ()
        (warning,) = cards["Ana"].warnings
        assert warning == "This is likely a scam (advance fee): “Send your bank details.”"
    lower(stage)
    with stage.record.write() as connection:
        cards = {card.who.name: card for card in queueing.cards(connection, one)}
        assert cards["Ana"].warnings == (), "a person cleared them"
        queueing.scam(connection, cards["Ana"], stage.now)

    stage.tick()
    assert stage.states() == {"ana": "dropped", "ben": "drafted"}
    other = stage.lock(name="Another")
    stage.tick()
    with stage.record.read() as connection:
        assert "Ana" not in {card.who.name for card in queueing.cards(connection, other)}


def test_a_report_of_days_is_about_the_codings_of_those_days(stage: Stage) -> None:
    asked(stage, ana=f"It is ana. {HEIRS}", ben="I sell boats.")
    raise_warning(stage, "ana")
    with stage.record.read() as connection:
        told = make_report(
            connection, made_at=stage.now, since=date(2026, 9, 2), until=date(2026, 10, 30)
        )
    assert shown(told, "Wrote what looks like a scam") == (1, 2)


def test_a_studys_answers_hold_no_scam_confirmed_or_suspected(stage: Stage) -> None:
    from askwhy.app.study.study_report import count, report_on

    one = stage.lock()
    names = ("ana", "ben", "cleo")
    stage.requests(*names, days=2)
    stage.tick()
    with stage.record.write() as connection:
        for card in queueing.cards(connection, one):
            queueing.sent(connection, one, card, stage.now)
    stage.now += timedelta(days=1)
    for name in names:
        stage.writes(name, f"It is {name}. {HEIRS}")
    stage.now += timedelta(days=40)
    stage.hear()

    def answered() -> tuple[int, int, int]:
        with stage.record.read() as connection:
            (arm,) = count(connection, one, stage.now, stage.now).arms
        return arm.answered, arm.scams, arm.analysed

    assert answered() == (3, 0, 3)
    raise_warning(stage, "ana")
    with stage.record.write() as connection:
        deciding.confirm_scam(connection, deciding.find(connection, "ben"), "romance", stage.now)
    assert answered() == (1, 2, 3)
    with stage.record.read() as connection:
        told = report_on(connection, one, stage.now)
    assert any("2 more wrote what is a scam" in each for each in told.caveats)
    lower(stage)
    assert answered() == (2, 1, 3)


def noted(stage: Stage, name: str) -> str:
    """What the owner noted about somebody and scams."""
    with stage.record.read() as connection:
        who = deciding.find(connection, name)
        ((_, history),) = reading.identified(connection, who.account_id, [who.id])
    return history.entry("scam")


def test_a_scam_is_confirmed_as_the_kind_that_it_looks_like(stage: Stage) -> None:
    """By what was coded, else by the rule, else as one that has no name."""
    one = stage.lock()
    at = Span.second(stage.now - timedelta(days=2))
    notes = {
        "ana": f"This is ana. {HEIRS}",
        "ben": "Your account will be suspended, verify your password at http://x.example now.",
        "cleo": "We met in Ghent.",
    }
    for name, note in notes.items():
        who = Party(name.capitalize(), name)
        stage.hear(Request(Direction.INCOMING, who, at, note), Connection(who, at))
    raise_warning(stage, "ana", 0.95)
    stage.tick()
    with stage.record.write() as connection:
        for card in queueing.cards(connection, one):
            queueing.scam(connection, card, stage.now)
    kinds_noted = {name: noted(stage, name) for name in notes}
    assert kinds_noted == {"ana": "advance fee", "ben": "phishing", "cleo": "other"}
    stage.now += timedelta(seconds=1)
    with stage.record.write() as connection:
        who_ben = deciding.find(connection, "ben")
        deciding.clear_of_scam(connection, who_ben, stage.now)
        assert not story_of(connection, who_ben.id).is_scam
    assert noted(stage, "ben") == "none"


def test_the_confirmation_can_be_taken_back_for_five_seconds(stage: Stage) -> None:
    from askwhy.app.study.sitting import Sitting
    from askwhy.facts import Marked
    from askwhy.outbox import UNDO

    one = stage.lock()
    stage.requests("ana", "ben", days=2)
    stage.tick()
    sitting = Sitting(stage.record, one, stage.clock)
    first = sitting.card
    assert first is not None
    sitting.scam()
    sitting.take_back()
    sitting.settle(at_once=True)
    assert stage.states() == {"ana": "drafted", "ben": "drafted"}

    sitting.scam()
    stage.now += UNDO
    sitting.settle()
    name = first.who.name.casefold()
    (mark,) = [fact for fact in stage.facts(name) if isinstance(fact, Marked)]
    assert (mark.mark, mark.lifted) == ("scam", False)
    assert stage.states()[name] == "dropped"
    stage.tick()
    assert stage.states()[name] == "dropped"


def test_whom_no_machine_has_read_is_warned_of_by_rule(stage: Stage) -> None:
    one = stage.lock()
    at = Span.second(stage.now - timedelta(days=2))
    note = "Your account will be suspended, verify your password at http://x.example now."
    who = Party("Ana", "ana")
    stage.hear(Request(Direction.INCOMING, who, at, note), Connection(who, at))
    stage.tick()
    with stage.record.read() as connection:
        (card,) = queueing.cards(connection, one)
        (seen,) = story_of(connection, card.who.id).warnings
    (warning,) = card.warnings
    assert warning == seen
    assert warning.startswith("This may be a scam (phishing)")
    lower(stage)
    with stage.record.read() as connection:
        assert story_of(connection, card.who.id).warnings == ()


def test_the_page_lists_whom_the_card_warns_of(stage: Stage) -> None:
    """What is kept in memory follows what is coded, for and against."""
    stage.requests("ana", "ben")
    stage.writes("ana", f"I am ana. {HEIRS}")
    stage.writes("ben", "I am ben. Send me the file, please.")
    overview = Overview()

    def listed() -> list[str]:
        with stage.record.read() as connection:
            overview.refresh(connection)
        return [one.key for one in overview.find("", Split.SUSPICIOUS)]

    by_rule = listed()
    raise_warning(stage, "ben")
    assert "ben" in listed()
    assert "ben" not in by_rule
    lower(stage)
    assert listed() == []
