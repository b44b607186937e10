"""A refusal is in the log whatever becomes of the transaction around it."""

import pytest
from django.db import transaction

from tests.audit.ledger_reading import written
from tests.audit.things import Thing
from transplant_site.audit import Refusal, action

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


class ThingRefused(Refusal):
    code = "too_heavy"


def make_and_refuse() -> None:
    Thing.objects.create()
    raise ThingRefused("no")


def test_a_refusal_inside_a_plain_transaction_that_is_rolled_back_is_kept() -> None:
    with (
        written() as log,
        pytest.raises(ThingRefused),
        transaction.atomic(),
        action("things.made", reason="because"),
    ):
        make_and_refuse()

    assert [(row.kind, row.action, row.details and row.details["code"]) for row in log.rows] == [
        ("refusal", "things.made", "too_heavy")
    ]
    assert not Thing.objects.exists()


def test_a_refusal_inside_a_plain_transaction_that_goes_on_is_kept_once() -> None:
    with written() as log, transaction.atomic():
        with action("things.made", reason="because"):
            Thing.objects.create()
        with pytest.raises(ThingRefused), action("things.refused"):
            raise ThingRefused("no")

    assert sorted((row.kind, row.action) for row in log.rows) == [
        ("change", "things.made"),
        ("refusal", "things.refused"),
    ]
