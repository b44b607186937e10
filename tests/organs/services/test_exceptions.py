"""What has happened against a rule: recorded, told, found by those it concerns, reviewed by someone else."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.models import Notice
from organs import reach
from organs.models import Rule, RuleException
from organs.policies.exceptions import ReviewRefused, can_review
from organs.services.exceptions import record_exception, review_exception
from tests.factories import coordinator, offer_case, staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return offer_case(1)


@pytest.fixture
def exception(case):
    return record_exception(
        rule=Rule.DEPARTURE_CHECK,
        subject=case.run,
        donor=case.donor,
        centre=case.surgeons[0].hospital,
        reason="The helicopter could not wait.",
        by=case.coordinator,
    )


def test_an_exception_is_found_by_the_coordinators_and_by_the_receiving_centre(case, exception):
    assert exception.subject_path == case.run.get_absolute_url()
    assert list(reach.rule_exceptions(case.coordinator)) == [exception]
    assert list(reach.rule_exceptions(case.surgeons[0])) == [exception]
    assert not reach.rule_exceptions(staff_member()).exists()
    assert not reach.rule_exceptions(coordinator()).exists()


def test_the_coordinators_are_told_in_the_words_of_the_rule(case, exception):
    told = Notice.objects.get(kind="rule_exception")
    assert told.hospital == case.coordinator.hospital
    assert told.is_urgent
    assert "before it leaves" in told.text
    assert told.path == exception.get_absolute_url()


def test_a_rule_that_there_is_not_cant_be_written(case):
    with pytest.raises(IntegrityError, match="rule_is_known"), transaction.atomic():
        record_exception(
            rule="made up", subject=case.run, donor=case.donor, reason="None", by=case.coordinator
        )


def test_another_coordinator_of_the_organisation_reviews_it_once(case, exception):
    colleague = coordinator(case.coordinator.hospital)
    reviewed = review_exception(
        exception=exception, review="The check was made on arrival.", by=colleague, at=timezone.now()
    )
    assert reviewed.reviewed_by == colleague
    with pytest.raises(ReviewRefused, match="reviewed this on"):
        review_exception(exception=exception, review="Again", by=colleague, at=timezone.now())


def test_who_may_review(case, exception):
    centre = case.surgeons[0].hospital
    reviewers = {
        "the recorder": case.coordinator,
        "a colleague": coordinator(case.coordinator.hospital),
        "a coordinator of elsewhere": coordinator(),
        "a clinician of the centre": staff_member(hospital=centre),
    }
    exception = RuleException.objects.get(pk=exception.pk)
    assert {name for name, person in reviewers.items() if can_review(exception, by=person)} == {"a colleague"}


def test_a_review_has_words(case, exception):
    with pytest.raises(ReviewRefused, match="Write what"):
        review_exception(
            exception=exception,
            review=" ",
            by=coordinator(case.coordinator.hospital),
            at=timezone.now(),
        )
