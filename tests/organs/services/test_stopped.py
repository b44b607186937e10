"""What isn't donated any more is offered to nobody: open offers end, and those who accepted are alerted."""

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import ConsentPurpose, DonorStatus, OfferKind, OfferStatus
from organs.services import characterisation, deadlines, donors, offers
from tests.factories import offer_case

pytestmark = pytest.mark.django_db


def stop_donation(case):
    donors.move_donor(
        donor=case.donor,
        to=DonorStatus.NOT_PROCEEDING,
        reason="Cardiac arrest",
        by=case.coordinator,
        at=timezone.now(),
    )


def refuse_consent(case, **given):
    characterisation.record_consent(
        donor=case.donor,
        organ_kind=given.pop("organ_kind", "kidney"),
        purpose=given.pop("purpose", ConsentPurpose.TRANSPLANT),
        is_given=False,
        ground="family",
        occurred_at=timezone.now(),
        by=case.coordinator,
        at=timezone.now(),
    )


@pytest.fixture
def case():
    """The left kidney is accepted by the first centre; the second has an offer whose clock runs."""
    case = offer_case(3)
    case.taken = case.accepted(0)
    case.waiting = case.send(1, parts=[case.right])
    offers.confirm_notification(offer=case.waiting, by=case.surgeons[1], at=timezone.now())
    case.backup = case.send(2, kind=OfferKind.BACKUP)
    Notice.objects.all().delete()
    return case


@pytest.mark.parametrize(
    ("stop", "said"),
    [(stop_donation, "The donation doesn't proceed: Cardiac arrest"), (refuse_consent, "Consent")],
)
def test_open_offers_are_withdrawn_and_every_centre_concerned_is_alerted(case, stop, said):
    stop(case)
    for offer in (case.waiting, case.backup):
        offer.refresh_from_db()
        assert offer.status == OfferStatus.WITHDRAWN
        assert said in offer.status_changes.get(to_status=OfferStatus.WITHDRAWN).reason
    case.taken.refresh_from_db()
    assert case.taken.status == OfferStatus.ACCEPTED
    for surgeon in case.surgeons:
        told = Notice.objects.get(hospital=surgeon.hospital)
        assert told.is_urgent
        assert said in told.text
    assert deadlines.watch_deadlines(at=timezone.now()) == 0


@pytest.mark.parametrize("other", [{"organ_kind": "liver"}, {"purpose": ConsentPurpose.RESEARCH}])
def test_consent_refused_for_something_else_ends_no_offer(case, other):
    refuse_consent(case, **other)
    case.waiting.refresh_from_db()
    assert case.waiting.is_open
    assert not Notice.objects.exists()
