"""A month that is over leaves PostgreSQL, and the log is as verifiable as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone

from tests.audit.proof.log_writing import trust_in, without_refusals, write, write_and_sign
from tests.audit.test_roles import attempt
from tests.audit.things import Thing
from tests.documents.builders import transport_event
from transplant_site import documents
from transplant_site.audit import chain, detaching, ledger
from transplant_site.audit.detaching import NotDetachable, attach_month, detach_month
from transplant_site.audit.notarised import NotarisedDocuments
from transplant_site.audit.proof.evidence import period_scope
from transplant_site.audit.proof.keys import KeyFolder
from transplant_site.audit.rebuilding import MonthsAreDetached, rebuild_mirror
from transplant_site.audit.relay import Relay, RelayHalted
from transplant_site.audit.verifier import Verdict, verify
from transplant_site.documents import Collection, delivery
from transplant_site.documents import connection as store
from transplant_site.documents.connection import Patience
from transplant_site.documents.models import Delivery

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")

MARCH = date(2024, 3, 1)


def sql(statement: str, *parameters: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else None


def age(to: datetime, condition: str = "true") -> None:
    """Let entries that the mirror hasn't got yet be of another time, each a second after the one before."""
    sql("SELECT audit_make_months(%s, 2)", to.date().replace(day=1))
    with without_refusals() as cursor:
        cursor.execute(
            "UPDATE audit_ledger AS l SET recorded_at = %s::timestamptz + n.nth * interval '1 second'"
            " FROM (SELECT sequence, row_number() OVER (ORDER BY sequence) AS nth FROM audit_ledger"
            f" WHERE recorded_at > '2026-01-01' AND {condition}) AS n WHERE n.sequence = l.sequence",
            [to],
        )
        cursor.execute(
            "UPDATE audit_tx AS t SET first_at = l.low, last_at = l.high"
            " FROM (SELECT tx, min(recorded_at) AS low, max(recorded_at) AS high"
            " FROM audit_ledger GROUP BY tx) AS l WHERE l.tx = t.id"
        )


@pytest.fixture
def old_month(proof_folder: KeyFolder) -> KeyFolder:
    """Nine entries of March 2024, then as many of now, mirrored and signed."""
    write()
    age(datetime(2024, 3, 15, 12, tzinfo=UTC))
    Relay().catch_up()
    write_and_sign()
    return proof_folder


def detach(month: date = MARCH, **changes: Any) -> ledger.DetachedMonth:
    return detach_month(month, **{"reason": "Space", "at": timezone.now(), **changes})


def verified(folder: KeyFolder, first: int = 1) -> Verdict:
    Relay().catch_up()
    return verify(first=first, trust=trust_in(folder))


def entries_of(folder: KeyFolder) -> tuple[int, int, bool]:
    verdict = verified(folder)
    assert verdict.problem is None
    return verdict.entries, verdict.detached_entries, verdict.proven.size == verdict.entries


def mirror(change: Callable[[Any], object]) -> None:
    with store.link(Patience.LONG).database() as database:
        change(database["audit_log"])


def test_its_entries_leave_the_ledger_and_stay_verifiable(old_month: KeyFolder) -> None:
    assert entries_of(old_month) == (14, 0, True)

    detached = detach()

    assert (detached.first_position, detached.last_position, detached.entries) == (1, 9, 9)
    assert sql("SELECT count(*) FROM audit_ledger WHERE recorded_at < '2025-01-01'") == [(0,)]
    assert sql("SELECT count(*) FROM audit_detached_2024_03") == [(9,)]
    # The detachment is an entry as well.
    assert entries_of(old_month) == (15, 9, True)
    assert verified(old_month).detached_months == ("2024-03",)


def test_it_is_recorded(old_month: KeyFolder) -> None:
    detach()

    (entry,) = sql("SELECT kind, details FROM audit_ledger WHERE action = 'audit.month.detached'")
    assert entry[0] == "mirror"
    assert '"entries": "9"' in str(entry[1])


def test_the_table_can_be_dropped_and_the_log_is_still_whole(old_month: KeyFolder) -> None:
    detach()
    sql("DROP TABLE audit_detached_2024_03")

    assert entries_of(old_month) == (15, 9, True)


def test_what_was_detached_stays_as_it_is(old_month: KeyFolder) -> None:
    detach()

    for statement in (
        "UPDATE audit_detached_2024_03 SET action = 'x'",
        "DELETE FROM audit_detached_2024_03",
        "TRUNCATE audit_detached_2024_03",
    ):
        with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
            sql(statement)
    assert sql(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"
        " AND tgrelid = 'audit_detached_2024_03'::regclass"
    ) == [(0,)]
    assert sql("SELECT count(*) FROM audit_missing") == [(0,)]


@pytest.mark.parametrize(
    "role", ["APPLICATION_DATABASE_ROLE", "RELAY_DATABASE_ROLE", "AUDITOR_DATABASE_ROLE"]
)
def test_nobody_else_may_do_it_or_read_the_table(old_month: KeyFolder, role: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(getattr(settings, role), "SELECT audit_detach_month('2024-03-01')")
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(getattr(settings, role), "SELECT audit_attach_month('2024-03-01')")
    detach()
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(getattr(settings, role), "SELECT * FROM audit_detached_2024_03")


class TestRefused:
    def test_a_month_of_the_last_year(self, old_month: KeyFolder) -> None:
        at = datetime(2026, 11, 26, tzinfo=UTC)
        for month in (date(2026, 12, 1), date(2026, 11, 1), date(2025, 11, 1)):
            with pytest.raises(NotDetachable, match="stays"):
                detach(month, at=at)
        with pytest.raises(NotDetachable, match=r"has no month 2025-10"):
            detach(date(2025, 10, 1), at=at)

    def test_a_month_without_entries(self, old_month: KeyFolder) -> None:
        with pytest.raises(NotDetachable, match="holds no entries"):
            detach(date(2024, 4, 1))

    def test_a_month_that_is_not_mirrored(self, proof_folder: KeyFolder) -> None:
        write()
        age(datetime(2024, 3, 15, tzinfo=UTC))

        with pytest.raises(NotDetachable, match=r"confirmed entry 0, the month ends at entry 9"):
            detach()

    def test_a_month_that_is_not_signed(self) -> None:
        write()
        age(datetime(2024, 3, 15, tzinfo=UTC))
        Relay().catch_up()

        with pytest.raises(NotDetachable, match="No signed checkpoint covers entry 9"):
            detach()

    @pytest.mark.parametrize("change", ["gone", "other text"])
    def test_a_month_that_the_mirror_holds_otherwise(self, old_month: KeyFolder, change: str) -> None:
        if change == "gone":
            mirror(lambda log: log.delete_one({"position": 4}))
        else:
            mirror(lambda log: log.update_one({"position": 4}, {"$set": {"text": "{}"}}))

        with pytest.raises(NotDetachable, match="doesn't hold entry 4"):
            detach()
        assert sql("SELECT count(*) FROM audit_detached") == [(0,)]

    def test_a_second_time(self, old_month: KeyFolder) -> None:
        detach()

        with pytest.raises(NotDetachable, match="has no month"):
            detach()

    def test_while_somebody_reads_for_long(
        self, old_month: KeyFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(detaching, "LOCK_TIMEOUT", "100ms")
        reader = connection.copy()
        try:
            with transaction.atomic(), reader.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM audit_ledger LIMIT 1")
                with pytest.raises(DatabaseError, match="lock timeout"):
                    detach()
                cursor.execute("ROLLBACK")
        finally:
            reader.close()


# As someone who owns both databases could, after the month has left PostgreSQL.
def rewrite_from(position: int, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a text of the mirror, and mend the chain from there to the end."""
    entries = documents.read_audit(position - 1, 10_000)
    previous = entries[0]["previous_hash"]
    for nth, entry in enumerate(entries):
        told = chain.parse_exactly(entry["text"])
        if nth == 0:
            change(told)
        text = chain.canonical_text(told)
        hashed = chain.chained_hash(previous, text)
        values = {"text": text, "previous_hash": previous, "hash": hashed, "action": told["action"]}
        mirror(
            lambda log, entry=entry, values=values: log.update_one(
                {"position": entry["position"]}, {"$set": values}
            )
        )
        previous = hashed


def forge_action(told: dict[str, Any]) -> None:
    told["action"] = "things.forged"


def forge_time(told: dict[str, Any]) -> None:
    told["recorded_at"] = "2024-05-01T00:00:00.000000+00:00"


def forge_count(told: dict[str, Any]) -> None:
    told["of"] = 7


ATTACKS: dict[str, tuple[Callable[[], None], int, str]] = {
    "rewritten to the end": (lambda: rewrite_from(4, forge_action), 1, "rewritten"),
    "another month": (lambda: rewrite_from(4, forge_time), 4, "differs"),
    "another count": (lambda: rewrite_from(4, forge_count), 4, "differs"),
    "text alone": (
        lambda: mirror(lambda log: log.update_one({"position": 4}, {"$set": {"text": "{}"}})),
        4,
        "hash",
    ),
    "deleted": (lambda: mirror(lambda log: log.delete_one({"position": 4})), 4, "missing"),
    "field beside": (
        lambda: mirror(lambda log: log.update_one({"position": 4}, {"$set": {"action": "x"}})),
        4,
        "field",
    ),
    "claimed to be fewer": (lambda: sql("UPDATE audit_detached SET entries = 8"), 1, "detached"),
    "never detached": (lambda: sql("DELETE FROM audit_detached"), 1, "ledger"),
}


@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_an_attack_on_a_detached_month_is_found(old_month: KeyFolder, name: str) -> None:
    attack, position, code = ATTACKS[name]
    detach()
    assert verified(old_month).is_clean

    attack()

    problem = verify(trust=trust_in(old_month)).problem
    assert problem is not None
    assert (problem.position, problem.code) == (position, code)


def test_rewriting_everything_and_the_tree_is_still_contradicted_by_the_file(old_month: KeyFolder) -> None:
    detach()
    assert verified(old_month).is_clean
    rewrite_from(4, forge_action)
    with without_refusals() as cursor:
        cursor.execute("TRUNCATE audit_subtree")
        cursor.execute("TRUNCATE audit_checkpoint")

    problem = verify(trust=trust_in(old_month)).problem

    assert problem is not None
    assert problem.code == "rewritten"


class TestTransactionsAcrossMonths:
    @pytest.fixture
    def straddling(self, proof_folder: KeyFolder) -> KeyFolder:
        """A transaction that wrote its first four entries in March and the others in April."""
        write(2)
        age(datetime(2024, 3, 10, tzinfo=UTC))
        with transaction.atomic():
            for _ in range(10):
                Thing.objects.create()
        age(datetime(2024, 3, 31, 23, 59, 55, tzinfo=UTC))
        write(2)
        age(datetime(2024, 4, 10, tzinfo=UTC))
        Relay().catch_up()
        write_and_sign(2)
        return proof_folder

    @pytest.mark.parametrize("page", [2_000, 7, 3, 1])
    def test_each_half_is_taken_from_where_it_stands(
        self, straddling: KeyFolder, monkeypatch: pytest.MonkeyPatch, page: int
    ) -> None:
        monkeypatch.setattr("transplant_site.audit.verifier.PAGE", page)
        before = verified(straddling).entries
        detached = detach()
        assert 0 < detached.entries < detached.last_position

        verdict = verified(straddling)

        assert verdict.problem is None
        assert (verdict.entries, verdict.detached_entries) == (before + 1, detached.entries)

    def test_the_other_half_may_follow(self, straddling: KeyFolder) -> None:
        detach()
        detach(date(2024, 4, 1))

        verdict = verified(straddling)
        assert verdict.problem is None
        assert verdict.detached_months == ("2024-03", "2024-04")

    @pytest.mark.parametrize("position", [4, 6, 9])
    def test_an_attack_on_either_half_is_found(self, straddling: KeyFolder, position: int) -> None:
        detach()
        Relay().catch_up()
        rewrite_from(position, forge_action)

        problem = verify(trust=trust_in(straddling)).problem

        assert problem is not None
        assert problem.code in {"rewritten", "differs"}


class TestRelay:
    def test_it_goes_on_from_the_end(self, old_month: KeyFolder) -> None:
        detach()
        write(3)
        Relay().catch_up()

        assert entries_of(old_month)[0] == 14 + 1 + 6

    def test_it_goes_on_when_the_mirror_ends_in_the_detached_month(self, proof_folder: KeyFolder) -> None:
        write()
        age(datetime(2024, 3, 15, tzinfo=UTC))
        Relay().catch_up()
        detach()

        assert Relay().catch_up() == 1
        assert entries_of(proof_folder) == (10, 9, True)

    def test_it_halts_when_the_mirror_lost_entries_that_only_it_had(self, old_month: KeyFolder) -> None:
        detach()
        Relay().catch_up()
        mirror(lambda log: log.delete_many({"position": {"$gt": 5}}))

        with pytest.raises(RelayHalted, match="month that was detached"):
            Relay().catch_up()
        attach_month(MARCH, reason="The mirror lost them")
        Relay().catch_up()
        assert verified(old_month).is_clean

    def test_the_mirror_is_not_made_anew_without_them(self, old_month: KeyFolder) -> None:
        detach()

        with pytest.raises(MonthsAreDetached, match="2024-03"):
            rebuild_mirror(reason="?", at=timezone.now())
        assert len(documents.read_audit(0, 100)) == 14


def test_a_month_comes_back(old_month: KeyFolder) -> None:
    detach()

    attach_month(MARCH, reason="An inspection")

    assert sql("SELECT count(*) FROM audit_ledger_2024_03") == [(9,)]
    assert entries_of(old_month) == (16, 0, True)
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        sql("DELETE FROM audit_ledger_2024_03")
    with pytest.raises(NotDetachable, match="is not detached"):
        attach_month(MARCH, reason="?")
    detach()
    assert verified(old_month).is_clean


def test_a_verification_may_begin_behind_it(old_month: KeyFolder) -> None:
    detach()
    Relay().catch_up()

    verdict = verify(first=12, trust=trust_in(old_month))

    assert verdict.problem is None
    assert verdict.detached_entries == 0


def test_a_period_of_a_detached_month_is_still_evidence(old_month: KeyFolder) -> None:
    start, end = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    before = period_scope("March 2024", start, end)
    detach()

    after = period_scope("March 2024", start, end)

    assert [(run.first, run.last) for run in after.runs] == [(1, 9)]
    assert after.digest == before.digest
    assert len(period_scope("May 2024", end + timedelta(days=40), end + timedelta(days=50))) == 0


def test_reconciliation_still_knows_the_documents_of_a_detached_month(proof_folder: KeyFolder) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivery, "deliver_at_once", lambda _row: None)
        with transaction.atomic():
            ids = documents.record_many(Collection.TRANSPORT_EVENTS, [transport_event() for _ in range(3)])
    Delivery.objects.all().delete()
    age(datetime(2024, 3, 15, tzinfo=UTC))
    Relay().catch_up()
    notarised = NotarisedDocuments()
    before = sorted(map(repr, notarised.walk()))
    detach()

    assert len(before) == 3
    assert sorted(map(repr, notarised.walk())) == before
    assert {one.id for one in notarised.find(Collection.TRANSPORT_EVENTS, ids)} == set(ids)
    attach_month(MARCH, reason="?")
    assert sorted(map(repr, notarised.walk())) == before


def test_pages_say_which_months_left_the_ledger(old_month: KeyFolder) -> None:
    detach()
    now = timezone.now()

    assert [str(one) for one in ledger.detached_within(now - timedelta(days=1000), now)] == ["2024-03"]
    assert ledger.detached_within(now - timedelta(days=7), now) == []
    shown = render_to_string("audit/_detached.html", {"detached": list(ledger.detached_months().values())})
    assert "Entries of 2024-03 left PostgreSQL" in shown


def test_the_command_detaches_tells_and_undoes(old_month: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("detach_month", "2024-03")
    with pytest.raises(CommandError, match="such as 2026-03"):
        call_command("detach_month", "2024-13", "--yes")

    out = StringIO()
    call_command("detach_month", "2024-03", "--yes", stdout=out)
    Relay().catch_up()
    call_command("verify_audit", stdout=out, verbosity=0)
    with pytest.raises(CommandError, match="has no month 2024-03"):
        call_command("detach_month", "2024-03", "--yes")
    call_command("detach_month", "2024-03", "--undo", "--yes", stdout=out)

    told = out.getvalue()
    assert "9 entries of 2024-03 were detached (entries 1 to 9)" in told
    assert "9 of them, of 2024-03, were detached from PostgreSQL" in told
    assert "2024-03 stands in the ledger again" in told
