"""What is due: pure, from facts, the protocol and the present instant. Nothing is done here."""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from askwhy.planner.addressing import address, choose_language
from askwhy.planner.cases import gather
from askwhy.planner.folding import postponed_until
from askwhy.planner.intents import Accept, Allocate, Ask, Outlook, Plan
from askwhy.planner.positions import Setting, locate
from askwhy.planner.reminding import remind
from askwhy.planner.sentences import ago, why
from askwhy.planner.states import NOT_ACCEPTED, TIMED, State
from askwhy.protocol import Acceptance, digest
from askwhy.protocol.hours import bounds, next_departure, next_open
from askwhy.rules.notes import NoteKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from askwhy.planner.cases import Account, Case
    from askwhy.planner.intents import Remind
    from askwhy.planner.positions import Position
    from askwhy.protocol import Protocol
    from askwhy.rules.notes import Stock


def plan(
    protocol: Protocol,
    accounts: Iterable[Account],
    cases: Iterable[Case],
    now: datetime,
    stock: Stock | None = None,
) -> Plan:
    """Say what is due at `now`, in UTC, and where each contact of the cohort stands.

    The order of `accounts` and `cases` does not matter. Every contact that is linked to one of
    `cases` is among them, and every contact with a question due on an account is given in the
    same call, or their departures are added to the account's. Planning changes nothing: asked
    again with the same facts, it says the same. `stock` are the stock sentences of notes.
    """
    setting = Setting(
        protocol=protocol,
        study=digest(protocol),
        window=bounds(protocol.window, protocol.hours.zone),
        accounts={account.name: account for account in accounts},
        now=now,
        stock=stock,
    )
    found = [position for person in gather(cases) for position in locate(person, setting)]
    reminders = {each.told.case.id: list(remind(each, setting)) for each in found}
    due = [each for mine in reminders.values() for each in mine if each.since <= now]
    return Plan(
        study=setting.study,
        accepts=tuple(_accepts(found, setting)),
        allocations=tuple(_allocations(found, setting)),
        asks=tuple(_asks(found, setting)),
        reminders=tuple(sorted(due, key=lambda one: (one.since, one.who, one.kind, one.reason))),
        outlooks=tuple(_outlook(each, reminders[each.told.case.id], setting) for each in found),
    )


def stratum(language: str, network: str) -> str:
    """The stratum within which arms are balanced."""
    return f"{language} on {network}"


def _accepts(found: Iterable[Position], setting: Setting) -> Iterator[Accept]:
    """Requests to accept, oldest first, by the protocol's rule."""
    pending = [each for each in found if each.state in NOT_ACCEPTED and _is_wanted(each, setting)]
    for position in sorted(pending, key=_arrival):
        told = position.told
        since = ago(told.request.sent.earliest, setting.now)
        yield Accept(
            study=setting.study,
            who=told.case.id,
            not_before=next_open(setting.protocol.hours, setting.now),
            reason=f"asked to connect {since}",
        )


def _is_wanted(position: Position, setting: Setting) -> bool:
    """Whether the protocol accepts this request by itself."""
    has_words = position.told.note is NoteKind.OWN_WORDS or position.state is State.WROTE_PENDING
    rule = setting.protocol.acceptance
    return rule is Acceptance.ALL or (rule is Acceptance.OWN_WORDS and has_words)


def _allocations(found: Iterable[Position], setting: Setting) -> Iterator[Allocate]:
    """Contacts to allocate, in the order in which their waits were over."""
    for position in sorted((each for each in found if each.state is State.READY), key=_maturity):
        case = position.told.case
        language = choose_language(case.history, setting.protocol)
        yield Allocate(
            study=setting.study,
            who=case.id,
            stratum=stratum(language, setting.accounts[case.account].network),
            reason=why(position.told, position.state, setting.now),
        )


def _asks(found: Iterable[Position], setting: Setting) -> Iterator[Ask]:
    """Questions to send, each at an instant that its account's hours and limits leave free."""
    hours, limits = setting.protocol.hours, setting.protocol.limits
    gone = {name: sorted(account.departures) for name, account in setting.accounts.items()}
    reached: dict[str, datetime] = {}
    for position in sorted((each for each in found if each.state is State.DUE), key=_maturity):
        told = position.told
        case, arm = told.case, told.arm
        assert arm is not None, "whoever is due has an arm"
        put_off = postponed_until(case, setting.study)
        # Places are only ever taken, so that a search goes on where the one before it ended.
        after = max(reached.get(case.account, setting.now), put_off or setting.now)
        at = next_departure(hours, limits, gone[case.account], after)
        if put_off is None or put_off <= setting.now:
            reached[case.account] = at
        insort(gone[case.account], at)
        language = choose_language(case.history, setting.protocol)
        yield Ask(
            study=setting.study,
            who=case.id,
            arm=arm.name,
            language=language,
            text=address(case.history, arm, language),
            not_before=at,
            reason=why(told, position.state, setting.now),
        )


def _outlook(position: Position, reminders: list[Remind], setting: Setting) -> Outlook:
    told = position.told
    return Outlook(
        who=told.case.id,
        state=position.state,
        reason=why(told, position.state, setting.now),
        arm=told.arm.name if told.arm else "",
        excluded=position.excluded,
        look_again=min(
            [*_moments(position), *(each.since for each in reminders)],
            default=None,
        ),
    )


def _moments(position: Position) -> Iterator[datetime]:
    """When passing time may change a state, or when what is due became due."""
    if position.state in NOT_ACCEPTED:
        yield position.told.request.sent.earliest
    elif position.state in {*TIMED, State.READY, State.DUE} and position.due is not None:
        yield position.due


def _arrival(position: Position) -> tuple[object, ...]:
    return (position.told.request.sent, position.told.case.id)


def _maturity(position: Position) -> tuple[object, ...]:
    assert position.due is not None, "whoever is ready was accepted"
    return (position.due, position.told.case.id)
