"""Custody passes from person to person, and both of them say so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.models import Notice
from organs.models import PartStatus
from tests.factories import staff_member
from transplant_site.access.roles import Role
from transport import reach
from transport.models import HandOver, ShipmentStatus
from transport.policies import custody as policies
from transport.policies.people import ShipmentRefused
from transport.services.custody import (
    confirm_hand_over,
    receive,
    refuse_hand_over,
    withdraw_hand_over,
)
from transport.services.shipments import cancel_shipment

pytestmark = pytest.mark.django_db

TOLD = "by telephone at 03:12, read back"


def status_of(part):
    part.refresh_from_db()
    return part.status


def test_the_first_confirmed_hand_over_is_the_departure_and_the_one_at_the_destination_the_arrival(way):
    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    assert way.again().status == ShipmentStatus.READY
    assert policies.custodian_of(way.shipment) is None

    way.receive(handed)
    assert (way.shipment.status, status_of(way.case.left)) == (
        ShipmentStatus.IN_TRANSIT,
        PartStatus.IN_TRANSIT,
    )
    assert policies.custodian_of(way.shipment) == way.courier
    assert way.shipment.departed_at == handed.__class__.objects.get(pk=handed.pk).received_at

    way.receive(way.hand(way.surgeon, by=way.courier))
    assert (way.shipment.status, status_of(way.case.left)) == (ShipmentStatus.ARRIVED, PartStatus.DELIVERED)
    assert way.shipment.arrived_at is not None


def test_a_surgeon_who_fetches_the_organ_departs_with_it_and_a_colleague_confirms_the_arrival(way):
    way.readied()
    way.receive(way.hand(way.surgeon, by=way.coordinator))
    assert way.shipment.status == ShipmentStatus.IN_TRANSIT
    way.receive(way.hand(way.nurse, by=way.surgeon))
    assert way.shipment.status == ShipmentStatus.ARRIVED


def test_a_courier_hands_to_a_colleague_who_carries_it_from_then_on(way):
    way.on_the_way()
    colleague = staff_member(Role.COURIER, carrier=way.carrier)
    assert not reach.shipments(colleague).exists()
    handed = way.hand(colleague, by=way.courier)
    assert reach.shipments(colleague).exists()
    way.receive(handed)
    assert way.shipment.courier == colleague
    assert reach.shipments(way.courier).exists()  # what was reported offline may still come


def test_nothing_changes_hands_after_the_arrival(way):
    way.arrived()
    with pytest.raises(ShipmentRefused, match="until its arrival only"):
        way.hand(way.nurse, by=way.surgeon)


def test_only_the_custodian_releases(way):
    way.on_the_way()
    for person in (way.coordinator, way.surgeon, staff_member(Role.COURIER, carrier=way.carrier)):
        with pytest.raises(ShipmentRefused, match="has custody"):
            way.hand(way.surgeon, by=person)


def test_it_goes_to_couriers_of_the_carrier_and_clinicians_of_the_destination_only(way):
    way.readied()
    left = staff_member(
        Role.COURIER, carrier=way.carrier, valid_from=timezone.localdate() + timedelta(days=1)
    )
    gone = staff_member(Role.COURIER, carrier=way.carrier)
    gone.is_active = False
    gone.save()
    for person in (staff_member(Role.COURIER), staff_member(Role.CLINICIAN), way.colleague, left, gone):
        with pytest.raises(ShipmentRefused, match="can't take this shipment"):
            way.hand(person, by=way.coordinator)
    with pytest.raises(ShipmentRefused, match="two people"):
        way.hand(way.coordinator, by=way.coordinator)


def test_only_the_one_named_answers_and_once(way):
    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    with pytest.raises(ShipmentRefused, match="has not confirmed the last"):
        way.hand(way.surgeon, by=way.coordinator)
    for person in (way.surgeon, way.coordinator, way.colleague):
        with pytest.raises(ShipmentRefused, match="is for"):
            way.receive(handed, by=person)
    way.receive(handed)
    with pytest.raises(ShipmentRefused, match="already"):
        way.receive(handed)


def test_a_refusal_leaves_custody_where_it_was_and_tells_the_arrangers(way):
    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    with pytest.raises(ShipmentRefused, match="Say why"):
        refuse_hand_over(hand_over=handed, because=" ", by=way.courier, at=timezone.now())
    refuse_hand_over(hand_over=handed, because="Box is open", by=way.courier, at=timezone.now())
    assert way.again().status == ShipmentStatus.READY
    assert policies.custodian_of(way.shipment) is None
    assert Notice.objects.filter(hospital=way.coordinator.hospital, text__contains="refused").exists()
    assert way.hand(way.courier, by=way.coordinator).sequence == 2


def test_the_giver_takes_back_what_nobody_answered(way):
    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    with pytest.raises(ShipmentRefused, match="take that back first"):
        cancel_shipment(shipment=way.shipment, reason="No", by=way.coordinator, at=timezone.now())
    with pytest.raises(ShipmentRefused, match="who handed it over"):
        withdraw_hand_over(hand_over=handed, by=way.colleague, at=timezone.now())
    withdraw_hand_over(hand_over=handed, by=way.coordinator, at=timezone.now())
    with pytest.raises(ShipmentRefused, match="already"):
        way.receive(handed)
    assert way.hand(way.surgeon, by=way.coordinator).is_waiting


def test_what_is_told_by_telephone_is_marked_until_the_person_confirms_it(way):
    way.on_the_way()
    handed = way.hand(way.surgeon, by=way.coordinator, told=TOLD)
    assert (handed.released_by, handed.release_recorded_by) == (way.courier, way.coordinator)
    way.receive(handed, by=way.colleague, told=TOLD)
    handed.refresh_from_db()
    assert way.shipment.status == ShipmentStatus.ARRIVED
    assert policies.custodian_of(way.shipment) == way.surgeon
    assert (handed.release_is_unconfirmed, handed.answer_is_unconfirmed) == (True, True)

    with pytest.raises(ShipmentRefused, match="nothing in your name"):
        confirm_hand_over(hand_over=handed, by=way.coordinator, at=timezone.now())
    confirm_hand_over(hand_over=handed, by=way.courier, at=timezone.now())
    handed.refresh_from_db()
    assert (handed.release_is_unconfirmed, handed.answer_is_unconfirmed) == (False, True)
    confirm_hand_over(hand_over=handed, by=way.surgeon, at=timezone.now())
    handed.refresh_from_db()
    assert not handed.answer_is_unconfirmed


def test_only_arrangers_write_down_for_others_and_never_for_the_other_party(way):
    way.readied()
    with pytest.raises(ShipmentRefused, match="Nobody has custody yet"):
        way.hand(way.courier, by=way.colleague, told=TOLD)
    handed = way.hand(way.courier, by=way.coordinator)
    with pytest.raises(ShipmentRefused, match="needs two people"):
        way.receive(handed, by=way.coordinator, told=TOLD)
    with pytest.raises(ShipmentRefused, match="Only coordinators"):
        way.receive(handed, by=way.surgeon, told=TOLD)


def test_a_hand_over_is_recorded_late_with_its_own_time(way):
    way.readied()
    now = timezone.now()
    handed = way.hand(way.courier, by=way.coordinator, occurred_at=now - timedelta(minutes=30))
    with pytest.raises(ShipmentRefused, match="can't have happened before"):
        way.receive(handed, occurred_at=now - timedelta(minutes=40))
    with pytest.raises(ShipmentRefused, match="future"):
        way.receive(handed, occurred_at=now + timedelta(hours=1))
    way.receive(handed, occurred_at=now - timedelta(minutes=20))
    assert way.shipment.departed_at == now - timedelta(minutes=20)
    assert handed.__class__.objects.get(pk=handed.pk).answer_recorded_at >= now
    with pytest.raises(ShipmentRefused, match="can't have happened before"):
        way.hand(way.surgeon, by=way.courier, occurred_at=now - timedelta(minutes=25))


def test_the_database_holds_a_hand_over_to_two_people_and_one_answer(way):
    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    now = timezone.now()
    for wrong in (
        {"receiver": way.coordinator},
        {"refused_at": now, "answer_recorded_at": now},
        {"received_at": now},
        {"received_at": now, "withdrawn_at": now, "answer_recorded_at": now},
        {"release_recorded_by": way.colleague},
        {"release_recorded_by": way.courier, "release_told": TOLD},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOver.objects.filter(pk=handed.pk).update(**wrong)


def test_what_falls_through_while_it_is_handed_over_does_not_leave(way):
    from organs.services import offers

    way.readied()
    handed = way.hand(way.courier, by=way.coordinator)
    offers.let_fall_through(offer=way.offer, reason="Fever", by=way.surgeon, at=timezone.now())
    with pytest.raises(ShipmentRefused, match="fell through"):
        receive(hand_over=handed, by=way.courier, at=timezone.now())
