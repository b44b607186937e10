"""Is `audit_log` whole, what was signed, and what PostgreSQL holds? Recomputed in order, page by page.

The first wrong position is named, and what is wrong with it. Memory doesn't grow with the log. Entries of
detached months are held against the chain, the tree and what was signed; PostgreSQL only knows their count.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site import documents
from transplant_site.audit import chain, ledger
from transplant_site.audit.ledger import Entry, LedgerBroken, Place
from transplant_site.audit.months import month_warnings
from transplant_site.audit.proof.checkpoints import present_series
from transplant_site.audit.proof.stored import StoredTree, TreeIncomplete
from transplant_site.audit.proof.tree import GrowingTree
from transplant_site.audit.proof.walk import CheckpointWalk, Contradiction, Proven, Trust, last_signed

PAGE = 2_000
TRANSACTIONS_AT_ONCE = 10_000
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Problem:
    """The first position that is wrong, and what is wrong with it."""

    position: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was verified, and the first thing found wrong, if any."""

    entries: int
    transactions: int
    waiting: int
    last_hash: str
    first: int = 1
    proven: Proven = field(default_factory=Proven)
    problem: Problem | None = None
    warnings: tuple[str, ...] = ()
    detached_months: tuple[str, ...] = ()
    detached_entries: int = 0

    @property
    def is_clean(self) -> bool:
        return self.problem is None

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_clean, **asdict(self)}


class NoSuchPosition(Exception):
    """A verification can't begin where it was asked to."""


def verify(
    *,
    first: int = 1,
    trust: Trust | None = None,
    using: str = DEFAULT_DB_ALIAS,
    tell: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Compare the log from a position on with the ledger and with what was signed.

    `trust` is what the verifier has from outside both databases; `tell` hears of progress as (verified, all).
    Beginning behind the first entry, what stands before is taken as it is kept in the tree: a checkpoint
    behind it, which covers it, must agree. Raises NoSuchPosition where there is no entry to begin with.
    """
    trust = trust or Trust()
    series = present_series(using)
    # In this order, because the relay works on meanwhile: what was signed by now was confirmed, what was
    # confirmed by then the mirror holds, and what the mirror holds by then the ledger has had before. Nothing
    # after these bounds is looked at, so no snapshot is held: a long one would make every commit slower
    # (audit_head).
    try:
        signed = last_signed(series, trust, using)
    except Contradiction as problem:
        return Verdict(0, 0, 0, chain.GENESIS, problem=Problem(problem.position, problem.code, problem.text))
    confirmed = _confirmed(using)
    tail = documents.audit_tail()
    last_number, last_entries = ledger.last_number(using)
    begin = _begin_at(first, series, using)
    return _Verification(
        begin=begin,
        walk=CheckpointWalk(series, trust, begin.tree, up_to=signed, using=using),
        confirmed=confirmed,
        mirrored=math.ceil(min(tail["position"], chain.LARGEST_WHOLE_NUMBER)) if tail else 0,
        last_number=last_number,
        last_entries=last_entries,
        using=using,
        tell=tell,
    ).run()


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a verification begins, and what it takes for given there."""

    place: Place = ledger.START
    last_hash: str = chain.GENESIS
    tree: GrowingTree = field(default_factory=GrowingTree)


def _begin_at(first: int, series: int, using: str) -> _Begin:
    if first <= 1:
        return _Begin()
    before = next(iter(documents.read_audit(first - 2, 1)), None)
    if before is None:
        raise NoSuchPosition(f"audit_log holds no entry {first - 1:,}: begin at an earlier one.")
    try:
        tree = StoredTree(series, using).grow(first - 1, keeps=False)
    except TreeIncomplete as problem:
        raise NoSuchPosition(f"{problem} Begin at an earlier entry.") from problem
    return _Begin(Place(first - 1, before["number"], before["sequence"]), before["hash"], tree)


def _confirmed(using: str) -> int:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT position FROM public.audit_relayed WHERE is_only")
        return int(cursor.fetchone()[0])


class _Wrong(Exception):
    def __init__(self, position: int, code: str, text: str) -> None:
        self.problem = Problem(position, code, text)
        super().__init__(text)


class _Verification:
    def __init__(
        self,
        *,
        begin: _Begin,
        walk: CheckpointWalk,
        confirmed: int,
        mirrored: int,
        last_number: int,
        last_entries: int,
        using: str,
        tell: Callable[[int, int], None] | None,
    ) -> None:
        self.confirmed = confirmed
        self.mirrored = mirrored
        self.last_number = last_number
        self.last_entries = last_entries
        self.using = using
        self.tell = tell
        self.place = begin.place
        self.last_hash = begin.last_hash
        self.first = begin.place.position + 1
        self.walk = walk
        self.verified = 0
        self.detached: Counter[str] = Counter()

    def run(self) -> Verdict:
        try:
            self._check_nothing_is_foreign()
            self._compare_all()
            self._check_end()
            self.walk.check_end()
            self._check_counters()
            self._check_capture()
        except _Wrong as wrong:
            return self._verdict(wrong.problem)
        except Contradiction as wrong:
            return self._verdict(Problem(wrong.position, wrong.code, wrong.text))
        return self._verdict()

    def _verdict(self, problem: Problem | None = None) -> Verdict:
        return Verdict(
            entries=self.verified,
            transactions=self.place.number,
            waiting=max(self.place.position - self.mirrored, 0),
            last_hash=self.last_hash,
            first=self.first,
            proven=self.walk.proven,
            problem=problem,
            warnings=(*month_warnings(self.using), *self.walk.trust.warnings),
            detached_months=tuple(sorted(self.detached)),
            detached_entries=self.detached.total(),
        )

    def _check_nothing_is_foreign(self) -> None:
        foreign = documents.audit_foreign()
        if foreign is not None:
            raise _Wrong(
                0,
                "foreign",
                "audit_log holds a document that is no entry: its position is"
                f" {repr(foreign.get('position'))[:40]}, its _id {repr(foreign['_id'])[:40]}.",
            )

    def _compare_all(self) -> None:
        """Walk both stores side by side, in the ledger's order."""
        while True:
            page = ledger.read_page(
                self.place, at_most=PAGE, up_to=self.last_number, using=self.using, mirrored=mirrored_texts
            )
            self._compare_page(page.entries, page.problem)
            if not page.entries:
                break
            if self.tell is not None:
                self.tell(self.verified, min(self.mirrored, self.last_entries))
        if self.place.position < self.mirrored:
            raise _Wrong(
                self.place.position + 1,
                "not_in_postgresql",
                "audit_log holds an entry that PostgreSQL does not.",
            )

    def _compare_page(self, entries: list[Entry], problem: LedgerBroken | None) -> None:
        mirror = self._mirror_page(len(entries) + (problem is not None))
        for entry in entries:
            if entry.place.position <= self.mirrored:
                self._compare(entry, next(mirror))
            self.place = entry.place
        self.walk.check_subtrees()
        if problem is not None:
            raise _Wrong(problem.position, "ledger", f"PostgreSQL: {problem.problem}")

    def _mirror_page(self, length: int) -> Iterator[Mapping[str, Any] | None]:
        """Give what stands at each of the next positions of `audit_log`, None where nothing stands."""
        first = self.place.position
        wanted = min(length, max(self.mirrored - first, 0))
        found: dict[Any, Mapping[str, Any]] = {}
        for one in documents.read_audit(first, wanted) if wanted else ():
            if not isinstance(one["position"], int):
                raise _Wrong(int(one["position"]), "malformed", "the position is not a whole number.")
            found[one["position"]] = one
        return iter([found.get(position) for position in range(first + 1, first + wanted + 1)])

    def _compare(self, entry: Entry, mirror: Mapping[str, Any] | None) -> None:
        position = entry.place.position
        if mirror is None:
            raise _Wrong(position, "missing", "audit_log has no entry here.")
        _check_form(position, mirror)
        if mirror["hash"] != chain.chained_hash(mirror["previous_hash"], mirror["text"]):
            raise _Wrong(position, "hash", "the hash is not that of the text: one of them was changed.")
        if mirror["previous_hash"] != self.last_hash:
            raise _Wrong(position, "chain", "it does not chain to the entry before it.")
        if entry.fault:
            raise _Wrong(position, "differs", entry.fault)
        if mirror["text"] != entry.text:
            raise _Wrong(position, "differs", _difference(entry.text, mirror["text"]))
        expected = documents_form(entry.document(self.last_hash))
        if dict(mirror) != expected:
            names = sorted(name for name in {*mirror, *expected} if mirror.get(name) != expected.get(name))
            raise _Wrong(position, "field", f"{', '.join(names)} beside the text says something else.")
        self.last_hash = mirror["hash"]
        self.verified += 1
        if entry.is_detached:
            self.detached[entry.fields["recorded_at"][:7]] += 1
        self.walk.append(chain.leaf_hash(mirror["text"]))

    def _check_end(self) -> None:
        """Whether the mirror still has what it had confirmed."""
        if self.confirmed > self.mirrored:
            raise _Wrong(
                self.mirrored + 1,
                "cut",
                f"audit_log ends here, but had confirmed entries up to {self.confirmed}:"
                " its end was cut off.",
            )

    def _check_counters(self) -> None:
        """Whether PostgreSQL holds nothing beyond what was counted: numbers 1..N, each with its n events."""
        if (self.place.number, self.place.position) != (self.last_number, self.last_entries):
            raise _Wrong(
                self.place.position + 1,
                "counter",
                f"PostgreSQL: the counter says {self.last_number} transactions and {self.last_entries}"
                f" entries, present are {self.place.number} and {self.place.position}.",
            )
        for name, month in ledger.detached_months(self.using).items():
            if self.first <= month.first_position and self.detached[name] != month.entries:
                raise _Wrong(
                    month.first_position,
                    "detached",
                    f"of {name} {month.entries:,} entries were detached, and {self.detached[name]:,} stand in"
                    " audit_log alone.",
                )
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT count(*) FILTER (WHERE number IS NULL), max(id) FROM public.audit_tx")
            unnumbered, last_tx = cursor.fetchone()
        if unnumbered:
            raise _Wrong(
                self.place.position + 1,
                "unnumbered",
                f"PostgreSQL: {unnumbered} transactions have no number.",
            )
        strays = sum(self._strays(first) for first in range(0, (last_tx or 0) + 1, TRANSACTIONS_AT_ONCE))
        if strays:
            raise _Wrong(
                self.place.position + 1,
                "stray",
                f"PostgreSQL: the ledger holds {strays} events of transactions that were never counted.",
            )

    def _strays(self, first: int) -> int:
        """Count the events of a range of transactions that have no number; each question has a snapshot
        of its own, and in each an event that is seen has its numbered transaction beside it."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM public.audit_ledger AS l"
                " WHERE (l.tx BETWEEN %(first)s AND %(last)s OR %(first)s = 0 AND l.tx < 0) AND NOT EXISTS"
                " (SELECT FROM public.audit_tx AS t WHERE t.id = l.tx AND t.number IS NOT NULL)",
                {"first": first, "last": first + TRANSACTIONS_AT_ONCE - 1},
            )
            return int(cursor.fetchone()[0])

    def _check_capture(self) -> None:
        """Whether the triggers of every table are there and fire: what they miss, no log can show.

        Likewise the log's own, which give numbers and refuse.
        """
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT table_name, trigger_name FROM public.audit_missing UNION ALL"
                " SELECT table_name, trigger_name FROM public.audit_unguarded ORDER BY 1, 2"
            )
            missing = [f"{table} ({trigger})" for table, trigger in cursor.fetchall()]
        if missing:
            raise _Wrong(
                self.place.position + 1,
                "uncaptured",
                f"PostgreSQL: triggers are missing, changed or disabled: {', '.join(missing[:10])}.",
            )


def mirrored_texts(after_position: int, limit: int) -> dict[int, str]:
    """Give the texts of the mirror at the next positions: what entries of detached months are taken from."""
    return {
        entry["position"]: entry["text"]
        for entry in documents.read_audit(after_position, limit)
        if isinstance(entry["position"], int) and isinstance(entry.get("text"), str)
    }


def _check_form(position: int, mirror: Mapping[str, Any]) -> None:
    """Raise if an entry lacks what the chain is computed from."""
    wrong = [name for name in ("text", "hash", "previous_hash") if not isinstance(mirror.get(name), str)]
    wrong += [
        name for name in ("hash", "previous_hash") if name not in wrong and not SHA256.fullmatch(mirror[name])
    ]
    if wrong:
        raise _Wrong(position, "malformed", f"{', '.join(wrong)} has not the form that every entry has.")


def documents_form(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document as MongoDB returns it: moments cut to milliseconds."""
    return {
        name: value.replace(microsecond=value.microsecond // 1000 * 1000) if name == "recorded_at" else value
        for name, value in document.items()
    }


def _difference(ours: str, theirs: str) -> str:
    """Say in which fields the texts differ, without repeating values."""
    mine = chain.parse_exactly(ours)
    try:
        other = chain.parse_exactly(theirs)
    except ValueError:
        return "its text is no JSON."
    if not isinstance(other, dict):
        return "its text is no entry."
    names = sorted(name for name in {*mine, *other} if mine.get(name) != other.get(name))
    if not names:
        return "its text is not in canonical form."
    return f"audit_log and PostgreSQL differ in {', '.join(names)}."
