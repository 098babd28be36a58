"""Signs that are no words of a language: amounts, private mail addresses, links, phone numbers.

Source: the currencies and number forms of the countries of the eight languages, and the largest
providers of free mail there.
"""

from __future__ import annotations

import re

from askwhy.coding.phrases.lookup import Hit, plain

VERSION = "2026-11-23.1"

_CURRENCY = (
    r"usd|us ?dollars?|dollars?|dolar\w*|euros?|eur|pounds?|gbp|quid|chf|franken|francs?|pln|zl"
    r"|zlot\w+|brl|reais|libras?|livres|sterline|pond|pfund|funt\w*|cash"
)
_LARGE = r"million\w*|millon\w*|mil[ij]on\w*|milhao|milhoes|miljoen|mln|mio|m|k|billion\w*|mld"
_NUMBER = r"\d[\d.,' ]*"
_PATTERNS = {
    "money and amount": (
        rf"[$€£]\s?{_NUMBER}(?:\s?(?:{_LARGE})\b)?|\b{_NUMBER}\s?(?:(?:{_LARGE})\s?)?"
        rf"(?:(?:{_CURRENCY})\b|[$€£])|\b(?:{_CURRENCY})\s?{_NUMBER}"
        r"|\b\d[\d.,]*\s?(?:million\w*|millon\w*|mil[ij]on\w*|milhoes|miljoen|mln)\b"
    ),
    "private mail address": (
        r"[\w.+-]+@(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|aol|gmx|web|mail|proton"
        r"|protonmail|tutanota|icloud|yandex|zoho|inbox|wp|o2|onet|interia|orange|laposte|libero"
        r"|virgilio|tiscali|uol|bol|terra|sapo|ziggo|kpnmail|qq|163)\.[a-z.]{2,6}\b"
    ),
    "link": r"\bhttps?:?//\S+|\bwww\.\S+",
    "short link": r"\b(?:bit\.ly|tinyurl\.com|t\.me|wa\.me|goo\.gl|cutt\.ly|rb\.gy|is\.gd)/\S*",
    "phone number": r"(?<![\w.])\+?\(?\d(?:[\s()/.-]{0,2}\d){8,14}(?!\w)",
    "short number": r"\b(?:to|au|an|al|na|naar|para)\s\d{4,6}\b",
    "percent": r"\b\d[\d.,]*\s?(?:%|percent|prozent|procent)",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
NAMES = tuple(_PATTERNS)


def find(text: str) -> tuple[Hit, ...]:
    """Every sign in the text, by name and then by place."""
    flat = plain(text)
    has_digit = any(map(str.isdigit, flat))
    hits = []
    for name, pattern in _COMPILED.items():
        if name == "private mail address" and "@" not in flat:
            continue
        if not has_digit and name not in {"private mail address", "link", "short link"}:
            continue
        hits += [Hit(name, *found.span()) for found in pattern.finditer(flat)]
    return tuple(hits)
