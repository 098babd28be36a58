"""REFI-QDA: what is written is of the standard's form, and comes back."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Reason, Text, by_person, withdraw
from askwhy.coding.exchange.refi_codebook import from_qdc, to_qdc
from askwhy.coding.exchange.refi_project import MEMBER, to_qdpx
from askwhy.coding.exchange.refi_return import from_qdpx

BOOK = shipped()
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "refi_qda.rng"))
AT = datetime(2026, 11, 22, tzinfo=UTC)
WHOLE = "👍 Ola, could you forward my CV?\x00\n> quoted"
TEXTS = [Text("m1", WHOLE, WHOLE), Text("m2", "Olá", "Olá")]


def person(
    item: str, code: str, *values: str, who: str = "anna", reasons: tuple[Reason, ...] = ()
) -> Coding:
    return replace(by_person(item, BOOK[code], values, who, BOOK.digest), reasons=reasons)


EVIDENCE = Reason("asks", 7, 32)
CODINGS = [
    person("m1", "reason", "advice", "selling"),
    person("m1", "favour", "asked", reasons=(EVIDENCE, EVIDENCE, Reason("money"))),
    person("m2", "language", "pt", who="bo"),
    person("m2", "tone", "unsure", who="bo"),
    Coding("m2", "scam", ("none",), "model:scam", Kind.MODEL, "1", BOOK.digest, 0.9),
]


def project(codings: list[Coding]) -> bytes:
    return to_qdpx("study", TEXTS, codings, BOOK, AT)


def member(content: bytes, name: str = MEMBER) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def packed(root: etree._Element) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(MEMBER, etree.tostring(root))
    return written.getvalue()


def told(codings: tuple[Coding, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return sorted((one.item, one.coder, one.code, one.values) for one in codings)


def test_the_codebook_is_valid_and_comes_back() -> None:
    content = to_qdc(BOOK)

    SCHEMA.assertValid(etree.fromstring(content))
    codes, problems = from_qdc("book.qdc", content)
    assert problems == ()
    assert [(one.name, one.definition, one.names) for one in codes] == [
        (one.name, one.definition, one.names) for one in BOOK.codes
    ]
    assert [value.definition for one in codes for value in one.values] == [
        value.definition for one in BOOK.codes for value in one.values
    ]


def test_a_foreign_codebook_tells_what_has_no_place_in_ours() -> None:
    content = b"""<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>
        <Code name="mood"><Code name="good"><Code name="very good"/></Code><Code name="bad"/></Code>
        <Code name="alone"/></Codes></CodeBook>"""

    codes, problems = from_qdc("book.qdc", content)

    assert [(one.name, one.names, one.several) for one in codes] == [
        ("mood", ("good", "bad"), True)
    ]
    assert [one.reason for one in problems] == [
        "what is beneath 'mood', 'good' was left out.",
        "'alone' has no codes beneath it, which would be its values.",
    ]
    assert from_qdc("book.qdc", b"<CodeBook/>")[1][0].reason == "this is no REFI-QDA codebook."


def test_the_project_is_valid_and_every_key_is_there_once() -> None:
    root = etree.fromstring(member(project(CODINGS)))

    SCHEMA.assertValid(root)
    keys = Counter(one.get("guid") for one in root.iter() if one.get("guid"))
    assert set(keys.values()) == {1}
    pointed = [one.get("targetGUID") or one.get("creatingUser") for one in root.iter()]
    assert len(list(filter(None, pointed))) > 10
    assert {key for key in pointed if key} <= keys.keys()


def test_positions_count_in_the_text_that_goes_along() -> None:
    content = project(CODINGS)
    root = etree.fromstring(member(content))

    (selection,) = root.iter("{*}PlainTextSelection")
    path = selection.getparent().get("plainTextPath").replace("internal://", "sources/")
    text = member(content, path).decode()
    start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
    assert text[start:end] == "could you forward my CV?\ufffd"[: end - start]
    assert len(text) == len(WHOLE)


def test_a_project_comes_back_without_machines_and_what_the_standard_lacks() -> None:
    found, problems = from_qdpx("p.qdpx", project(CODINGS), BOOK, "owner")

    assert problems == ()
    assert told(found) == [
        ("m1", "person:anna", "favour", ("asked",)),
        ("m1", "person:anna", "reason", ("selling", "advice")),
        ("m2", "person:bo", "language", ("pt",)),
    ]
    assert {one.reasons for one in found if one.code == "favour"} == {(EVIDENCE,)}


def test_what_a_machine_said_never_comes_back_as_a_persons_word() -> None:
    machines = [
        replace(CODINGS[-1], coder=f"{kind}:x", origin=kind, values=("phishing",))
        for kind in (Kind.RULE, Kind.MODEL, Kind.LLM)
    ]

    content = project(machines)

    assert len(etree.fromstring(member(content)).findall(".//{*}Coding")) == 3
    assert from_qdpx("p.qdpx", content, BOOK, "owner") == ((), ())


def test_only_what_stands_is_written() -> None:
    first = person("m1", "tone", "0")
    second = replace(person("m1", "tone", "1"), is_adjudicated=True)
    third = person("m1", "tone", "2")
    gone = person("m2", "tone", "2")

    def written(*codings: Coding) -> list[tuple[str, ...]]:
        return [one.values for one in from_qdpx("p", project(list(codings)), BOOK, "owner")[0]]

    assert written(first, third) == [("2",)]
    assert written(first, second, third) == [("1",)]
    assert written(gone, withdraw(gone)) == []
    assert written(replace(first, item="elsewhere"), replace(first, code="unknown")) == []


def test_an_empty_project_is_valid() -> None:
    content = to_qdpx("", [], [], BOOK, AT)

    SCHEMA.assertValid(etree.fromstring(member(content)))
    assert from_qdpx("p.qdpx", content, BOOK, "owner") == ((), ())


def test_a_project_of_another_program_is_read_and_its_mistakes_are_told() -> None:
    root = etree.fromstring(member(project(CODINGS[:1])))
    values = {one.get("name"): one.get("guid") for one in root.iter("{*}Code")}
    book = root.find("{*}CodeBook/{*}Codes/{*}Code")
    assert book is not None
    space = "{urn:QDA-XML:project:1.0}"
    etree.SubElement(book, f"{space}Code", guid="odd", name="odd", isCodable="true")
    source = next(iter(root.iter("{*}TextSource")))
    for target in (values["bare request"], values["none"], "odd", "nowhere"):
        coding = etree.SubElement(source, f"{space}Coding", guid="x", creatingUser="nobody")
        etree.SubElement(coding, f"{space}CodeRef", targetGUID=target)
    etree.SubElement(source, f"{space}Coding", guid="y")
    for start, end in (("1", "x"), ("5", "5"), ("5", "2")):
        selection = etree.SubElement(
            source, f"{space}PlainTextSelection", startPosition=start, endPosition=end
        )
        coding = etree.SubElement(selection, f"{space}Coding", guid="z")
        etree.SubElement(coding, f"{space}CodeRef", targetGUID=values["2"])

    found, problems = from_qdpx("p.qdpx", packed(root), BOOK, "owner")

    assert told(found)[-1] == ("m1", "person:owner", "tone", ("2",))
    assert found[-1].reasons == ()
    assert len(problems) == 1
    assert problems[0].reason.startswith(("'note' takes one value", "'scam' takes"))


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", packed(etree.Element("Project")), to_qdc(BOOK)],
    ids=["empty", "torn", "of another kind", "a codebook"],
)
def test_what_is_no_project_is_told(content: bytes) -> None:
    found, problems = from_qdpx("p.qdpx", content, BOOK, "owner")

    assert found == ()
    assert [one.reason for one in problems] == ["this is no REFI-QDA project."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'isCodable="true"', b'isCodable="perhaps"'),
        (b"<Codes>", b"<Codes><Set/>"),
        (b'guid="', b'guid="x'),
        (b'origin="askwhy"', b'origins="askwhy"'),
    ],
)
def test_the_schema_refuses_what_the_standard_does_not_allow(old: bytes, new: bytes) -> None:
    content = to_qdc(BOOK)
    assert old in content

    assert not SCHEMA.validate(etree.fromstring(content.replace(old, new, 1)))
