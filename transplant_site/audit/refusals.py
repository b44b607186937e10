"""An expected "no", and how it comes into the log although its transaction is rolled back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site.audit.kinds import Kind


class Refusal(Exception):
    """An expected "no" of a service or a policy, told to the user in its own words.

    Exceptions such as `OfferRefused` derive from it. When one leaves an `action`, the action is
    rolled back and the refusal is recorded afterwards. `code` enters the log in clear, the sentence
    only as a digest: it may name a person. A code that ends in `_meanwhile` says that what the person saw
    has changed since: the page is then answered with status 409. `field` names the input it speaks of.
    """

    code = ""

    def __init__(self, message: object = "", *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.field = field
        if code:
            self.code = code


def allows(check: Callable[..., None], *args: object, **kwargs: object) -> bool:
    """Turn a policy's check into yes or no."""
    try:
        check(*args, **kwargs)
    except Refusal:
        return False
    return True


@dataclass(frozen=True, slots=True)
class RecordedRefusal:
    """A refusal that waits until it can be written in a transaction of its own."""

    context: dict[str, str]
    details: dict[str, str] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    objects: tuple[tuple[str, str], ...] = ()

    @property
    def is_conflict(self) -> bool:
        return self.details.get("code", "").endswith("_meanwhile")


# The outermost action, or the middleware for a whole request, opens the list and writes it when its
# transaction is over. None: nobody collects.
collected: ContextVar[list[RecordedRefusal] | None] = ContextVar("collected_refusals", default=None)


def keep(refusal: Refusal, *, action: str, context: dict[str, str]) -> None:
    """Remember a refusal once, under the innermost action that it left."""
    if getattr(refusal, "is_kept", False):
        return
    refusal.is_kept = True  # type: ignore[attr-defined]
    details = {"refusal": type(refusal).__name__}
    if refusal.code:
        details["code"] = refusal.code
    waiting = RecordedRefusal(
        context={**context, "action": action}, details=details, private={"message": str(refusal)}
    )
    kept = collected.get()
    if kept is None:
        write([waiting])
    else:
        kept.append(waiting)


def write(waiting: list[RecordedRefusal]) -> None:
    """Write refusals into the log; called when the refused action is over.

    Inside somebody's plain `atomic()` the transaction goes on, and may yet be rolled back with all that is
    written in it: so they are written in a transaction apart, on a connection of its own.
    """
    if not waiting:
        return
    if _is_in_a_transaction():
        with ThreadPoolExecutor(1) as apart:
            apart.submit(_write_and_close, waiting).result()
    else:
        _write(waiting)


def _is_in_a_transaction() -> bool:
    # The transaction that a test is rolled back with is nobody's.
    blocks = connections[DEFAULT_DB_ALIAS].atomic_blocks
    return any(not getattr(block, "_from_testcase", False) for block in blocks)


def _write_and_close(waiting: list[RecordedRefusal]) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            # The text of a reason may be held by the transaction that waits for us.
            cursor.execute("SET lock_timeout = '5s'")
        _write(waiting)
    finally:
        connection.close()


def _write(waiting: list[RecordedRefusal]) -> None:
    from transplant_site.audit.recording import write_event

    for refusal in waiting:
        write_event(
            Kind.REFUSAL,
            context=refusal.context,
            objects=refusal.objects,
            details=refusal.details,
            private=refusal.private,
        )
