"""The protocol file: what it means, and what is refused, at which line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import YourFile
from askwhy.protocol import (
    Acceptance,
    Arm,
    Definitions,
    Expects,
    Hours,
    Hypothesis,
    HypothesisKind,
    Limits,
    Protocol,
    Retention,
    Spared,
    Window,
)
from askwhy.protocol.reading import check
from askwhy.protocol.template import QUESTION, standard, template

if TYPE_CHECKING:
    from tests.protocol.conftest import File

DAY = timedelta(days=1)
SMALL = Protocol(
    name="October",
    window=Window(date(2026, 10, 1), date(2026, 10, 31)),
    acceptance=Acceptance.ALL,
    wait=DAY,
    definitions=Definitions(7 * DAY, 14 * DAY, canned_counts=False),
    arms=(
        Arm("A", 2, DAY, (("en", "Why, {first_name}?"), ("fr", "Pourquoi, {first_name} ?"))),
        Arm("none", 1, DAY, ()),
    ),
    hours=Hours("Europe/Warsaw", ((0, 480), (1200, 1440)), (0, 1)),
    limits=Limits(20, 5),
    spared=(Spared.KNOWN,),
    languages=("en", "fr"),
    hypotheses=(Hypothesis("Most answer.", HypothesisKind.CONFIRMATORY, "S5", Expects.MORE, 0.5),),
    retention=Retention(date(2027, 5, 2), date(2028, 10, 31)),
    ethics="Once, and never again.",
)


def test_a_file_is_read(file: File) -> None:
    assert file.protocol() == SMALL


def test_a_new_study_is_the_published_one(october: File) -> None:
    """Accept all, wait one day, ask the silent the question as it was published."""
    assert october.protocol() == Protocol(
        name="October",
        window=Window(date(2026, 10, 1), date(2026, 10, 31)),
        acceptance=Acceptance.ALL,
        wait=DAY,
        definitions=Definitions(),
        arms=(Arm("question", 1, DAY, (("en", QUESTION),)),),
        hours=Hours("Europe/Warsaw", ((0, 480), (1200, 1440)), (0, 1, 2, 3, 4)),
        limits=Limits(20, 5),
        spared=(),
        languages=("en",),
        hypotheses=(
            Hypothesis(
                "Most of the silent answer once they are asked.",
                HypothesisKind.CONFIRMATORY,
                "S5",
                Expects.MORE,
                0.5,
            ),
            Hypothesis(
                "More than half of the answers name no reason but “in case”.",
                HypothesisKind.EXPLORATORY,
                "S14",
                None,
                0.5,
            ),
        ),
        retention=Retention(date(2027, 5, 2), date(2028, 10, 31)),
        ethics=october.protocol().ethics,
    )
    assert QUESTION == (
        "I’m happy to be part of your network! Did you have a reason to connect with me? "
        "Is there something I can do for you?"
    )
    assert "never a name" in october.protocol().ethics


def test_what_is_commented_out_in_a_new_file_works_too(october: File) -> None:
    wanted = ("# [[arms]]", "# name =", "# weight =", "# asks =", "# wait =", "# [arms.", "# en =")
    lines = [
        line.removeprefix("# ") if line.startswith(wanted) else line
        for line in october.text.splitlines()
    ]
    found = check("\n".join(lines))
    assert isinstance(found, Protocol)
    assert [(arm.name, arm.wait, arm.is_asked) for arm in found.arms] == [
        ("later", 3 * DAY, True),
        ("no question", DAY, False),
        ("question", DAY, True),
    ]


def test_a_new_study_survives_any_name() -> None:
    name = 'My “Oct\\ober" = 1\n[x]'
    found = standard(name, date(2026, 10, 1), date(2026, 10, 31), "Europe/Warsaw")
    assert found.name == name
    assert isinstance(check(template(name, date(2026, 1, 1), date(2026, 1, 1), "Nowhere")), list)


def test_whatever_need_not_be_said_is_the_standard() -> None:
    least = """
        name = "Least"
        window = { first_day = 2026-10-01, last_day = 2026-10-31 }
        hours.zone = "UTC"
        arms = [{ name = "A", wording.en = "Why?" }]
        retention = { texts = 2027-05-02, everything = 2027-05-02 }
        ethics.text = "Once."
    """
    found = check("\n".join(line.strip() for line in least.splitlines()))
    assert isinstance(found, Protocol), found
    usual = standard("Least", date(2026, 10, 1), date(2026, 10, 31), "UTC")
    assert found == replace(
        usual,
        arms=(Arm("A", 1, DAY, (("en", "Why?"),)),),
        hypotheses=(),
        retention=Retention(date(2027, 5, 2), date(2027, 5, 2)),
        ethics="Once.",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            'name = "October"',
            "",
            0,
            "“name” is missing at the top of the file: a text in quotation",
        ),
        ('name = "October"', 'name = " "', 1, "The name is empty."),
        ('name = "October"', "name = 3", 1, "name should be a text in quotation marks."),
        ('name = "October"', 'name = "O"\nnames = 2', 2, "There is no “names” at the top of the f"),
        ('["en", "fr"]', "[]", 2, "No language is declared."),
        ('["en", "fr"]', '"en"', 2, "languages should be a list."),
        ('["en", "fr"]', '["en", "fr",\n"en"]', 3, "“en” stands here twice."),
        ('["en", "fr"]', '["en",\n"fr",\n"xyz"]', 4, "“xyz” is no language"),
        ('["en", "fr"]', '["en", "fr",\n7]', 3, "languages is a list of texts."),
        ('["en", "fr"]', '["en", "fr", "pl"]', 20, "“pl” is missing in [arms.wording] number 1"),
        ('["en", "fr"]', '["en"]', 22, "“fr” is none of the study's languages."),
        (
            "[window]\nfirst_day = 2026-10-01\nlast_day = 2026-10-31",
            "",
            0,
            "“first_day” is missing",
        ),
        ("2026-10-01", "2026-11-01", 6, "The window ends on 2026-10-31, before it begins on 202"),
        ("2026-10-01", '"2026-10-01"', 5, "first_day should be a day such as 2026-10-01."),
        ("2026-10-01", "2026-10-01T10:00:00", 5, "first_day should be a day such as 2026-10-01, "),
        ("2026-10-01", "1926-10-01", 5, "1926-10-01 is no day of our time."),
        ('accept = "all"', 'accept = "some"', 9, "accept is “some”; it must be one of “all”, “"),
        ('accept = "all"', "accept = true", 9, "accept should be a text in quotation marks."),
        ('wait = "1 day"', 'wait = "1 dya"', 12, "wait should be a stretch of time such as “1 "),
        ('wait = "1 day"', "wait = 1", 12, "wait should be a text in quotation marks."),
        ('wait = "1 day"', 'wait = "32 days"', 12, "A wait of 32 days is longer than the window"),
        ('"7 days"', '"0 days"', 13, "wrote_first is no time at all; nobody could write in it."),
        ('"14 days"', '"0 hours"', 14, "replied is no time at all; nobody could write in it."),
        ("canned_counts = false", 'canned_counts = "no"', 15, "canned_counts should be true or fa"),
        ("weight = 2", "weight = 0", 19, "weight is 0; it must be at least 1."),
        ("weight = 2", "weight = -3", 19, "weight is -3; it must be at least 1."),
        ("weight = 2", "weight = 0.5", 19, "weight should be a whole number."),
        ("weight = 2", "weight = true", 19, "weight should be a whole number."),
        ("weight = 2", "weight = 21", 19, "weight is 21; it can be 20 at most."),
        ("weight = 2", 'wait = "5 weeks"', 19, "A wait of 5 weeks is longer than the window of 31"),
        ("weight = 2", "wieght = 2", 19, "There is no “wieght” in [arms] number 1."),
        ('name = "A"', 'name = ""', 18, "The arm has no name."),
        ('name = "A"', "", 17, "“name” is missing in [arms] number 1: a text in quotation marks."),
        ('name = "A"', 'name = "none"', 25, "There are two arms named “none”."),
        (
            "Why, {first_name}?",
            "Why, {frist_name}?",
            21,
            "{frist_name} is no variable; there are {",
        ),
        ("Why, {first_name}?", "Why, {first_name?", 21, "A brace opens or closes nothing in this"),
        ("Why, {first_name}?", "{first_name}?!", 21, "This wording says nothing."),
        ("Why, {first_name}?", "", 21, "This wording says nothing."),
        ("asks = false", "", 24, "“en” is missing in [arms.wording] number 2"),
        (
            "asks = false",
            "asks = false\nwording.en = 'x'\nwording.fr = 'y'",
            27,
            "This arm has a wor",
        ),
        ("asks = false", 'asks = "no"', 26, "asks should be true or false."),
        ("Europe/Warsaw", "Europe/Warshaw", 29, "“Europe/Warshaw” is no time zone."),
        ("Europe/Warsaw", "localtime", 29, "“localtime” is no time zone."),
        ("Europe/Warsaw", "", 29, "“” is no time zone."),
        ('["20:00-08:00"]', '["20:00-20:00"]', 30, "“20:00-20:00” ends where it begins."),
        ('["20:00-08:00"]', '["20:00-8:00"]', 30, "“20:00-8:00” is no stretch of hours such as"),
        ('["20:00-08:00"]', '["20:00-24:30"]', 30, "“20:00-24:30” is no stretch of hours such a"),
        ('["20:00-08:00"]', '["00:00-24:00"]', 30, "The quiet hours cover the whole day; nothing"),
        ('["20:00-08:00"]', '[\n"08:00-21:00",\n"20:00-08:00"]', 30, "The quiet hours cover the w"),
        ('["20:00-08:00"]', '[\n"08:00-10:00",\n"x"]', 32, "“x” is no stretch of hours such as"),
        ('["Mon", "Tue"]', "[]", 31, "No day of the week is left on which to write."),
        ('["Mon", "Tue"]', '["Mon",\n"Tues"]', 32, "“Tues” is none of “Mon”, “Tue”, “Wed”, “T"),
        ("per_day = 20", "per_day = 0", 34, "per_day is 0; it must be at least 1."),
        ("per_hour = 5", "per_hour = 1.5", 35, "per_hour should be a whole number."),
        ('["known to me"]', '["known to em"]', 38, "“known to em” is none of “known to me”, “h"),
        ("[limits]", "[limit]", 33, "There is no “limit” at the top of the file."),
        ('kind = "confirmatory"', 'kind = "sure"', 41, "kind is “sure”; it must be one of “confi"),
        ('says = "Most answer."', 'says = ""', 42, "This hypothesis says nothing."),
        ('figure = "S5"', "", 40, "A confirmatory hypothesis without a figure tests nothing."),
        ('figure = "S5"', 'figure = "S22"', 43, "“S22” is no figure of the report; they are S1 t"),
        ('figure = "S5"', 'figure = "S0"', 43, "“S0” is no figure of the report; they are S1 to"),
        ('expects = "more"', "", 40, "A confirmatory hypothesis says what it expects."),
        ('expects = "more"', 'expects = "moer"', 44, "expects is “moer”; it must be one of “more”"),
        ("than = 0.5", "than = 50", 45, "than is 50.0; a share lies between 0 and 1."),
        ("than = 0.5", 'than = "half"', 45, "than should be a number."),
        ("than = 0.5", 'arms = ["A", "B"]', 45, "There is no arm “B”."),
        ("than = 0.5", 'arms = ["A"]', 45, "A comparison needs two different arms."),
        ("than = 0.5", 'arms = ["A", "A"]', 45, "A comparison needs two different arms."),
        ("than = 0.5", 'than = 0.5\narms = ["A", "none"]', 45, "Two arms are compared with each o"),
        (
            "2027-05-02",
            "2026-11-15",
            48,
            "Texts would be deleted on 2026-11-15, while answers may ",
        ),
        ("2028-10-31", "2027-05-01", 49, "Everything would go on 2027-05-01, texts only on 2027-0"),
        ("texts = 2027-05-02", "", 47, "“texts” is missing in [retention]: a day such as 2026-10"),
        ("Once, and never again.", " ", 52, "The ethics text is empty."),
        ('[ethics]\ntext = "Once, and never again."', "", 0, "“text” is missing in [ethics]"),
        ('[ethics]\ntext = "Once, and never again."', "[[ethics]]", 51, "ethics should be a table"),
    ],
)
def test_what_cannot_work_is_refused_at_its_line(
    file: File, old: str, new: str, line: int, reason: str
) -> None:
    changed = file.but(old, new)
    problem = next(one for one in changed.problems() if reason in one.reason)
    assert (problem.line or 0) == line
    assert (problem.file, problem.reason[: len(reason)]) == ("my.toml", reason)


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("weight = 2", "wieght = 2", "Did you mean “weight”?"),
        ("[limits]", "[limit]", "Did you mean “limits”?"),
        ("Europe/Warsaw", "Europe/Warshaw", "Did you mean “Europe/Warsaw”?"),
        ("Europe/Warsaw", "Q", "Write one such as “Europe/Warsaw”."),
        ("{first_name} ?", "{frist_name} ?", "Did you mean “first_name”?"),
        ('accept = "all"', 'accept = "by hadn"', "Did you mean “by hand”?"),
        ('["Mon", "Tue"]', '["Tues"]', "Did you mean “Tue”?"),
        ("than = 0.5", 'arms = ["A", "nnoe"]', "Did you mean “none”?"),
        ('figure = "S5"', "zzz = 1", ""),
    ],
)
def test_a_near_word_is_offered(file: File, old: str, new: str, remedy: str) -> None:
    assert remedy in [one.remedy for one in file.but(old, new).problems()]


def test_a_study_without_arms_is_refused(file: File) -> None:
    start, end = file.text.index("[[arms]]"), file.text.index("[hours]")
    without = file.but(file.text[start:end], "")
    assert str(without.problem()) == (
        "my.toml: The study has no arm. Write at least one [[arms]] with a wording."
    )
    empty = without.but("[window]", "arms = []\n[window]")
    assert (empty.problem().line, empty.problem().reason) == (4, "The study has no arm.")


def test_a_study_that_asks_nobody_is_refused(file: File) -> None:
    start, end = file.text.index("weight = 2"), file.text.index('[[arms]]\nname = "none"')
    silent = file.but(file.text[start:end], "asks = false\n")
    assert (silent.problem().line, silent.problem().reason) == (17, "No arm asks anything.")


def test_what_is_no_toml_is_refused_at_its_line(file: File) -> None:
    problem = file.but("per_day = 20", "per_day 20").problem()
    assert (problem.line, problem.remedy) == (34, "The file is not valid TOML there.")
    assert problem.reason == "Expected '=' after a key in a key/value pair."
    unfinished = check('name = "x"\nethics = """\n')
    assert isinstance(unfinished, list)
    assert unfinished[0].line == 3


def test_every_problem_is_told_at_once_in_the_order_of_the_lines(file: File) -> None:
    broken = (
        file.but('wait = "1 day"', 'wait = "40 days"')
        .but("weight = 2", "weight = 0")
        .but("per_day = 20", "per_dya = 20")
        .but("Europe/Warsaw", "Warsaw")
        .but("2027-05-02", "2026-01-01")
    )
    assert [(one.line, one.reason.split()[0]) for one in broken.problems()] == [
        (12, "A"),
        (19, "weight"),
        (29, "“Warsaw”"),
        (34, "There"),
        (48, "Texts"),
    ]


def test_a_long_wait_is_told_once_where_it_is_written(file: File) -> None:
    """Two arms share it."""
    assert len(file.but('wait = "1 day"', 'wait = "40 days"').problems()) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('wait = "1 day"', 'wait = "31 days"'),
        ('wait = "1 day"', 'wait = "0 days"'),
        ("2027-05-02", "2026-11-16"),
        ("2028-10-31", "2027-05-02"),
        ("than = 0.5", "than = 0"),
        ("than = 0.5", "than = 1"),
        ("than = 0.5", 'arms = ["none", "A"]'),
        ("weight = 2", "weight = 20"),
        ("first_day = 2026-10-01", "first_day = 2026-10-31"),
        ('figure = "S5"', 'figure = "S21"'),
        ('["20:00-08:00"]', '["00:00-08:00", "08:01-24:00"]'),
        ('["20:00-08:00"]', "[]"),
    ],
)
def test_the_edges_of_what_works_work(file: File, old: str, new: str) -> None:
    assert isinstance(file.but(old, new).protocol(), Protocol)


def test_an_exploratory_hypothesis_may_expect_nothing(file: File) -> None:
    found = (
        file.but('kind = "confirmatory"', "")
        .but('figure = "S5"', "")
        .but('expects = "more"\nthan = 0.5', "")
    )
    assert found.protocol().hypotheses == (
        Hypothesis("Most answer.", HypothesisKind.EXPLORATORY, "", None, 0.5, ()),
    )


def test_two_arms_may_be_compared(file: File) -> None:
    found = file.but("than = 0.5", 'arms = ["none", "A"]').protocol()
    assert found.hypotheses[0].arms == ("none", "A")


def test_quiet_hours_are_cut_at_midnight_and_joined(file: File) -> None:
    spans = '["22:00-06:00", "05:00-07:30", "12:00-13:00", "13:00-14:00", "23:00-24:00"]'
    assert file.but('["20:00-08:00"]', spans).protocol().hours.quiet == (
        (0, 450),
        (720, 840),
        (1320, 1440),
    )


def test_an_arm_may_wait_on_its_own(file: File) -> None:
    found = file.but("weight = 2", 'wait = "36 hours"').protocol()
    assert {arm.name: arm.wait for arm in found.arms} == {
        "A": timedelta(hours=36),
        "none": DAY,
    }
    assert found.first_wait == DAY
    assert found.weights == {"A": 1, "none": 1}
    assert found.arm("none") == Arm("none", 1, DAY, ())


def test_problems_are_the_familys_own() -> None:
    found = check("")
    assert isinstance(found, list)
    assert {type(one) for one in found} == {YourFile}
    assert {one.file for one in found} == {"study.toml"}
    assert all(one.line is None for one in found)
