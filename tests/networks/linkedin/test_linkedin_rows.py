"""Invitations and connections, row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.facts import Direction, Owner, Party, Span
from askwhy.networks.linkedin.columns import LAYOUTS, Kind
from askwhy.networks.linkedin.rows import (
    BadRow,
    ConnectionReader,
    ConnectionRow,
    Invitation,
    clean_text,
    read_request,
)

if TYPE_CHECKING:
    from tests.networks.linkedin.conftest import Export


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_incoming_request_is_the_inviter_s(export: Export) -> None:
    export.invitation("Ada Okoro", "10/20/26, 9:00 AM", "I read your column.")
    (request,) = export.read().requests
    assert request.direction is Direction.INCOMING
    assert request.party == Party("Ada Okoro", "ada-okoro")
    assert request.sent == Span(utc("2026-10-20 16:00"), utc("2026-10-20 16:01"))
    assert request.note == "I read your column."


def test_an_outgoing_request_is_the_invitee_s(export: Export) -> None:
    export.invitation("Bo Ek", way="OUTGOING")
    told = export.read()
    assert told.requests[0].direction is Direction.OUTGOING
    assert told.requests[0].party == Party("Bo Ek", "bo-ek")
    assert told.owners == [Owner(Party("Olive Owner", "olive-owner"))]


def test_a_note_over_several_lines_keeps_them(export: Export) -> None:
    export.invitation("Ada Okoro", note="Hello,\r\nit&#39;s me &amp; only me.")
    assert export.read().requests[0].note == "Hello,\nit's me & only me."


def test_requests_of_hidden_members_stay_apart_by_their_minute(export: Export) -> None:
    export.invitation("LinkedIn Member", "10/20/26, 9:00 AM", slug="")
    export.invitation("LinkedIn Member", "10/20/26, 9:01 AM", slug="")
    parties = [request.party for request in export.read().requests]
    assert parties == [
        Party(apart="invitation 2026-10-20 16:00"),
        Party(apart="invitation 2026-10-20 16:01"),
    ]


def test_a_constant_address_in_every_row_gives_way_to_names(export: Export) -> None:
    """As in exports of December 2023."""
    constant = "https://www.linkedin.com/in"
    quoted = [
        f'P{n} Q,Olive Owner,"12/2{n}/23, 9:00 AM",,INCOMING,{constant},{constant}\n'
        for n in range(3)
    ]
    header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    export.file("Invitations.csv", header + "".join(quoted))
    told = export.read()
    assert [request.party for request in told.requests] == [Party(f"P{n} Q") for n in range(3)]
    assert told.owners == [Owner(Party("Olive Owner"))]


def test_a_constant_profile_in_every_row_is_no_identity_either(export: Export) -> None:
    header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    url = "https://www.linkedin.com/in/somebody"
    rows = [f'P{n} Q,Olive Owner,"1/{n}/24, 9:00 AM",,INCOMING,{url},{url}\n' for n in (1, 2)]
    export.file("Invitations.csv", header + "".join(rows))
    assert {request.party.handle for request in export.read().requests} == {""}


def test_member_urns_are_kept_as_such(export: Export) -> None:
    export.file(
        "Invitations.csv",
        "From,To,Sent At,Message,Direction,inviterProfileUrn,inviteeProfileUrn\n"
        'Ada Okoro,Olive Owner,"6/1/23, 9:00 AM",,INCOMING,urn:li:member:7,urn:li:member:1\n',
    )
    told = export.read()
    assert told.requests[0].party == Party("Ada Okoro", urn="urn:li:member:7")
    assert told.owners == [Owner(Party("Olive Owner", urn="urn:li:member:1"))]


def test_an_unknown_direction_costs_its_row(export: Export) -> None:
    export.invitation("Ada Okoro")
    export.invitation("Bo Ek", way="SIDEWAYS")
    told = export.read()
    assert len(told.requests) == 1
    (bad,) = told.bad
    assert (bad.file, bad.line) == ("Invitations.csv", 3)
    assert '"SIDEWAYS" is no direction' in str(bad)


def test_a_row_between_two_strangers_costs_itself_and_makes_no_owner(export: Export) -> None:
    for name in ("Ada Okoro", "Bo Ek", "Cy Dee"):
        export.invitation(name)
    row = ("Eve Fox", "Gil Hay", "10/1/26, 9:00 AM", "", "INCOMING", "", "")
    export.row("Invitations.csv", row)
    told = export.read()
    assert [owner.party.name for owner in told.owners] == ["Olive Owner"]
    assert len(told.requests) == 3
    assert "neither side of this invitation is the owner" in str(told.bad[0])


def test_an_owner_who_changed_their_name_stays_one_owner(export: Export) -> None:
    export.invitation("Ada Okoro")
    export.invitation("Bo Ek")
    url = "https://www.linkedin.com/in/olive-owner"
    row = ("Cy Dee", "Olive Owner-Smith", "10/1/26, 9:00 AM", "", "INCOMING", "", url)
    export.row("Invitations.csv", row)
    told = export.read()
    assert [owner.party.name for owner in told.owners] == ["Olive Owner", "Olive Owner-Smith"]
    assert told.bad == []


def test_a_connection_is_dated_by_its_utc_day(export: Export) -> None:
    export.connection("Ada Okoro", "07 Jun 2026", post="Gardener")
    (connection,) = export.read().connections
    assert connection.party == Party("Ada Okoro", "ada-okoro", apart="2026-06-07")
    assert connection.since == Span(utc("2026-06-07"), utc("2026-06-08"))
    assert connection.position == "Gardener"


def test_hidden_members_are_counted_within_their_day_and_are_nobody(export: Export) -> None:
    for day in ("07 Jun 2026", "07 Jun 2026", "08 Jun 2026", "07 Jun 2026"):
        export.row("Connections.csv", ("", "", "", "", "", "", day))
    told = export.read()
    assert [one.party for one in told.connections] == [None] * 4
    assert [one.ordinal for one in told.connections] == [0, 1, 0, 2]


def test_hidden_members_are_counted_over_all_parts_of_a_list(export: Export) -> None:
    part = "First Name,Last Name,Company,Position,Connected On\n,,,,07 Jun 2026\n"
    export.file("Connections_1.csv", part)
    export.file("Connections_2.csv", part)
    assert [one.ordinal for one in export.read().connections] == [0, 1]


@pytest.mark.parametrize(
    "preamble",
    [
        "",
        'Notes:\n"Some ""quoted"" sentence,\nover two lines"\n\n',
        "Notes:\nA sentence, with commas, and more\n\n",
        "Notes:,,,,,,\nA sentence,,,,,,\n,,,,,,\n",
    ],
)
def test_a_preamble_may_stand_above_the_header(export: Export, preamble: str) -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    export.file("Connections.csv", f"{preamble}{header}Ada,Okoro,,,,,07 Jun 2026\nBo,Ek,,,,,x\n")
    told = export.read()
    assert [one.party for one in told.connections] == [Party("Ada Okoro", apart="2026-06-07")]
    assert told.bad[0].line == preamble.count("\n") + 3


def test_columns_may_come_in_any_order_and_number(export: Export) -> None:
    export.file("Connections.csv", "Connected On,LAST NAME,first_name\n07 Jun 2026,Okoro,Ada\n")
    assert export.read().connections[0].party == Party("Ada Okoro", apart="2026-06-07")


def test_an_unreadable_date_costs_its_row_and_names_its_line(export: Export) -> None:
    export.connection("Ada Okoro", "07 Jun 2026", post="Line one\nline two")
    export.connection("Bo Ek", "07 Juin 2026")
    export.connection("Cy Dee", "08 Jun 2026")
    told = export.read()
    assert len(told.connections) == 2
    assert (told.bad[0].file, told.bad[0].line) == ("Connections.csv", 4)
    assert "is no date in any form known" in told.bad[0].reason


def test_an_entity_with_thousands_of_digits_stays_as_it_is() -> None:
    text = f"&#{'9' * 5000};"
    assert clean_text(text) == text


def test_the_official_interface_s_rows_are_read_by_the_same_mappers() -> None:
    """Its elements have the columns' names as keys, and no order."""
    element = {
        "Direction": "INCOMING",
        "Message": "Hello",
        "From": "Ada Okoro",
        "To": "Olive Owner",
        "Sent At": "10/20/26, 9:00 AM",
        "inviterProfileUrl": "https://www.linkedin.com/in/ada-okoro",
    }
    layout = LAYOUTS[Kind.INVITATIONS]
    request = read_request(Invitation._make(element.get(name, "") for name in layout.fields))
    assert request.party == Party("Ada Okoro", "ada-okoro")
    assert request.note == "Hello"
    other = {"First Name": "Ada", "Last Name": "Okoro", "Connected On": "07 Jun 2026"}
    layout = LAYOUTS[Kind.CONNECTIONS]
    row = ConnectionRow._make(other.get(name, "") for name in layout.fields)
    assert ConnectionReader().read(row).party == Party("Ada Okoro", apart="2026-06-07")


def test_a_direction_that_is_none_is_quoted_in_part() -> None:
    row = Invitation("A", "B", "", "", 50 * "x", "", "", "", "")
    with pytest.raises(BadRow, match=f'^"{40 * "x"}" is no direction$'):
        row.way()


def test_a_row_without_addresses_keeps_the_rest() -> None:
    row = Invitation("A", "B", "C", "D", "E", "F", "G", "H", "I")
    assert row.without_urls() == ("A", "B", "C", "D", "E", "F", "G", "", "")


@pytest.mark.parametrize(("day_first", "day"), [(True, "2021-05-04"), (False, "2021-04-05")])
def test_a_slashed_date_is_read_as_its_file_writes_them(day_first: bool, day: str) -> None:
    row = ConnectionRow("Ada", "Okoro", "", "", "", "4/5/2021")
    assert ConnectionReader().read(row, day_first).since.earliest == utc(day)
