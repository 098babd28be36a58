"""Whose export it is, by whatever it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.facts import Message, Owner, Party, Request

if TYPE_CHECKING:
    import pytest
    from tests.networks.linkedin.conftest import Export

OLIVE = Owner(Party("Olive Owner", "olive-owner"))
BARE = Owner(Party("Olive Owner"))


def test_the_profile_tells_a_name_and_the_invitations_an_address(export: Export) -> None:
    export.profile()
    export.invitation("Ada Okoro")
    assert export.read().owners == [BARE, OLIVE]


def test_the_owner_is_told_before_any_request_or_message(export: Export) -> None:
    export.invitation("Ada Okoro")
    export.message("Ada Okoro")
    kinds = [type(one) for one in export.read().everything]
    assert kinds.index(Owner) < kinds.index(Request) < kinds.index(Message)


def test_with_the_profile_alone_the_messages_tell_the_address(export: Export) -> None:
    """A namesake who writes to the owner is not taken for them."""
    export.profile()
    export.message("Olive Owner", url="https://www.linkedin.com/in/another-olive")
    export.message("Ada Okoro")
    export.message("Olive Owner", "Ada Okoro")
    assert export.read().owners == [BARE, OLIVE]


def test_messages_alone_tell_the_owner_by_their_part_in_all_of_them(export: Export) -> None:
    export.message("Ada Okoro", conversation="2-a")
    export.message("Olive Owner", "Ada Okoro", conversation="2-a")
    export.message("Olive Owner", "Bo Ek", conversation="2-b")
    told = export.read()
    assert told.owners == [OLIVE]
    assert not told.has_check("owner known")


def test_of_many_conversations_the_first_are_enough(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askwhy.networks.linkedin.owner.ENOUGH", 3)
    for number in range(3):
        export.message(f"P{number} Q", conversation=f"2-{number}")
    export.message("Ada Okoro", "Bo Ek", conversation="2-x")
    assert export.read().owners == [OLIVE]


def test_without_the_recipients_addresses_the_owner_is_told_by_name(export: Export) -> None:
    export.file(
        "messages.csv",
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT\n"
        "a,,Ada Okoro,,Olive Owner,2021-04-05 08:00:00 UTC,,Hi\n"
        "b,,Olive Owner,https://www.linkedin.com/in/olive-owner,Bo Ek,"
        "2021-04-05 08:00:00 UTC,,Hi\n",
    )
    assert export.read().owners == [OLIVE]


def test_without_any_address_the_owner_is_a_name(export: Export) -> None:
    rows = ("Ada Okoro,Olive Owner", "Olive Owner,Bo Ek", "Bo Ek,Olive Owner")
    lines = [f"{row},2020-04-05 08:00:00 UTC,Hi\n" for row in rows]
    export.file("messages.csv", "FROM,TO,DATE,CONTENT\n" + "".join(lines))
    assert export.read().owners == [BARE]


def test_one_conversation_alone_does_not_tell_which_of_two_is_the_owner(export: Export) -> None:
    export.message("Ada Okoro")
    export.message("Olive Owner", "Ada Okoro")
    told = export.read()
    assert told.owners == []
    assert not told.check("owner known").passed
    assert "add Profile.csv or Invitations.csv" in told.check("owner known").sentence


def test_connections_alone_tell_no_owner(export: Export) -> None:
    export.connection("Ada Okoro")
    assert export.read().owners == []
