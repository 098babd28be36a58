"""Each page of a large record over loopback, beside a bare handler of the same server.

30,000 contacts, 200,000 messages and a running study. The server is a process of its own, asked
by one client that keeps its connection. Milliseconds: the median and the 95th percentile by the
clock, and the processor time of the server for one answer, which a busy machine leaves as it is.
`first` is the first answer; where that said that it was still counting, `counted` tells in how
many seconds the page was there. Each card that is decided is another one.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

CONNECTIONS, MESSAGES, REQUESTS = 30_000, 200_000, 3_000
TIMES = 60
DECIDED = 40
DEEDS = ("skip", "sent", "later", "wrote")
PAGES = (
    "/today?split=due", "/today?split=new", "/today?split=owed", "/people", "/people?find=an",
    "/people?page=300", "/people/{person}", "/coding", "/coding/text?code=reason",
    "/coding/text?code=scam", "/coding/differing?code=reason", "/study", "/study/new", "/report",
    "/settings", "/start",
)  # fmt: skip
BARE = """
import socket, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("x"))])
listening = socket.create_server(("127.0.0.1", 0))
listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(f"http://127.0.0.1:{listening.getsockname()[1]}/?token=", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[listening])
"""


@dataclass
class Client:
    """One connection that is kept, with its cookie."""

    port: int
    process: int
    cookie: str = ""

    def __post_init__(self) -> None:
        self._kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def spent(self) -> float:
        """The processor seconds that the server has taken so far, as Linux counts them."""
        told = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def rest(self) -> None:
        """Let go of the connection, which a server ends after some idle seconds; the next opens."""
        self._kept.close()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._kept.request("GET" if form is None else "POST", path, body, headers)
        answer = self._kept.getresponse()
        text = answer.read().decode()
        found = answer.getheader("set-cookie")
        if found:
            self.cookie = found.partition(";")[0]
        return answer.status, text


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        server, client = start([sys.executable, "-m", "askwhy", "serve", "--no-browser"], folder)
        bare, simple = start([sys.executable, "-c", BARE], folder)
        try:
            lock(client)
            measure("a bare handler", simple, "/")
            person = first_person(client)
            come_to_rest(client)
            for path in PAGES:
                measure(path, client, path.format(person=person))
            decide(client)
            measure("a bare handler, again", simple, "/")
        finally:
            for process in (server, bare):
                process.terminate()
                process.wait()


def fill(folder: Path) -> None:
    from askwhy.app.bringing.ingest import ingest
    from askwhy.app.bringing.sources import open_sources
    from askwhy.app.clock import now
    from askwhy.app.home import Record
    from askwhy.synth import write_large

    today = now().date()
    path = write_large(folder / "x.zip", 3, today, CONNECTIONS, MESSAGES, requests=REQUESTS)
    record = Record(folder / "home")
    for outcome in ingest(record, open_sources([path]), None, now()):
        assert outcome.failure is None, outcome.failure
        print(f"{'record':<28}{sum(outcome.taken.new.values()):>10,} facts")
    record.close()


def start(words: list[str], folder: str) -> tuple[subprocess.Popen[str], Client]:
    environment = os.environ | {"ASKWHY_HOME": f"{folder}/home"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)(/\?token=\S*)", line)
        if found:
            client = Client(int(found[1]), process.pid)
            client.ask(found[2])
            return process, client
    raise SystemExit("the server did not start")


def lock(client: Client) -> None:
    """A study over the last ninety days, so that there are cards and a cohort."""
    from askwhy.app.clock import now
    from askwhy.protocol.template import template

    today = now().date()
    text = template("Large", today - timedelta(days=90), today + timedelta(days=30), "UTC")
    began = time.perf_counter()
    status, said = client.ask("/study/lock", {"text": text})
    assert status == 303, said
    print(f"{'lock a study':<28}{time.perf_counter() - began:>10.1f} s")


def first_person(client: Client) -> str:
    client.rest()
    began = time.perf_counter()
    text = waited(client, "/people")[2]
    print(f"{'everybody sorted, once':<28}{time.perf_counter() - began:>10.1f} s")
    found = re.search(r'href="/people/(\d+)"', text)
    assert found
    return found[1]


def come_to_rest(client: Client) -> None:
    """Wait until the server counts nothing any more in the background."""
    spent = -1.0
    while client.spent() - spent > 0.05:
        spent = client.spent()
        time.sleep(1)


def measure(name: str, client: Client, path: str) -> None:
    """The first answer, which may have to count anew, and then the rest."""
    client.rest()
    first, counted, _ = waited(client, path)
    before = client.spent()
    answers = [timed(client, path) for _ in range(TIMES)]
    spent = 1000 * (client.spent() - before) / TIMES
    told = f"{first:>8.1f} first {len(answers[0][1]) // 1024:>5} kB"
    tell(
        name,
        [took for took, _ in answers],
        spent,
        told + (f" {counted:>6.1f} counted" * bool(counted)),
    )


def decide(client: Client) -> None:
    """Decide card after card; the page that follows, and the one when all is written down."""
    posts, pages = [], []
    before = client.spent()
    for number in range(DECIDED):
        _, text = timed(client, "/today?split=due")
        card = re.search(r'action="/today/due/([\w-]+)/skip"', text)
        assert card
        began = time.perf_counter()
        status, _ = client.ask(f"/today/due/{card[1]}/{DEEDS[number % 4]}", {"days": "3"})
        posts.append(1000 * (time.perf_counter() - began))
        assert status == 303, status
        pages.append(timed(client, "/today?split=due")[0])
    spent = 1000 * (client.spent() - before) / DECIDED / 2
    tell("a decision", posts, spent, "")
    tell("the page after it", pages, spent, "")
    time.sleep(8)
    for path in ("/today?split=due", "/report", "/study"):
        client.rest()
        first, counted, _ = waited(client, path)
        print(f"{'then, written down: ' + path:<40}{first:>8.1f} first {counted:>6.1f} counted")


def tell(name: str, took: list[float], spent: float, more: str) -> None:
    took.sort()
    print(
        f"{name:<24}{took[len(took) // 2]:>8.1f} median {took[int(0.95 * len(took))]:>8.1f} "
        f"95th perc. {spent:>7.1f} processor {more}",
        flush=True,
    )


def waited(client: Client, path: str) -> tuple[float, float, str]:
    """The milliseconds of the first answer; the seconds until the page was counted, if it was."""
    began = time.perf_counter()
    status, text = client.ask(path)
    first, counted = 1000 * (time.perf_counter() - began), 0.0
    while status == 202:
        time.sleep(0.05)
        status, text = client.ask(path)
        counted = time.perf_counter() - began
    assert status == 200, (path, status, text[:200])
    return first, counted, text


def timed(client: Client, path: str) -> tuple[float, str]:
    """The milliseconds of one answer, and its text."""
    began = time.perf_counter()
    status, text = client.ask(path)
    took = 1000 * (time.perf_counter() - began)
    assert status == 200, (path, status, text[:200])
    return took, text


if __name__ == "__main__":
    main()
