"""Who did what, and why: the named action, nested actions, events and refusals."""

import json
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit.ledger_reading import written
from tests.audit.things import Thing
from transplant_site.audit import Kind, Refusal, action, record
from transplant_site.audit.context import Origin, current_action, origin

pytestmark = pytest.mark.usefixtures("things")


class ThingRefused(Refusal):
    code = "too_heavy"


def someone(**fields: Any) -> Any:
    hospital = SimpleNamespace(pk=uuid4())
    return SimpleNamespace(
        **{"pk": uuid4(), "display_name": "Dr. A. Janssens", "role": "clinician", "hospital": hospital}
        | fields
    )


@action("things.made")
def make_thing(*, by: Any, reason: str = "") -> Thing:
    """Make a thing."""
    return Thing.objects.create()


def fail_after_writing(error: Exception) -> None:
    Thing.objects.create()
    raise error


def context() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT action, actor_id::text, actor_name, actor_role, hospital_id::text, request_id,"
            " host(address), reason FROM audit_ledger ORDER BY sequence DESC LIMIT 1"
        )
        names = (
            "action",
            "actor_id",
            "actor_name",
            "actor_role",
            "hospital_id",
            "request_id",
            "address",
            "reason",
        )
        return dict(zip(names, cursor.fetchone(), strict=True))


def test_a_service_gives_what_it_writes_its_name_and_actor() -> None:
    by = someone()
    came_from = origin.set(Origin(request_id="r1", address="192.0.2.7"))

    make_thing(by=by)

    origin.reset(came_from)
    assert context() == {
        "action": "things.made",
        "actor_id": str(by.pk),
        "actor_name": "Dr. A. Janssens",
        "actor_role": "clinician",
        "hospital_id": str(by.hospital.pk),
        "request_id": "r1",
        "address": "192.0.2.7",
        "reason": None,
    }


def test_an_actor_without_hospital_or_nobody_may_act() -> None:
    make_thing(by=someone(hospital=None))
    assert context()["hospital_id"] is None

    make_thing(by=None)
    assert context()["actor_id"] is None


def test_a_reason_given_to_the_service_enters_as_a_digest() -> None:
    make_thing(by=None, reason="she asked for it")

    assert context()["reason"].startswith("masked:")


def test_an_inner_action_has_its_own_name_and_the_outer_one_holds_again() -> None:
    with written() as log, action("things.imported", by=someone()):
        Thing.objects.create()
        make_thing(by=None)
        Thing.objects.create()

    assert [row.action for row in log.rows] == ["things.imported", "things.made", "things.imported"]
    assert len({row.actor_id for row in log.rows}) == 1


def test_an_inner_action_that_fails_gives_the_outer_ones_name_back() -> None:
    with written() as log, action("things.imported"):
        with pytest.raises(RuntimeError), action("things.made"):
            fail_after_writing(RuntimeError())
        assert current_action() is not None
        Thing.objects.create()

    assert [row.action for row in log.rows] == ["things.imported"]


def test_after_an_action_its_name_is_gone() -> None:
    make_thing(by=someone())

    with written() as log:
        Thing.objects.create()

    assert (log.rows[0].action, log.rows[0].actor_id) == (None, None)
    assert current_action() is None


def test_a_write_outside_any_action_is_captured_and_shown_as_unnamed() -> None:
    thing = Thing.objects.create()

    with connection.cursor() as cursor:
        cursor.execute("SELECT is_unnamed FROM audit_entry WHERE object_pk = %s", [str(thing.pk)])
        assert cursor.fetchall() == [(True,)]


def test_an_action_rolls_back_what_it_wrote_when_it_fails() -> None:
    with pytest.raises(RuntimeError), action("things.made"):
        fail_after_writing(RuntimeError())

    assert not Thing.objects.exists()


def test_an_action_needs_a_name_and_a_plain_function() -> None:
    with pytest.raises(ValueError, match="needs a name"):
        action("")
    with pytest.raises(TypeError, match="plain function"):

        @action("things.made")
        def many() -> Any:
            yield 1


def test_a_service_says_its_actions_name() -> None:
    assert make_thing.action_name == "things.made"  # type: ignore[attr-defined]
    assert make_thing.__doc__ == "Make a thing."


def test_a_refusal_is_recorded_although_its_action_is_rolled_back() -> None:
    by = someone()

    with written() as log, pytest.raises(ThingRefused), action("things.made", by=by):
        fail_after_writing(ThingRefused("Jan de Vries is too heavy."))

    (row,) = log.rows
    assert (row.kind, row.action, row.actor_id) == ("refusal", "things.made", str(by.pk))
    assert row.details is not None
    assert row.details["refusal"] == "ThingRefused"
    assert row.details["code"] == "too_heavy"
    assert row.details["message"].startswith("masked:")
    assert "Jan" not in json.dumps(row.details)


def test_a_refusal_that_passes_two_actions_is_recorded_once_by_the_inner_name() -> None:
    with written() as log, pytest.raises(ThingRefused), action("things.imported"), action("things.made"):
        raise ThingRefused("no")

    assert [(row.kind, row.action) for row in log.rows] == [("refusal", "things.made")]


def test_a_refusal_that_the_outer_action_overcomes_is_recorded_after_it() -> None:
    with written() as log, action("things.imported"):
        with pytest.raises(ThingRefused), action("things.made"):
            raise ThingRefused("no")
        Thing.objects.create()

    assert [(row.kind, row.action) for row in log.rows] == [
        ("change", "things.imported"),
        ("refusal", "things.made"),
    ]


def test_another_error_is_no_refusal() -> None:
    with written() as log, pytest.raises(RuntimeError), action("things.made"):
        raise RuntimeError("a bug")

    assert log.rows == []


def test_a_read_is_one_event_with_all_objects_it_showed() -> None:
    keys = [uuid4() for _ in range(3)]

    with written() as log:
        record(Kind.READ, action="patients.list.read", objects=[("patients.patient", key) for key in keys])

    (row,) = log.rows
    assert row.kind == "read"
    assert row.objects == [["patients.patient", str(key)] for key in keys]


def test_an_event_takes_the_running_actions_name_and_actor() -> None:
    by = someone()

    with written() as log, action("patients.case.exported", by=by):
        record(Kind.EXPORT, details={"rows": 12, "ratio": 0.1})

    (row,) = log.rows
    assert (row.action, row.actor_id) == ("patients.case.exported", str(by.pk))
    assert row.details == {"rows": "12", "ratio": "0.1"}


def test_what_is_private_enters_as_a_digest() -> None:
    with written() as log:
        record(Kind.SIGN_IN_FAILED, action="account.sign_in_failed", private={"email": "a@b.example"})

    (row,) = log.rows
    assert row.details is not None
    assert row.details["email"].startswith("masked:")


def test_an_event_needs_a_name_and_a_kind_that_may_be_recorded() -> None:
    with pytest.raises(ValueError, match="name of an action"):
        record(Kind.READ)
    with pytest.raises(ValueError, match="by the database itself"):
        record(Kind.CHANGE, action="things.made")


def test_the_database_refuses_a_forged_change() -> None:
    with (
        pytest.raises(DatabaseError, match="is not recorded this way"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT audit_record('change', '{}', '[]', '{}', '{}')")
