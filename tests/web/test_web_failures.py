"""What goes wrong is told on a page, in the owner's language, and without anybody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from askwhy.app.choices import FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tests.web.conftest import Served, Serving

LANGUAGES = {
    "en": "Something went wrong. The terminal says where.",
    "fr": "Quelque chose s’est mal passé. Le terminal dit où.",
    "pl": "Coś poszło nie tak. Terminal mówi gdzie.",
}


STOPPED = """
def stopped_clock():
    raise ZeroDivisionError("Anna wrote: call me")
"""


def stopped(folder: Path) -> Callable[[], datetime]:
    """A clock of somebody else's, in a folder that is called as we are: as a clone may be."""
    file = folder / "askwhy" / "clocks.py"
    file.parent.mkdir()
    file.write_text(STOPPED)
    made: dict[str, Callable[[], datetime]] = {}
    exec(compile(STOPPED, file, "exec"), made)  # noqa: S102 (the lines above)
    return made["stopped_clock"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_of_ours_says_where_and_nothing_of_whom(
    tmp_path: Path, serving: Serving, capfd: pytest.CaptureFixture[str], language: str
) -> None:
    with serving(tmp_path / "home", clock=stopped(tmp_path)) as served:
        answer = served.owner().get("/study/new", Accept_Language=language)
    assert answer.status == 500
    assert answer.text == LANGUAGES[language]
    assert "content-security-policy" in answer.headers
    told = capfd.readouterr().err
    assert "study.py" in told
    assert "stopped_clock" not in told
    assert "ZeroDivisionError" in told
    assert "Anna" not in told


@pytest.mark.parametrize("content", ["not JSON", '{"language": "fr"}', "[]"])
def test_choices_that_cannot_be_read_are_told_on_every_page(served: Served, content: str) -> None:
    (served.desk.home / FILE).write_text(content)
    for path in ("/start", "/settings", "/no/such/page"):
        answer = served.owner().get(path, Accept_Language="en")
        assert answer.status == 409
        assert "Delete it; nothing else is lost." in answer.text
    (served.desk.home / FILE).unlink()
    assert served.owner().get("/settings").status == 200


@pytest.mark.parametrize(
    ("language", "said", "what_to_do"),
    [
        ("en", "There was no file.", "Choose the ZIP that LinkedIn sent you, then press Import."),
        ("fr", "Aucun fichier n’a été donné.", "Choisissez le ZIP que LinkedIn vous a envoyé"),
        ("pl", "Nie podano żadnego pliku.", "Proszę wybrać plik ZIP od LinkedIn"),
    ],
)
def test_a_refusal_and_its_remedy_are_in_the_owners_language(
    served: Served, language: str, said: str, what_to_do: str
) -> None:
    owner = served.owner()
    owner.post("/settings", language=language)
    refused = owner.upload(b"", "")
    assert refused.status == 409
    assert f'<p class="lead">{said}</p>' in refused.text
    assert f'<p class="lead">{what_to_do}' in refused.text
    assert 'lang="en"' not in refused.text.partition('role="alert"')[2].partition("</div>")[0]


def test_a_refusal_that_no_catalogue_has_is_marked_as_english(
    served: Served, protocol: str
) -> None:
    owner = served.owner()
    owner.post("/settings", language="fr")
    refused = owner.post("/study/lock", text=protocol.replace("weight = 1", "weight = 0"))
    assert refused.status == 409
    assert '<html lang="fr">' in refused.text
    assert '<p class="lead" lang="en">' in refused.text
    assert "weight" in refused.text.partition('lang="en"')[2].partition("</p>")[0]
