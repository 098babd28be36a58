"""The codebook: what ships is complete, what an owner adds is checked line by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askwhy.coding.codebook import SPECIAL, Code, Codebook, Kind, Machine
from askwhy.coding.codebook_file import extend, shipped

OWN = """\
[codebook]
name = "ours"
version = "1"

[[code]]
name = "reason"

[[code.value]]
name = "alumni"
definition = "Went to the same school."
yes = { en = "We were both at Leiden.", nl = "Wij zaten allebei in Leiden." }

[[code]]
name = "formality"
definition = "How the owner is addressed."
by = ["person", "llm"]
ordered = true

[[code.value]]
name = "first name"
definition = "By the first name."
yes = { en = "Hi Eva" }

[[code.value]]
name = "title"
definition = "By title and surname."
no = { en = "Hi Eva" }
"""


def said(source: str) -> list[tuple[int | None, str]]:
    codebook, problems = extend(shipped(), "mine.toml", source)
    assert codebook is shipped(), "a file with problems changes nothing"
    assert all(problem.file == "mine.toml" and problem.remedy for problem in problems)
    return [(problem.line, problem.reason) for problem in problems]


@pytest.mark.parametrize("code", shipped().codes, ids=lambda code: code.name)
def test_every_shipped_code_is_defined_and_shown_in_several_languages(code: Code) -> None:
    examples = [one for value in code.values for one in (*value.yes, *value.no)]

    assert len(code.definition) > 20
    assert all(len(value.definition) > 10 for value in code.values)
    assert any(value.yes for value in code.values)
    assert any(value.no for value in code.values)
    assert len({one.language for one in examples}) >= 3


def test_the_shipped_codes_are_those_of_the_study() -> None:
    by = {code.name: (code.machine, code.several) for code in shipped().codes}

    assert by == {
        "note": (Machine.COUNTS, False),
        "language": (Machine.COUNTS, False),
        "canned": (Machine.COUNTS, False),
        "template": (Machine.COUNTS, False),
        "reason": (Machine.COUNTS, True),
        "favour": (Machine.PROPOSES, False),
        "tone": (Machine.PROPOSES, False),
        "scam": (Machine.RAISES, False),
        "automatic": (Machine.COUNTS, False),
    }


def test_an_owner_adds_a_value_and_a_code() -> None:
    codebook, problems = extend(shipped(), "mine.toml", OWN)

    assert problems == ()
    assert codebook["reason"].names == (*shipped()["reason"].names, "alumni")
    assert codebook["formality"].by == (Kind.PERSON, Kind.LLM)
    assert codebook["formality"].ordered
    assert codebook.name == "askwhy + ours"
    assert codebook.version.endswith("+ 1")
    assert shipped()["reason"].names[-1] == "other", "the shipped codebook stays as it is"


def test_the_digest_tells_content_and_ignores_layout() -> None:
    one, _ = extend(shipped(), "mine.toml", OWN)
    spaced, _ = extend(shipped(), "mine.toml", OWN.replace("\n\n", "\n# a remark\n\n"))
    worded, _ = extend(shipped(), "mine.toml", OWN.replace("By the first name.", "First name."))

    assert one.digest == spaced.digest
    assert len({shipped().digest, one.digest, worded.digest}) == 3


def test_the_digest_of_what_ships_is_known() -> None:
    # A changed codebook is another codebook: give it a new version, then its digest here.
    assert (shipped().version, shipped().digest[:16]) == ("2026-11-22.1", "1e76d3ad04293032")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('name = "alumni"', 'name = "selling"', 8, "the value 'selling' of 'reason' is there"),
        ('name = "alumni"', 'name = "unsure"', 8, "'unsure' means something else"),
        ('name = "alumni"', "name = 3", 8, "a name of letters and digits is missing"),
        ('definition = "Went to the same school."\n', "", 8, "'alumni' has no definition"),
        ('name = "reason"', 'name = "reason"\ndefinition = "x"', 5, "is there already; only"),
        ('by = ["person", "llm"]', 'by = ["oracle"]', 13, "something else than coders"),
        ('by = ["person", "llm"]', 'by = "person"', 13, "something else than coders"),
        ("ordered = true", 'machine = "rules"', 13, "`machine` of 'formality' is 'rules'"),
        ("ordered = true", "ordered = 1", 13, "neither true nor false"),
        ("ordered = true", 'pattern = "["', 13, "no regular expression"),
        ("ordered = true", "odrered = true", 13, "'odrered' is no key of code"),
        ('no = { en = "Hi Eva" }', "no = { en = 4 }", 24, "`no` is no table of texts"),
        ('no = { en = "Hi Eva" }', "", 24, "the value 'title' has no example"),
        ('no = { en = "Hi Eva" }', 'yes = { en = "Dr Bo" }', 13, "has no example of no"),
        ('name = "title"', 'name = "first name"', 24, "'first name' stands here twice"),
        ('name = "formality"', 'name = "reason"', 13, "the code 'reason' stands here twice"),
        ('version = "1"\n', "", 1, "no [codebook] table with a name and a version"),
        ('name = "title"', 'name = "title', 25, "this is not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in OWN

    found = said(OWN.replace(old, new))

    assert any(at == line and reason in told for at, told in found), found


def test_all_problems_are_told_at_once() -> None:
    broken = OWN.replace("ordered = true", "odrered = true").replace('"alumni"', '"selling"')

    assert [line for line, _ in said(broken)] == [8, 13]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_whatever_breaks_the_reader(source: str) -> None:
    codebook, problems = extend(shipped(), "mine.toml", source)

    assert isinstance(codebook, Codebook)
    assert problems or codebook is not shipped()


@settings(deadline=None)
@given(st.sampled_from(shipped().codes), st.data())
def test_a_code_allows_its_own_values_and_the_special_ones(code: Code, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(code.names), unique=True, max_size=3))

    assert code.allows(tuple(chosen)) == (code.several or len(chosen) == 1)
    assert all(code.allows((special,)) for special in SPECIAL)
    assert not code.allows(("no such value at all",))
    assert not code.allows((code.names[0], code.names[0]))


def test_a_language_is_any_iso_code() -> None:
    assert shipped()["language"].allows(("pl",))
    assert not shipped()["language"].allows(("Polish",))
