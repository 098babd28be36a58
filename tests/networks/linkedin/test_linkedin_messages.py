"""Messages: who wrote to whom, when and what; and which rows are none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from askwhy.facts import LeftOut, Message, Party

if TYPE_CHECKING:
    from tests.networks.linkedin.conftest import Export

OLIVE = Party("Olive Owner", "olive-owner")
ADA = Party("Ada Okoro", "ada-okoro")
BO = Party("Bo Ek", "bo-ek")
IN = "https://www.linkedin.com/in/"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_message_has_a_sender_recipients_an_instant_and_a_text(export: Export) -> None:
    export.message("Ada Okoro", text='A "quoted", line\nand another', conversation="2-x")
    (message,) = export.read().messages
    assert message == Message(
        "2-x", ADA, (OLIVE,), utc("2026-10-22 08:00:00"), 'A "quoted", line\nand another', 1
    )


def test_an_empty_text_is_a_message_still(export: Export) -> None:
    export.message("Ada Okoro", text="")
    assert export.read().messages[0].text == ""


def test_entities_and_line_ends_are_undone_and_nothing_else(export: Export) -> None:
    export.message("Ada Okoro", text="  Fish &amp; chips\r\n&lt;b&gt;now\rthen ")
    assert export.read().messages[0].text == "  Fish & chips\n<b>now\nthen "


def test_a_group_names_all_recipients_but_the_sender(export: Export) -> None:
    to, urls = "Olive Owner, Bo Ek, Ada Okoro", f"{IN}olive-owner,{IN}bo-ek,{IN}ada-okoro"
    export.message("Ada Okoro", to, urls=urls)
    assert export.read().messages[0].recipients == (OLIVE, BO)


def test_two_namesakes_in_one_conversation_stay_two(export: Export) -> None:
    for slug, other in (("ada-1", "ada-2"), ("ada-2", "ada-1")):
        to, urls = "Olive Owner, Ada Okoro", f"{IN}olive-owner,{IN}{other}"
        export.message("Ada Okoro", to, urls=urls, url=IN + slug)
    first, second = export.read().messages
    assert (first.sender.handle, second.sender.handle) == ("ada-1", "ada-2")
    assert first.recipients == (OLIVE, Party("Ada Okoro", "ada-2"))
    assert second.recipients == (OLIVE, Party("Ada Okoro", "ada-1"))


def test_two_namesakes_to_whom_one_writes_stay_two(export: Export) -> None:
    for slug in ("ada-1", "ada-2"):
        export.message("Olive Owner", "Ada Okoro, Bo Ek", urls=f"{IN}{slug},{IN}bo-ek")
    first, second = export.read().messages
    assert first.recipients == (Party("Ada Okoro", "ada-1"), BO)
    assert second.recipients == (Party("Ada Okoro", "ada-2"), BO)


def test_a_message_to_oneself_has_no_recipient(export: Export) -> None:
    export.message("Olive Owner")
    assert export.read().messages[0].recipients == ()


def test_the_first_instant_of_linkedin_s_years_is_read(export: Export) -> None:
    export.message("Ada Okoro", date="2003-01-01 00:00:00 UTC")
    export.message("Ada Okoro", date="2099-12-31 23:59:59 UTC")
    assert len(export.read().messages) == 2


def test_the_same_names_with_another_address_are_another_person(export: Export) -> None:
    export.message("Ada Okoro", url=f"{IN}ada-1")
    export.message("Ada Okoro", url=f"{IN}ada-2")
    senders = {message.sender.handle for message in export.read().messages}
    assert senders == {"ada-1", "ada-2"}


def test_a_deleted_member_is_one_unknown_for_each_conversation(export: Export) -> None:
    for conversation in ("2-a", "2-b", "2-a"):
        export.message("LinkedIn Member", url="", conversation=conversation)
    export.message("Olive Owner", "LinkedIn Member", urls="", conversation="2-b")
    told = export.read().messages
    unknown = [Party(apart=key) for key in ("2-a", "2-b", "2-a")]
    assert [message.sender for message in told] == [*unknown, OLIVE]
    assert told[-1].recipients == (Party(apart="2-b"),)


def test_without_conversations_each_message_of_a_deleted_member_is_unknown_by_itself(
    export: Export,
) -> None:
    for minute in (1, 2):
        export.message(
            "LinkedIn Member", url="", conversation="", date=f"2026-10-22 08:0{minute}:00 UTC"
        )
    senders = [message.sender for message in export.read().messages]
    assert senders[0] != senders[1]
    assert all(not one.name and one.apart for one in senders)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"draft": "Yes"}, "a draft"),
        ({"plan": "Yes"}, "a draft"),
        ({"folder": "SPAM"}, "spam folder"),
        ({"title": "Sponsored Conversation"}, "sponsored"),
        ({"text": '<p class="spinmail-quill-editor__spin-break">Buy!</p>'}, "sponsored"),
    ],
)
def test_what_is_no_message_is_left_out_with_its_reason(
    export: Export, row: dict[str, str], reason: str
) -> None:
    export.message("Ada Okoro", **row)
    export.message("Ada Okoro", text="<p>A tag of my own", title="Ada, Olive", folder="ARCHIVE")
    told = export.read()
    assert told.left_out == [LeftOut("messages.csv", reason)]
    assert [message.text for message in told.messages] == ["<p>A tag of my own"]


def test_a_bad_date_costs_its_row_and_names_the_line_on_which_the_row_begins(
    export: Export,
) -> None:
    export.message("Ada Okoro", text="one\ntwo\nthree")
    export.message("Ada Okoro", text="four\nfive", date="2026-13-45 08:00:00 UTC")
    export.message("Ada Okoro", text="six", date="soon")
    export.message("Ada Okoro", text="seven", date="1026-10-22 08:00:00 UTC")
    export.message("Ada Okoro", text="eight", date="3026-10-22 08:00:00 UTC")
    export.message("Ada Okoro", text="last")
    told = export.read()
    assert [message.text for message in told.messages] == ["one\ntwo\nthree", "last"]
    assert [bad.line for bad in told.bad] == [5, 7, 8, 9]
    assert [bad.reason for bad in told.bad] == [
        "its date is no date.",
        '"soon" is no date in any form known.',
        "1026-10-22 lies outside the time of LinkedIn.",
        "3026-10-22 lies outside the time of LinkedIn.",
    ]


def test_a_missing_quotation_mark_costs_its_rows_and_no_more(export: Export) -> None:
    for number in range(6):
        export.message("Ada Okoro", text=f"number {number}, said", date="2026-10-22 08:00:00 UTC")
    content = export.contents()["messages.csv"].replace(b'"number 2, said"', b'"number 2, said')
    export.file("messages.csv", content)
    told = export.read()
    assert [message.text[:8] for message in told.messages] == [
        "number 0", "number 1", "number 4", "number 5",
    ]  # fmt: skip
    (bad,) = told.bad
    assert bad.line == 4
    assert "over 2 lines where 13 are due" in bad.reason


def test_an_endless_field_costs_what_it_swallows(export: Export) -> None:
    export.message("Ada Okoro", text="before")
    export.message("Ada Okoro", text="x" * (1 << 20) + "\nx")
    export.message("Ada Okoro", text="after")
    told = export.read()
    assert [message.text for message in told.messages] == ["before", "after"]
    assert "larger than field limit" in told.bad[0].reason


def test_when_no_row_can_be_read_the_archive_is_refused(export: Export) -> None:
    for _ in range(30):
        export.message("Ada Okoro", date="22 octobre 2026")
    export.file("Invitations.csv", b"From,To,Sent At,Message,Direction\n")
    from askwhy.networks.linkedin.failures import UnreadableRows

    with pytest.raises(UnreadableRows, match="none of its first 20 rows can be read"):
        export.read()


def test_after_a_thousand_bad_rows_the_rest_are_counted(export: Export) -> None:
    export.message("Ada Okoro")
    for _ in range(1_234):
        export.message("Ada Okoro", date="soon")
    bad = export.read().bad
    assert len(bad) == 1_001
    assert "234 more rows cannot be read" in str(bad[-1])


@pytest.mark.parametrize(("bad", "told"), [(3, 3), (4, 4), (5, 4)])
def test_bad_rows_are_told_to_the_last_one_allowed(
    export: Export, monkeypatch: pytest.MonkeyPatch, bad: int, told: int
) -> None:
    """Three are told one by one; from the fourth on, one sentence counts the rest."""
    monkeypatch.setattr("askwhy.networks.linkedin.tolerance.TOLD", 3)
    export.message("Ada Okoro")
    for _ in range(bad):
        export.message("Ada Okoro", date="soon")
    failures = export.read().bad
    assert len(failures) == told
    assert ("more rows" in str(failures[-1])) == (bad > 3)


def test_messages_of_2018_have_neither_conversations_nor_seconds(export: Export) -> None:
    export.file(
        "Messages.csv",
        "From,To,Date,Subject,Content,Direction,Folder\n"
        'Ada Okoro,Olive Owner,"4/23/18, 9:52 AM",,Hi,INCOMING,INBOX\n'
        'Olive Owner,Ada Okoro,"4/23/18, 9:53 PM",,Yes,OUTGOING,SENT\n'
        'Bo Ek,Olive Owner,"4/24/18, 9:53 PM",,No,INCOMING,ARCHIVED\n',
    )
    told = export.read()
    assert [message.sent_at for message in told.messages] == [
        utc("2018-04-23 09:52"), utc("2018-04-23 21:53"), utc("2018-04-24 21:53"),
    ]  # fmt: skip
    assert {message.precision for message in told.messages} == {60}
    assert {message.conversation for message in told.messages} == {""}
    assert [owner.party.name for owner in told.owners] == ["Olive Owner"]


def test_dates_that_a_spreadsheet_turned_round_are_read_by_the_file_s_own_order(
    export: Export,
) -> None:
    header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT"
    rows = [f"c,,Ada Okoro,,Olive Owner,{date},,Hi\n" for date in ("4/5/2021", "25/5/2021 14:03")]
    export.file("messages.csv", f"{header}\n{''.join(rows)}")
    told = export.read()
    assert [(message.sent_at, message.precision) for message in told.messages] == [
        (utc("2021-05-04"), 86_400),
        (utc("2021-05-25 14:03"), 60),
    ]
    assert "times of day are lost" in told.check("as LinkedIn wrote it").sentence


def test_names_alone_are_split_by_the_names_that_the_file_knows(export: Export) -> None:
    header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT"
    people = [("Ada Okoro, Ph.D.", "Olive Owner, Bo Ek"), ("Olive Owner", "Ada Okoro, Ph.D.")]
    people += [("Bo Ek", "Ada Okoro, Ph.D., Olive Owner")]
    rows = [f'c,,"{one}",,"{to}",2021-04-05 08:00:00 UTC,,Hi\n' for one, to in people]
    export.file("messages.csv", f"{header}\n{''.join(rows)}")
    recipients = [
        [party.name for party in message.recipients] for message in export.read().messages
    ]
    assert recipients == [
        ["Olive Owner", "Bo Ek"],
        ["Ada Okoro, Ph.D."],
        ["Ada Okoro, Ph.D.", "Olive Owner"],
    ]
