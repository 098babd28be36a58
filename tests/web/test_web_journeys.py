"""The journeys, in a real browser that reaches nothing but this machine.

Each leaves a picture in the temporary folder, for a person to look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.web.conftest import Opening, Served

pytestmark = pytest.mark.slow


def picture(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert (folder / f"{name}.png").stat().st_size > 5_000


def test_from_nothing_to_the_report_by_dropping_a_zip(
    served: Served, export: Path, opening: Opening, tmp_path: Path
) -> None:
    page = opening(served)
    expect(page.get_by_role("heading", name="Drop your LinkedIn ZIP here")).to_be_visible()
    picture(page, tmp_path, "start")
    transfer = page.evaluate_handle(
        """([bytes, name]) => {
            const data = new DataTransfer();
            data.items.add(new File([Uint8Array.from(bytes)], name, {type: "application/zip"}));
            return data;
        }""",
        [list(export.read_bytes()), export.name],
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": transfer})
    expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible(timeout=60_000)
    picture(page, tmp_path, "imported")
    page.get_by_role("link", name="Read the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What happened after they asked to connect"
    )
    picture(page, tmp_path, "report")


def test_triage_of_twenty_by_keys_alone(filled: Served, opening: Opening, tmp_path: Path) -> None:
    page = opening(filled)
    page.keyboard.press("g")
    with page.expect_navigation(url="**/people"):
        page.keyboard.press("p")
    page.goto(f"{filled.address}/today?split=new")
    picture(page, tmp_path, "triage")
    names = []
    for number in range(20):
        names.append(page.locator("article h2").inner_text())
        if number % 5 == 0:
            with page.expect_navigation():
                page.keyboard.press("4")
            assert page.locator("article h2").inner_text() == names[-1]
        with page.expect_navigation():
            page.keyboard.press("123"[number % 3])
    assert len(set(names)) == 20
    expect(page.get_by_role("heading", name="Nobody")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert page.locator("article h2").inner_text() == names[-1]
    filled.desk.held.settle_all()
    page.reload()
    expect(page.locator(".day")).to_contain_text("person 1 of 1")
    page.goto(f"{filled.address}/today?split=owed")
    first = page.locator("article h2").inner_text()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.locator("article h2").inner_text() != first
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.locator("article h2").inner_text() == first


def test_keys_do_nothing_while_typing_and_can_be_changed(
    filled: Served, opening: Opening, tmp_path: Path
) -> None:
    page = opening(filled)
    page.goto(f"{filled.address}/people")
    page.keyboard.press("/")
    page.keyboard.type("gjk?u1")
    expect(page.get_by_label("Name")).to_have_value("gjk?u1")
    page.get_by_label("Name").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    picture(page, tmp_path, "keys")
    page.keyboard.press("Escape")
    page.goto(f"{filled.address}/settings")
    page.get_by_label("next", exact=True).fill("x")
    page.locator("form[action='/settings/keys']").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{filled.address}/people")
    with page.expect_navigation():
        page.keyboard.press("x")
    assert "page=2" in page.url


def test_copy_sent_undo(filled: Served, protocol: str, opening: Opening, tmp_path: Path) -> None:
    filled.owner().post("/study/lock", text=protocol)
    page = opening(filled)
    who = page.locator("article h2").inner_text()
    picture(page, tmp_path, "due")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Did you have a reason to connect with me")
    with page.expect_navigation():
        page.keyboard.press("s")
    expect(page.get_by_text("Noted as sent.")).to_be_visible()
    assert page.locator("article h2").inner_text() != who
    picture(page, tmp_path, "sent")
    page.keyboard.press("z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert page.locator("article h2").inner_text() == who


@pytest.mark.parametrize(
    ("key", "said"), [("i", "Left out of the study."), ("r", "Noted: they wrote first"),
                      ("n", "Put off.")],
)  # fmt: skip
def test_every_answer_to_a_card_has_its_key_and_can_be_taken_back(
    filled: Served, protocol: str, opening: Opening, key: str, said: str
) -> None:
    filled.owner().post("/study/lock", text=protocol)
    page = opening(filled)
    who = page.locator("article h2").inner_text()
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator("article h2")).not_to_have_text(who)
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.locator("article h2")).to_have_text(who)
    assert filled.desk.held.about() == frozenset()


def test_the_study_from_lock_to_report(
    filled: Served, protocol: str, opening: Opening, tmp_path: Path
) -> None:
    page = opening(filled)
    page.get_by_role("link", name="Study", exact=True).click()
    page.get_by_label("The protocol").first.fill(protocol)
    page.get_by_role("button", name="What does it mean?").click()
    expect(page.get_by_role("heading", name="What it means")).to_be_visible()
    picture(page, tmp_path, "draft")
    page.get_by_role("button", name="Lock it").click()
    expect(page.get_by_text("Locked. From now on")).to_be_visible()
    expect(page.get_by_text("45 days to go")).to_be_visible()
    assert asked(page) == 0
    with page.expect_navigation():  # keys are heard once the page is there
        page.get_by_role("link", name="Today").click()
    for left in (5, 4):
        expect(page.locator(".day")).to_contain_text(f"card 1 of {left}")
        with page.expect_navigation():
            page.keyboard.press("s")
    expect(page.locator(".day")).to_contain_text("card 1 of 3")
    filled.desk.held.settle_all()
    assert filled.desk.held.failures() == []
    page.get_by_role("link", name="Study", exact=True).click()
    expect(page.get_by_role("heading", name="What was declared")).to_be_visible()
    assert asked(page) == 2
    picture(page, tmp_path, "study")


def asked(page: Page) -> int:
    """How many were asked by the owner's word, as the study's report has it."""
    table = page.get_by_role("table").filter(has_text="sent, you say")
    cells = table.locator("tbody tr").filter(has_text="question").locator("td").all_inner_texts()
    return int(cells[1])


def test_two_people_code_thirty_texts_and_settle_where_they_differ(
    filled: Served, opening: Opening, tmp_path: Path
) -> None:
    page = opening(filled)
    for coder, digits in (("eva", "1"), ("ann", "12")):
        page.goto(f"{filled.address}/coding")
        page.get_by_label("tone:").check()
        page.get_by_label("Who codes").fill(coder)
        page.get_by_label("Order").select_option("random")
        page.get_by_label("Texts").select_option("all")
        if coder == "eva":
            picture(page, tmp_path, "coding-choose")
        with page.expect_navigation():
            page.get_by_role("button", name="Begin").click()
        for number in range(30):
            expect(page.locator(".day")).to_contain_text(f"{coder}: {number} of")
            if number == 3:
                page.keyboard.press("1")
                picture(page, tmp_path, f"coding-{coder}")
            page.keyboard.press(digits[number % len(digits)])
            with page.expect_navigation():
                page.keyboard.press("Enter")
        with page.expect_navigation():
            page.keyboard.press("z")
        expect(page.locator(".day")).to_contain_text(f"{coder}: 29 of")
    with page.expect_navigation():
        page.get_by_role("button", name="Settle where people differ").click()
    expect(page.locator(".day")).to_contain_text("texts to settle")
    picture(page, tmp_path, "coding-settle")
    left = int(page.locator(".day").inner_text().split()[0])
    assert 10 < left < 20
    for _ in range(left):
        page.keyboard.press("2")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nowhere")).to_be_visible()


def test_at_a_phones_width(filled: Served, protocol: str, opening: Opening, tmp_path: Path) -> None:
    filled.owner().post("/study/lock", text=protocol)
    page = opening(filled, viewport={"width": 360, "height": 740}, color_scheme="dark")
    for name in ("today?split=due", "today?split=new", "people", "people/3", "report", "study",
                 "settings", "start", "coding"):  # fmt: skip
        page.goto(f"{filled.address}/{name}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, name
        picture(page, tmp_path, "phone-" + name.replace("/", "-").replace("?split=", "-"))


@pytest.mark.parametrize(("locale", "word"), [("fr-FR", "Aujourd’hui"), ("pl-PL", "Dziś")])
def test_in_another_language(
    filled: Served, protocol: str, opening: Opening, tmp_path: Path, locale: str, word: str
) -> None:
    filled.owner().post("/study/lock", text=protocol)
    page = opening(filled, locale=locale)
    expect(page.get_by_role("link", name=word, exact=True)).to_be_visible()
    picture(page, tmp_path, f"due-{locale}")
    page.goto(f"{filled.address}/people/3")
    picture(page, tmp_path, f"person-{locale}")


def test_by_keyboard_only(filled: Served, opening: Opening, tmp_path: Path) -> None:
    """Tab and Enter alone, with the focus always to be seen."""
    page = opening(filled)
    page.goto(f"{filled.address}/today?split=new")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    picture(page, tmp_path, "skip")
    page.keyboard.press("Enter")
    who = page.locator("article h2").inner_text()
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle"
        ) != "none" or page.evaluate("document.activeElement === document.body")
        if page.evaluate("document.activeElement.value") == "never":
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("article h2").inner_text() != who


def test_without_a_script(
    served: Served, export: Path, protocol: str, opening: Opening, tmp_path: Path
) -> None:
    page = opening(served, java_script_enabled=False)
    page.get_by_label("Your export").set_input_files(export)
    page.get_by_role("button", name="Import").click()
    page.wait_for_selector("text=Read the report", timeout=60_000)
    served.owner().post("/study/lock", text=protocol)
    page.get_by_role("link", name="See what there is to do").click()
    page.wait_for_load_state()
    who = page.locator("article h2").inner_text()
    assert page.get_by_role("button", name="Copy").count() == 0
    page.get_by_role("button", name="Leave out").click()
    assert page.locator("article h2").inner_text() != who
    page.get_by_role("button", name="Undo").click()
    assert page.locator("article h2").inner_text() == who
    picture(page, tmp_path, "no-script")
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill(who.split()[0])
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=who).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == who
