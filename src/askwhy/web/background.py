"""Counting that takes longer than an answer may: it goes on in a thread, each thing once."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")
PATIENCE = 0.4
"""How many seconds an answer waits; what takes longer is told, and the page asks again."""
AT_ONCE = 2


class StillCounting(Exception):
    """What the page is to show is being counted; it will be there in a moment."""


@dataclass(slots=True)
class Background:
    """What is being counted, by what it is."""

    _going: dict[Hashable, Future[Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "counting")
    )

    def wait_for(self, key: Hashable, work: Callable[[], T]) -> T:
        """What the work brings, or its failure; it is begun if it is not being done already.

        Raises StillCounting where it takes longer; it goes on, and is to be asked for again.
        """
        with self._lock:
            future = self._going.get(key)
            if future is None or _is_well_over(future):
                future = self._going[key] = self._threads.submit(work)
        try:
            found: T = future.result(PATIENCE)
        except TimeoutError:
            if not future.done():
                raise StillCounting from None
            raise
        finally:
            with self._lock:
                if future.done() and self._going.get(key) is future:
                    del self._going[key]
        return found

    def begin(self, work: Callable[[], object]) -> None:
        """Do something of which nothing is waited for; where it fails, a page will say so."""
        self._threads.submit(work)

    def close(self) -> None:
        """Begin nothing more, and let what was begun come to its end."""
        self._threads.shutdown(cancel_futures=True)


def _is_well_over(future: Future[Any]) -> bool:
    """Whether it came to a good end, unseen: what it brought may be old by now."""
    return future.done() and future.exception() is None
