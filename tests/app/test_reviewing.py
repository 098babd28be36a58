"""A person codes, over the real record and the real models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.app.coding import coded
from askwhy.app.coding.codebooks import FILE, NoSuchCode
from askwhy.app.coding.machines import CodersMissing, code_new
from askwhy.app.coding.reviewing import Desk, NothingToUndo
from askwhy.app.coding.shelf import Which
from askwhy.app.study.purging import forget
from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Stream
from askwhy.coding.queue import AUDIT_EVERY, Order
from askwhy.coding.resolver import Standing, resolve
from askwhy.errors import Refused, YourFile
from askwhy.store import coding, coding_cache

if TYPE_CHECKING:
    from tests.app.conftest import Stage

    from askwhy.coding.codebook import Codebook
    from askwhy.coding.codings import Coding

WORDS = {
    "ana": "I am looking for a new job, do you know of an opening?",
    "ben": "We sell a tool that doubles your sales. May I show it to you?",
    "cleo": "Just to grow my network, in case we need each other one day.",
    "dan": "Thank you very much for accepting!",
    "eve": "I would like to hire you for a project in Gdansk.",
    "fay": "Would you write an article together with me?",
    "gus": "Could you give me some advice on my career?",
    "hal": "We met at the fair in Ghent, you gave me a book.",
    "ida": "Nothing special, I connect with everybody in trade.",
    "jan": "I can help you with your taxes, if you like.",
    "kim": "Do you know a good lawyer in Warsaw?",
    "leo": "I am between two jobs and open for offers.",
}


@pytest.fixture
def told(stage: Stage) -> Stage:
    """Twelve people, each of whom wrote once after being accepted."""
    stage.requests(*WORDS)
    for name, words in WORDS.items():
        stage.writes(name, words)
    return stage


def desk(stage: Stage, person: str = "eva", code: str = "reason", **more: object) -> Desk:
    account = stage.account().id
    more = {"is_machine_used": False, **more}
    return Desk(stage.record, account, person, code, stage.clock, **more)  # type: ignore[arg-type]


def codings(stage: Stage, item: str) -> list[Coding]:
    with stage.record.read() as connection:
        return coded.codings_of(connection, [item]).get(item, [])


def work(at: Desk, values: tuple[str, ...] = ("selling",), most: int = 99) -> list[str]:
    """Code what comes, all alike; the texts in the order in which they came."""
    seen: list[str] = []
    while len(seen) < most and (card := at.next()) is not None:
        at.keep(card, values)
        seen.append(card.text.item)
    return seen


def test_every_text_comes_once_and_each_coding_is_kept_with_how_it_came(told: Stage) -> None:
    at = desk(told)
    seen = work(at)

    assert len(seen) == len(set(seen)) == len(WORDS)
    assert (at.progress.coded, at.progress.texts) == (len(WORDS), len(WORDS))
    for item in seen:
        (one,) = codings(told, item)
        assert (one.coder, one.origin, one.values) == ("person:eva", Kind.PERSON, ("selling",))
        assert one.review is not None


def test_the_random_audit_is_drawn_by_chance_alone_and_keeps_its_probability(
    told: Stage,
) -> None:
    by_chance = work(desk(told, "eva", order=Order.RANDOM))
    work(desk(told, "ben"))

    with told.record.read() as connection:
        drawn = [one for one in coded.draws(connection, "reason") if one.stream is Stream.AUDIT]
    eva = [one for one in drawn if one.reviewer == "eva"]
    ben = [one for one in drawn if one.reviewer == "ben"]
    assert [one.item for one in eva] == by_chance
    assert [one.inclusion for one in eva] == [
        pytest.approx((place + 1) / len(WORDS)) for place in range(len(WORDS))
    ]
    assert [one.item for one in ben] == by_chance[: len(ben)], "one random order for all"
    assert len(ben) == len(WORDS) // AUDIT_EVERY


def test_undo_takes_the_coding_back_and_shows_the_text_again(told: Stage) -> None:
    at = desk(told)
    first = at.next()
    assert first is not None
    at.keep(first, ("selling",))
    at.next()
    again = at.undo()

    assert again.text.item == first.text.item
    assert again.draw == first.draw
    assert at.progress.coded == 0
    assert [one.values for one in codings(told, first.text.item)] == [("selling",), ("withdrawn",)]
    with pytest.raises(NothingToUndo):
        at.undo()


def test_somebody_who_leaves_off_finds_the_same_text_again(told: Stage) -> None:
    first = desk(told).next()
    second = desk(told).next()

    assert first is not None
    assert second is not None
    assert (first.text.item, first.draw) == (second.text.item, second.draw)


def test_two_who_differ_are_a_dispute_until_it_is_settled(told: Stage) -> None:
    seen = work(desk(told, "eva", order=Order.RANDOM), ("selling",), most=2)
    work(desk(told, "ben", order=Order.RANDOM), ("advice",), most=2)

    at = desk(told, "eva")
    found = at.disputes()
    assert {one.item for one in found} == set(seen)
    at.settle(found[0], ("advice",))

    assert [one.item for one in at.disputes()] == [found[1].item]
    standing = resolve(at.code, codings(told, found[0].item))
    assert (standing.standing, standing.values) == (Standing.ADJUDICATED, ("advice",))
    kept = [(one.coder, one.values) for one in codings(told, found[0].item)]
    assert kept == [
        ("person:eva", ("selling",)), ("person:ben", ("advice",)), ("person:eva", ("advice",)),
    ]  # fmt: skip


def test_a_value_that_is_none_is_refused(told: Stage) -> None:
    at = desk(told)
    card = at.next()
    assert card is not None
    with pytest.raises(Refused, match="is no value of reason"):
        at.keep(card, ("fishing",))
    with pytest.raises(NoSuchCode, match=r"There is no code “mood”.*reason"):
        desk(told, code="mood")
    assert codings(told, card.text.item) == []


OWN = """
[codebook]
name = "ours"
version = "1"
[[code]]
name = "reason"
[[code.value]]
name = "alumni"
definition = "Went to the same school."
yes = { en = "We were both at Leiden." }
"""


def test_the_owners_own_values_are_coded_and_counted(told: Stage) -> None:
    from askwhy.app.coding.trusting import trust

    told.record.home.mkdir(exist_ok=True)
    (told.record.home / FILE).write_text(OWN, encoding="utf-8")
    at = desk(told, order=Order.RANDOM)
    seen = work(at, ("alumni",))

    assert {one.codebook for item in seen for one in codings(told, item)} == {codebook(told).digest}
    assert codebook(told).digest != shipped().digest
    with told.record.read() as connection:
        (found,) = trust(connection, 1, np.random.default_rng(1), codebook(told))
    assert found.counts.by_persons("alumni") == len(WORDS)


def codebook(stage: Stage) -> Codebook:
    from askwhy.app.coding import codebooks

    return codebooks.codebook(stage.record.home)


def test_a_mistake_in_the_owners_codebook_is_told_with_its_line(told: Stage) -> None:
    told.record.home.mkdir(exist_ok=True)
    (told.record.home / FILE).write_text(OWN.replace('name = "alumni"', ""), encoding="utf-8")
    with pytest.raises(YourFile, match=r"codebook.toml, line 7"):
        desk(told)
    (told.record.home / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(YourFile, match="Save it as UTF-8"):
        desk(told)


def test_only_what_came_back_is_coded_unless_one_says_otherwise(told: Stage) -> None:
    told.writes("ana", "And something else, weeks later.")

    assert desk(told).progress.texts == len(WORDS)
    assert desk(told, which=Which.ALL).progress.texts == len(WORDS) + 1
    assert desk(told, which=Which.NOTES).progress.texts == 0


def test_without_the_packages_one_sentence_says_what_to_install(
    told: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package index has no name that holds a blank, so this one is missing everywhere."""
    monkeypatch.setattr("askwhy.app.coding.machines.NEEDED", (("no such package",),))
    with pytest.raises(CodersMissing, match=r"pip install 'askwhy\[coding\]'"):
        code_new(told.record, told.account().id, told.now)
    with pytest.raises(CodersMissing):
        desk(told, is_machine_used=True)


@pytest.mark.slow
def test_machines_code_first_and_a_second_run_finds_nothing_to_do(told: Stage) -> None:
    first = code_new(told.record, told.account().id, told.now)
    second = code_new(told.record, told.account().id, told.now)

    assert first.texts == len(WORDS)
    assert first.codings > len(WORDS) * 5
    assert second.codings == 0
    at = desk(told, is_machine_used=True)
    card = at.next()
    assert card is not None
    assert card.suggested is not None
    assert {one.coder for one in codings(told, card.text.item)} >= {"rule:scam", "model:reason"}


@pytest.mark.slow
def test_suggestions_are_hidden_from_the_blind_and_in_the_audit(told: Stage) -> None:
    code_new(told.record, told.account().id, told.now)
    blind = desk(told, "ben", is_machine_used=True, is_blind=True).next()
    audit = desk(told, "eva", is_machine_used=True, order=Order.RANDOM).next()

    assert blind is not None
    assert audit is not None
    assert blind.suggested is None
    assert audit.draw.stream is Stream.AUDIT
    assert audit.suggested is None


@pytest.mark.slow
def test_the_model_learns_at_once_and_never_changes_what_a_person_said(told: Stage) -> None:
    """Four of twelve are coded against what the model thinks; it comes nearer to the person."""
    code_new(told.record, told.account().id, told.now)
    at = desk(told, is_machine_used=True)
    work(at, ("offers help",), most=4)
    with told.record.read() as connection:
        items = list(at._frame)
        before = coded.codings_of(connection, items, ["reason"])
    at.finish()
    with told.record.read() as connection:
        after = coded.codings_of(connection, items, ["reason"])
        (fitted,) = coding_cache.fitted(connection, told.account().id)

    assert fitted.labels == 4
    moved = []
    for item in items:
        assert after[item][: len(before[item])] == before[item], "nothing kept is changed"
        persons = [one for one in after[item] if one.origin is Kind.PERSON]
        machines = [one for one in after[item] if one.origin is Kind.MODEL]
        shipped, taught = (dict(one.soft)["offers help"] for one in machines)
        if persons:
            assert resolve(at.code, after[item]).values == ("offers help",)
            moved.append(taught - shipped)
    assert len(moved) == 4
    assert min(moved) > 0, "it has learnt each of them"
    assert sum(moved) > 0.5


@pytest.mark.slow
def test_what_a_model_learnt_codes_new_texts_behind_the_shipped_one(told: Stage) -> None:
    code_new(told.record, told.account().id, told.now)
    at = desk(told, is_machine_used=True)
    work(at, ("selling",), most=2)
    at.finish()
    told.requests("mia")
    told.writes("mia", "Do you want to buy a boat?")
    code_new(told.record, told.account().id, told.now)

    fresh = desk(told)
    (item,) = [each for each in fresh._frame if fresh.text(each).whole.endswith("boat?")]
    versions = [one.version for one in codings(told, item) if one.coder == "model:reason"]
    assert len(versions) == len(set(versions)) == 2


@pytest.mark.slow
def test_who_is_forgotten_leaves_no_coding_and_no_trace_in_a_model(told: Stage) -> None:
    from askwhy.store.forgetting import forget

    code_new(told.record, told.account().id, told.now)
    at = desk(told, is_machine_used=True)
    (item,) = [each for each in at._frame if "taxes" in at.text(each).whole]
    work(at, most=2)
    at.finish()
    account = told.account().id
    with told.record.write() as connection:
        forget(connection, account, at._shelf.written[item].contact_id)
        assert coding_cache.fitted(connection, account) == []
        assert coding.codings_of(connection, [item]) == {}
    assert len(desk(told)._frame) == len(WORDS) - 1


def test_what_is_coded_elsewhere_is_known_at_the_next_text(told: Stage) -> None:
    at, elsewhere, ann = desk(told), desk(told), desk(told, "ann")
    assert at.next() is not None
    seen = set(work(elsewhere, most=5))
    work(ann, ("knows me",))
    card = at.next()
    assert card is not None
    assert card.text.item not in seen
    assert at.progress.coded == 5
    assert {one.item for one in at.disputes()} == seen
    before = at.progress.texts
    told.requests("mia")
    told.writes("mia", "I sell boats on the river.")
    assert at.next() is not None
    assert at.progress.texts == before + 1


def test_who_is_forgotten_while_their_text_is_coded_is_coded_no_more(told: Stage) -> None:
    at = desk(told)
    first = at.next()
    assert first is not None
    at.keep(first, ("selling",))
    second = at.next()
    assert second is not None
    for card in (first, second):
        assert card.who is not None
        forget(told.record, card.who)
    with pytest.raises(Refused, match="not here any more"):
        at.keep(second, ("selling",))
    with pytest.raises(NothingToUndo):
        at.undo()
    assert at.progress.texts == len(WORDS) - 2
