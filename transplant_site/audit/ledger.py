"""The ledger in the order of commits: what the relay mirrors and the verifier compares.

Transactions are read by number only. A number becomes visible with its commit, and every lower number was
visible before: so nothing is missed and nothing comes twice, which neither ids nor times can promise.

Entries of months that were detached stand in the mirror alone: whoever reads on says how to read it there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site.audit import chain

TRANSACTIONS_AT_ONCE = 500


class LedgerBroken(Exception):
    """The ledger in PostgreSQL isn't what its own counters say; nothing may be built on it."""

    def __init__(self, position: int, problem: str) -> None:
        self.position = position
        self.problem = problem
        super().__init__(f"The ledger is wrong at position {position}: {problem}")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ledger: the last entry that was read."""

    position: int = 0
    number: int = 0
    sequence: int = 0


START = Place()


@dataclass(frozen=True, slots=True)
class LedgerTransaction:
    """One numbered transaction and how many events it must hold."""

    key: int
    number: int
    events: int
    first_at: datetime
    last_at: datetime
    first_position: int

    @property
    def last_position(self) -> int:
        return self.first_position + self.events

    def touches(self, months: Mapping[str, DetachedMonth]) -> bool:
        """Whether it may have written in one of these months."""
        first, last = (moment.astimezone(UTC).strftime("%Y-%m") for moment in (self.first_at, self.last_at))
        return any(first <= month <= last for month in months)


@dataclass(frozen=True, slots=True)
class DetachedMonth:
    """A month whose entries stand in the mirror alone, and the positions of its transactions."""

    month: date
    first_position: int
    last_position: int
    entries: int
    detached_at: datetime

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event at its place in commit order.

    One of a detached month has the text that the mirror holds there; `fault` says why it can't be the entry.
    """

    place: Place
    text: str
    fields: dict[str, Any] = field(repr=False)
    is_detached: bool = False
    fault: str = ""

    def document(self, previous_hash: str) -> dict[str, Any]:
        """Give the document for `audit_log`: the text that was hashed, the chain, and what is searched by."""
        return {
            "position": self.place.position,
            "number": self.place.number,
            "sequence": self.place.sequence,
            "event": UUID(self.fields["event"]),
            "recorded_at": datetime.fromisoformat(self.fields["recorded_at"]),
            "kind": self.fields["kind"],
            "action": self.fields["action"],
            "model": self.fields["model"],
            "object": self.fields["object"],
            "actor_id": self.fields["actor_id"],
            "hospital_id": self.fields["hospital_id"],
            "text": self.text,
            "previous_hash": previous_hash,
            "hash": chain.chained_hash(previous_hash, self.text),
        }


FIELDS = frozenset(
    [
        "position",
        "number",
        "of",
        "sequence",
        "event",
        "recorded_at",
        "kind",
        "table",
        "model",
        "object",
        "operation",
        "changes",
        "action",
        "actor_id",
        "actor_name",
        "actor_role",
        "hospital_id",
        "request_id",
        "address",
        "reason",
        "database_user",
        "database_role",
        "objects",
        "details",
    ]
)

# Everything as text, in UTC: what is hashed must not depend on a session's settings or a driver's types.
EVENTS = """
    SELECT tx, sequence, event::text,
        to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
        kind, table_name, model, object_pk, operation, changes::text, action, actor_id::text, actor_name,
        actor_role, hospital_id::text, request_id, host(address), reason, database_user, database_role,
        objects::text, details::text
    FROM public.audit_ledger
    WHERE recorded_at >= %(first_at)s AND recorded_at <= %(last_at)s
"""


Texts = Callable[[int, int], Mapping[int, str]]
"""Gives the texts of the mirror that stand behind a position, so many at most, by their positions."""


@dataclass(frozen=True, slots=True)
class Page:
    """The entries that follow a place, and what is wrong right behind them, if anything is."""

    entries: list[Entry]
    problem: LedgerBroken | None = None


def read_page(
    after: Place = START,
    *,
    at_most: int = 500,
    up_to: int | None = None,
    using: str = DEFAULT_DB_ALIAS,
    mirrored: Texts | None = None,
) -> Page:
    """Give the next entries in commit order, up to the transaction `up_to`; an empty page is the end.

    Entries of detached months are taken from `mirrored`; without it they count as missing.
    """
    transactions = _transactions(after, at_most, up_to, using)
    if not transactions:
        return Page([])
    first = transactions[0]
    if first.number not in (after.number, after.number + 1):
        return Page([], LedgerBroken(after.position + 1, f"transaction {after.number + 1} is missing."))
    if len(transactions) == 1 and first.events > at_most:
        return _page_of_one(first, after, at_most, using, mirrored)
    return _page_of_many(transactions, after, using, mirrored)


def detached_months(using: str = DEFAULT_DB_ALIAS) -> dict[str, DetachedMonth]:
    """Give the months whose entries stand in the mirror alone, by their names, such as "2026-03"."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT month, first_position, last_position, entries, detached_at"
            " FROM public.audit_detached ORDER BY month"
        )
        found = [DetachedMonth(*row) for row in cursor.fetchall()]
    return {str(one): one for one in found}


def last_number(using: str = DEFAULT_DB_ALIAS) -> tuple[int, int]:
    """Give the number of the last transaction and the count of all entries."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT number, entries FROM public.audit_head WHERE is_only")
        number, entries = cursor.fetchone()
        return int(number), int(entries)


def detached_within(start: datetime, end: datetime) -> list[DetachedMonth]:
    """Give the detached months that a period touches."""
    first, last = (moment.astimezone(UTC).date().replace(day=1) for moment in (start, end))
    return [one for one in detached_months().values() if first <= one.month <= last]


def _transactions(after: Place, at_most: int, up_to: int | None, using: str) -> list[LedgerTransaction]:
    """Give the consecutive transactions that follow, as many as fit into one page, at least one."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id, number, n, first_at, last_at, first_position FROM public.audit_tx"
            " WHERE number >= %s AND (number <= %s OR %s) ORDER BY number LIMIT %s",
            [max(after.number, 1), up_to or 0, up_to is None, TRANSACTIONS_AT_ONCE],
        )
        found = [LedgerTransaction(*row) for row in cursor.fetchall()]
    if found and found[0].number == after.number and found[0].last_position <= after.position:
        del found[0]
    chosen: list[LedgerTransaction] = []
    for transaction in found:
        if chosen and transaction.number != chosen[-1].number + 1:
            break
        if chosen and transaction.last_position - after.position > at_most:
            break
        chosen.append(transaction)
    return chosen


def _page_of_one(
    first: LedgerTransaction, after: Place, at_most: int, using: str, mirrored: Texts | None
) -> Page:
    """Give a piece of a transaction that is longer than a page, such as an import."""
    is_continued = first.number == after.number
    begun = after.position - first.first_position if is_continued else 0
    remaining = first.events - begun
    with connections[using].cursor() as cursor:
        cursor.execute(
            EVENTS + " AND tx = %(tx)s AND sequence > %(begun)s ORDER BY sequence LIMIT %(at_most)s",
            {
                "first_at": first.first_at,
                "last_at": first.last_at,
                "tx": first.key,
                "begun": after.sequence if is_continued else 0,
                # One more than there should be at its end: a surplus event is found too.
                "at_most": at_most if remaining > at_most else remaining + 1,
            },
        )
        rows = cursor.fetchall()
    expected = min(at_most, remaining)
    months = detached_months(using)
    if first.touches(months):
        entries, problem = _placed_elsewhere(first, rows, begun, expected, months, mirrored)
    else:
        entries, problem = _placed(first, rows, begun, expected)
    return Page(entries, _misplaced(first, after, is_continued=is_continued) or problem)


def _page_of_many(
    transactions: Sequence[LedgerTransaction], after: Place, using: str, mirrored: Texts | None
) -> Page:
    rows: dict[int, list[tuple[Any, ...]]] = {transaction.key: [] for transaction in transactions}
    with connections[using].cursor() as cursor:
        cursor.execute(
            EVENTS + " AND tx = ANY(%(keys)s) ORDER BY sequence",
            {
                "first_at": min(transaction.first_at for transaction in transactions),
                "last_at": max(transaction.last_at for transaction in transactions),
                "keys": list(rows),
            },
        )
        for row in cursor.fetchall():
            rows[row[0]].append(row)
    entries: list[Entry] = []
    is_whole = all(len(rows[transaction.key]) >= transaction.events for transaction in transactions)
    months = {} if is_whole else detached_months(using)
    for transaction in transactions:
        before = entries[-1].place if entries else after
        is_continued = transaction.number == before.number
        begun = before.position - transaction.first_position if is_continued else 0
        present = [row for row in rows[transaction.key] if not is_continued or row[1] > before.sequence]
        expected = transaction.events - begun
        if len(present) < expected and transaction.touches(months):
            placed, problem = _placed_elsewhere(transaction, present, begun, expected, months, mirrored)
        else:
            placed, problem = _placed(transaction, present, begun, expected)
        problem = _misplaced(transaction, before, is_continued=is_continued) or problem
        entries += placed
        if problem is not None:
            return Page(entries, problem)
    return Page(entries)


def _placed(
    transaction: LedgerTransaction, rows: Sequence[tuple[Any, ...]], begun: int, expected: int
) -> tuple[list[Entry], LedgerBroken | None]:
    """Give each event its position, and hold the transaction to its count."""
    start = transaction.first_position + begun
    entries = [_entry(row, transaction, start + nth) for nth, row in enumerate(rows[:expected], start=1)]
    if len(rows) == expected:
        return entries, None
    problem = f"transaction {transaction.number} was counted with {transaction.events} events and holds " + (
        f"{begun + len(rows)}." if len(rows) < expected else "more."
    )
    return entries, LedgerBroken(start + len(entries) + (len(rows) < expected), problem)


def _placed_elsewhere(
    transaction: LedgerTransaction,
    rows: Sequence[tuple[Any, ...]],
    begun: int,
    expected: int,
    months: Mapping[str, DetachedMonth],
    mirrored: Texts | None,
) -> tuple[list[Entry], LedgerBroken | None]:
    """Give each event its position, those of detached months as the mirror holds them."""
    start = transaction.first_position + begun
    if mirrored is None:
        names = ", ".join(months)
        return [], LedgerBroken(
            start + 1,
            f"entries of transaction {transaction.number} stand in a month that was detached ({names}).",
        )
    texts = mirrored(start, expected)
    left = deque(rows)
    entries: list[Entry] = []
    for position in range(start + 1, start + expected + 1):
        told = _told(texts.get(position))
        if left and _month_of(told) not in months:
            entries.append(_entry(left.popleft(), transaction, position))
        else:
            entries.append(_entry_elsewhere(texts.get(position, ""), told, transaction, position, months))
    if left and begun + expected == transaction.events:
        problem = (
            f"transaction {transaction.number} was counted with {transaction.events} events and holds more."
        )
        return entries, LedgerBroken(start + expected, problem)
    return entries, None


def _misplaced(transaction: LedgerTransaction, before: Place, *, is_continued: bool) -> LedgerBroken | None:
    if is_continued or transaction.first_position == before.position:
        return None
    return LedgerBroken(
        before.position + 1,
        f"transaction {transaction.number} says it follows entry {transaction.first_position},"
        f" but it follows entry {before.position}.",
    )


def _entry(row: tuple[Any, ...], transaction: LedgerTransaction, position: int) -> Entry:
    (_tx, sequence, event, recorded_at, kind, table, model, pk, operation, changes, action) = row[:11]
    (actor_id, actor_name, actor_role, hospital_id, request_id, address, reason) = row[11:18]
    (database_user, database_role, objects, details) = row[18:]
    fields = {
        "position": position,
        "number": transaction.number,
        "of": transaction.events,
        "sequence": sequence,
        "event": event,
        "recorded_at": recorded_at,
        "kind": kind,
        "table": table,
        "model": model,
        "object": pk,
        "operation": operation,
        "changes": chain.parse_exactly(changes) if changes is not None else None,
        "action": action,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "actor_role": actor_role,
        "hospital_id": hospital_id,
        "request_id": request_id,
        "address": address,
        "reason": reason,
        "database_user": database_user,
        "database_role": database_role,
        "objects": chain.parse_exactly(objects) if objects is not None else None,
        "details": chain.parse_exactly(details) if details is not None else None,
    }
    place = Place(position=position, number=transaction.number, sequence=sequence)
    return Entry(place=place, text=chain.canonical_text(fields), fields=fields)


def _told(text: str | None) -> dict[str, Any]:
    """Read a text of the mirror; nothing if it is no entry's."""
    try:
        told = chain.parse_exactly(text or "")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _month_of(told: Mapping[str, Any]) -> str:
    return str(told.get("recorded_at", ""))[:7]


def _entry_elsewhere(
    text: str,
    told: dict[str, Any],
    transaction: LedgerTransaction,
    position: int,
    months: Mapping[str, DetachedMonth],
) -> Entry:
    sequence = told.get("sequence")
    place = Place(position, transaction.number, sequence if isinstance(sequence, int) else 0)
    fault = _fault_of(text, told, transaction, position, months)
    return Entry(place=place, text=text, fields=told, is_detached=True, fault=fault)


def _fault_of(
    text: str,
    told: Mapping[str, Any],
    transaction: LedgerTransaction,
    position: int,
    months: Mapping[str, DetachedMonth],
) -> str:
    """Say why a text can't be the one entry of a detached month that stands at this position."""
    try:
        moment = datetime.fromisoformat(told["recorded_at"])
        UUID(told["event"])
        is_canonical = set(told) == FIELDS and chain.canonical_text(told) == text
        is_in_time = transaction.first_at <= moment <= transaction.last_at
    except (KeyError, TypeError, ValueError, AttributeError):
        return "its text is no entry."
    if not is_canonical or not isinstance(told["sequence"], int):
        return "its text is not in canonical form."
    stated = (told["position"], told["number"], told["of"])
    if stated != (position, transaction.number, transaction.events):
        return "its text states another position, number or count than PostgreSQL has for it."
    if _month_of(told) not in months or not is_in_time:
        return (
            "PostgreSQL doesn't hold it, and its time is not one at which a detached entry could stand here."
        )
    return ""
