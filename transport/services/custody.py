"""Custody: a shipment is handed from person to person, and both of them say so."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import PartStatus, PreservationKind
from organs.models.organs import MACHINES
from organs.services import preservation
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember
from transport.models import HandOver, Shipment, ShipmentStatus
from transport.policies import custody as policies
from transport.policies.people import ShipmentRefused, check_is_explained
from transport.services.steps import (
    give_to_courier,
    locked,
    move,
    move_contents,
    notify,
    parts_on_the_way,
    record_exceptions,
    tell_event,
)


@action("transport.shipment.handed_over")
def hand_over(
    *,
    shipment: Shipment,
    receiver: StaffMember,
    place: str,
    by: StaffMember,
    at: datetime,
    occurred_at: datetime | None = None,
    told: str = "",
    exception_reason: str = "",
) -> HandOver:
    """Hand a shipment to someone, who has to confirm that they have it.

    With `told` ("by telephone at 03:12, read back"), `by` writes down what the one who has custody said.
    What left unchecked, or went to someone it shouldn't, is recorded as an exception, with its reason.
    """
    shipment = locked(shipment)
    giver, happened_at, told = by, occurred_at or at, told.strip()
    if told:
        giver = policies.check_can_speak_for_custodian(shipment, by=by)
    policies.check_can_release(
        shipment=shipment, receiver=receiver, place=place, by=giver, occurred_at=happened_at, at=at
    )
    broken = policies.rules_broken_by_release(shipment, receiver=receiver, at=at)
    check_is_explained(broken, exception_reason)
    last = shipment.hand_overs.order_by("-sequence").first()
    with refused_as(ShipmentRefused):
        made = HandOver.objects.create(
            shipment=shipment,
            sequence=last.sequence + 1 if last else 1,
            released_by=giver,
            released_at=happened_at,
            recorded_at=at,
            release_recorded_by=by if told else None,
            release_told=told,
            receiver=receiver,
            place=place.strip(),
        )
    details = {"hand_over": made.pk, "giver_id": giver.pk, "receiver_id": receiver.pk}
    tell_event(
        shipment, "handed_over", by=by, at=at, occurred_at=happened_at, note=made.place, details=details
    )
    record_exceptions(shipment, broken, reason=exception_reason, by=by, at=at)
    text = _("Confirm that you have shipment %(shipment)s") % {"shipment": shipment.reference}
    notify(shipment, text, people=[receiver], is_urgent=True)
    if told:
        _ask_to_confirm(shipment, giver)
    return made


@action("transport.shipment.received")
def receive(
    *,
    hand_over: HandOver,
    by: StaffMember,
    at: datetime,
    occurred_at: datetime | None = None,
    told: str = "",
) -> HandOver:
    """Confirm a hand-over: custody passes, and the shipment departs or arrives with it.

    With `told`, `by` writes down what the receiver said.
    """
    shipment = locked(hand_over.shipment)
    hand_over = _locked_hand_over(shipment, hand_over)
    told = told.strip()
    receiver, happened_at = (hand_over.receiver if told else by), occurred_at or at
    if told:
        policies.check_can_speak_for_receiver(hand_over, by=by)
    policies.check_can_receive(hand_over, receiver=receiver, occurred_at=happened_at, at=at)

    hand_over.received_at = happened_at
    _keep_answer(hand_over, by=by, at=at, told=told)
    details = {"hand_over": hand_over.pk, "receiver_id": receiver.pk}
    tell_event(
        shipment, "received", by=by, at=at, occurred_at=happened_at, note=hand_over.place, details=details
    )
    if shipment.departed_at is None:
        _depart(shipment, by=by, at=at, happened_at=happened_at)
    elif policies.belongs_to_destination(shipment, receiver, at=at):
        _arrive(shipment, by=by, at=at, happened_at=happened_at)
    if policies.is_courier_for(shipment, receiver, at=at) and shipment.courier_id != receiver.pk:
        give_to_courier(shipment, receiver, by=by, at=at)
    if told:
        _ask_to_confirm(shipment, receiver)
    return hand_over


def _depart(shipment: Shipment, *, by: StaffMember, at: datetime, happened_at: datetime) -> None:
    """The first hand-over that is confirmed is the departure, even if the receiving centre fetches it."""
    shipment.departed_at = happened_at
    shipment.save(update_fields=["departed_at"])
    move(shipment, ShipmentStatus.IN_TRANSIT, by=by, at=at, occurred_at=happened_at)
    move_contents(shipment, PartStatus.IN_TRANSIT, by=by, at=happened_at)
    if shipment.preservation in MACHINES:
        kind = PreservationKind(shipment.preservation)
        for part in parts_on_the_way(shipment):
            preservation.begin(part=part, kind=kind, by=by, at=happened_at)
    text = _("Shipment %(shipment)s is on its way") % {"shipment": shipment.reference}
    notify(shipment, text, centre=shipment.destination)


def _arrive(shipment: Shipment, *, by: StaffMember, at: datetime, happened_at: datetime) -> None:
    shipment.arrived_at = happened_at
    shipment.save(update_fields=["arrived_at"])
    move(shipment, ShipmentStatus.ARRIVED, by=by, at=at, occurred_at=happened_at)
    move_contents(shipment, PartStatus.DELIVERED, by=by, at=happened_at)
    for part in parts_on_the_way(shipment):
        preservation.end_machine(part=part, at=happened_at)
    text = _("Shipment %(shipment)s has arrived") % {"shipment": shipment.reference}
    notify(shipment, text, organisation=True, centre=shipment.destination)


@action("transport.shipment.hand_over_refused")
def refuse_hand_over(
    *, hand_over: HandOver, because: str, by: StaffMember, at: datetime, told: str = ""
) -> HandOver:
    """Refuse to take a shipment: custody stays where it was, and the arrangers are told."""
    shipment = locked(hand_over.shipment)
    hand_over = _locked_hand_over(shipment, hand_over)
    told = told.strip()
    if told:
        policies.check_can_speak_for_receiver(hand_over, by=by)
    policies.check_can_refuse(hand_over, receiver=hand_over.receiver if told else by, because=because)
    hand_over.refused_at = at
    hand_over.refused_because = because.strip()
    _keep_answer(hand_over, by=by, at=at, told=told)
    tell_event(
        shipment,
        "hand_over_refused",
        by=by,
        at=at,
        note=because.strip(),
        details={"hand_over": hand_over.pk},
    )
    text = _("A hand-over of shipment %(shipment)s was refused") % {"shipment": shipment.reference}
    notify(shipment, text, organisation=True, people=[hand_over.released_by], is_urgent=True)
    return hand_over


@action("transport.shipment.hand_over_withdrawn")
def withdraw_hand_over(*, hand_over: HandOver, by: StaffMember, at: datetime) -> HandOver:
    """Take back a hand-over that nobody has answered: custody stays with the giver."""
    shipment = locked(hand_over.shipment)
    hand_over = _locked_hand_over(shipment, hand_over)
    policies.check_can_withdraw(hand_over, by=by)
    hand_over.withdrawn_at = at
    hand_over.save(update_fields=["withdrawn_at"])
    tell_event(shipment, "hand_over_withdrawn", by=by, at=at, details={"hand_over": hand_over.pk})
    text = _("The hand-over of shipment %(shipment)s to you was taken back")
    notify(shipment, text % {"shipment": shipment.reference}, people=[hand_over.receiver])
    return hand_over


@action("transport.shipment.hand_over_confirmed")
def confirm_hand_over(*, hand_over: HandOver, by: StaffMember, at: datetime) -> HandOver:
    """Confirm what was written down in one's name."""
    shipment = locked(hand_over.shipment)
    hand_over = _locked_hand_over(shipment, hand_over)
    policies.check_can_confirm(hand_over, by=by)
    if hand_over.release_is_unconfirmed and hand_over.released_by_id == by.pk:
        hand_over.release_confirmed_at = at
    if hand_over.answer_is_unconfirmed and hand_over.receiver_id == by.pk:
        hand_over.answer_confirmed_at = at
    hand_over.save(update_fields=["release_confirmed_at", "answer_confirmed_at"])
    return hand_over


def _locked_hand_over(shipment: Shipment, hand_over: HandOver) -> HandOver:
    found = (
        shipment.hand_overs.select_for_update(of=("self",))
        .select_related("receiver", "released_by")
        .get(pk=hand_over.pk)
    )
    found.shipment = shipment
    return found


def _keep_answer(hand_over: HandOver, *, by: StaffMember, at: datetime, told: str) -> None:
    hand_over.answer_recorded_at = at
    hand_over.answer_recorded_by = by if told else None
    hand_over.answer_told = told
    with refused_as(ShipmentRefused):
        hand_over.save()


def _ask_to_confirm(shipment: Shipment, person: StaffMember) -> None:
    text = _("Confirm what was recorded for you: shipment %(shipment)s")
    notify(shipment, text % {"shipment": shipment.reference}, people=[person])
