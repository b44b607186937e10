"""The demonstration is loaded once, as a whole."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from organs.models import Donor, MatchRun, Offer
from organs.policies.checklists import is_ready_for_offers
from patients.models import Registration
from transplant_site.access.roles import Role
from transplant_site.desk import demo
from transplant_site.environment import Mode
from transplant_site.staff.models import Membership, StaffMember
from transport.models import Shipment, ShipmentStatus

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_demonstration_has_a_list_donors_of_today_and_somebody_of_every_role():
    demo.load(at=timezone.now())

    assert Registration.objects.filter(external_id__isnull=False).count() == 1524
    assert Donor.objects.filter(external_id__isnull=False).count() == 12
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    ready = Donor.objects.filter(external_id__isnull=True).order_by("registered_at", "reference").first()
    assert is_ready_for_offers(ready, "kidney")
    assert MatchRun.objects.filter(donor=ready, invalidated_at__isnull=True).exists()
    assert set(Offer.objects.values_list("status", flat=True)) == {"declined", "sent", "accepted"}
    assert Shipment.objects.get().status == ShipmentStatus.IN_TRANSIT

    before = (Donor.objects.count(), StaffMember.objects.count(), MatchRun.objects.count())
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert before == (Donor.objects.count(), StaffMember.objects.count(), MatchRun.objects.count())
    assert "coordinator@demo.example" in out.getvalue()
    assert demo.PASSWORD in out.getvalue()


def test_production_refuses_the_demonstration(settings):
    settings.MODE = Mode.PRODUCTION
    with pytest.raises(CommandError, match="real people"):
        call_command("load_demo")
