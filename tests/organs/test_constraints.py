"""What must always be true of offers is refused by the database, also past the services."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organs.models import Allocation, CrossmatchRequest, Offer, OfferStatusChange
from tests.factories import offer_case
from tests.records.valid_rows import copy_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def moment():
    return timezone.now()


def refused(queryset, name, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        queryset.update(**values)


def test_a_clock_says_since_when_by_whom_and_until_when(moment):
    case = offer_case(1)
    offer = Offer.objects.filter(pk=case.send().pk)
    who, later = case.surgeons[0], moment + timedelta(minutes=60)
    name = "organs_offer_clock_starts_with_notification"
    refused(offer, name, notified_at=moment, notified_by=who)
    refused(offer, name, notified_at=moment, deadline_at=later)
    refused(offer, name, notified_by=who)
    refused(offer, name, deadline_at=later)
    refused(offer, name, notified_at=moment, notified_by=who, deadline_at=moment)
    assert offer.update(notified_at=moment, notified_by=who, deadline_at=later) == 1
    refused(offer, name, deadline_at=None)
    assert offer.update(kind="backup", deadline_at=None) == 1
    refused(offer, name, kind="primary")


def test_an_allocation_that_has_ended_says_when_by_whom_and_why(moment):
    case = offer_case(1)
    allocation = Allocation.objects.filter(offer=case.accepted())
    name = "organs_allocation_says_why_it_fell_through"
    end = {"ended_at": timezone.now(), "ended_by": case.coordinator, "ended_because": "Fever"}
    for missing, nothing in (("ended_at", None), ("ended_by", None), ("ended_because", "")):
        refused(allocation, name, **end | {missing: nothing})
    refused(allocation, name, **end | {"ended_at": moment - timedelta(days=1)})
    refused(allocation, name, ended_because="Fever")
    refused(allocation, name, ended_by=case.coordinator)
    assert allocation.update(**end) == 1


def test_only_an_answer_keeps_facts_and_one_for_someone_else_says_how():
    case = offer_case(1)
    sent = OfferStatusChange.objects.get(offer=case.send())
    for name, wrong in {
        "organs_offerstatuschange_facts_are_of_answers": {"facts": {"form": "donor-facts/1"}},
        "organs_offerstatuschange_on_behalf_says_how": {"on_behalf_of_id": case.surgeons[0].pk},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            copy_of(sent, **wrong).save()


def test_the_laboratory_is_asked_once_of_a_run(moment):
    case = offer_case(1)
    asked = {
        "run": case.run,
        "registration": case.candidates[0],
        "reason": "Not typed",
        "asked_at": moment,
        "asked_by": case.coordinator,
    }
    CrossmatchRequest.objects.create(**asked)
    with pytest.raises(IntegrityError, match="organs_crossmatchrequest_once"), transaction.atomic():
        CrossmatchRequest.objects.create(**asked)
