"""A real Synapse on loopback: SQLite, no federation, its usual limits on messages."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "test.example"
SHARED = "fictional-secret"
PASSWORD = "fictional-password"  # noqa: S105 (of people who are not real)
_OPENER = build_opener(ProxyHandler({}))
LOOSE = {"per_second": 1000, "burst_count": 1000}
CONFIG = {
    "server_name": HOST,
    "report_stats": False,
    "bcrypt_rounds": 4,
    "trusted_key_servers": [],
    "federation_domain_whitelist": [],
    "registration_shared_secret": SHARED,
    "macaroon_secret_key": "fictional-1",
    "form_secret": "fictional-2",
    "suppress_key_server_warning": True,
    "presence": {"enabled": False},
    "rc_registration": LOOSE,
    "rc_login": {"address": LOOSE, "account": LOOSE, "failed_attempts": LOOSE},
    "rc_joins": {"local": LOOSE},
    "rc_joins_per_room": LOOSE,
    "rc_invites": {"per_room": LOOSE, "per_user": LOOSE, "per_issuer": LOOSE},
    "rc_room_creation": LOOSE,
    "rc_profile": LOOSE,
}
LOG = """
version: 1
handlers: {{file: {{class: logging.FileHandler, filename: {path}, delay: true}}}}
root: {{level: WARNING, handlers: [file]}}
"""


@dataclass
class Synapse:
    """The server at work. Its people are called by the part of their name before the colon."""

    base: str
    tokens: dict[str, str] = field(default_factory=dict)

    def call(self, who: str, method: str, path: str, **said: object) -> Any:  # noqa: ANN401 (JSON)
        """What one of the people does with their own client."""
        return self._ask(method, f"/_matrix/client/v3/{path}", said, self.join(who))

    def _ask(self, method: str, path: str, said: object, token: str = "") -> Any:  # noqa: ANN401
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = None if method == "GET" else json.dumps(said).encode()
        asked = Request(self.base + path, body, headers, method=method)  # noqa: S310 (loopback)
        try:
            with _OPENER.open(asked, timeout=20) as answer:
                return json.load(answer)
        except HTTPError as refused:
            with refused:
                said_why = refused.read().decode()
            raise AssertionError(f"{method} {path}: {refused.code} {said_why}") from None

    def join(self, name: str) -> str:
        """Somebody's token; who was not met yet gets an account without limits on messages."""
        if name not in self.tokens:
            self.tokens[name] = self._register(name, is_admin=name == "root")
            if name != "root":
                self.limit(name, is_usual=False)
        return self.tokens[name]

    def limit(self, name: str, *, is_usual: bool) -> None:
        """Hold somebody to the limits that Synapse usually has, or to none."""
        path = f"/_synapse/admin/v1/users/{quote(user(name))}/override_ratelimit"
        loose = {"messages_per_second": 0, "burst_count": 0}
        self._ask("DELETE" if is_usual else "POST", path, loose, self.join("root"))

    def _register(self, name: str, *, is_admin: bool) -> str:
        nonce = self._ask("GET", "/_synapse/admin/v1/register", {})["nonce"]
        parts = [nonce, name, PASSWORD, "admin" if is_admin else "notadmin"]
        mac = hmac.new(SHARED.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        said = {"nonce": nonce, "username": name, "password": PASSWORD, "admin": is_admin,
                "mac": mac, "displayname": name.capitalize()}  # fmt: skip
        return str(self._ask("POST", "/_synapse/admin/v1/register", said)["access_token"])


def user(name: str) -> str:
    return f"@{name}:{HOST}"


@contextmanager
def serving(folder: Path) -> Iterator[Synapse]:
    """Synapse with a database of its own, until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listener = {
        "port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False,
        "resources": [{"names": ["client"]}],
    }  # fmt: skip
    log = folder / "log.yaml"
    log.write_text(LOG.format(path=folder / "synapse.log"), "utf-8")
    config = CONFIG | {
        "listeners": [listener],
        "pid_file": str(folder / "pid"),
        "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
        "log_config": str(log),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
    }
    path = folder / "homeserver.yaml"
    path.write_text(json.dumps(config), "utf-8")
    command = [sys.executable, "-m", "synapse.app.homeserver", "--config-path", str(path)]
    with (folder / "out.txt").open("wb") as out:
        subprocess.run(
            [*command, "--generate-keys"], check=True, stdout=out, stderr=out, cwd=folder
        )
        process = subprocess.Popen(
            command, stdout=out, stderr=out, cwd=folder, env=os.environ | {"PYTHONWARNINGS": ""}
        )
        base = f"http://127.0.0.1:{port}"
        try:
            while not _is_well(base):
                assert process.poll() is None, (folder / "out.txt").read_text()
                time.sleep(0.1)
            yield Synapse(base)
        finally:
            process.terminate()
            process.wait(30)


def _is_well(base: str) -> bool:
    try:
        with _OPENER.open(f"{base}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
