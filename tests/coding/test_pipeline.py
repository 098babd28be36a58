"""The whole local run: in batches, once only, in eight languages, with the network switched off."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from askwhy.coding.bodies import prepare
from askwhy.coding.codebook import Kind
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Coding, Context
from askwhy.coding.embeddings import Embeddings, MemoryCache
from askwhy.coding.pipeline import BATCH, code_texts, local_coders
from askwhy.coding.rule_coders import TemplateRule
from askwhy.coding.seeds.shelf import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from askwhy.coding.codings import Text

CONTEXT = Context(shipped().digest, ("en", "de"))


class Encoder:
    """Tells what it was asked to encode."""

    identity, width = "test", 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], np.float32)


class Reader:
    """A model that says how it found a text: its vector and its language."""

    codes = ("reason",)

    def __init__(self, code: str = "reason", version: str = "1") -> None:
        self.name, self.codes, self.version = f"model:{code}", (code,), version

    def code(self, text: Text, context: Context) -> tuple[Coding, ...]:
        said = f"{context.vectors[text.body][0]:g} {context.spoken.get(text.item, '?')}"
        kept = (text.item, self.codes[0], (said,), self.name, Kind.MODEL, self.version, "")
        return (Coding(*kept),)


def run(
    texts: Sequence[Text],
    *coders: Reader,
    context: Context = CONTEXT,
    coded: frozenset[tuple[str, str, str]] = frozenset(),
    cache: MemoryCache | None = None,
) -> tuple[list[Coding], list[str]]:
    encoder = Encoder()
    embeddings = Embeddings("test", lambda: encoder, cache or MemoryCache())
    found = list(code_texts(texts, coders, context, embeddings, coded))
    return found, encoder.asked


def told(codings: Sequence[Coding]) -> Iterator[tuple[str, str, str]]:
    return ((one.item, one.coder, one.version) for one in codings)


def test_each_coder_sees_the_vector_and_the_language_of_each_text() -> None:
    texts = [prepare("m1", "How are you today?"), prepare("m2", "Wie geht es Ihnen?")]

    found, asked = run(texts, Reader())

    assert [one.values for one in found if one.code == "reason"] == [("18 en",), ("18 de",)]
    assert sorted(asked) == ["How are you today?", "Wie geht es Ihnen?"]


def test_quotations_are_cut_before_anything_reads_the_text() -> None:
    (text,) = [prepare("m1", "Yes, gladly.\n> Could you forward my CV?", thread="t", sender="s")]

    assert text.body.strip() == "Yes, gladly."
    assert text.whole.endswith("CV?")
    assert (text.item, text.thread, text.sender) == ("m1", "t", "s")


def test_every_text_of_every_batch_is_coded_in_its_order() -> None:
    texts = [prepare(f"m{number}", f"number {number}") for number in range(BATCH + 3)]

    found, asked = run(texts, Reader(), context=Context("", ()))

    assert [one.item for one in found] == [text.item for text in texts]
    assert found[-1].value == f"{len('number 1002')} ?"
    assert len(asked) == BATCH + 3


def test_what_the_same_version_coded_is_not_read_again() -> None:
    texts = [prepare("m1", "How are you today?"), prepare("m2", "Wie geht es Ihnen?")]
    first, _ = run(texts, Reader())
    done = frozenset(told(first))

    assert run(texts, Reader(), coded=done) == ([], [])
    newer, asked = run(texts, Reader(version="2"), coded=done)
    assert [(one.item, one.version) for one in newer] == [("m1", "2"), ("m2", "2")]
    assert len(asked) == 2
    left, asked = run(texts, Reader(), coded=frozenset(told(first[:-1])))
    assert [one.item for one in left] == ["m2"]
    assert asked == ["Wie geht es Ihnen?"]


def test_a_text_is_coded_again_when_its_senders_have_become_three() -> None:
    text, rule = prepare("m1", "How are you today?"), TemplateRule()

    def run_with(senders: int, coded: frozenset[tuple[str, str, str]]) -> list[Coding]:
        context = Context("", groups={"m1": senders})
        return list(code_texts([text], [rule], context, with_nothing(), coded))

    two = run_with(1, frozenset())
    assert run_with(2, frozenset(told(two))) == []
    (three,) = run_with(3, frozenset(told(two)))
    assert (two[0].value, three.value) == ("single", "mass")
    assert run_with(4, frozenset(told([three]))) == []


def with_nothing() -> Embeddings:
    return Embeddings("test", Encoder, MemoryCache())


def test_a_language_coded_before_is_handed_in() -> None:
    text = prepare("m1", "How are you today?")
    first, _ = run([text], Reader())
    language = next(one for one in first if one.code == "language")
    context = Context("", ("en", "de"), spoken={"m1": "de"})

    found, _ = run([text], Reader(), context=context, coded=frozenset(told([language])))

    assert [one.value for one in found] == ["18 de"]


def test_vectors_are_kept_from_run_to_run() -> None:
    cache, texts = MemoryCache(), [prepare("m1", "How are you today?")]
    run(texts, Reader(), cache=cache)

    again, asked = run(texts, Reader(version="2"), cache=cache)

    assert asked == []
    assert again[-1].value == "18 en"


def test_sentences_are_encoded_only_where_a_coder_reads_them() -> None:
    texts = [
        prepare("m1", "Hello Eva. Can you call me?"),
        prepare("m2", "My own words.", by_owner=True),
        prepare("m3", "👍 12"),
    ]

    class Silent(Reader):
        def code(self, *_: object) -> tuple[Coding, ...]:
            return ()

    assert run(texts, Silent())[1] == ["Hello Eva. Can you call me?"]
    assert set(run(texts, Silent("favour"))[1]) == {
        "Hello Eva. Can you call me?",
        "Hello Eva.",
        "Can you call me?",
    }


def test_the_shipped_coders_speak_to_every_code_of_a_machine_but_language() -> None:
    spoken = {code for coder in local_coders() for code in coder.codes}

    by_machine = {code.name for code in shipped().codes if {Kind.RULE, Kind.MODEL} & set(code.by)}
    assert spoken == by_machine - {"language"}
    assert len({(coder.name, coder.codes) for coder in local_coders()}) == len(local_coders())


ASKED = {
    "en": "Thank you for connecting. Could you please forward my CV to your HR department?",
    "fr": "Merci d'avoir accepté. Pourriez-vous transmettre mon CV à vos collègues ?",
    "pl": "Dziękuję za przyjęcie. Czy mogłaby Pani przekazać moje CV do działu kadr?",
    "de": "Danke für die Bestätigung. Könnten Sie bitte meinen Lebenslauf weiterleiten?",
    "es": "Gracias por aceptar. ¿Podría enviar mi currículum a sus compañeros, por favor?",
    "it": "Grazie per aver accettato. Potrebbe inoltrare il mio curriculum ai colleghi?",
    "nl": "Bedankt voor het accepteren. Zou u mijn cv kunnen doorsturen naar uw collega's?",
    "pt": "Obrigado por aceitar. Você poderia encaminhar meu currículo para os seus colegas?",
}
FRAUDS = {
    "en": "My late client left $9 million and no next of kin. Reply in confidence, it is urgent.",
    "de": "Mein verstorbener Mandant hinterließ 9 Millionen Dollar und keine Angehörigen. Bitte"
    " antworten Sie dringend und streng vertraulich.",
}

# Leaves only if the network is really gone: then every coder works without it.
OFFLINE = """
import json, socket, sys
for place in (("192.0.2.1", 80), ("127.0.0.1", 1)):
    try:
        socket.create_connection(place, 1)
    except OSError:
        continue
    raise SystemExit("the network is on")
from askwhy.coding.codebook_file import shipped
from askwhy.coding.codings import Context
from askwhy.coding.embeddings import MemoryCache
from askwhy.coding.bodies import prepare
from askwhy.coding.pipeline import code_texts, local_coders, local_embeddings
from askwhy.coding.rule_coders import TemplateRule
from askwhy.coding.seeds.shelf import LANGUAGES
texts = [prepare(item, whole) for item, whole in json.load(sys.stdin).items()]
run = code_texts(texts, local_coders(), Context(shipped().digest, LANGUAGES),
                 local_embeddings(MemoryCache()))
json.dump([[one.item, one.coder, *one.values] for one in run], sys.stdout)
"""


@pytest.mark.slow
def test_eight_languages_are_coded_with_the_network_switched_off() -> None:
    texts = ASKED | {f"fraud {language}": text for language, text in FRAUDS.items()}
    command = ["unshare", "-rn", sys.executable, "-c", OFFLINE]

    ran = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, timeout=240, check=False
    )

    assert ran.returncode == 0, ran.stderr
    found = [tuple(one) for one in json.loads(ran.stdout)]
    assert set(ASKED) == set(LANGUAGES)
    for language in LANGUAGES:
        assert (language, "model:language", language) in found
        assert (language, "rule:favour", "asked") in found
        assert (language, "model:favour", "asked") in found
        assert (language, "model:scam", "none") in found
        assert any(one[:2] == (language, "model:reason") for one in found)
        assert any(one[:2] == (language, "model:tone") for one in found)
    for language in FRAUDS:
        assert (f"fraud {language}", "model:scam", "advance fee") in found
