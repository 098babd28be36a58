"""A protocol file, read and checked: a protocol, or everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta

from askwhy.errors import YourFile
from askwhy.protocol.declaration import (
    Acceptance,
    Arm,
    Definitions,
    Expects,
    Hypothesis,
    HypothesisKind,
    Limits,
    Protocol,
    Retention,
    Spared,
    Window,
)
from askwhy.protocol.lines import lines_of
from askwhy.protocol.reading_arms import read_arms
from askwhy.protocol.reading_hours import read_hours
from askwhy.protocol.taking import Problems, Table, meant

FILE = "study.toml"
DAY = timedelta(days=1)

_ERA = Window(date(2000, 1, 1), date(9000, 12, 31))
_LANGUAGE = re.compile(r"[a-z]{2}")
_FIGURE = re.compile(r"S(?:[1-9]|1\d|2[01])")


def check(text: str, file: str = FILE) -> Protocol | list[YourFile]:
    """Read a protocol; where it cannot work, return every reason with its line."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [_no_toml(text, file, str(error))]
    problems = Problems(file, lines_of(text))
    protocol = _read(Table(values, (), problems))
    if protocol is None:
        return problems.listed()
    return protocol


def _no_toml(text: str, file: str, said: str) -> YourFile:
    """The reader's own complaint, with the line taken out of its sentence."""
    reason, _, place = said.partition(" (at ")
    line = re.match(r"line (\d+)", place)
    number = int(line[1]) if line else text.count("\n") + 1
    return YourFile(file, number, f"{reason}.", "The file is not valid TOML there.")


def _read(top: Table) -> Protocol | None:
    """Every section in turn; no protocol where one of them cannot work."""
    name = _said(top, "name", "The name is empty.")
    window = _window(top.table("window"))
    timing = top.table("timing")
    wait = timing.duration("wait", DAY)
    definitions = _definitions(timing)
    languages = _languages(top)
    arms = read_arms(top, wait, languages, window)
    hours = read_hours(top.table("hours"))
    limits = _limits(top.table("limits"))
    acceptance = _acceptance(top.table("acceptance"))
    spared = _spared(top.table("never_ask"))
    hypotheses = [_hypothesis(each, arms) for each in top.tables("hypotheses")]
    longest = max((arm.wait for arm in arms), default=wait)
    retention = _retention(top.table("retention"), window, longest + definitions.replied)
    ethics = _ethics(top.table("ethics"))
    top.close()
    if top.problems.listed() or window is None or hours is None or retention is None:
        return None
    return Protocol(
        name, window, acceptance, wait, definitions, arms, hours, limits, spared, languages,
        tuple(each for each in hypotheses if each is not None), retention, ethics,
    )  # fmt: skip


def _said(table: Table, key: str, complaint: str, remedy: str = "") -> str:
    """A text that must not be empty."""
    found = table.text(key)
    if table.is_sound(key) and not found:
        table.wrong(key, complaint, remedy)
    return found


def _window(table: Table) -> Window | None:
    first = table.day("first_day", _ERA.first_day)
    last = table.day("last_day", _ERA.last_day)
    table.close()
    if not (table.is_sound("first_day") and table.is_sound("last_day")):
        return None
    for key, day in (("first_day", first), ("last_day", last)):
        if not _ERA.first_day <= day <= _ERA.last_day:
            table.wrong(key, f"{day} is no day of our time.")
            return None
    if first > last:
        table.wrong("last_day", f"The window ends on {last}, before it begins on {first}.")
        return None
    return Window(first, last)


def _definitions(table: Table) -> Definitions:
    standard = Definitions()
    wrote_first = _horizon(table, "wrote_first", standard.wrote_first)
    replied = _horizon(table, "replied", standard.replied)
    canned_counts = table.flag("canned_counts", default=standard.canned_counts)
    table.close()
    return Definitions(wrote_first, replied, canned_counts)


def _horizon(table: Table, key: str, default: timedelta) -> timedelta:
    found = table.duration(key, default)
    if found:
        return found
    table.wrong(key, f"{key} is no time at all; nobody could write in it.")
    return default


def _languages(top: Table) -> tuple[str, ...]:
    found = top.texts("languages", ("en",))
    if not found and top.is_sound("languages"):
        top.wrong("languages", "No language is declared.")
    for index, language in enumerate(found):
        path = (*top.path, "languages", index)
        if not _LANGUAGE.fullmatch(language):
            top.problems.add(path, f"“{language}” is no language; write two letters, such as “en”.")
        elif language in found[:index]:
            top.problems.add(path, f"“{language}” stands here twice.")
    return found


def _limits(table: Table) -> Limits:
    found = Limits(table.count("per_day", 20), table.count("per_hour", 5))
    table.close()
    return found


def _acceptance(table: Table) -> Acceptance:
    found = table.choice("accept", Acceptance, Acceptance.ALL)
    table.close()
    return found


def _spared(table: Table) -> tuple[Spared, ...]:
    found = table.words("also", tuple(Spared), ())
    table.close()
    return tuple(map(Spared, found))


def _ethics(table: Table) -> str:
    remedy = "Say what is done with people's words, and how they can say no."
    found = _said(table, "text", "The ethics text is empty.", remedy)
    table.close()
    return found


def _hypothesis(table: Table, arms: tuple[Arm, ...]) -> Hypothesis | None:
    says = _said(table, "says", "This hypothesis says nothing.")
    kind = table.choice("kind", HypothesisKind, HypothesisKind.EXPLORATORY)
    figure = table.text("figure", "")
    if figure and not _FIGURE.fullmatch(figure):
        table.wrong("figure", f"“{figure}” is no figure of the report; they are S1 to S21.")
    pair = table.texts("arms", ())
    _judge_pair(table, pair, arms)
    expects = table.choice("expects", Expects, Expects.MORE) if table.has("expects") else None
    than = table.share("than", 0.5)
    if pair and table.has("than"):
        table.wrong("than", "Two arms are compared with each other, not with a share.")
    if kind is HypothesisKind.CONFIRMATORY:
        if not figure and table.is_sound("figure"):
            remedy = "Name the row of the report that will test it, such as figure = “S5”."
            table.wrong(
                "figure", "A confirmatory hypothesis without a figure tests nothing.", remedy
            )
        if expects is None:
            remedy = "Write expects = “more” or expects = “fewer”."
            table.wrong("expects", "A confirmatory hypothesis says what it expects.", remedy)
    table.close()
    if not table.problems.is_sound(*table.path):
        return None
    return Hypothesis(says, kind, figure, expects, than, pair)


def _judge_pair(table: Table, pair: tuple[str, ...], arms: tuple[Arm, ...]) -> None:
    names = [arm.name for arm in arms]
    for index, name in enumerate(pair):
        if name not in names:
            path = (*table.path, "arms", index)
            table.problems.add(path, f"There is no arm “{name}”.", meant(name, names))
    if pair and table.is_sound("arms") and (len(pair), len(set(pair))) != (2, 2):
        table.wrong("arms", "A comparison needs two different arms.")


def _retention(table: Table, window: Window | None, after: timedelta) -> Retention | None:
    """Both days lie after the last answer that counts."""
    texts = table.day("texts", _ERA.last_day)
    everything = table.day("everything", _ERA.last_day)
    table.close()
    if not (table.is_sound("texts") and table.is_sound("everything")):
        return None
    last = window.last_day + after if window else None
    if last is not None and texts <= last:
        said = f"Texts would be deleted on {texts}, while answers may count until {last}."
        table.wrong("texts", said)
        return None
    if everything < texts:
        table.wrong("everything", f"Everything would go on {everything}, texts only on {texts}.")
        return None
    return Retention(texts, everything)
