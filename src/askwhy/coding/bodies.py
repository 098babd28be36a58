"""The part of a message that its sender wrote just now: without quoted text and signature.

Source: the separators of the common mail programs in eight languages, and RFC 3676 for `-- `.
What is cut is blanked, sign for sign, so that a position in the body is one in the message.
"""

from __future__ import annotations

import re

from askwhy.coding.codings import Text

VERSION = "2026-11-22.1"

# "On 3 May 2026, Anna wrote:" and what other programs put before the quoted message.
_WROTE = (
    r"(?:on|am|le|el|il|op|em|w dniu|dnia|a|den)\b[^\n]{6,160}"
    r"(?:wrote|schrieb[^\n:]{0,60}|a écrit|escribió|ha scritto|schreef[^\n:]{0,60}|escreveu"
    r"|napisał\(?a?\)?(?: \(a\))?|pisze)\s?:"
)
_BANNER = (
    r"-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine"
    r"|message transféré|mensaje original|messaggio originale|oorspronkelijk bericht"
    r"|mensagem original|wiadomość oryginalna|weitergeleitete nachricht)\s*-{2,}"
)
_REST = re.compile(rf"(?ims)^[ \t]*(?:{_WROTE}|{_BANNER}|_{{8,}})[ \t]*$.*")
_SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_DEVICE = re.compile(
    r"^(?:sent from my|von meinem .{2,30} gesendet|gesendet von|envoyé de mon|enviado desde mi"
    r"|enviado do meu|inviato da|verzonden vanaf|wysłane z)\b.{0,60}\Z",
    re.IGNORECASE | re.MULTILINE,
)


def prepare(
    item: str,
    whole: str,
    *,
    thread: str = "",
    sender: str = "",
    by_owner: bool = False,
    is_note: bool = False,
) -> Text:
    """A text as coders take it, with quotation and signature blanked."""
    return Text(item, whole, cut(whole), thread, sender, by_owner, is_note)


def cut(whole: str) -> str:
    """The message with quoted text and signature blanked; of the same length.

    Where nothing would be left, the whole message stays: then the quotation is the message.
    """
    body = whole
    for pattern in (_REST, _SIGNATURE, _QUOTED, _DEVICE):
        body = pattern.sub(_blank, body)
    return body if body.strip() else whole


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
