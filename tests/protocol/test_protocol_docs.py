"""The pages about the protocol say what is so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from askwhy.protocol import Protocol
from askwhy.protocol.reading import check
from askwhy.protocol.template import standard, template

ROOT = Path(__file__).parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
ETHICS = (ROOT / "docs" / "ethics.md").read_text()
DAYS = (date(2026, 10, 1), date(2026, 10, 31))
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ETHICS)


def test_the_page_shows_the_file_that_a_new_study_begins_with() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PROTOCOL, re.DOTALL)
    assert shown == template("October", *DAYS, "Europe/Warsaw")


def test_the_page_shows_refusals_as_they_are_told() -> None:
    broken = (
        template("October", *DAYS, "Europe/Warsaw")
        .replace('wait = "1 day" ', 'wait = "40 days"')
        .replace("wrote_first =", "wrote_frst =")
    )
    found = check(broken, "October.toml")
    assert isinstance(found, list)
    assert "\n".join(map(str, found)) in PROTOCOL


def test_the_page_knows_every_key_of_the_file() -> None:
    rows = [line.split("|")[1:-1] for line in PROTOCOL.splitlines() if line.startswith("| ")]
    keys = {key for row in rows for key in re.findall(r"`(\w+)`", row[1])}
    shown = set(re.findall(r"^(?:# )?(\w+) =", template("O", *DAYS, "UTC"), re.MULTILINE))
    assert keys - shown == {"arms"}, "a new file shows all but the comparison of two arms"
    assert shown - keys == {"en"}, "which stands for any language"


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_each_promise_is_guarded_by_a_test_that_exists(path: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_every_promise_names_a_test() -> None:
    promises = re.split(r"^## ", ETHICS, flags=re.MULTILINE)[1:-1]
    assert len(promises) == 13
    assert [one.splitlines()[0] for one in promises if "`tests/" not in one] == []


def test_an_untouched_file_is_the_standard() -> None:
    found = standard("October", *DAYS, "Europe/Warsaw")
    assert isinstance(found, Protocol)
    assert found == check(template("October", *DAYS, "Europe/Warsaw"))
