"""Who may take which step of an offer, in which state: a truth table of all steps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organs import profile
from organs.models import OfferKind, OfferStatus, RefusalCode
from organs.policies import offers
from organs.policies.offers import OfferRefused, answers
from organs.presenters.offers import may
from tests.factories import coordinator, offer_case, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db

BOTH = {"centre", "coordinator"}
OPEN = {"sent", "running", "overdue", "backup", "provisional"}
# State by state: what the offer is, and who may take which step. Steps not named are nobody's.
STATES = {
    "sent": {},
    "running": {"clock": 30},
    "overdue": {"clock": -1},
    "backup": {"kind": OfferKind.BACKUP},
    "provisional": {"kind": OfferKind.BACKUP, "status": OfferStatus.PROVISIONAL},
    "accepted": {"status": OfferStatus.ACCEPTED},
    "declined": {"status": OfferStatus.DECLINED},
    "bypassed": {"status": OfferStatus.BYPASSED},
    "withdrawn": {"status": OfferStatus.WITHDRAWN},
    "fell_through": {"status": OfferStatus.FELL_THROUGH},
}
STEPS = {
    "confirm_notification": (BOTH, OPEN - {"running", "overdue"}),
    "accept": (BOTH, {"sent", "running", "overdue"}),
    "say_provisional_yes": (BOTH, OPEN - {"provisional"}),
    "decline": (BOTH, OPEN),
    "extend": ({"coordinator"}, {"running", "overdue"}),
    "bypass": ({"coordinator"}, {"overdue"}),
    "withdraw": ({"coordinator"}, OPEN),
    "promote": ({"coordinator"}, {"backup", "provisional"}),
    "let_fall_through": (BOTH, {"accepted"}),
    "transplant": ({"centre"}, {"accepted"}),
    "give_up": (BOTH, {"accepted"}),
}


@pytest.fixture
def case():
    case = offer_case(1)
    case.offer = case.send()
    case.people = {
        "centre": case.surgeons[0],
        "coordinator": case.coordinator,
        "other_centre": staff_member(),
        "other_coordinator": coordinator(),
        "laboratory": staff_member(Role.LABORATORY, hospital=None),
    }
    return case


def in_state(offer, now, *, clock=None, kind=OfferKind.PRIMARY, status=OfferStatus.SENT):
    """Put the offer into a state, as far as policies look: nothing is written."""
    offer.kind, offer.status = kind, status
    offer.notified_at = offer.deadline_at = None
    if clock is not None:
        offer.notified_at, offer.deadline_at = now - timedelta(hours=1), now + timedelta(minutes=clock)
    return offer


def test_each_step_is_open_to_those_and_in_the_states_it_is_for(case):
    now = timezone.now()
    wrong = []
    for state, facts in STATES.items():
        offer = in_state(case.offer, now, **facts)
        # A primary offer that nobody has answered stands in the way of promoting a backup; here is one offer.
        type(offer).objects.filter(pk=offer.pk).update(kind=offer.kind)
        for name, person in case.people.items():
            found = may(offer, viewer=person, at=now)
            for step, (who, states) in STEPS.items():
                expected = name in who and state in states
                if getattr(found, step) != expected:
                    wrong.append(f"{step} by {name} in {state}: {not expected}")
    assert wrong == []


def test_facts_that_changed_leave_only_what_ends_the_offer(case):
    now = timezone.now()
    offer = in_state(case.offer, now)
    offer.run.invalidated_at, offer.run.invalidated_because = now, "The ABO changed."
    centre = may(offer, viewer=case.people["centre"], at=now)
    assert (centre.accept, centre.say_provisional_yes, centre.decline) == (False, False, True)
    assert "not valid since" in centre.stops[0]
    assert may(offer, viewer=case.people["coordinator"], at=now).withdraw


def test_what_stands_against_an_acceptance_is_said_instead_of_a_button(case):
    now = timezone.now()
    offer = in_state(case.offer, now)
    offer.registration.status = "NT"
    found = may(offer, viewer=case.people["centre"], at=now)
    assert not found.accept
    assert "isn't active" in found.stops[0]
    backup = may(in_state(offer, now, kind=OfferKind.BACKUP), viewer=case.people["centre"], at=now)
    assert backup.stops == []


def test_an_answer_is_confirmed_by_the_one_it_was_given_for_and_once(case):
    offer, surgeon = case.offer, case.people["centre"]
    assert not answers.can_confirm_answer(offer, by=surgeon)
    offer.answered_on_behalf_of = surgeon
    assert answers.can_confirm_answer(offer, by=surgeon)
    assert not answers.can_confirm_answer(offer, by=case.people["coordinator"])
    offer.answer_confirmed_at = timezone.now()
    assert not answers.can_confirm_answer(offer, by=surgeon)


@pytest.mark.parametrize(
    ("first", "second", "text", "field"),
    [
        ("720", None, "", None),
        ("700", "701", "Too small", None),
        ("798", None, " ", "text"),
        ("700", "701", "", "text"),
        ("700", "700", "", "second_code"),
        ("850", None, "x", "code"),
        ("700", "850", "x", "second_code"),
    ],
)
def test_codes_of_a_decline(first, second, text, field):
    codes = RefusalCode.objects.in_bulk()
    given = (codes[first], codes[second] if second else None, text)
    if field is None:
        answers.check_codes(*given)
    else:
        with pytest.raises(OfferRefused) as refusal:
            answers.check_codes(*given)
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("skipped", "first", "code", "text", "field"),
    [
        (0, 0, None, "", None),
        (1, 0, None, "", "bypass_code"),
        (0, 1, None, "", "bypass_code"),
        (1, 0, "861", "", None),
        (0, 1, "861", "", None),
        (1, 1, "720", "", "bypass_code"),
        (1, 0, "799", "", "bypass_text"),
        (1, 0, "799", "By air is out", None),
    ],
)
def test_passing_over_others_has_its_code(case, skipped, first, code, text, field):
    rows, registrations = list(case.run.candidates.all())[:skipped], case.candidates[:first]
    given = {"code": RefusalCode.objects.get(pk=code) if code else None, "text": text}
    if field is None:
        offers.check_reason_to_skip(rows, registrations, **given)
    else:
        with pytest.raises(OfferRefused) as refusal:
            offers.check_reason_to_skip(rows, registrations, **given)
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (60, "Biopsy", None),
        (60, " ", "reason"),
        (-5, "Biopsy", "until"),
        (20, "Biopsy", "until"),
        (30, "Biopsy", "until"),
    ],
)
def test_a_new_deadline_lies_ahead_of_the_present_one(case, until, reason, field):
    now = timezone.now()
    offer = in_state(case.offer, now, clock=30)
    given = (offer, now + timedelta(minutes=until), reason)
    if field is None:
        offers.check_extension(*given, at=now)
    else:
        with pytest.raises(OfferRefused) as refusal:
            offers.check_extension(*given, at=now)
        assert refusal.value.field == field


def test_facts_are_those_seen_or_nobody_looked():
    offers.check_facts_as_seen(None, "a")
    offers.check_facts_as_seen("a", "a")
    with pytest.raises(offers.FactsChanged):
        offers.check_facts_as_seen("b", "a")


def test_pairs_agree(case):
    """What raises and what answers yes or no are the same rule."""
    rules, now = profile.current(), timezone.now()
    offer, centre = in_state(case.offer, now), case.people["centre"]
    answers.check_can_accept(offer, donor=case.donor, rules=rules, by=centre, at=now)
    assert answers.can_accept(offer, donor=case.donor, rules=rules, by=centre, at=now)
    with pytest.raises(OfferRefused, match="Only a coordinator"):
        offers.check_can_withdraw(offer, by=centre)
    assert not offers.can_withdraw(offer, by=centre)
