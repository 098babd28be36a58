"""The participant flow, as CONSORT draws it: where everybody of the window has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.history import Answer, Standing
from askwhy.report.flow import branches
from askwhy.report.model import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from askwhy.analysis.tabulate import Requests
    from askwhy.report.flow import Branch

NO_ANSWER_YET = "answer not yet due"


def participant_flow(requests: Requests) -> tuple[Step, ...]:
    """Every box's people are in the boxes below it or among those who left there."""
    standing, answers = requests.standing, requests.answers
    asked = standing[Standing.ASKED]
    suspected = requests.suspected_asked if requests.scams_apart else 0
    steps = [
        Step("Requests in the window", requests.n, 0,
             _present((str(Standing.NOT_ACCEPTED), standing[Standing.NOT_ACCEPTED]))),
        Step("Accepted", requests.accepted, 1,
             _present((str(Standing.TOO_EARLY), standing[Standing.TOO_EARLY]),
                      (str(Standing.OWNER_WROTE), standing[Standing.OWNER_WROTE]))),
        Step("Wrote first", standing[Standing.WROTE_FIRST], 2),
        Step("Silent, not asked", standing[Standing.SILENT], 2),
        Step("Asked", asked, 2, _present((NO_ANSWER_YET, answers[Answer.TOO_EARLY]))),
        Step("Answered", answers[Answer.REPLIED], 3),
        Step("One-tap reply only", answers[Answer.ONE_TAP], 3),
        Step("No answer", answers[Answer.NONE], 3),
        Step("Scam", asked - answers.total() - suspected, 3),
        Step("Suspected scam", suspected, 3),
    ]  # fmt: skip
    shown = tuple(step for step in steps if step.n or step.depth < 2)
    assert is_complete(branches(shown)), "somebody has gone nowhere"
    return shown


def is_complete(trees: Iterable[Branch]) -> bool:
    """Whether each box from which anybody went on holds exactly those who went somewhere."""
    return all(
        not (tree.then or tree.step.left)
        or (
            tree.step.n
            == sum(each.step.n for each in tree.then) + sum(n for _, n in tree.step.left)
            and is_complete(tree.then)
        )
        for tree in trees
    )


def _present(*reasons: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, n) for name, n in reasons if n)
