"""Credentials: in the system's keyring or the environment, and nowhere else."""

from __future__ import annotations

import os

from askwhy.errors import Refused

SERVICE = "askwhy"


class NoKeyring(Refused):
    """There is no keyring to keep a credential in."""


class NotConnected(Refused):
    """No credential is known for an account."""

    remedy = "Connect it first: askwhy connect"


def variable(network: str) -> str:
    """The environment variable that a server without a keyring is given the credential in."""
    return f"ASKWHY_{network.upper()}_TOKEN"


def from_environment(network: str) -> str | None:
    """The credential in the environment, if it is there."""
    return os.environ.get(variable(network), "").strip() or None


def keep(network: str, account: str, secret: str) -> None:
    """Put a credential into the keyring. Raises NoKeyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise _without(network) from None
    try:
        keyring.set_password(SERVICE, f"{network}/{account}", secret)
    except KeyringError:
        raise _without(network) from None


def find(network: str, account: str) -> str:
    """The credential of an account; the environment's before the keyring's. Raises Refused."""
    if found := from_environment(network):
        return found
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise _without(network) from None
    try:
        kept = keyring.get_password(SERVICE, f"{network}/{account}")
    except KeyringError:
        raise _without(network) from None
    if kept is None:
        raise NotConnected(f"There are no credentials for “{account}”.")
    return kept


def _without(network: str) -> NoKeyring:
    return NoKeyring(
        "This machine offers no keyring. Install askwhy[live] and one of the system's, or put "
        f"the token into {variable(network)}."
    )
