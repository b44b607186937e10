"""Transplants and what follows them: which rules they stand against, what can't have been."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organs.models import CheckStage, OfferStatus, PartStatus, Rule, Transplant, TransplantOutcome
from organs.policies import transplants as policies
from organs.policies.rules import unexplained
from organs.policies.transplants import TransplantRefused
from organs.services.parts import move_part
from tests.factories import candidate, offer_case, staff_member
from tests.factories.offers import carried, checked
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db

OUTCOME = TransplantOutcome


@pytest.fixture
def case():
    case = offer_case(1)
    case.offer = case.accepted()
    return case


def broken(case, **given):
    allocations = list(case.offer.allocations.select_related("part__organ__donor", "offer"))
    return set(
        policies.rules_not_kept(
            case.offer, allocations, recipient=given.pop("recipient", case.candidates[0]), **given
        )
    )


def on_its_way(case):
    move_part(part=case.left, to=PartStatus.IN_TRANSIT, by=None, at=timezone.now())


@pytest.mark.parametrize(
    ("what_happened", "rules"),
    [
        (lambda _case: None, {Rule.ARRIVED, Rule.ARRIVAL_CHECK}),
        (on_its_way, {Rule.ARRIVED, Rule.ARRIVAL_CHECK}),
        (lambda case: carried(case.offer), {Rule.ARRIVAL_CHECK}),
        (lambda case: checked(case, case.offer, CheckStage.ARRIVAL), set()),
    ],
)
def test_which_rules_a_transplant_stands_against(case, what_happened, rules):
    what_happened(case)
    assert broken(case) == rules
    other = candidate(case.candidates[0].programme, blood_group="A")
    assert broken(case, recipient=other) == rules | {Rule.ACCEPTED_OFFER}


def test_a_check_counts_if_it_came_before_the_organ_left_its_cooling(case):
    checked(case, case.offer, CheckStage.ARRIVAL)
    now = timezone.now()
    assert broken(case, removed_from_cooling_at=now) == set()
    assert broken(case, removed_from_cooling_at=now - timedelta(hours=1)) == {Rule.ARRIVAL_CHECK}


@pytest.mark.parametrize("status", [s for s in OfferStatus if s != OfferStatus.ACCEPTED])
def test_an_offer_that_is_not_accepted_stands_against_all_of_them(case, status):
    case.offer.status = status
    assert broken(case) == {Rule.ACCEPTED_OFFER, Rule.ARRIVED, Rule.ARRIVAL_CHECK}


@pytest.mark.parametrize(
    ("rules", "reason", "is_explained"),
    [
        ([], "", True),
        ([Rule.ARRIVED], "The telephone was empty.", True),
        ([Rule.ARRIVED], " ", False),
        ([Rule.ARRIVED, Rule.ARRIVAL_CHECK], "", False),
    ],
)
def test_what_stands_against_a_rule_has_a_reason(rules, reason, is_explained):
    words = unexplained(rules, reason)
    assert (words == "") is is_explained
    assert all(str(rule.label) in words for rule in rules) or is_explained


@pytest.mark.parametrize("status", PartStatus)
def test_what_is_gone_is_not_transplanted(case, status):
    case.left.status = status
    gone = {PartStatus.TRANSPLANTED, PartStatus.NOT_TRANSPLANTED, PartStatus.SPLIT}
    if status not in gone:
        policies.check_not_transplanted(case.offer, [case.left])
        return
    with pytest.raises(TransplantRefused):
        policies.check_not_transplanted(case.offer, [case.left])


@pytest.mark.parametrize(
    ("graft", "alive", "before", "refused_field"),
    [
        (OUTCOME.FUNCTIONING, True, OUTCOME.PENDING, ""),
        (OUTCOME.FUNCTIONING, True, OUTCOME.DELAYED_FUNCTION, ""),
        (OUTCOME.FAILED, True, OUTCOME.FUNCTIONING, ""),
        (OUTCOME.RECIPIENT_DIED, False, OUTCOME.FUNCTIONING, ""),
        (OUTCOME.RECIPIENT_DIED, True, OUTCOME.FUNCTIONING, "graft"),
        (OUTCOME.FUNCTIONING, False, OUTCOME.FUNCTIONING, "graft"),
        (OUTCOME.FUNCTIONING, True, OUTCOME.FAILED, "graft"),
        (OUTCOME.RECIPIENT_DIED, False, OUTCOME.FAILED, ""),
        (OUTCOME.RECIPIENT_DIED, False, OUTCOME.RECIPIENT_DIED, "occurred_at"),
    ],
)
def test_what_a_visit_can_find(case, graft, alive, before, refused_field):
    now = timezone.now()
    surgeon = case.surgeons[0]
    made = Transplant(
        hospital=surgeon.hospital,
        occurred_at=now - timedelta(days=9),
        outcome=before,
        outcome_at=None if before == OUTCOME.PENDING else now - timedelta(days=2),
    )
    given = {"graft": graft, "recipient_alive": alive, "creatinine_umol_l": None, "by": surgeon, "at": now}
    if not refused_field:
        policies.check_can_follow_up(made, occurred_at=now, **given)
        return
    with pytest.raises(TransplantRefused) as refusal:
        policies.check_can_follow_up(made, occurred_at=now, **given)
    assert refusal.value.field == refused_field


def test_the_centre_records_what_becomes_of_its_offer(case):
    centre = case.offer.centre
    centre.is_laboratory = True
    centre.save()
    people = {
        "surgeon": case.surgeons[0],
        "coordinator": case.coordinator,
        "laboratory": staff_member(Role.LABORATORY, hospital=centre),
        "stranger": staff_member(),
    }

    def passes(check, *given, **named):
        try:
            check(*given, **named)
        except TransplantRefused:
            return False
        return True

    may_record = {n for n, p in people.items() if passes(policies.check_is_theirs, case.offer, p)}
    assert may_record == {"surgeon"}
    may_give_up = {
        n for n, p in people.items() if passes(policies.check_can_give_up, case.offer, reason="Damaged", by=p)
    }
    assert may_give_up == {"surgeon", "coordinator"}
    assert not passes(policies.check_can_give_up, case.offer, reason=" ", by=people["surgeon"])
