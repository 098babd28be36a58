"""One version for all rules: the newest of the modules'."""

from askwhy.rules import (
    RULES_VERSION,
    canned,
    echo,
    greetings,
    notes,
    phrases,
    stop,
    stop_phrases,
    texts,
)

MODULES = (canned, echo, greetings, notes, phrases, stop, stop_phrases, texts)


def test_the_version_of_all_rules_is_the_newest_of_them() -> None:
    assert max(module.VERSION for module in MODULES) == RULES_VERSION


def test_every_rule_names_the_source_of_its_list() -> None:
    assert all("Source: " in (module.__doc__ or "") for module in MODULES)
