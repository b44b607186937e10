"""How an organ was kept: each kind of time by itself, and no cold limit for one that was pumped."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.models import Notice
from organs.models import PreservationKind, PreservationPeriod
from organs.policies.preservation import PreservationRefused, can_record
from organs.services import preservation
from organs.services.events import Told
from tests.factories import coordinator, offer_case, staff_member
from tests.factories.offers import checked, operation, recovered
from tests.organs.services.test_transplants import record
from transplant_site.staff.models import ProgrammeCriteria

pytestmark = pytest.mark.django_db

ICE, MACHINE = PreservationKind.ICE, PreservationKind.MACHINE_HYPOTHERMIC


@pytest.fixture
def case():
    """A kidney, six hours cold, accepted by a centre that wants it within three."""
    case = offer_case(1)
    recovered(case, hours_ago=6)
    case.offer = case.accepted()
    ProgrammeCriteria.objects.create(
        programme=case.candidates[0].programme,
        valid_from=timezone.localdate() - timedelta(days=1),
        cold_ischaemia_max_minutes=180,
    )
    return case


def keep(case, kind=MACHINE, *, since=5.0, until=None, by=None, **given):
    now = timezone.now()
    return preservation.record_preservation(
        part=case.left,
        kind=kind,
        occurred_at=now - timedelta(hours=since),
        ended_at=None if until is None else now - timedelta(hours=until),
        by=by or case.coordinator,
        at=now,
        **given,
    )


def test_the_next_period_ends_the_one_before(case):
    ice = keep(case, ICE, since=6)
    machine = keep(case, since=5)
    ice.refresh_from_db()
    assert ice.ended_at == machine.occurred_at
    assert machine.ended_at is None


def test_a_part_is_kept_in_one_way_at_a_time(case):
    keep(case, since=5, until=3)
    with pytest.raises(PreservationRefused, match="in another way"):
        keep(case, ICE, since=4, until=2)
    with pytest.raises(IntegrityError, match="kind_is_known"), transaction.atomic():
        PreservationPeriod.objects.update(kind="static_cold")


@pytest.mark.parametrize(
    ("times", "said"),
    [({"since": -1}, "future"), ({"until": -1}, "future"), ({"until": 6}, "before it began")],
)
def test_times_that_can_not_be_are_refused(case, times, said):
    with pytest.raises(PreservationRefused, match=said):
        keep(case, **times)


def test_those_who_have_the_organ_record_how_it_was_kept(case):
    people = {
        "the donor's coordinator": case.coordinator,
        "the centre": case.surgeons[0],
        "another coordinator": coordinator(),
        "another centre": staff_member(),
    }
    may = {name for name, person in people.items() if can_record(case.left, by=person)}
    assert may == {"the donor's coordinator", "the centre"}
    with pytest.raises(PreservationRefused, match="record this"):
        keep(case, by=people["another centre"])


def test_it_is_recorded_on_behalf_of_who_told_it(case):
    nurse = coordinator(case.coordinator.hospital)
    period = keep(case, told=Told(nurse, "By telephone, read back."))
    assert (period.recorded_by, period.on_behalf_of) == (case.coordinator, nurse)


def transplant(case):
    checked(case, case.offer)
    return record(case, case.offer, operation=operation(case.surgeons[0]))


def test_a_pumped_kidney_raises_no_alarm_and_leaves_its_machine_with_the_transplant(case):
    machine = keep(case)
    made = transplant(case)
    machine.refresh_from_db()
    assert machine.ended_at == made.removed_from_cooling_at
    assert not Notice.objects.filter(text__contains="over the centre's limit").exists()


def test_a_kidney_on_ice_that_was_cold_for_too_long_raises_the_alarm(case):
    keep(case, ICE)
    transplant(case)
    assert Notice.objects.filter(kind="transplanted", text__contains="over the centre's limit").exists()
