"""The JSON keeps to its schema, and the schema refuses what it should."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from askwhy.report import jsonfile
from askwhy.report.model import SCHEMA_VERSION

if TYPE_CHECKING:
    from askwhy.report.model import Report

DOCS = Path(__file__).parents[2] / "docs"
KEYS = (
    "id", "name", "k", "n", "among", "low", "high", "confidence", "method", "verdict", "note",
    "claim", "needs_about",
)  # fmt: skip


@pytest.fixture
def schema() -> Draft202012Validator:
    told = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(told)
    return Draft202012Validator(told)


@pytest.fixture
def told(october: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jsonfile.render(october))
    return found


@pytest.mark.parametrize("which", ["october", "hostile", "empty"])
def test_every_report_keeps_to_the_schema(
    which: str, request: pytest.FixtureRequest, schema: Draft202012Validator
) -> None:
    report = request.getfixturevalue(which)
    assert [*schema.iter_errors(json.loads(jsonfile.render(report)))] == []


def test_rows_hold_exactly_the_keys_that_are_promised(told: dict[str, Any]) -> None:
    assert {tuple(each) for each in told["rows"]} == {KEYS}
    first = told["rows"][0]
    assert (first["id"], first["k"], first["n"], first["verdict"]) == ("S6", 4, 50, "supported")
    assert (round(first["low"], 2), round(first["high"], 2)) == (0.03, 0.19)


def test_sections_name_each_row_and_difference_once(told: dict[str, Any]) -> None:
    rows = [at for section in told["sections"] for at in section["rows"]]
    differences = [at for section in told["sections"] for at in section["differences"]]
    assert rows == list(range(len(told["rows"])))
    assert differences == list(range(len(told["differences"])))
    assert told["sections"][1]["differences"] == [0, 1, 2]
    for kind in ("claims", "charts", "lists", "tables"):
        places = [at for section in told["sections"] for at in section[kind]]
        assert places == list(range(len(told[kind])))
    assert [section["aside"] for section in told["sections"]] == [False, False, True]


def test_the_ledger_holds_every_verdict_of_a_row_and_of_a_difference(told: dict[str, Any]) -> None:
    ledger = {(claim["sentence"], claim["verdict"]) for claim in told["claims"]}
    said = {(row["claim"], row["verdict"]) for row in told["rows"] if row["claim"]}
    assert said < ledger
    silent = {row["verdict"] for row in told["rows"] if not row["claim"]}
    assert silent == {"no claim", "not estimable"}
    assert len(told["claims"]) == len(said) + 1 + len(told["differences"])
    ranked = told["claims"][-4]
    assert (ranked["p"], ranked["needs_about"], ranked["low"]) == (0.1086, 46, None)
    assert ranked["counts"] == [{"k": 7, "n": 7}, {"k": 14, "n": 20}, {"k": 11, "n": 20}]


def test_curves_estimates_and_needs_are_numbers(told: dict[str, Any]) -> None:
    assert told["charts"][0]["curves"][0]["points"][1] == {
        "day": 1, "at": 0.4, "low": 0.28, "high": 0.55, "at_risk": 28,
    }  # fmt: skip
    assert [each["valid"] for each in told["lists"][1]["figures"]] == ["fixed-n", "any-time"]
    assert told["lists"][0]["figures"][1]["at"] is None
    assert told["needs"][0]["months"] == 8
    assert told["needs"][1]["note"] == "Nobody came."


def test_the_rest_of_the_report_is_there(told: dict[str, Any]) -> None:
    assert told["schema"] == SCHEMA_VERSION
    assert told["fictional"] is True
    assert told["window"]["since"] == "2025-10-01T00:00:00+00:00"
    assert told["flow"][0]["left"] == [{"reason": "not accepted", "n": 2}]
    assert told["owed"]["n"] == 5
    assert told["owed"]["oldest_days"] == 700
    assert {each["who"] for each in told["owed"]["threads"]} == {""}
    assert len(told["published"]) > 5


SPOILT = {
    "a missing reason": lambda told: told["rows"][-1].update(note=""),
    "one end only": lambda told: told["rows"][0].update(high=None),
    "the other end only": lambda told: told["rows"][-1].update(high=0.5),
    "a share above one": lambda told: told["rows"][0].update(high=1.2),
    "an unknown verdict": lambda told: told["rows"][0].update(verdict="significant"),
    "one key more": lambda told: told["rows"][0].update(share=0.08),
    "a need without its reason": lambda told: told["needs"][1].update(more=None, note=""),
    "an estimate without its reason": lambda told: told["lists"][0]["figures"][1].update(note=""),
    "a claim without a verdict": lambda told: told["claims"][0].update(verdict="no claim"),
    "a claim that is neither": lambda told: told["claims"][0].update(kind="significant"),
    "another version": lambda told: told.update(schema=2),
    "a date without a zone": lambda told: told.update(made_at="2025-12-01T09:00:00"),
    "an unknown quality": lambda told: told["published"][0].update(quality="E"),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_schema_refuses(spoil: str, told: dict[str, Any], schema: Draft202012Validator) -> None:
    spoilt = deepcopy(told)
    SPOILT[spoil](spoilt)
    assert schema.is_valid(told)
    assert not schema.is_valid(spoilt)


def test_the_page_about_it_names_every_key(told: dict[str, Any]) -> None:
    page = (DOCS / "report-json.md").read_text("utf-8")
    keys = {*told, *told["rows"][0], *told["flow"][0], *told["window"], *told["owed"]}
    keys |= {*told["claims"][0], *told["needs"][0], *told["lists"][0]["figures"][0]}
    keys |= {*told["charts"][0]["curves"][0]["points"][0], *told["tables"][0]}
    assert {each for each in keys if f"`{each}`" not in page} == set()
    assert f"**{SCHEMA_VERSION}**" in page


def test_the_example_on_the_page_runs(
    october: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.json").write_text(jsonfile.render(october), "utf-8")
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "report-json.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("Wrote words of their own in the request 4 of 50 0.03")
    assert any(line.startswith("Spoke again within a year - The year is") for line in lines)
    assert lines[-1].startswith("unresolved - French against Poles: they answer at different")


def test_nothing_in_it_steers_a_terminal(hostile: Report) -> None:
    text = jsonfile.render(hostile)
    assert "\\u001b" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
