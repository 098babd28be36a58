"""The owner's own entries, however a spreadsheet program saved them."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askwhy.errors import YourFile
from askwhy.facts import Check, Entry, Generation, LeftOut, Party
from askwhy.networks.sheet.contacts import read_contact
from askwhy.networks.sheet.questions import CHOICES, FREE, QUESTIONS, NoAnswer, read_answer
from askwhy.networks.sheet.source import SheetSource, SheetUnreadable, is_sheet
from askwhy.networks.tables.table import UnknownHeader
from askwhy.synth import write_october
from askwhy.synth.october import entries

Got = TypeVar("Got")
Told = list[Entry | Generation | LeftOut | Check | YourFile]
Read = Callable[[str | bytes], Told]
NOTED = datetime(2026, 11, 1, 12, tzinfo=UTC)
HEADER = "Contact,Question,Answer\n"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a sheet of this content, last changed at NOTED."""

    def read(content: str | bytes) -> Told:
        path = tmp_path / "sheet.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (NOTED.timestamp(), NOTED.timestamp()))
        assert is_sheet(path)
        return list(SheetSource(path).read())

    return read


def only(kind: type[Got], told: Told) -> list[Got]:
    return [one for one in told if isinstance(one, kind)]


def test_each_row_is_an_answer_noted_when_the_file_was_last_changed(read: Read) -> None:
    told = read(HEADER + "ada-okoro,known,heard of\nada-okoro,sphere,British\n")
    ada = Party(handle="ada-okoro")
    assert told == [
        Generation("the owner's sheet", ("sheet.csv",)),
        Entry(ada, "known", "heard of", NOTED),
        Entry(ada, "sphere", "British", NOTED),
    ]


def test_a_date_of_its_own_counts_before_the_file_s(read: Read) -> None:
    rows = [
        "ada,note,x,2026-10-03",
        "ada,note,y,2026-10-03T12:00:00+02:00",
        "ada,note,z,",
        "ada,note,w,3rd of May",
    ]
    told = read("Contact,Question,Answer,Noted At\n" + "\n".join(rows))
    assert [(one.answer, one.noted_at) for one in only(Entry, told)] == [
        ("x", datetime(2026, 10, 3, tzinfo=UTC)),
        ("y", datetime(2026, 10, 3, 10, tzinfo=UTC)),
        ("z", NOTED),
    ]
    assert '"3rd of May" is no date like 2026-10-31' in str(only(YourFile, told)[0])


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("ada-okoro-0f", Party(handle="ada-okoro-0f")),
        ("Ada-Okoro-0F", Party(handle="ada-okoro-0f")),
        ("https://www.linkedin.com/in/%C5%BCaneta/", Party(handle="żaneta")),
        (" linkedin.com/in/Ada?x=y ", Party(handle="ada")),
        ("urn:li:member:7", Party(urn="urn:li:member:7")),
        ("Ada  Okoro", Party(name="Ada Okoro")),
        ("Jane Doe, Ph.D.", Party(name="Jane Doe, Ph.D.")),
        ("ada okoro@2026-06-07", Party(name="ada okoro", apart="2026-06-07")),
        ("@ada@example.social", Party(handle="@ada@example.social")),
        ("name:cher", Party(name="cher")),
        ("name:", None),
        ("https://example.org/ada", None),
        ("", None),
        ("  ", None),
        ("/", None),
    ],
)
def test_whom_a_cell_means(text: str, party: Party | None) -> None:
    assert read_contact(text) == party


@given(st.text(max_size=30))
def test_any_cell_means_somebody_or_nobody(text: str) -> None:
    party = read_contact(text)
    assert party is None or party.handle or party.urn or party.name


def test_answers_of_a_closed_list_are_put_in_its_words(read: Read) -> None:
    rows = [
        "a,Known,NO", "a,contact of  contacts,Y", "a,gender,f", "b,gender,Other", "b,scam,No",
        "c,scam,advance fee", "c,known,yes",
    ]  # fmt: skip
    told = only(Entry, read(HEADER + "\n".join(rows)))
    assert [(one.question, one.answer) for one in told] == [
        ("known", "never"), ("contact of contacts", "yes"), ("gender", "woman"),
        ("gender", "other"), ("scam", "none"), ("scam", "advance fee"), ("known", "known"),
    ]  # fmt: skip


def test_an_unknown_question_or_answer_costs_its_row(read: Read) -> None:
    told = read(HEADER + 'a,"shoe\nsize",44\na,known,perhaps\n,known,known\na,tone,glad\n')
    assert [one.line for one in only(YourFile, told)] == [2, 4, 5]
    first, second, third = (str(one) for one in only(YourFile, told))
    assert "is none of the questions (known, contact of contacts, gender, sphere" in first
    assert '"perhaps" is no answer to "known" (known, heard of, never)' in second
    assert '"" names nobody' in third
    assert [one.answer for one in only(Entry, told)] == ["glad"]


def test_a_question_without_an_answer_is_left_out(read: Read) -> None:
    told = read(HEADER + "a,known,\na,tone,  \n")
    assert only(LeftOut, told) == [LeftOut("sheet.csv", "no answer noted")] * 2
    assert only(Entry, told) == []


def test_two_answers_to_one_question_at_one_time_are_not_chosen_between(read: Read) -> None:
    told = read(HEADER + "a,tone,glad\na,tone,glad\na,tone,cross\n")
    assert {one.answer for one in only(Entry, told)} == {"glad"}
    (bad,) = only(YourFile, told)
    assert (bad.line, "another answer to the same question stands above" in str(bad)) == (4, True)


def test_a_spreadsheet_s_sheet_is_read(read: Read) -> None:
    rows = "Contact;Name;Question;Answer\r\nada;Ada;sphere;Fran\xe7ais\r\nada;Ada;tone;'=gêné\r\n"
    told = read(rows.encode("cp1252"))
    assert [one.answer for one in only(Entry, told)] == ["Français", "=gêné"]
    (check,) = only(Check, told)
    assert not check.passed
    assert "was not saved as UTF-8" in check.sentence


def test_other_files_are_no_sheets(tmp_path: Path) -> None:
    other = tmp_path / "messages.csv"
    other.write_text("FROM,TO,DATE,CONTENT\n")
    assert not is_sheet(other)
    other.write_bytes(os.urandom(2_000))
    assert not is_sheet(other)
    assert not is_sheet(tmp_path)
    assert not is_sheet(tmp_path / "absent.csv")


def test_a_sheet_that_is_gone_meets_a_sentence(tmp_path: Path) -> None:
    source = SheetSource(tmp_path / "absent.csv")
    with pytest.raises(SheetUnreadable, match=r"absent\.csv: No such file"):
        list(source.read())
    with pytest.raises(SheetUnreadable):
        source.digest()


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("Contact,Answer\nada,yes\n")
    with pytest.raises(UnknownHeader, match="names the columns of the sheet"):
        list(SheetSource(path).read())


def test_the_digest_follows_the_content_and_the_time(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(HEADER + "ada,known,never\n")
    first = SheetSource(path, NOTED).digest()
    assert SheetSource(path, NOTED).digest() == first
    assert SheetSource(path, datetime(2026, 1, 1, tzinfo=UTC)).digest() != first
    path.write_text(HEADER + "ada,known,known\n")
    assert SheetSource(path, NOTED).digest() != first


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(HEADER + "ada,note,x\n" * 20_000)
    seen: list[tuple[int, int]] = []
    told = SheetSource(path).read(progress=lambda done, total: seen.append((done, total)))
    assert len(list(told)) == 20_001
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_the_demonstration_s_entries_are_all_read(tmp_path: Path) -> None:
    _, path = write_october(tmp_path)
    told = list(SheetSource(path).read())
    assert only(YourFile, told) == []
    found = [(one.party.handle, one.question, one.answer) for one in only(Entry, told)]
    assert found == list(entries())
    assert len(found) > 200


ANSWERS = st.one_of(
    *(st.tuples(st.just(name), st.sampled_from(words)) for name, words in CHOICES.items()),
    st.tuples(
        st.sampled_from([name for name in FREE if name != "scam"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).filter(
            lambda text: bool(text.strip()) and not text.startswith("'")
        ),
    ),
)


@given(st.dictionaries(st.sampled_from(["ada", "bo", "cy-d"]), ANSWERS, max_size=3))
def test_what_the_csv_module_wrote_comes_back(answers: dict[str, tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("Contact", "Question", "Answer"))
            rows.writerows((slug, *answer) for slug, answer in answers.items())
        told = only(Entry, list(SheetSource(path).read()))
    found = {one.party.handle: (one.question, one.answer) for one in told}
    assert found == {slug: (asked, said.strip()) for slug, (asked, said) in answers.items()}


def test_each_question_has_answers() -> None:
    assert set(QUESTIONS) == set(CHOICES) | set(FREE)
    with pytest.raises(NoAnswer):
        read_answer("mood", "good")
