"""The digest names what a protocol means, and the lock holds it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from askwhy.errors import Refused
from askwhy.protocol import Lock, Protocol, StudyChanged, StudyOver, digest, judge, lock
from askwhy.protocol.reading import check

if TYPE_CHECKING:
    from tests.protocol.conftest import File

NOW = datetime(2026, 9, 28, 12, tzinfo=UTC)
COMMITMENT = "c" * 64


def test_the_digest_is_a_sha256_that_never_changes(file: File) -> None:
    """Pinned: another digest would make a new study of every locked one."""
    assert digest(file.protocol()) == GOLDEN


GOLDEN = "707bfdeabb7ba0e4bbd6f4f2a126efd411f7f3e58667e56dc3bb513da7507782"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "October"', '# mine\nname   =   "October"  # still'),
        ('name = "October"', "name = 'October'"),
        ('name = "October"', 'name = " October "'),
        ('name = "October"', '"name" = "O\\u0063tober"'),
        ("first_day = 2026-10-01\nlast_day = 2026-10-31",
         "last_day = 2026-10-31\nfirst_day = 2026-10-01"),
        ('wait = "1 day"', 'wait = "24 hours"'),
        ('wait = "1 day"', 'wait = "1440 Minutes"'),
        ('wait = "1 day"', ""),
        ('"14 days"', '"2 weeks"'),
        ("canned_counts = false", ""),
        ('quiet = ["20:00-08:00"]', 'quiet = ["00:00-08:00", "20:00-22:00", "21:00-24:00"]'),
        ('["Mon", "Tue"]', '["Tue", "Mon", "Mon"]'),
        ("[limits]\nper_day = 20\nper_hour = 5\n", ""),
        ("than = 0.5", ""),
        ('en = "Why, {first_name}?"\nfr = "Pourquoi, {first_name} ?"',
         'fr = "Pourquoi, {first_name} ?"\nen = """Why, {first_name}?\n"""'),
    ],
)  # fmt: skip
def test_the_same_meaning_has_the_same_digest(file: File, old: str, new: str) -> None:
    changed = file.but(old, new)
    assert changed.text != file.text
    assert changed.protocol() == file.protocol()
    assert digest(changed.protocol()) == digest(file.protocol())


def test_the_order_of_the_arms_means_nothing(file: File) -> None:
    start, end = file.text.index("[[arms]]"), file.text.index('[[arms]]\nname = "none"')
    asked = file.text[start:end]
    turned = file.but(asked, "").but("[hours]", asked + "[hours]")
    assert turned.text != file.text
    assert digest(turned.protocol()) == digest(file.protocol())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "October"', 'name = "November"'),
        ('["en", "fr"]', '["fr", "en"]'),
        ("2026-10-01", "2026-10-02"),
        ("2026-10-31", "2026-10-30"),
        ('accept = "all"', 'accept = "own words"'),
        ('wait = "1 day"', 'wait = "2 days"'),
        ('"7 days"', '"8 days"'),
        ('"14 days"', '"15 days"'),
        ("canned_counts = false", "canned_counts = true"),
        ('name = "A"', 'name = "B"'),
        ("weight = 2", "weight = 3"),
        ("weight = 2", 'weight = 2\nwait = "2 days"'),
        ("Why, {first_name}?", "Why {first_name}?"),
        ("Pourquoi, {first_name} ?", "Pourquoi ?"),
        ("asks = false", 'wording = { en = "x", fr = "x" }'),
        ("Europe/Warsaw", "Europe/Berlin"),
        ("20:00-08:00", "20:01-08:00"),
        ('["Mon", "Tue"]', '["Mon", "Wed"]'),
        ("per_day = 20", "per_day = 21"),
        ("per_hour = 5", "per_hour = 6"),
        ('["known to me"]', '["had written before"]'),
        ('["known to me"]', "[]"),
        ('kind = "confirmatory"', 'kind = "exploratory"'),
        ("Most answer.", "Most answer!"),
        ('figure = "S5"', 'figure = "S7"'),
        ('expects = "more"', 'expects = "fewer"'),
        ("than = 0.5", "than = 0.6"),
        ("than = 0.5", 'arms = ["A", "none"]'),
        ("2027-05-02", "2027-05-03"),
        ("2028-10-31", "2028-10-30"),
        ("Once, and never again.", "Twice."),
    ],
)
def test_another_meaning_is_another_study(file: File, old: str, new: str) -> None:
    changed = file.but(old, new).protocol()
    assert digest(changed) != digest(file.protocol())
    with pytest.raises(StudyChanged) as refused:
        judge(changed, lock(file.protocol(), COMMITMENT, NOW))
    assert str(refused.value) == (
        f"“{changed.name}” was locked on 2026-09-28 as {digest(file.protocol())[:12]}, and now "
        f"reads {digest(changed)[:12]}. Put the file back as it was, or lock it as a new study, "
        "with people of its own."
    )


def test_every_declared_value_is_named_by_the_digest(file: File) -> None:
    """No field is forgotten: each one, given to another protocol, changes its digest."""
    other = check(
        """
        name = "Other"
        languages = ["pl"]
        window = { first_day = 2027-01-01, last_day = 2027-01-31 }
        acceptance.accept = "by hand"
        timing = { wait = "3 days", wrote_first = "3 days", replied = "3 days" }
        arms = [{ name = "Z", wording.pl = "Dlaczego?" }]
        hours = { zone = "UTC", quiet = [], weekdays = ["Sun"] }
        limits = { per_day = 1, per_hour = 1 }
        retention = { texts = 2028-01-01, everything = 2029-01-01 }
        ethics.text = "Other."
        """.replace("        ", "")
    )
    assert isinstance(other, Protocol)
    mine = file.protocol()
    tied = {"arms", "languages"}
    for each in fields(Protocol):
        if each.name not in tied:
            changed = replace(mine, **{each.name: getattr(other, each.name)})
            assert digest(changed) != digest(mine), each.name
    assert digest(replace(mine, arms=other.arms, languages=other.languages)) != digest(mine)


def test_a_lock_holds_digest_time_and_commitment(file: File) -> None:
    locked = lock(file.protocol(), COMMITMENT, NOW)
    assert locked == Lock(digest(file.protocol()), NOW, COMMITMENT)
    judge(file.but("[window]", "# a comment\n[window]").protocol(), locked)


def test_a_lock_cannot_be_changed(file: File) -> None:
    locked = lock(file.protocol(), COMMITMENT, NOW)
    with pytest.raises(FrozenInstanceError):
        locked.digest = "d" * 64  # type: ignore[misc]


def test_a_window_that_is_over_is_not_locked(file: File) -> None:
    """October ends in Warsaw at 23:00 UTC."""
    end = datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert lock(file.protocol(), COMMITMENT, end - timedelta(seconds=1)).locked_at < end
    with pytest.raises(StudyOver) as refused:
        lock(file.protocol(), COMMITMENT, end)
    assert isinstance(refused.value, Refused)
    assert str(refused.value) == (
        "The window of “October” ended on 2026-10-31. Give the window a last day that is still to "
        "come."
    )


def test_a_window_counts_both_its_days(file: File) -> None:
    assert file.protocol().window.days == 31
    assert replace(file.protocol().window, last_day=date(2026, 10, 1)).days == 1
