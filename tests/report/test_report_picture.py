"""Pictures are made once, kept only where asked, and their absence is one sentence."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from askwhy.report.picture import alternative, digest, render, words_beside, write
from askwhy.report.vega import poster

if TYPE_CHECKING:
    from pathlib import Path

    from askwhy.report.model import Report

HIDDEN = """
import sys
sys.modules["vl_convert"] = None
from askwhy.report.picture import NoPictures, render
from askwhy.report.vega import flow
from askwhy.report.model import Step
try:
    render(flow((Step("Requests", 5),)), sys.argv[1])
except NoPictures as said:
    print(said)
"""


@pytest.mark.slow
def test_an_equal_picture_is_not_drawn_again(october: Report) -> None:
    first = render(poster(october), "svg")
    assert render(poster(october), "svg") is first
    assert render(poster(october), "png") is render(poster(october), "png")


@pytest.mark.slow
def test_two_threads_draw_at_once(october: Report) -> None:
    """As the page does, which counts in the background: each gets its own picture, whole."""
    drawn = [replace(poster(october), told=f"in thread {number}") for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        made = [*threads.map(lambda each: render(each, "svg"), drawn)]
    for number, picture in enumerate(made):
        assert f">in thread {number}</desc>" in picture.decode()
        assert picture.endswith(b"</svg>")


def test_what_changes_the_picture_changes_its_digest(october: Report) -> None:
    drawn = poster(october)
    assert digest(drawn) == digest(poster(october))
    others = [
        replace(drawn, told="other"),
        replace(drawn, title="other"),
        replace(drawn, spec=drawn.spec | {"background": "#000000"}),
    ]
    assert len({digest(each) for each in (drawn, *others)}) == 4


@pytest.mark.slow
def test_a_folder_keeps_pictures_for_other_processes(october: Report, tmp_path: Path) -> None:
    drawn = replace(poster(october), told="kept on disk")
    made = render(drawn, "svg", tmp_path)
    (kept,) = tmp_path.iterdir()
    assert kept.name == f"{digest(drawn)}.svg"
    assert kept.read_bytes() == made


def test_what_a_folder_keeps_is_taken_from_it(october: Report, tmp_path: Path) -> None:
    drawn = replace(poster(october), told="taken from disk")
    (tmp_path / f"{digest(drawn)}.png").write_bytes(b"kept")
    assert render(drawn, "png", tmp_path) == b"kept"


@pytest.mark.slow
def test_a_picture_is_written_with_its_words_beside_it(october: Report, tmp_path: Path) -> None:
    drawn, path = poster(october), tmp_path / "share.png"
    said = write(drawn, path, "png")
    assert path.read_bytes() == render(drawn, "png")
    assert int.from_bytes(path.read_bytes()[16:20], "big") == 1200
    assert int.from_bytes(path.read_bytes()[20:24], "big") == 630
    assert words_beside(path).read_text("utf-8") == f"{said}\n"
    assert said == alternative(drawn)
    assert drawn.told in said
    assert {each.name for each in tmp_path.iterdir()} == {"share.png", "share.png.txt"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_without_the_renderer_one_sentence_says_what_to_install(kind: str) -> None:
    """In a process of its own, in which the renderer cannot be imported."""
    ran = subprocess.run(
        [sys.executable, "-c", HIDDEN, kind], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    assert ran.stdout == (
        "What draws pictures is not installed. Install it with `pip install 'askwhy[pictures]'`; "
        "every other format works without.\n"
    )


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demonstration's record."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-m", "askwhy", "demo", "--to", folder], capture_output=True, check=True
    )
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "markdown", "json", "csv"])
def test_a_report_without_charts_does_not_load_the_renderer(form: str, replayed: Path) -> None:
    code = (
        "import sys; from askwhy.cli import askwhy\n"
        "try: askwhy.main(sys.argv[1:], standalone_mode=False)\n"
        "finally: print(sorted({'vl_convert', 'askwhy.report.vega'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "report", "--home", replayed, "--format", form],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(ran.stdout) > 1000
    assert ran.stdout.endswith("\n[]\n")
