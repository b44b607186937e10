"""Lines are taken in by chunks, and somebody may look on."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

CHUNK = 100
"""Lines taken in at once: some thirty queries each time, and a step of the progress bar."""

OnProgress = Callable[[int, int], None]
"""Called with how many lines are done, and of how many."""


def in_chunks(rows: Sequence[T], progress: OnProgress | None) -> Iterator[Sequence[T]]:
    """Give the rows in chunks, and tell after each how many are done."""
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        yield chunk
        if progress is not None:
            progress(start + len(chunk), len(rows))
