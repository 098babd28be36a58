"""Wordings that one sender wrote to many people by hand, found among all that was sent.

A study done by hand can so be analysed afterwards: the owner confirms which of these wordings
were the question. Messages are compared without names, links, numbers and greetings: equal ones
by a look-up, the others by `similarity`, where they share enough runs of words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askwhy.coding.similarity import THRESHOLD, masked_words, nearness_of_words, words_of
from askwhy.rules.canned import is_canned
from askwhy.rules.greetings import BESIDE_NAMES, without_greeting
from askwhy.rules.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

VERSION = "2026-11-22.1"

# Fewer people than this are not many; fewer words say nothing by themselves.
FEWEST_RECIPIENTS = 3
FEWEST_WORDS = 3

# "Jean de La Tour", once its own words are masked.
_BESIDE = "|".join(sorted(BESIDE_NAMES))
_IN_A_ROW = re.compile(rf"\{{name\}}(?:[ -](?:(?:{_BESIDE}|\w\.) )*\{{name\}})+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the owner sent. `names` are the recipient's, as a source writes them."""

    id: int | str
    recipient: int | str
    names: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that was sent to `recipients` different people, by the messages `ids`.

    `text` is its commonest form, with `{name}` for the name and without the greeting.
    """

    text: str
    recipients: int
    ids: tuple[int | str, ...]


def find_wordings(messages: Iterable[Sent], *, fewest: int = FEWEST_RECIPIENTS) -> list[Wording]:
    """The wordings sent to at least `fewest` people, those sent to most people first.

    One-tap replies are left out. A message belongs to one wording at most; which one does not
    depend on the order of the messages. `ids` are in that order.
    """
    sent = list(messages)
    forms = _forms(sent)
    found = []
    for group in _groups(forms, sent):
        places = sorted(place for form in group for place in forms[form])
        recipients = len({sent[place].recipient for place in places})
        if recipients >= fewest:
            ids = tuple(sent[place].id for place in places)
            found.append(Wording(_text(forms[group[0]], sent), recipients, ids))
    return sorted(found, key=lambda wording: (-wording.recipients, wording.text))


def with_placeholder(text: str, names: Collection[str]) -> str:
    """The text without its greeting, and with `{name}` where one or more of the names stand."""
    text = without_greeting(tidy(text))
    words = [re.escape(word) for name in names for word in words_of(name)]
    if not words:
        return text
    name = rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"
    return _IN_A_ROW.sub("{name}", re.sub(name, "{name}", text, flags=re.IGNORECASE))


def _forms(sent: Sequence[Sent]) -> dict[str, list[int]]:
    """The masked words, joined, and the places of the messages that have them."""
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for place, message in enumerate(sent):
        forms[" ".join(masked_words(message.text, message.names))].append(place)
    return {
        form: places
        for form, places in forms.items()
        if form.count(" ") >= FEWEST_WORDS - 1
        and not all(is_canned(sent[place].text) for place in places)
    }


def _groups(forms: Mapping[str, Sequence[int]], sent: Sequence[Sent]) -> Iterator[list[str]]:
    """The forms in groups, each of them one wording; the first of a group is its measure.

    A form that went to more people, or shares more with other forms, is a measure before others.
    """
    from askwhy.coding.shingles import shingle  # numpy is loaded only where much is compared

    listed = sorted(forms)
    shingles = shingle([form.split(" ") for form in listed])
    common = shingles.commonness.tolist()
    recipients = [len({sent[place].recipient for place in forms[form]}) for form in listed]
    order = sorted(
        range(len(listed)),
        key=lambda place: (-recipients[place], -common[place], len(listed[place])),
    )
    grouped: set[int] = set()
    for place in order:
        if place in grouped:
            continue
        candidates = [other for other in shingles.sharing(place) if other not in grouped]
        wording = _text(forms[listed[place]], sent) if candidates else ""
        near = [
            other
            for other in candidates
            if nearness_of_words(listed[other].split(" "), wording) >= THRESHOLD
        ]
        grouped.update(near, [place])
        yield [listed[place], *(listed[other] for other in near)]


def _text(places: Iterable[int], sent: Sequence[Sent]) -> str:
    """How a form reads: the shortest of its messages, whatever their order."""
    shortest = min(
        (sent[place] for place in places),
        key=lambda message: (len(message.text), message.text, message.names),
    )
    return with_placeholder(shortest.text, shortest.names)
