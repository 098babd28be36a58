"""A drawing as a picture, made on this machine: SVG with its words, or PNG."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, Literal
from xml.sax.saxutils import escape

from askwhy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from askwhy.report.vega import Drawing

Kind = Literal["svg", "png"]
VERSION: Final = "5.21"
"""Of Vega-Lite; the renderer carries several."""
KEPT: Final = 200
"""Pictures held in memory; one takes some ten kilobytes."""

_made: dict[str, bytes] = {}


class NoPictures(Refused):
    """What draws pictures is not installed."""

    remedy = "Install it with `pip install 'askwhy[pictures]'`; every other format works without."


def render(drawing: Drawing, kind: Kind, cache: Path | None = None) -> bytes:
    """The drawing as a picture; an equal one is drawn once a process. Raises NoPictures.

    `cache` is a folder that keeps pictures beyond the process. OSError if it cannot be written.
    """
    name = f"{digest(drawing)}.{kind}"
    drawn = _made.get(name)
    if drawn is not None:
        return drawn
    kept = cache / name if cache is not None else None
    if kept is not None and kept.is_file():
        picture = kept.read_bytes()
    else:
        picture = _svg(drawing) if kind == "svg" else _png(drawing)
        if kept is not None:
            part = kept.with_name(f"{name}.part")
            part.write_bytes(picture)
            part.replace(kept)
    if len(_made) >= KEPT:
        _made.clear()
    _made[name] = picture
    return picture


def write(drawing: Drawing, path: Path, kind: Kind) -> str:
    """Write the picture, whole or not at all, and its words beside it; return the words.

    They stand in a file of the same name with `.txt` behind it. OSError where writing fails.
    """
    said = alternative(drawing)
    for file, whole in ((path, render(drawing, kind)), (words_beside(path), f"{said}\n".encode())):
        part = file.with_name(f"{file.name}.part")
        try:
            part.write_bytes(whole)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    return said


def write_all(drawings: Mapping[str, Drawing], folder: Path) -> None:
    """Write each drawing as SVG, as PNG and as its Vega-Lite data, into a folder made for it.

    Raises NoPictures before anything is written; OSError where writing fails.
    """
    for name, each in drawings.items():
        files = {
            "svg": render(each, "svg"),
            "png": render(each, "png"),
            "json": json.dumps(each.spec, ensure_ascii=False, indent=1).encode(),
        }
        folder.mkdir(parents=True, exist_ok=True)
        for ending, whole in files.items():
            (folder / f"{name}.{ending}").write_bytes(whole)


def words_beside(path: Path) -> Path:
    """Where the words of a picture are kept."""
    return path.with_name(f"{path.name}.txt")


def alternative(drawing: Drawing) -> str:
    """The picture in words, to give wherever it is posted."""
    return f"{drawing.title.rstrip('.')}. {drawing.told}"


def digest(drawing: Drawing) -> str:
    """What the picture depends on, as SHA-256 in hexadecimal."""
    told = json.dumps([VERSION, drawing.title, drawing.told, drawing.spec], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _svg(drawing: Drawing) -> bytes:
    """SVG whose first children are its title and description, for who cannot see it."""
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise _missing() from error
    drawn = vl_convert.vegalite_to_svg(drawing.spec, VERSION, allowed_base_urls=[])
    tag, _, rest = drawn.partition(">")
    name = digest(drawing)[:12]
    words = (
        f'<title id="t{name}">{escape(drawing.title)}</title>'
        f'<desc id="d{name}">{escape(drawing.told)}</desc>'
    )
    labelled = f'{tag} role="img" aria-labelledby="t{name} d{name}">'
    return f"{labelled}{words}{rest}".encode()


def _png(drawing: Drawing) -> bytes:
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise _missing() from error
    return vl_convert.vegalite_to_png(drawing.spec, VERSION, scale=1.0, allowed_base_urls=[])


def _missing() -> NoPictures:
    return NoPictures("What draws pictures is not installed.")
