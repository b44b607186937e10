"""Two people act at the same moment: one of them succeeds, the other is told what happened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from organs.models import Allocation, Offer, OfferStatus, RefusalCode
from organs.services import offers
from tests.factories import coordinator, offer_case, staff_member
from tests.locks import waiting_behind
from transplant_site.audit import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[str]]:
    """Start all acts together, each on a connection of its own; return the results and the refusals."""
    gate = threading.Barrier(len(acts))
    results: list[Any] = []
    refusals: list[str] = []
    others: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            results.append(act())
        except Refusal as refusal:
            refusals.append(str(refusal))
        except BaseException as error:  # noqa: BLE001  # shown by the assertion below
            others.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert others == []
    return results, refusals


def test_two_centres_that_accept_one_organ_at_once_end_in_one_acceptance():
    case = offer_case(2)
    first, second = case.send(0), case.send(1)
    accepted, refused = at_once(lambda: case.accept(first), lambda: case.accept(second))
    assert len(accepted) == 1
    assert len(refused) == 1
    assert "accepted for another candidate" in refused[0]
    assert Allocation.objects.filter(ended_at__isnull=True).count() == 1
    assert sorted(Offer.objects.values_list("status", flat=True)) == ["accepted", "withdrawn"]


def test_two_people_of_one_centre_who_answer_at_once_end_in_one_answer():
    case = offer_case(1)
    offer = case.send()
    colleague = staff_member(hospital=offer.centre)
    done, refused = at_once(
        lambda: case.accept(offer),
        lambda: offers.decline_offer(
            offer=offer, code=RefusalCode.objects.get(pk="720"), by=colleague, at=timezone.now()
        ),
    )
    assert len(done) == 1
    assert "closed" in refused[0]
    assert Offer.objects.get().status_changes.count() == 2


def test_two_coordinators_who_offer_to_one_candidate_at_once_send_one_offer():
    case = offer_case(1)
    colleague = coordinator(case.coordinator.hospital)
    sent, refused = at_once(lambda: case.send(0), lambda: case.send(0, by=colleague, parts=[case.right]))
    assert len(sent) == 1
    assert "already" in refused[0]
    assert Offer.objects.count() == 1


def test_an_acceptance_and_a_withdrawal_at_once_leave_one_of_them():
    case = offer_case(1)
    offer = case.send()
    done, refused = at_once(
        lambda: case.accept(offer),
        lambda: offers.withdraw_offer(
            offer=offer, by=case.coordinator, at=timezone.now(), reason="Consent withdrawn"
        ),
    )
    assert len(done) == len(refused) == 1
    offer.refresh_from_db()
    accepted = offer.status == OfferStatus.ACCEPTED
    assert Allocation.objects.exists() == accepted


def test_a_candidate_who_accepts_two_donors_at_once_holds_one():
    case, other = offer_case(1), offer_case(0)
    here, there = case.send(), other.send(0, to=case.candidates[0])
    done, refused = at_once(lambda: case.accept(here), lambda: case.accept(there))
    assert len(done) == 1
    assert "one acceptance" in refused[0]
    assert Offer.objects.filter(status=OfferStatus.ACCEPTED).count() == 1


def test_an_acceptance_that_ends_takes_its_allocations_in_the_order_in_which_others_do():
    """Whoever plans their way takes them by their keys: in another order each would wait for the other."""
    case = offer_case(1)
    offer = case.accepted(parts=[case.left, case.right])
    first, second = Allocation.objects.filter(offer=offer).order_by("pk")
    with waiting_behind(
        lambda: Allocation.objects.select_for_update(of=("self",)).get(pk=first.pk),
        lambda: offers.let_fall_through(
            offer=offer, by=case.coordinator, at=timezone.now(), reason="The recipient has a fever"
        ),
    ):
        Allocation.objects.select_for_update(of=("self",), nowait=True).get(pk=second.pk)
    assert not Allocation.objects.filter(ended_at__isnull=True).exists()
