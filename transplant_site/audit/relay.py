"""The relay: mirrors the ledger into `audit_log` in commit order, signs it, and delivers waiting documents.

Mirroring and delivery take turns, so that neither waits for the other's end, and delivery goes on when the
mirror has halted.

One relay leads, by an advisory lock of PostgreSQL; others stand by. Where to go on is read from MongoDB's
own tail, so a relay that was killed anywhere starts again without loss. What it writes follows from the
ledger alone: two relays that believed to lead would write the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from transplant_site import documents
from transplant_site.audit import chain, ledger
from transplant_site.audit.kinds import Kind
from transplant_site.audit.ledger import Entry, Place
from transplant_site.audit.proof.checkpoints import HistoryRewritten, Signer, present_series
from transplant_site.audit.proof.keys import KeyUnusable
from transplant_site.audit.proof.notes import InvalidNote
from transplant_site.audit.proof.stored import StoredTree, TreeIncomplete
from transplant_site.audit.proof.tree import GrowingTree
from transplant_site.audit.recording import write_event
from transplant_site.documents import AuditConflict, AuditRefused, StoreAway

logger = logging.getLogger(__name__)

BATCH = 500
LEADER_LOCK = 7_230_311_584  # any number of ours
POLL_SECONDS = 1.0
STANDBY_SECONDS = 2.0
LONGEST_PAUSE = 30.0
HALTED_SECONDS = 30.0
LONGEST_TROUBLE = 1000
SIGNING_SECONDS = 1.0
# A leader that says nothing for so long has hung or lost its network: PostgreSQL ends its session, which
# frees the lock. Longer than the longest pause and than a command may take in MongoDB.
LEADER_SILENCE = "150s"


class RelayHalted(Exception):
    """The two stores contradict each other: going on would cover it up. Someone has to look."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of `audit_log`: where the relay goes on, the hash it chains to, and the tree that grows."""

    place: Place
    hash: str
    tree: GrowingTree = field(repr=False)
    stored: StoredTree = field(repr=False)
    signer: Signer = field(repr=False)


class Relay:
    """Brings `audit_log` up to the ledger, from wherever it stands."""

    def __init__(self, *, batch: int = BATCH, using: str = DEFAULT_DB_ALIAS) -> None:
        self.batch = batch
        self.using = using
        self._tail: Tail | None = None
        self.unsigned_because = ""
        self._signs_again_at = 0.0

    def catch_up(self, stop: threading.Event | None = None) -> int:
        """Mirror everything that is committed; return how many entries were new."""
        written = 0
        while stop is None or not stop.is_set():
            count = self.mirror_batch()
            if count == 0:
                break
            written += count
        return written

    def mirror_batch(self) -> int:
        """Mirror the next batch, and sign when it is time; return how many entries it held, 0 at the end."""
        tail, self._tail = self._tail or self._find_tail(), None
        # Whatever fails from here on leaves the tail unknown: MongoDB is asked again.
        entries = self._next_entries(tail)
        if entries:
            tail = self._append(entries, tail)
            self._note_progress(tail)
        if not entries or time.monotonic() >= self._signs_again_at:
            self._sign(tail, is_whole=not entries)
        self._tail = tail
        return len(entries)

    def _next_entries(self, tail: Tail) -> list[Entry]:
        page = ledger.read_page(tail.place, at_most=self.batch, using=self.using)
        if page.problem is not None:
            raise RelayHalted(str(page.problem)) from page.problem
        return page.entries

    def _append(self, entries: list[Entry], tail: Tail) -> Tail:
        batch = []
        last_hash = tail.hash
        for entry in entries:
            batch.append(entry.document(last_hash))
            last_hash = batch[-1]["hash"]
        try:
            documents.append_audit(batch)
        except (AuditConflict, AuditRefused) as problem:
            raise RelayHalted(f"{problem} Run manage.py verify_audit.") from problem
        tail.stored.append(tail.tree, [chain.leaf_hash(entry.text) for entry in entries])
        return replace(tail, place=entries[-1].place, hash=last_hash)

    def _sign(self, tail: Tail, *, is_whole: bool) -> None:
        """Sign what is mirrored. That it can't be done is told once, and hinders nothing else."""
        self._signs_again_at = time.monotonic() + SIGNING_SECONDS
        try:
            tail.signer.sign(tail.tree, is_whole=is_whole)
        except (HistoryRewritten, TreeIncomplete) as problem:
            raise RelayHalted(str(problem)) from problem
        except (KeyUnusable, InvalidNote, OSError) as problem:
            reason = f"{type(problem).__name__}: {problem}"
            if reason != self.unsigned_because:
                logger.error("The audit log can't be signed: %s", reason)  # noqa: TRY400 (the reason says all)
            self.unsigned_because = reason
        else:
            self.unsigned_because = ""

    def _find_tail(self) -> Tail:
        """Read where `audit_log` ends, and hold its last entry against the ledger."""
        last = documents.audit_tail()
        if last is None:
            tail = self._tail_at(ledger.START, chain.GENESIS)
        elif not _is_an_entry(last):
            raise RelayHalted(
                f"The last document of audit_log (position {last['position']!r}) hasn't the form of an entry."
                " Run manage.py verify_audit."
            )
        else:
            place = Place(last["position"], last["number"], last["sequence"])
            before = Place(place.position - 1, place.number, place.sequence - 1)
            itself = {place.position: last["text"]}
            page = ledger.read_page(before, at_most=1, using=self.using, mirrored=lambda *_: itself)
            if page.entries and page.entries[0].is_detached:
                self._check_is_confirmed(last)
            elif not page.entries or page.entries[0].text != last["text"]:
                raise RelayHalted(
                    f"The last entry of audit_log (position {place.position}) is not what PostgreSQL holds"
                    " there. Run manage.py verify_audit."
                )
            tail = self._tail_at(place, last["hash"])
        self._check_progress(tail)
        return tail

    def _check_is_confirmed(self, last: Mapping[str, Any]) -> None:
        """Raise unless the last entry is the one that was confirmed last: its month was detached."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT position, hash FROM public.audit_relayed WHERE is_only")
            position, last_hash = cursor.fetchone()
        if (position, last_hash) != (last["position"], last["hash"]):
            raise RelayHalted(
                f"audit_log ends at position {last['position']}, in a month that was detached, and entry"
                f" {position} was confirmed before. Attach the month again (manage.py detach_month --undo)."
            )

    def _tail_at(self, place: Place, last_hash: str) -> Tail:
        series = present_series(self.using)
        stored = StoredTree(series, self.using)
        try:
            tree = stored.grow(place.position)
        except TreeIncomplete as problem:
            raise RelayHalted(f"{problem} Run manage.py verify_audit.") from problem
        return Tail(place, last_hash, tree, stored, Signer(series, self.using))

    def _check_progress(self, tail: Tail) -> None:
        """Raise if `audit_log` has lost entries that it had confirmed."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT position FROM public.audit_relayed WHERE is_only")
            position = int(cursor.fetchone()[0])
        if position > tail.place.position:
            # They are written anew from the ledger; that they were gone must not go unnoticed.
            logger.error(
                "audit_log ends at %s, but %s was confirmed before: its end was cut off or lost.",
                tail.place.position,
                position,
            )
            write_event(
                Kind.MIRROR,
                context={"action": "audit.mirror.cut"},
                details={"ends_at": tail.place.position, "confirmed": position},
            )

    def _note_progress(self, tail: Tail) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "UPDATE public.audit_relayed SET position = %s, number = %s, hash = %s, relayed_at = now()"
                " WHERE is_only AND position < %s",
                [tail.place.position, tail.place.number, tail.hash, tail.place.position],
            )


def _is_an_entry(document: Mapping[str, Any]) -> bool:
    """Whether a document has what the relay goes on from."""
    return all(isinstance(document.get(name), int) for name in ("position", "number", "sequence")) and all(
        isinstance(document.get(name), str) for name in ("text", "hash")
    )


def deliver_documents() -> int:
    """Deliver the next of the documents that wait; return how many deliveries are done with."""
    report = documents.deliver_waiting()
    if report.is_away:
        raise StoreAway("MongoDB does not answer.")
    return report.handled


def deliver_all_documents() -> int:
    """Deliver all documents that wait; return how many deliveries are done with."""
    handled = 0
    while count := deliver_documents():
        handled += count
    return handled


def take_the_lead(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Become the leader for as long as the connection lasts, unless somebody else is."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
        return bool(cursor.fetchone()[0])


def has_leader(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Tell whether a relay leads; any role may ask."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (classid::bigint << 32) + objid::bigint = %s)",
            [LEADER_LOCK],
        )
        return bool(cursor.fetchone()[0])


def give_up_the_lead(using: str = DEFAULT_DB_ALIAS) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LEADER_LOCK])


class AnotherLeads(Exception):
    """Another relay leads: what only the leader may do can't be done now."""


@contextmanager
def leading(using: str = DEFAULT_DB_ALIAS, *, wait_seconds: float = 5.0) -> Iterator[None]:
    """Be the leader for a while, or raise AnotherLeads."""
    deadline = time.monotonic() + wait_seconds
    while not take_the_lead(using):
        if time.monotonic() >= deadline:
            raise AnotherLeads("A relay runs and leads.")
        time.sleep(0.2)
    try:
        yield
    finally:
        give_up_the_lead(using)


def run_once(using: str = DEFAULT_DB_ALIAS) -> tuple[int, int]:
    """Deliver everything that waits now: documents, then entries of the log."""
    with leading(using):
        deliveries = deliver_all_documents()
        return Relay(using=using).catch_up(), deliveries


class RelayService:
    """Runs the relay until it is stopped: leads or stands by, waits for news, backs off."""

    def __init__(
        self,
        stop: threading.Event,
        *,
        poll_seconds: float = POLL_SECONDS,
        standby_seconds: float = STANDBY_SECONDS,
        silence: str = LEADER_SILENCE,
    ) -> None:
        self.stop = stop
        self.poll_seconds = poll_seconds
        self.standby_seconds = standby_seconds
        self.silence = silence
        self.relay = Relay()
        self.is_leader = False
        self.halted: RelayHalted | None = None
        self._looks_again_at = 0.0
        self._failures = 0
        self._told_trouble: str | None = None

    def run(self) -> None:
        """Work until `stop` is set."""
        while not self.stop.is_set():
            try:
                if not self._lead():
                    self.stop.wait(self.standby_seconds)
                elif not self._take_turn():
                    self._wait_for_news()
            except StoreAway as away:
                self._tell_trouble(f"MongoDB is away ({type(away.__cause__ or away).__name__}).")
                self._back_off("MongoDB is away")
            except DatabaseError:
                # The connection may be gone, and with it the lock: begin anew.
                self.is_leader = False
                connections[DEFAULT_DB_ALIAS].close()
                self._back_off("PostgreSQL is away")

    def _take_turn(self) -> int:
        """Mirror a batch and deliver a batch; return how much there was to do."""
        done = self._mirror() + deliver_documents()
        self._failures = 0
        self._tell_trouble(str(self.halted or self.relay.unsigned_because))
        return done

    def _tell_trouble(self, what: str) -> None:
        """Write down what hinders the relay, or that nothing does any more, when that has changed."""
        what = what[:LONGEST_TROUBLE]
        if what == self._told_trouble:
            return
        begins = "UPDATE public.audit_relay_trouble SET what = %s, began_at = now(), over_at = NULL"
        ends = "UPDATE public.audit_relay_trouble SET over_at = now() WHERE what <> '' AND over_at IS NULL"
        with suppress(DatabaseError), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(begins, [what]) if what else cursor.execute(ends)
            self._told_trouble = what

    def _mirror(self) -> int:
        """Mirror a batch. At a contradiction between the stores the mirror halts, and nothing else does."""
        if self.halted is not None and time.monotonic() < self._looks_again_at:
            return 0
        try:
            count = self.relay.mirror_batch()
        except RelayHalted as halted:
            if str(halted) != str(self.halted):
                logger.critical("The mirror of the audit log has halted: %s", halted)
            self.halted = halted
            self._looks_again_at = time.monotonic() + HALTED_SECONDS
            return 0
        if self.halted is not None:
            logger.warning("The mirror of the audit log goes on.")
            self.halted = None
        return count

    def _lead(self) -> bool:
        """Become the leader if nobody else is, and stay it while the connection lasts."""
        if self.is_leader:
            return True
        self.is_leader = take_the_lead()
        if self.is_leader:
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute("LISTEN transplant_audit")
                cursor.execute("SELECT set_config('idle_session_timeout', %s, false)", [self.silence])
                # A host that vanished is found in 30 s.
                cursor.execute("SET tcp_keepalives_idle = 15")
                cursor.execute("SET tcp_keepalives_interval = 5")
                cursor.execute("SET tcp_keepalives_count = 3")
            logger.info("This relay leads.")
        return self.is_leader

    def _wait_for_news(self) -> None:
        """Sleep until a commit is announced or it is time to look again."""
        connection = connections[DEFAULT_DB_ALIAS]
        deadline = time.monotonic() + self.poll_seconds
        while not self.stop.is_set() and time.monotonic() < deadline:
            with connection.wrap_database_errors:
                for _notice in connection.connection.notifies(timeout=0.2, stop_after=1):
                    return

    def _back_off(self, reason: str) -> None:
        self._failures += 1
        pause = min(0.25 * 2 ** min(self._failures, 10), LONGEST_PAUSE)
        level = logging.WARNING if self._failures in (1, 10) else logging.DEBUG
        logger.log(level, "%s; looking again in %.1f s.", reason, pause, exc_info=self._failures == 1)
        self.stop.wait(pause)
