"""Two transactions at once, step by step: what one holds, and what the other does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

LONGEST = 10  # seconds; what waits for a lock that is held would wait for ever


def done_while_held(hold: Callable[[], Any], act: Callable[[], Any]) -> Any:
    """Do something in a transaction of its own while this one holds a lock, or fail if it has to wait."""
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        hold()
        return pool.submit(_on_its_own, act).result(timeout=LONGEST)


@contextmanager
def waiting_behind(hold: Callable[[], Any], act: Callable[[], Any]) -> Iterator[None]:
    """Have something wait in a transaction of its own for what this one holds until the block's end."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold()
            waiting = pool.submit(_on_its_own, act)
            until = time.monotonic() + LONGEST
            while not _somebody_waits():
                assert time.monotonic() < until, "Nobody waits for what is held."
                time.sleep(0.02)
            yield
        waiting.result(timeout=LONGEST)


def _on_its_own(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
