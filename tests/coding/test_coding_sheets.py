"""Coding sheets go to a person without askwhy and come back; hostile files do no harm."""

import io
import sys
import zipfile

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Review, Stream, Text
from askwhy.coding.exchange import packs
from askwhy.coding.exchange.packs import member, parse
from askwhy.coding.exchange.sheets import SheetsMissing, from_sheet, to_sheet
from askwhy.coding.exchange.workbooks import read_sheet

BOOK = shipped()
FORMULA = "=SUM(1) Could you forward my CV? 👍\x00"
TEXTS = [Text("m1", FORMULA, FORMULA), Text("-m2", "Olá", "Olá"), Text("m3", "Hi", "Hi")]
CODES = [BOOK["reason"], BOOK["tone"]]


def filled(cells: dict[str, object]) -> bytes:
    book = load_workbook(io.BytesIO(to_sheet(TEXTS, CODES)))
    for place, value in cells.items():
        book["coding"][place] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(filled({"C2": "advice"}))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return written.getvalue()


def test_nothing_on_a_sheet_is_a_formula_and_the_codebook_lies_beside() -> None:
    book = load_workbook(io.BytesIO(to_sheet(TEXTS, CODES)))

    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert book["coding"]["B2"].value == "'=SUM(1) Could you forward my CV? 👍\ufffd"
    assert [cell.value for cell in book["coding"][1]] == ["item", "text", "reason", "tone"]
    guide = [[cell.value for cell in row] for row in book["codebook"].iter_rows()]
    assert ["tone", "2", BOOK["tone"].values[2].definition] in guide
    assert ["reason", "nothing", "None of the values above holds."] in guide


def test_where_one_value_holds_it_is_chosen_from_a_list() -> None:
    sheet = load_workbook(io.BytesIO(to_sheet(TEXTS, CODES)))["coding"]

    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("D2:D4", '"0,1,2,unsure"')


def test_without_the_package_for_sheets_it_is_said_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = filled({"D2": "1"})
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(SheetsMissing, match=r"askwhy\[exchange\]"):
        to_sheet(TEXTS, CODES)
    assert len(from_sheet("s.xlsx", content, BOOK, "anna")[0]) == 1


def test_a_filled_sheet_comes_back_as_that_persons_codings() -> None:
    content = filled({"C2": "advice; SELLING ", "D2": 1, "C3": "Nothing", "D4": "unsure"})
    review = Review(Stream.AUDIT, 0.5, is_blind=True)

    found, problems = from_sheet("s.xlsx", content, BOOK, "anna", review)

    assert problems == ()
    assert {(one.coder, one.review) for one in found} == {("person:anna", review)}
    assert [(one.item, one.code, one.values) for one in found] == [
        ("m1", "reason", ("selling", "advice")),
        ("m1", "tone", ("1",)),
        ("-m2", "reason", ()),
        ("m3", "tone", ("unsure",)),
    ]


def test_mistakes_on_a_sheet_are_told_by_line_and_the_rest_is_read() -> None:
    content = filled({"D2": "9", "D3": "0;1", "D4": 2.0, "E1": "mood", "E4": "good"})

    found, problems = from_sheet("s.xlsx", content, BOOK, "anna")

    assert [(one.item, one.values) for one in found] == [("m3", ("2",))]
    assert [one.line for one in problems] == [2, 3, 4]


def test_formatted_words_and_cells_written_in_place_are_read() -> None:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rich = "<is><r><t>adv</t></r><r><t>ice</t></r><rPh><t>no</t></rPh></is>"
    sheet = (
        f'<worksheet {space}><sheetData><row r="7"><c r="A7" t="inlineStr"><is><t>m1</t></is></c>'
        f'<c r="XFD7" t="inlineStr">{rich}</c><c r="?" t="s"><v>0</v></c>'
        '<c r="B7" t="s"><v>99999</v></c></row></sheetData></worksheet>'
    )

    assert read_sheet(repacked("xl/worksheets/sheet1.xml", sheet.encode()), "coding") == {
        7: {0: "m1", 16383: "advice"}
    }


ENTITIES = '<!DOCTYPE x [<!ENTITY a "advice">]><x>&a;</x>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"item,text\n",
        to_sheet(TEXTS, CODES)[:-40],
        repacked("xl/workbook.xml", b"<x>"),
        repacked("xl/worksheets/sheet1.xml", b""),
        repacked("xl/worksheets/sheet1.xml", ENTITIES.encode()),
        repacked("xl/worksheets/sheet1.xml", ENTITIES.encode("utf-16")),
        repacked("xl/worksheets/sheet1.xml", b'<?xml version="1.0" encoding="odd"?><x/>'),
        repacked("[Content_Types].xml", b"").replace(b"xl/workbook", b"xl/workbooc"),
    ],
    ids=range(10),
)
def test_what_is_no_sheet_is_told(content: bytes) -> None:
    found, problems = from_sheet("s.xlsx", content, BOOK, "anna")

    assert found == ()
    assert [one.reason for one in problems] == ["this is no coding sheet."]


def test_a_sheet_without_its_first_columns_is_told() -> None:
    _, problems = from_sheet("s.xlsx", filled({"A1": "key"}), BOOK, "anna")

    assert [(one.line, one.reason) for one in problems] == [
        (1, "the columns item and text are not first.")
    ]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert member(bomb, "xl/worksheets/sheet1.xml") == b" " * 2_000_000
    assert packs.LARGEST <= 64 << 20

    monkeypatch.setattr(packs, "LARGEST", 1_999_999)

    assert member(bomb, "xl/worksheets/sheet1.xml") is None


def test_a_member_with_a_password_or_an_unknown_packing_is_none() -> None:
    locked = bytearray(repacked("x", b""))
    place = locked.index(b"PK\x01\x02")
    while place >= 0:
        locked[place + 8] |= 1
        place = locked.find(b"PK\x01\x02", place + 1)
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x" * 99)

    assert member(bytes(locked), "xl/workbook.xml") is None
    assert member(odd.getvalue(), "a") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_no_document_may_declare_entities(encoding: str) -> None:
    sound = "<x>advice</x>".encode(encoding)
    root = (
        parse(sound) if encoding != "utf-16-be" else parse("\ufeff<x>advice</x>".encode(encoding))
    )
    assert root is not None
    assert root.text == "advice"

    assert parse(("\ufeff" + ENTITIES).encode(encoding)) is None
    outside = '\ufeff<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>'
    assert parse(outside.encode(encoding)) is None
