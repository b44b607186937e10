"""The worker tells of offers that wait; computing when they are overdue needs no worker."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs import profile
from organs.models import OfferStatus
from organs.services import offers
from organs.services.deadlines import watch_deadlines
from organs.tasks import watch_deadlines_of_offers
from tests.factories import offer_case

pytestmark = pytest.mark.django_db


def notices(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_reminders_and_the_end_are_told_once_each():
    case = offer_case(1)
    start = timezone.now() - timedelta(minutes=5)
    offer = case.send(at=start)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=start)
    after = lambda minutes: start + timedelta(minutes=minutes)  # noqa: E731

    assert watch_deadlines(at=after(9)) == 0
    assert watch_deadlines(at=after(10)) == 1
    assert watch_deadlines(at=after(12)) == 0
    assert watch_deadlines(at=after(20)) == 1
    assert (notices("offer_reminder_10"), notices("offer_reminder_20")) == (1, 1)
    assert watch_deadlines(at=after(61)) == 1
    assert watch_deadlines(at=after(62)) == 0
    assert notices("offer_overdue") == 2
    offer.refresh_from_db()
    assert offer.status == OfferStatus.SENT


def test_an_extended_deadline_is_told_of_anew_and_an_answered_offer_never():
    case = offer_case(1)
    start = timezone.now() - timedelta(minutes=61)
    offer = case.send(at=start)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=start)
    assert watch_deadlines(at=timezone.now()) == 1
    now = timezone.now()
    offers.extend_deadline(
        offer=offer, until=now + timedelta(minutes=30), reason="Biopsy", by=case.coordinator, at=now
    )
    assert watch_deadlines(at=now + timedelta(minutes=31)) == 1
    case.accept(offer)
    assert watch_deadlines(at=now + timedelta(minutes=90)) == 0


def test_a_missed_reminder_is_not_made_up_for():
    case = offer_case(1)
    start = timezone.now() - timedelta(minutes=30)
    offer = case.send(at=start)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=start)
    watch_deadlines_of_offers(timestamp=0)
    assert (notices("offer_reminder_10"), notices("offer_reminder_20")) == (0, 1)


@pytest.mark.parametrize("is_punctual", [True, False])
def test_moving_on_by_itself_is_suspended_when_a_notice_was_late(tmp_path, settings, is_punctual):
    file = tmp_path / "rules.toml"
    file.write_text(
        '[profile]\nname="x"\nsource="x"\nversion="1"\n'
        "[offers]\nmoves_on_by_itself=true\nreminder_minutes=[]\n"
    )
    settings.RULES_FILE = file
    profile._read_once.cache_clear()
    case = offer_case(1)
    late_by = 0 if is_punctual else 30
    start = timezone.now() - timedelta(minutes=60 + late_by)
    offer = case.send(at=start)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=start)
    now = timezone.now()
    watch_deadlines(at=now)
    watch_deadlines(at=now + timedelta(minutes=1))
    offer.refresh_from_db()
    assert offer.status == (OfferStatus.BYPASSED if is_punctual else OfferStatus.SENT)
