"""The audit log grows at its end, in order, and never twice."""

import pytest

from tests.documents.builders import NOON
from transplant_site import documents
from transplant_site.documents import AuditConflict, AuditRefused, Collection, StoreAway, connection

pytestmark = pytest.mark.usefixtures("empty_collections")


def entry(position, **changes):
    return {
        "position": position,
        "number": position,
        "sequence": position,
        "recorded_at": NOON,
        "text": f'{{"position":{position}}}',
        "hash": f"{position:064x}",
        "previous_hash": f"{position - 1:064x}",
        **changes,
    }


def entries(first, last):
    return [entry(position) for position in range(first, last + 1)]


def positions(found):
    return [one["position"] for one in found]


def test_an_empty_log_has_no_end():
    assert documents.audit_tail() is None
    assert documents.read_audit(0, 100) == []


@pytest.mark.parametrize("last", [1, 2, 3, 4, 7, 8, 9, 63, 64, 65, 100])
def test_the_end_is_found(last):
    assert documents.append_audit(entries(1, last)) == last
    assert documents.audit_tail() == entry(last)


def test_entries_are_read_in_order_from_a_position_on():
    documents.append_audit(entries(1, 20))
    documents.append_audit(entries(21, 30))
    assert documents.read_audit(0, 1000) == entries(1, 30)
    assert positions(documents.read_audit(17, 5)) == [18, 19, 20, 21, 22]
    assert positions(documents.read_audit(28, 5)) == [29, 30]
    assert documents.read_audit(30, 5) == []


def test_a_batch_may_be_repeated():
    documents.append_audit(entries(1, 10))
    assert documents.append_audit(entries(1, 10)) == 0
    assert documents.append_audit(entries(6, 15)) == 5
    assert documents.read_audit(0, 100) == entries(1, 15)


def test_a_batch_of_which_a_part_is_missing_in_the_middle_is_completed():
    documents.append_audit(entries(1, 3))
    documents.append_audit(entries(6, 8))
    assert documents.append_audit(entries(1, 10)) == 4
    assert documents.read_audit(0, 100) == entries(1, 10)


def test_another_entry_at_the_same_position_is_a_conflict():
    documents.append_audit(entries(1, 5))
    with pytest.raises(AuditConflict) as conflict:
        documents.append_audit([*entries(3, 3), entry(4, text="other"), *entries(5, 6)])
    assert conflict.value.position == 4
    assert documents.read_audit(0, 100) == entries(1, 5)


def test_an_end_behind_a_gap_is_found():
    documents.append_audit(entries(1, 40))
    with connection.collection(Collection.AUDIT_LOG) as audit_log:
        audit_log.delete_one({"_id": 3})
    assert documents.audit_tail() == entry(40)
    assert 3 not in positions(documents.read_audit(0, 100))


@pytest.mark.parametrize("batch", [[1, 3], [2, 1], [1, 1], []])
def test_only_consecutive_entries_are_appended(batch):
    with pytest.raises(ValueError, match="consecutive"):
        documents.append_audit([entry(position) for position in batch])


def test_an_entry_without_its_hash_is_not_taken():
    with pytest.raises(AuditRefused, match=r"position 3.*121") as refused:
        documents.append_audit([*entries(1, 2), {"position": 3, "text": "x"}, *entries(4, 5)])
    assert refused.value.position == 3
    assert documents.audit_tail() == entry(2)


def test_an_entry_that_is_too_long_is_refused_by_its_position_after_those_before_it():
    with pytest.raises(AuditRefused, match="position 3: it is longer than 1,000,000"):
        documents.append_audit([*entries(1, 2), entry(3, text="x" * 17_000_000), *entries(4, 5)])
    assert documents.audit_tail() == entry(2)


def test_an_entry_under_another_id_is_no_double():
    with connection.collection(Collection.AUDIT_LOG) as audit_log:
        audit_log.insert_one({**entry(1), "_id": 7})
    assert documents.audit_tail() == {**entry(1), "_id": 7}
    with pytest.raises(AuditConflict):
        documents.append_audit(entries(1, 2))


@pytest.mark.parametrize(
    "position",
    [0, -1, 0.5, float("nan"), None, "1", "", True, NOON, {}, {"a": 1}],
)
def test_a_document_at_no_position_is_found(position):
    documents.append_audit(entries(1, 3))
    assert documents.audit_foreign() is None
    with connection.collection(Collection.AUDIT_LOG) as audit_log:
        audit_log.database.command("collMod", "audit_log", validationLevel="off")
        audit_log.insert_one({"_id": "phantom", "position": position})
    try:
        assert documents.audit_foreign()["_id"] == "phantom"
    finally:
        documents.ensure_collections()


def test_a_document_without_a_position_is_found():
    with connection.collection(Collection.AUDIT_LOG) as audit_log:
        audit_log.database.command("collMod", "audit_log", validationLevel="off")
        audit_log.insert_one({"_id": "phantom", "text": "invented"})
    try:
        assert documents.audit_foreign()["_id"] == "phantom"
    finally:
        documents.ensure_collections()


def test_while_mongodb_is_away_the_relay_is_told(nobody_there):
    for attempt in (
        documents.audit_tail,
        lambda: documents.read_audit(0, 1),
        lambda: documents.append_audit(entries(1, 1)),
    ):
        with pytest.raises(StoreAway):
            attempt()
