"""Credentials: in the system's keyring or the environment, and nowhere else."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from askwhy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

SERVICE = "askwhy"


class NoKeyring(Refused):
    """There is no keyring to keep a credential in."""


class NotConnected(Refused):
    """No credential is known for an account."""

    remedy = "Connect it first: askwhy connect"


def variable(network: str, name: str) -> str:
    """The environment variable that answers a field, as on a server without a keyring."""
    return f"ASKWHY_{network}_{name}".upper()


def from_environment(network: str, names: Iterable[str]) -> dict[str, str]:
    """The answers in the environment, by their fields' names."""
    said = {name: os.environ.get(variable(network, name), "").strip() for name in names}
    return {name: answer for name, answer in said.items() if answer}


def keep(network: str, account: str, secrets: Mapping[str, str]) -> None:
    """Put into the keyring what the environment does not hold. Raises NoKeyring."""
    if from_environment(network, secrets) == secrets:
        return
    keyring = _keyring(network, secrets)
    try:
        keyring.set_password(SERVICE, f"{network}/{account}", json.dumps(dict(secrets)))
    except keyring.errors.KeyringError:
        raise _without(network, secrets) from None


def find(network: str, account: str, names: Iterable[str]) -> dict[str, str]:
    """The secrets of an account; the environment's before the keyring's. Raises Refused."""
    names = tuple(names)
    found = from_environment(network, names)
    if len(found) == len(names):
        return found
    keyring = _keyring(network, names)
    try:
        kept = keyring.get_password(SERVICE, f"{network}/{account}")
    except keyring.errors.KeyringError:
        raise _without(network, names) from None
    if kept is None:
        raise NotConnected(f"There are no credentials for “{account}”.")
    return {**json.loads(kept), **found}


def _keyring(network: str, names: Iterable[str]) -> ModuleType:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise _without(network, names) from None
    return keyring


def _without(network: str, names: Iterable[str]) -> NoKeyring:
    variables = " and ".join(variable(network, name) for name in names)
    return NoKeyring(
        "This machine offers no keyring. Install askwhy[live] and one of the system's, or put "
        f"what is secret into {variables}."
    )
