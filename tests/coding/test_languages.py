"""In which language a text is written, when that is not said, and what the conversation tells."""

from dataclasses import replace

import pytest

from askwhy.coding.codings import Context, Text
from askwhy.coding.languages import (
    SMALL_LEAD,
    TOO_EVEN,
    UNDETERMINED,
    EldDetector,
    LangidDetector,
    LanguageCoder,
    Scores,
    detect,
    make_detector,
)
from askwhy.coding.seeds.shelf import LANGUAGES

SENTENCES = {
    "en": "Thank you for your message, I will write to you next week.",
    "fr": "Merci pour votre message, je vous écrirai la semaine prochaine.",
    "pl": "Dziękuję za wiadomość, napiszę do Pana w przyszłym tygodniu.",
    "de": "Danke für Ihre Nachricht, ich schreibe Ihnen nächste Woche.",
    "es": "Gracias por su mensaje, le escribiré la semana que viene.",
    "it": "Grazie per il suo messaggio, le scriverò la prossima settimana.",
    "nl": "Bedankt voor uw bericht, ik schrijf u volgende week.",
    "pt": "Obrigado pela sua mensagem, escrevo-lhe na próxima semana.",
}
CONTEXT = Context("", ("en", "de"))


class Told:
    """A detector that says what it was told: each word of a text is a language and its score."""

    name = "told 1"

    def __init__(self, languages: tuple[str, ...] = ()) -> None:
        self.languages = languages

    def scores(self, text: str) -> Scores:
        pairs = (word.split("=") for word in text.split() if "=" in word)
        return {language: float(score) for language, score in pairs}


def code(body: str, context: Context = CONTEXT, thread: str = "") -> tuple[str, float, str]:
    (found,) = LanguageCoder(("en", "de"), Told).code(Text("m", body, body, thread), context)
    (reason,) = found.reasons
    return found.value, found.probability, reason.name


@pytest.mark.parametrize("make", [EldDetector, LangidDetector, make_detector])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_told_by_both_detectors(language: str, make: object) -> None:
    detector = make(LANGUAGES)  # type: ignore[operator]

    assert detect(detector.scores(SENTENCES[language]))[0] == language
    assert detector.scores("12 👍") == {}


@pytest.mark.parametrize("make", [EldDetector, LangidDetector])
def test_only_declared_languages_are_told(make: object) -> None:
    detector = make(("en", "pl"))  # type: ignore[operator]

    assert set(detector.scores(SENTENCES["de"])) <= {"en", "pl"}


@pytest.mark.parametrize(
    ("scores", "language", "lead"),
    [
        ({}, UNDETERMINED, 0.0),
        ({"en": 0.4}, "en", 0.4),
        ({"de": 0.5, "en": 0.9}, "en", 0.4),
        ({"en": 0.5, "de": 0.5 + TOO_EVEN + 1e-9}, "de", TOO_EVEN),
        ({"en": 0.5, "de": 0.5 + TOO_EVEN - 1e-9}, UNDETERMINED, TOO_EVEN),
    ],
)
def test_a_lead_that_is_hardly_one_says_nothing(scores: Scores, language: str, lead: float) -> None:
    found = detect(scores)

    assert found[0] == language
    assert found[1] == pytest.approx(lead, abs=1e-6)


def test_a_clear_text_speaks_for_itself() -> None:
    assert code("en=0.9 de=0.5 a b") == ("en", 1.0, "the text itself")
    assert code("en=0.6 de=0.5 a b")[1] == pytest.approx(0.75)
    assert code("en=0.5 de=0.485 a b")[1] == pytest.approx(0.55)


def test_an_even_text_takes_the_language_of_most_letters_of_its_conversation() -> None:
    threads = {"t": ("de=0.9 en=0.1 and many more words", "en=0.9 de=0.1", "en=0.9 de=0.2", "x")}
    context = replace(CONTEXT, threads=threads)

    assert code("en=0.5 de=0.5 a b") == (UNDETERMINED, 0.0, "the text itself")
    assert code("x", context, "t")[::2] == ("de", "the rest of the conversation")
    assert code("x", context, "other")[0] == UNDETERMINED
    assert code("x", context)[0] == UNDETERMINED


def test_three_words_with_a_small_lead_give_way_and_four_do_not() -> None:
    context = replace(CONTEXT, threads={"t": ("de=0.9 en=0.1",)})
    small, enough = f"en={0.5 + SMALL_LEAD - 0.01} de=0.5", f"en={0.51 + SMALL_LEAD} de=0.5"

    assert code(f"{small} a", context, "t")[0] == "de"
    assert code(f"{small} a b", context, "t")[0] == "en"
    assert code(f"{enough} a", context, "t")[0] == "en"


def test_a_conversation_that_does_not_tell_is_not_followed() -> None:
    even = f"de={0.5 + SMALL_LEAD - 0.01} en=0.5"
    context = replace(CONTEXT, threads={"t": (even, "", "de=0.9 a")})

    assert code("en=0.52 de=0.5", replace(CONTEXT, threads={"t": (even,)}), "t")[0] == "en"
    assert code("en=0.52 de=0.5", context, "t")[0] == "de"


def test_a_text_does_not_vouch_for_itself() -> None:
    body = "de=0.9 en=0.8"
    context = replace(CONTEXT, threads={"t": (body,)})

    assert code("x", context, "t")[0] == "de"
    short = "de=0.55 en=0.5"
    assert code(short, replace(CONTEXT, threads={"t": (short,)}), "t")[2] == "the text itself"


def test_the_version_names_the_detector_and_the_languages() -> None:
    assert LanguageCoder(("en", "de"), Told).version == "told 1 en,de"
    assert LanguageCoder(("en", "de")).version.startswith("eldc ")


def test_without_languages_there_is_no_coder() -> None:
    with pytest.raises(AssertionError):
        LanguageCoder(())
