"""Every page answers, and what is done on one shows on the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Served, Serving

PAGES = {
    "/start": "Drop your LinkedIn ZIP here",
    "/today": "Nothing is due|No study is running|Do you know them",
    "/today?split=due": "No study is running",
    "/today?split=owed": "I owe an answer",
    "/people": "80 people|people",
    "/study": "Say beforehand whom you ask",
    "/report": "What happened after they asked to connect",
    "/settings": "What is stored, and where",
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is_for(filled: Served, path: str) -> None:
    answer = filled.owner().get(path)
    assert answer.status == 200, answer.text[:500]
    assert re.search(PAGES[path], answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_an_empty_record_shows_the_way_in(served: Served) -> None:
    answer = served.owner().get("/")
    assert answer.path == "/start"
    assert "Drop your LinkedIn ZIP here" in answer.text
    assert "Nothing has been imported yet" in served.owner().get("/report").text


def test_an_upload_becomes_a_report(served: Served, export: Path) -> None:
    owner = served.owner()
    over = owner.upload(export.read_bytes(), export.name)
    assert '<h1 class="headline">Imported</h1>' in over.text
    assert export.name in over.text
    assert "What happened after they asked to connect" in owner.get("/report").text
    again = owner.upload(export.read_bytes(), "again.zip")
    assert "nothing is new" in again.text


def test_a_file_that_is_no_export_is_told_and_changes_nothing(served: Served) -> None:
    answer = served.owner().upload(b"no ZIP at all", "holiday.zip")
    assert "That did not work" in answer.text
    assert "holiday.zip" in answer.text
    assert served.owner().get("/").path == "/start"


def test_a_form_without_a_file_says_so(served: Served) -> None:
    answer = served.owner().upload(b"", "")
    assert answer.status == 409
    assert "There was no file." in answer.text


def test_a_study_goes_from_draft_to_cards(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    checked = owner.post("/study/check", text=protocol)
    assert "The study “Autumn” is about everybody who asks to connect" in checked.text
    locked = owner.post("/study/lock", text=protocol)
    assert locked.path.startswith("/study?said=locked")
    assert "Locked. From now on a changed protocol is a new study." in locked.text
    due = owner.get("/today")
    assert "Did you have a reason to connect with me" in due.text
    assert re.search(r"0 of 1000 questions sent today", due.text)


def test_a_protocol_that_cannot_work_says_why_and_is_kept(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    broken = owner.post("/study/check", text=protocol.replace("weight = 1", "weight = 0"))
    assert "It cannot work yet" in broken.text
    assert "weight = 0" in broken.text
    refused = owner.post("/study/lock", text=protocol.replace("weight = 1", "weight = 0"))
    assert refused.status == 409


def first_card(text: str) -> str:
    found = re.search(r'action="/today/due/([\w-]+)/sent"', text)
    assert found
    return found[1]


@pytest.mark.parametrize("deed", ["sent", "skip", "wrote", "later"])
def test_a_decision_can_be_taken_back_and_is_written_otherwise(
    filled: Served, protocol: str, deed: str
) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    before = owner.get("/today").text
    card = first_card(before)
    after = owner.post(f"/today/due/{card}/{deed}", days="3")
    assert f"/today/due/{card}/" not in after.text
    number = re.search(r'name="number" value="(\d+)"', after.text)
    assert number
    undone = owner.post("/undo", number=number[1])
    assert "Taken back." in undone.text
    assert first_card(undone.text) == card
    owner.post(f"/today/due/{card}/{deed}", days="3")
    filled.desk.held.settle_all()
    assert filled.desk.held.failures() == []
    gone = owner.get(f"/today?split=due&at={card}")
    assert (first_card(gone.text) != card) == (deed != "later")


def test_too_late_to_take_back(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    after = owner.post(f"/today/due/{first_card(owner.get('/today').text)}/skip")
    number = re.search(r'name="number" value="(\d+)"', after.text)
    assert number
    filled.desk.held.settle_all()
    assert "Too late" in owner.post("/undo", number=number[1]).text


def test_own_words_are_kept(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    card = first_card(owner.get("/today").text)
    kept = owner.post(f"/today/due/{card}/edit", text="Why, dear?\r\nTell me.")
    assert "Why, dear?\nTell me.</textarea>" in kept.text


def test_triage_takes_somebody_from_the_new(filled: Served) -> None:
    owner = filled.owner()
    page = owner.get("/today?split=new").text
    before = re.search(r"person 1 of (\d+)", page)
    found = re.search(r'action="/today/people/(\d+)/known"', page)
    assert before
    assert found
    after = owner.post(f"/today/people/{found[1]}/known", known="never", split="new").text
    assert f"person 1 of {int(before[1]) - 1}" in after
    filled.desk.held.settle_all()
    assert f"person 1 of {int(before[1]) - 1}" in owner.get("/today?split=new").text
    assert "<dd><bdi>never</bdi></dd>" in owner.get(f"/people/{found[1]}").text


def test_a_person_is_stopped_marked_linked_and_forgotten(filled: Served) -> None:
    owner = filled.owner()
    ids = re.findall(r'href="/people/(\d+)"', owner.get("/people").text)
    one, other = ids[0], ids[1]
    assert "They are not written to any more." in owner.post(f"/people/{one}/stop").text
    assert "May be written to again" in owner.get(f"/people/{one}").text
    assert "They may be written to again." in owner.post(f"/people/{one}/stop", lift="1").text
    assert "Say of which kind" in owner.post(f"/people/{one}/scam", kind="none").text
    assert "It was no scam" in owner.post(f"/people/{one}/scam", kind="romance").text
    assert "<dt>scam</dt><dd><bdi>romance</bdi></dd>" in owner.get(f"/people/{one}").text
    assert "The mark is lifted." in owner.post(f"/people/{one}/scam", lift="1").text
    assert "Two people after all" in owner.post(f"/people/{one}/link", other=other).text
    assert owner.post(f"/people/{one}/forget").status == 409
    gone = owner.post(f"/people/{one}/forget", sure="1")
    assert "Removed." in gone.text
    assert owner.get(f"/people/{one}").status == 409
    assert f'href="/people/{one}"' not in owner.get("/people").text


def test_find_narrows_the_people(filled: Served) -> None:
    owner = filled.owner()
    name = re.search(r'<th scope="row"><a href="/people/\d+"><bdi>([^<]+)</bdi>',
                     owner.get("/people").text)  # fmt: skip
    assert name
    found = owner.get("/people?find=" + name[1].split()[-1].lower())
    assert name[1] in found.text
    assert "0 people" in owner.get("/people?find=nobodyiscalledthat").text


@pytest.mark.parametrize("form", ["html", "markdown", "json", "csv", "text"])
def test_the_report_is_to_be_had_as_a_file(filled: Served, form: str) -> None:
    answer = filled.owner().get(f"/report/{form}")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert len(answer.text) > 500


def test_the_picture_to_share_is_drawn_with_its_words(filled: Served) -> None:
    owner = filled.owner()
    png, svg, words = (owner.get(f"/report/picture.{kind}") for kind in ("png", "svg", "txt"))
    assert (png.status, svg.status, words.status) == (200, 200, 200)
    assert png.headers["content-type"] == "image/png"
    assert "PNG" in png.text[:8]
    assert 'filename="askwhy-picture.png"' in png.headers["content-disposition"]
    assert svg.text.startswith("<svg")
    assert "asked to connect" in words.text
    assert owner.get("/report/picture.gif").status == 409


@pytest.mark.parametrize("file", ["html", "json", "picture.png", "picture.txt"])
def test_no_report_is_to_be_had_of_nothing(served: Served, file: str) -> None:
    answer = served.owner().get(f"/report/{file}")
    assert answer.status == 409
    assert "Nothing has been imported yet" in answer.text


def test_names_are_hidden_in_the_report_until_asked_for(filled: Served) -> None:
    owner = filled.owner()
    assert "Who waits, longest first" not in owner.get("/report").text
    assert "Who waits, longest first" in owner.get("/report?names=1").text
    owner.post("/settings", incognito="1")
    assert "Who waits, longest first" not in owner.get("/report?names=1").text
    assert "Person 1" in owner.get("/today?split=new").text


def test_the_language_and_the_keys_are_the_owners(filled: Served) -> None:
    owner = filled.owner()
    assert '<html lang="fr">' in owner.get("/people", Accept_Language="fr-CA, en;q=0.5").text
    assert '<html lang="pl">' in owner.post("/settings", language="pl").text
    keys = {"next": "l"}
    refused = owner.post("/settings/keys", **keys)
    assert refused.status == 409
    usual = owner.post("/settings/keys", usual="1")
    assert usual.status == 200


def test_a_backup_is_a_zip_of_everything(filled: Served) -> None:
    owner = filled.owner()
    answer = owner.post("/settings/backup")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.text.startswith("PK")


def test_the_demonstration_is_apart_from_ones_own(served: Served) -> None:
    owner = served.owner()
    begun = owner.post("/demo")
    number = begun.path.rpartition("/")[2]
    assert "Nobody here exists." in owner.over(number).text
    report = owner.get("/report").text
    assert "Nobody here exists." in report
    assert "1 October 2026" in report
    left = owner.post("/demo/leave")
    assert left.path == "/start"


def test_a_study_tells_what_it_has_shown(filled: Served, protocol: str) -> None:
    owner = filled.owner()
    owner.post("/study/lock", text=protocol)
    page = owner.get("/study").text
    assert "45 days to go" in page
    assert "Commitment to the key" in page
    assert "No hypothesis is declared" in page


def test_a_second_server_beside_it_is_harmless(filled: Served, serving: Serving) -> None:
    with serving(filled.desk.home) as second:
        assert second.door.port != filled.door.port
        page = second.owner().get("/today?split=new").text
        found = re.search(r'action="/today/people/(\d+)/known"', page)
        assert found
        second.owner().post(f"/today/people/{found[1]}/known", known="known", split="new")
    seen = filled.owner().get(f"/people/{found[1]}").text
    assert "<dd><bdi>known</bdi></dd>" in seen


def test_read_only_shows_everything_and_changes_nothing(filled: Served, serving: Serving) -> None:
    with serving(filled.desk.home, is_read_only=True) as reader:
        owner = reader.owner()
        page = owner.get("/today?split=new").text
        assert "Read-only" in page
        assert "/known" not in page
        for path in ("/start", "/people", "/people/1", "/study", "/report", "/settings"):
            assert owner.get(path).status in {200, 409}
        for path in ("/settings", "/people/1/stop", "/demo", "/undo", "/study/tick", "/import"):
            assert owner.post(path).status == 403
