"""One version for all rules: the newest of the modules'."""

from askwhy.rules import RULES_VERSION, canned, echo, greetings, notes, texts


def test_the_version_of_all_rules_is_the_newest_of_them() -> None:
    assert max(m.VERSION for m in (canned, echo, greetings, notes, texts)) == RULES_VERSION
