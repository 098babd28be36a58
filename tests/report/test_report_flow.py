"""The boxes of the participant flow hang together as they were told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askwhy.report.flow import Branch, branches
from askwhy.report.model import Step


def test_a_box_comes_out_of_the_last_nearer_one() -> None:
    asked, accepted, first, question, reply = (
        Step("asked to connect", 50),
        Step("accepted", 50, 1),
        Step("wrote first", 3, 2),
        Step("was asked", 47, 2),
        Step("answered", 31, 3),
    )
    assert branches((asked, accepted, first, question, reply)) == (
        Branch(asked, (Branch(accepted, (Branch(first), Branch(question, (Branch(reply),)))),)),
    )


def flat(trees: tuple[Branch, ...]) -> list[Step]:
    return [step for tree in trees for step in (tree.step, *flat(tree.then))]


def is_deeper(tree: Branch) -> bool:
    return all(each.step.depth > tree.step.depth and is_deeper(each) for each in tree.then)


@given(st.lists(st.integers(0, 5), max_size=12))
def test_no_box_is_lost_or_moved_and_children_lie_deeper(depths: list[int]) -> None:
    steps = tuple(Step(str(at), at, depth) for at, depth in enumerate(depths))
    trees = branches(steps)
    assert flat(trees) == list(steps)
    assert all(is_deeper(tree) for tree in trees)
