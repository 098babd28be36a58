"""The server: on this machine only, until it is stopped."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

from askwhy.app.clock import now
from askwhy.app.home import Record
from askwhy.app.study.ticking import tick
from askwhy.errors import Refused
from askwhy.web.application import build
from askwhy.web.desk import Desk
from askwhy.web.guarding import Door
from askwhy.web.reporting import warm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PORT = 8765
TURN = 0.0005
"""After so many seconds a thread that counts lets one that answers go on. Python's usual turn is
ten times as long, and an answer waits for one at each of its statements."""


class PortTaken(Refused):
    """Somebody else listens there."""

    remedy = "Give another with --port, or none to have one chosen."


def serve(home: Path, port: int | None, *, is_read_only: bool, tell: Callable[[str], None]) -> None:
    """Serve the pages until the process is stopped; `tell` gets the address that opens them once.

    Without a port the usual one is taken, or another if that is taken.
    """
    import uvicorn

    sys.setswitchinterval(TURN)
    listening = _listen(port)
    door = Door(listening.getsockname()[1])
    desk = Desk(Record(home), now, is_read_only=is_read_only)
    if not is_read_only:
        tick(desk.record, now())
    desk.background.begin(lambda: warm(desk))
    config = uvicorn.Config(
        build(desk, door), log_level="error", access_log=False, server_header=False, ws="none"
    )
    server = uvicorn.Server(config)
    tell(f"http://127.0.0.1:{door.port}/?token={door.token}")
    server.run(sockets=[listening])


def _listen(port: int | None) -> socket.socket:
    """A socket on the loopback. Raises PortTaken."""
    for each in [PORT, 0] if port is None else [port]:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A page leaves in two pieces, of which the second would wait 40 ms for the first.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listening.bind(("127.0.0.1", each))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
    raise PortTaken(f"Port {port} is taken on this machine.")
