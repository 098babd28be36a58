"""A mailbox as an account to connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askwhy.errors import Refused
from askwhy.networks.connectors import SENDS_ALONE, Field, Standing
from askwhy.networks.mail.channel import CAPABILITIES, MailChannel
from askwhy.networks.mail.mailbox import Mailbox, Security, Server, opened
from askwhy.networks.mail.source import open_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from askwhy.networks import Capabilities
    from askwhy.networks.mail.source import MailSource

FIELDS: tuple[Field, ...] = (
    Field("address", "Your address"),
    Field("user", "User name at the servers (empty: the address)"),
    Field("password", "Password, or one that your provider makes for programs", is_secret=True),
    Field("imap_host", "Server that keeps your mail (IMAP)"),
    Field("imap_port", "Its port", "993"),
    Field("imap_security", "Its encryption (tls, starttls)", "tls"),
    Field("smtp_host", "Server that sends (SMTP)"),
    Field("smtp_port", "Its port", "465"),
    Field("smtp_security", "Its encryption (tls, starttls)", "tls"),
    Field("ca_file", "File with certificates to trust (empty: the system's)"),
)
MANNERS = (
    "Lists, bulk mail and automatic answers are never answered (RFC 3834).",
    "Whether programs may send is your provider's to say: look into its terms.",
)


class BadAnswer(Refused):
    """An answer that cannot be meant."""


class MailConnector:
    """Answers are those of `FIELDS`."""

    network = "mail"

    def __init__(
        self,
        answers: Mapping[str, str],
        folder: Path,  # noqa: ARG002 (nothing is kept)
        clock: Callable[[], datetime],
        wait: Callable[[float], None],  # noqa: ARG002 (mail servers name no time to wait)
    ) -> None:
        if "@" not in answers["address"]:
            raise BadAnswer(f"“{answers['address']}” is no address.")
        self._clock = clock
        self._is_automatic = bool(answers.get(SENDS_ALONE))
        self._mailbox = Mailbox(
            address=answers["address"],
            user=answers["user"] or answers["address"],
            password=answers["password"],
            imap=_server(answers, "imap"),
            smtp=_server(answers, "smtp"),
            ca_file=answers["ca_file"],
        )

    def check(self) -> Standing:
        """Log in to both servers. Raises TheirNetwork or Refused."""
        with opened(self._mailbox):
            pass
        self.open_channel().greet()
        return Standing(remarks=MANNERS)

    def probe(self) -> Capabilities:
        """What mail is: no server has less, and none tells more."""
        return CAPABILITIES

    def open_source(self, folder: Path, reached: Mapping[str, str], now: datetime) -> MailSource:
        """Fetch the new letters of Inbox and Sent. Raises TheirNetwork."""
        return open_mail(self._mailbox, folder, reached, now, self._clock)

    def open_channel(self) -> MailChannel:
        """What answers letters."""
        return MailChannel(self._mailbox, self._clock, is_automatic=self._is_automatic)


def _server(answers: Mapping[str, str], kind: str) -> Server:
    said = answers[f"{kind}_security"].lower()
    if said not in set(Security):
        raise BadAnswer(f"“{said}” is no encryption. Choose tls or starttls.")
    port = answers[f"{kind}_port"]
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise BadAnswer(f"“{port}” is no port.")
    return Server(answers[f"{kind}_host"], int(port), Security(said))
