"""Which of the owner's accounts a source goes into, and whether it is that owner's at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.errors import Refused
from askwhy.identity import fold_name
from askwhy.store import record as kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import sqlalchemy as sa

    from askwhy.facts import Party
    from askwhy.store.record import Account


class SeveralAccounts(Refused):
    """It is not said which account is meant."""

    remedy = "Say which with --account."


class SomebodyElses(Refused):
    """The source belongs to another owner than the account it was to go into."""

    remedy = "To keep it apart, import it with --account and another name."


class NobodyYet(Refused):
    """A sheet is about contacts, and there are none."""

    remedy = "Import the LinkedIn export first, then the sheet."


def choose_account(connection: sa.Connection, network: str, name: str | None) -> Account:
    """The account named, else the network's only one, else one named after the network.

    A sheet has no network of its own, and goes to an account that is there. Raises Refused.
    """
    there = kept.accounts(connection)
    fitting = [one for one in there if not network or one.network == network]
    if name is not None:
        fitting = [one for one in there if one.name == name]
    if len(fitting) > 1:
        names = ", ".join(one.name for one in fitting)
        raise SeveralAccounts(f"There are several accounts ({names}).")
    if fitting:
        return fitting[0]
    if not network:
        where = f"in an account “{name}”" if name else "in the record yet"
        raise NobodyYet(f"There is nobody {where} whom a sheet could be about.")
    return kept.ensure_account(connection, network, name or network)


def refuse_somebody_elses(
    source: str, told: Sequence[Party], account: Account, known: Sequence[Party]
) -> None:
    """Raise SomebodyElses if those named as owners are two persons.

    One handle, identifier or name in common is enough to be one: people rename themselves.
    """
    if known and told and not marks(known) & marks(told):
        raise SomebodyElses(
            f"{source} is {called(told)}'s, and the account “{account.name}” is {called(known)}'s."
        )


def marks(parties: Iterable[Party]) -> set[str]:
    """All by which the parties can be known again, in the form of a contact's key."""
    found: set[str] = set()
    for party in parties:
        found |= {f"handle:{party.handle}"} if party.handle else set()
        found |= {f"urn:{party.urn}"} if party.urn else set()
        found |= {f"name:{fold_name(party.name)}"} if party.name else set()
    return found


def called(parties: Iterable[Party]) -> str:
    """What to call them in a sentence: the first name, or else handle, that there is."""
    names = (party.name or party.handle or party.urn for party in parties)
    return next((name for name in names if name), "somebody else")
