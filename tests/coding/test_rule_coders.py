"""Coders by rule: what they say, why, how surely, and of which texts they say nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Context, Reason, Text
from askwhy.coding.phrases.lookup import Hit, load
from askwhy.coding.rule_coders import (
    AutomaticRule,
    CannedRule,
    FavourRule,
    NoteRule,
    ScamRule,
    TemplateRule,
    evidence,
    find_signs,
)
from askwhy.rules import canned, notes

if TYPE_CHECKING:
    from askwhy.coding.codings import Coder

BOOK = shipped()
CONTEXT = Context("book")


def text(body: str, *, is_note: bool = False, by_owner: bool = False) -> Text:
    return Text("m1", body, body, is_note=is_note, by_owner=by_owner)


def code(coder: Coder, body: str, context: Context = CONTEXT) -> Coding:
    (coding,) = coder.code(text(body), context)
    assert (coding.item, coding.code, coding.coder) == ("m1", coder.codes[0], coder.name)
    assert (coding.origin, coding.version) == (Kind.RULE, coder.version)
    assert coding.codebook == "book"
    assert BOOK[coding.code].allows(coding.values)
    return coding


@pytest.mark.parametrize("value", BOOK["note"].values, ids=lambda value: value.name)
def test_notes_are_what_the_codebook_says(value: object) -> None:
    rule = NoteRule()

    for example in value.yes:  # type: ignore[attr-defined]
        (coding,) = rule.code(text(example.text, is_note=True), CONTEXT)
        assert (coding.value, coding.probability) == (value.name, 1.0)  # type: ignore[attr-defined]


def test_a_note_is_read_with_the_sentences_that_the_owner_confirmed() -> None:
    body = "Shall we be neighbours on this network?"
    own = NoteRule(notes.STOCK.extended(body))

    assert NoteRule().code(text("", is_note=True), CONTEXT)[0].value == "none"
    assert NoteRule().code(text(body, is_note=True), CONTEXT)[0].value == "own words"
    assert own.code(text(body, is_note=True), CONTEXT)[0].value == "bare request"
    assert NoteRule().code(text(body), CONTEXT) == ()


def test_other_stock_sentences_are_another_version() -> None:
    rules = [NoteRule(notes.STOCK.extended(own)) for own in ("Be my neighbour", "Be my guest")]

    assert NoteRule().version == NoteRule(notes.STOCK.extended()).version == notes.VERSION
    assert len({NoteRule().version, *(rule.version for rule in rules)}) == 3
    assert rules[0].version == NoteRule(notes.STOCK.extended("Be my neighbour")).version


@pytest.mark.parametrize("value", BOOK["canned"].values, ids=lambda value: value.name)
def test_one_tap_replies_are_what_the_codebook_says(value: object) -> None:
    for example in value.yes:  # type: ignore[attr-defined]
        assert code(CannedRule(), example.text).value == value.name  # type: ignore[attr-defined]
    for example in value.no:  # type: ignore[attr-defined]
        assert code(CannedRule(), example.text).value != value.name  # type: ignore[attr-defined]


def test_a_note_is_no_reply() -> None:
    assert CannedRule().code(text("Thanks for connecting!", is_note=True), CONTEXT) == ()
    assert CannedRule.version == canned.VERSION


@pytest.mark.parametrize(("senders", "value"), [(1, "single"), (2, "single"), (3, "mass")])
def test_three_senders_make_a_mass_message(senders: int, value: str) -> None:
    context = replace(CONTEXT, groups={"m1": senders})

    (coding,) = TemplateRule().code(text("Hi"), context)

    assert (coding.value, coding.reasons) == (value, (Reason(f"{senders} senders"),))
    assert coding.version == TemplateRule().version_for(text("Hi"), context)
    assert coding.version == f"{TemplateRule.version} {value}"


def test_a_text_whose_group_was_not_looked_for_is_not_coded() -> None:
    assert TemplateRule().code(text("Hi"), CONTEXT) == ()


def test_a_question_speaks_for_a_person_who_is_away() -> None:
    body = "I am out of the office until Monday."

    coding = code(AutomaticRule(), body)

    assert coding.value == "out of office"
    assert [reason.evidence(body) for reason in coding.reasons] == ["out of the office"]
    assert code(AutomaticRule(), body + " Shall we talk then?").value == "no"
    assert code(AutomaticRule(), "I am in the garden.").reasons == ()
    assert AutomaticRule().code(text(body, is_note=True), CONTEXT) == ()
    assert AutomaticRule().code(text("Hello", is_note=True), CONTEXT) == ()


@pytest.mark.parametrize(
    ("body", "value", "probability"),
    [
        ("Could you forward my CV?", "asked", 0.9),
        ("Could you forward my CV.", "asked", 0.9),  # "forward my" is a plea of its own
        ("I was wondering if you know Bo", "asked", 0.75),
        ("Do you know anyone in Ghent?", "asked", 0.9),
        ("Please vote for us", "asked", 0.6),
        ("How are you? Please feel free to call.", "none", 0.6),
        ("Nice to meet you.", "none", 0.6),
        ("", "none", 0.6),
    ],
)
def test_a_favour_is_as_sure_as_its_surest_sentence(
    body: str, value: str, probability: float
) -> None:
    coding = code(FavourRule(), body)

    assert (coding.value, coding.probability) == (value, probability)
    assert bool(coding.reasons) == (value == "asked")


def test_asking_sentences_are_the_reasons_surest_first() -> None:
    body = "Send me a line. It rained. Could you please call? What do you think of it?"

    coding = code(FavourRule(), body)

    assert [reason.evidence(body) for reason in coding.reasons] == [
        "Could you please call?",
        "Send me a line.",
    ]
    assert FavourRule().code(text(body, by_owner=True), CONTEXT) == ()


FRAUDS = {
    "advance fee": (
        "My client died and left 9 million dollars and no next of kin. Please keep it"
        " strictly confidential."
    ),
    "romance": "Hello dear, you are so beautiful, I am a widow. Text me on WhatsApp.",
    "phishing": "Your account will be suspended. Verify your password at http://a.example.org/",
    "investment or recovery": "Guaranteed profit of 30% a week with bitcoin trading.",
    "other": "You have won a prize! Call 0900 123 4567 now, it is worth £500.",
}


@pytest.mark.parametrize("kind", FRAUDS)
def test_each_kind_of_fraud_is_raised_by_signs_that_belong_together(kind: str) -> None:
    coding = code(ScamRule(), FRAUDS[kind])

    assert coding.value == kind
    assert 0.5 <= coding.probability <= 0.95
    assert coding.reasons[0].name == "sentence"
    signs = {reason.name for reason in coding.reasons[1:]}
    assert len(signs) >= 2
    assert all(reason.evidence(FRAUDS[kind]) for reason in coding.reasons)


def test_each_further_sign_makes_a_warning_surer_up_to_a_bound() -> None:
    plain = "Your account will be suspended. http://a.example.org/"
    urgent = plain + " Act now, within 24 hours."
    more = urgent + " Keep it confidential, write to bo@gmail.com or call +44 20 7946 0000."

    sure = [code(ScamRule(), body).probability for body in (plain, urgent, more)]

    assert sure[0] < sure[1] < sure[2]
    assert sure[0] == pytest.approx(0.45 + 0.12 * 2)
    assert sure[1] == pytest.approx(0.45 + 0.12 * 3)
    assert sure[2] == pytest.approx(0.95)


@pytest.mark.parametrize(
    "body",
    [
        "Your account will be suspended.",
        "See http://a.example.org/",
        "We raised 9 million dollars.",
        "Act now, it is urgent.",
        "Call me at +44 20 7946 0000.",
        "",
    ],
)
def test_no_sign_alone_raises_a_warning(body: str) -> None:
    coding = code(ScamRule(), body)

    assert (coding.value, coding.probability, coding.reasons) == ("none", 0.6, ())


def test_the_owner_is_not_warned_of_their_own_words() -> None:
    assert ScamRule().code(text(FRAUDS["phishing"], by_owner=True), CONTEXT) == ()


def test_the_sentence_with_the_most_kinds_of_signs_is_the_evidence() -> None:
    body = "One thing, one thing. One thing and another. The rest."
    hits = [Hit("a", 0, 3), Hit("a", 11, 14), Hit("a", 22, 25), Hit("b", 36, 43)]

    first, *signs = evidence(body, hits)

    assert first.evidence(body) == "One thing and another."
    assert [(one.name, one.start, one.end) for one in signs] == [tuple(hit) for hit in hits]
    assert evidence(body, []) == ()
    assert evidence("...", [Hit("a", 0, 1)])[0] == Reason("sentence", 0, 3)


def test_signs_are_phrases_and_patterns_together() -> None:
    found = {hit.name for hit in find_signs(FRAUDS["phishing"])}

    assert {"account or password", "link"} <= found
    assert "account or password" in load("scam.toml").names
