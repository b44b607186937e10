"""Months that are over leave PostgreSQL: their entries stand in the mirror, under what was signed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site import documents
from transplant_site.audit import ledger
from transplant_site.audit.context import action
from transplant_site.audit.kinds import Kind
from transplant_site.audit.ledger import DetachedMonth, Place
from transplant_site.audit.proof.checkpoints import first_covering, present_series
from transplant_site.audit.recording import record
from transplant_site.audit.verifier import mirrored_texts

MONTHS_KEPT = 12
"""So many whole months always stay: what people and regulators look at every day."""

PAGE = 2_000
# Every commit waits behind the one that waits for the lock, so this one gives up soon.
LOCK_TIMEOUT = "2s"


class NotDetachable(Exception):
    """The month has to stay in the ledger."""


def detach_month(month: date, *, reason: str, at: datetime) -> DetachedMonth:
    """Take the entries of a month out of the ledger: the mirror has them, and a table that may be dumped.

    Raises NotDetachable unless the month is long over, and all of its entries are mirrored, the same as in
    PostgreSQL, and covered by a signed checkpoint.
    """
    _check_is_old(month, at=at)
    first, last, number = _positions(month)
    _check_is_covered(last)
    _check_is_mirrored(Place(first - 1, number - 1), last)
    with action("audit.month.detached", reason=reason), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute("SELECT public.audit_detach_month(%s)", [month])
        detached = ledger.detached_months()[f"{month:%Y-%m}"]
        if (detached.first_position, detached.last_position) != (first, last):
            raise NotDetachable(f"Entries of {month:%Y-%m} were written just now. Try again.")
        record(
            Kind.MIRROR,
            details={
                "month": str(detached),
                "first": first,
                "last": last,
                "entries": detached.entries,
            },
        )
    return detached


def attach_month(month: date, *, reason: str) -> None:
    """Bring the entries of a detached month back into the ledger, from its table or that table's dump."""
    if f"{month:%Y-%m}" not in ledger.detached_months():
        raise NotDetachable(f"{month:%Y-%m} is not detached.")
    with action("audit.month.attached", reason=reason), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [f"public.audit_detached_{month:%Y_%m}"])
        if cursor.fetchone()[0]:
            raise NotDetachable(f"Restore the table audit_detached_{month:%Y_%m} from its dump first.")
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute("SELECT public.audit_attach_month(%s)", [month])
        record(Kind.MIRROR, details={"month": f"{month:%Y-%m}"})


def _check_is_old(month: date, *, at: datetime) -> None:
    months = (at.year - month.year) * 12 + at.month - month.month
    if months <= MONTHS_KEPT:
        raise NotDetachable(
            f"{month:%Y-%m} stays: the present month and the {MONTHS_KEPT} before it are never detached."
        )


def _positions(month: date) -> tuple[int, int, int]:
    """Give the first and last position of the month's transactions, and the number of the first."""
    name = f"audit_ledger_{month:%Y_%m}"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{name}"])
        if not cursor.fetchone()[0]:
            raise NotDetachable(f"The ledger has no month {month:%Y-%m}.")
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE number IS NULL), min(first_position) + 1,"  # noqa: S608 (a month)
            " max(first_position + n), min(number)"
            f" FROM (SELECT DISTINCT tx FROM public.{name}) AS e"
            " LEFT JOIN public.audit_tx AS t ON t.id = e.tx"
        )
        transactions, unnumbered, first, last, number = cursor.fetchone()
    if not transactions:
        raise NotDetachable(f"{month:%Y-%m} holds no entries.")
    if unnumbered:
        raise NotDetachable(
            f"{month:%Y-%m} holds entries that were never numbered. Run manage.py verify_audit."
        )
    return int(first), int(last), int(number)


def _check_is_covered(last: int) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT position FROM public.audit_relayed WHERE is_only")
        relayed = int(cursor.fetchone()[0])
    if relayed < last:
        raise NotDetachable(f"The mirror has confirmed entry {relayed:,}, the month ends at entry {last:,}.")
    if first_covering(present_series(), last) is None:
        raise NotDetachable(f"No signed checkpoint covers entry {last:,} yet.")


def _check_is_mirrored(place: Place, last: int) -> None:
    """Compare what leaves PostgreSQL with what will stand for it."""
    while place.position < last:
        page = ledger.read_page(place, at_most=PAGE, mirrored=mirrored_texts)
        wanted = len(page.entries)
        mirror = {one["position"]: one for one in documents.read_audit(place.position, wanted)}
        for entry in page.entries:
            if entry.place.position > last:
                return
            there = mirror.get(entry.place.position)
            if there is None or there["text"] != entry.text:
                raise NotDetachable(
                    f"audit_log doesn't hold entry {entry.place.position:,} as PostgreSQL does."
                    " Run manage.py verify_audit."
                )
        if page.problem is not None or not page.entries:
            raise NotDetachable(f"{page.problem or 'The ledger ends early.'} Run manage.py verify_audit.")
        place = page.entries[-1].place
