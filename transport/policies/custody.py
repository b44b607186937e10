"""Who has the shipment, and may it pass into other hands?"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from organs.models import CheckStage, Rule
from transplant_site.access.roles import Role
from transplant_site.audit import allows
from transplant_site.records.days import day_of
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import Membership, StaffMember
from transport.models import HandOver, Shipment, ShipmentStatus
from transport.policies.contents import check_is_checked, check_is_valid, contents_of, is_checked
from transport.policies.people import ShipmentRefused, check_arranges, objection, refuse_status

UNDER_WAY = frozenset({ShipmentStatus.READY, ShipmentStatus.IN_TRANSIT})
"""While a shipment may change hands: from the check on departure to its arrival."""


def custodian_of(shipment: Shipment) -> StaffMember | None:
    """Return who has the shipment: the last to confirm a hand-over, or none while it hasn't left."""
    received = shipment.hand_overs.filter(received_at__isnull=False)
    last = received.order_by("-sequence").select_related("receiver").first()
    return last.receiver if last else None


def waiting_hand_over(shipment: Shipment) -> HandOver | None:
    """Return the hand-over that waits for its receiver, if one does."""
    waiting = shipment.hand_overs.filter(
        received_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=True
    )
    return waiting.select_related("receiver", "released_by").first()


def is_courier_for(shipment: Shipment, person: StaffMember, *, at: datetime) -> bool:
    """Say whether the person is at present a courier of the shipment's carrier."""
    return person.is_active and _memberships(person, at).filter(_courier_of(shipment)).exists()


def belongs_to_destination(shipment: Shipment, person: StaffMember, *, at: datetime) -> bool:
    """Say whether the person is at present a clinician of the hospital the shipment goes to."""
    return person.is_active and _memberships(person, at).filter(_clinician_at(shipment)).exists()


def possible_receivers(shipment: Shipment, *, without: StaffMember, at: datetime) -> QuerySet[StaffMember]:
    """Return the couriers of the carrier and the clinicians of the destination."""
    valid = Membership.objects.valid_on(day_of(at)).filter(_courier_of(shipment) | _clinician_at(shipment))
    people = StaffMember.objects.filter(is_active=True, pk__in=valid.values("staff_member"))
    return people.exclude(pk=without.pk)


def _memberships(person: StaffMember, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.valid_on(day_of(at)).filter(staff_member=person)


def _courier_of(shipment: Shipment) -> Q:
    return Q(role=Role.COURIER, carrier=shipment.carrier_id)


def _clinician_at(shipment: Shipment) -> Q:
    return Q(role=Role.CLINICIAN, hospital=shipment.destination_id)


# Handing over


def check_may_release(shipment: Shipment, *, by: StaffMember) -> None:
    """Let only the one who has custody hand the shipment over; first, that is the arranger."""
    if shipment.status not in {ShipmentStatus.PLANNED, *UNDER_WAY}:
        refuse_status(shipment, _("it changes hands until its arrival only."))
    custodian = custodian_of(shipment)
    if custodian is None:
        check_arranges(shipment, by=by)
    elif custodian.pk != by.pk:
        raise ShipmentRefused(
            _("%(person)s has custody: only they can hand the shipment over.") % {"person": custodian},
            code="not_custodian",
        )
    waiting = waiting_hand_over(shipment)
    if waiting is not None:
        raise ShipmentRefused(
            _("%(person)s has not confirmed the last hand-over yet.") % {"person": waiting.receiver},
            code="being_handed_over",
        )


def can_release(shipment: Shipment, *, by: StaffMember) -> bool:
    return allows(check_may_release, shipment, by=by)


def check_can_release(
    *,
    shipment: Shipment,
    receiver: StaffMember,
    place: str,
    by: StaffMember,
    occurred_at: datetime,
    at: datetime,
) -> None:
    """Let the custodian hand the shipment to another person, at a place and a time that fits the others."""
    check_may_release(shipment, by=by)
    if shipment.status == ShipmentStatus.PLANNED and is_checked(shipment, CheckStage.DEPARTURE):
        refuse_status(shipment, _("everything is verified, so say first that it may leave."))
    if custodian_of(shipment) is None:
        for allocation in contents_of(shipment):
            check_is_valid(allocation)
    if receiver.pk == by.pk:
        raise ShipmentRefused(
            _("A hand-over needs two people: choose whom you hand the shipment to."), code="same_person"
        )
    if not place.strip():
        raise ShipmentRefused(_("Say where the shipment changes hands."))
    last = shipment.hand_overs.filter(received_at__isnull=False).order_by("-sequence").first()
    check_moment(occurred_at, at=at, not_before=last.received_at if last else None)


def rules_broken_by_release(shipment: Shipment, *, receiver: StaffMember, at: datetime) -> dict[Rule, str]:
    """Name the rules that handing the shipment to this person stands against, each with what is wrong."""
    broken = {}
    if shipment.status == ShipmentStatus.PLANNED:
        broken[Rule.DEPARTURE_CHECK] = objection(partial(check_is_checked, shipment, CheckStage.DEPARTURE))
    if not is_courier_for(shipment, receiver, at=at) and not belongs_to_destination(
        shipment, receiver, at=at
    ):
        words = {"person": receiver, "carrier": shipment.carrier, "hospital": shipment.destination.name}
        broken[Rule.CUSTODY] = (
            _(
                "%(person)s can't take this shipment: it goes to couriers of %(carrier)s "
                "and to clinicians of %(hospital)s."
            )
            % words
        )
    return broken


def check_moment(occurred_at: datetime, *, at: datetime, not_before: datetime | None) -> None:
    """Refuse times that lie in the future or before what led to them."""
    if occurred_at > at + CLOCK_TOLERANCE:
        raise ShipmentRefused(_("This lies in the future: enter when it happened."), code="future")
    if not_before is not None and occurred_at < not_before:
        raise ShipmentRefused(
            _("It can't have happened before the shipment was handed over there. Check the time."),
            code="too_early",
        )


# Answering


def check_can_answer(hand_over: HandOver, *, receiver: StaffMember) -> None:
    """Let only the one named confirm or refuse a hand-over, once."""
    if hand_over.receiver_id != receiver.pk:
        raise ShipmentRefused(
            _("This hand-over is for %(person)s: only they can answer it.") % {"person": hand_over.receiver},
            code="not_receiver",
        )
    check_is_waiting(hand_over)


def can_answer(hand_over: HandOver, *, receiver: StaffMember) -> bool:
    return allows(check_can_answer, hand_over, receiver=receiver)


def check_can_refuse(hand_over: HandOver, *, receiver: StaffMember, because: str) -> None:
    """Let the one named refuse to take the shipment, with a reason."""
    check_can_answer(hand_over, receiver=receiver)
    if not because.strip():
        raise ShipmentRefused(_("Say why the hand-over is refused."))


def check_can_receive(
    hand_over: HandOver, *, receiver: StaffMember, occurred_at: datetime, at: datetime
) -> None:
    """Let the receiver confirm, after the release; what fell through meanwhile doesn't leave any more."""
    check_can_answer(hand_over, receiver=receiver)
    check_moment(occurred_at, at=at, not_before=hand_over.released_at)
    if hand_over.shipment.departed_at is None:
        for allocation in contents_of(hand_over.shipment):
            check_is_valid(allocation)


def check_is_waiting(hand_over: HandOver) -> None:
    """Refuse an answer to what was answered or taken back."""
    if not hand_over.is_waiting:
        raise ShipmentRefused(
            _("This hand-over was confirmed, refused or taken back already."), code="answered"
        )


def check_can_withdraw(hand_over: HandOver, *, by: StaffMember) -> None:
    """Let the giver take a hand-over back that nobody has answered."""
    if hand_over.released_by_id != by.pk:
        raise ShipmentRefused(
            _("Only %(person)s, who handed it over, can take it back.") % {"person": hand_over.released_by},
            code="not_giver",
        )
    check_is_waiting(hand_over)


def can_withdraw(hand_over: HandOver, *, by: StaffMember) -> bool:
    return allows(check_can_withdraw, hand_over, by=by)


# Saying it for someone else


def check_can_speak_for_custodian(shipment: Shipment, *, by: StaffMember) -> StaffMember:
    """Let the arrangers write down what the one who has custody says by telephone, and return who that is."""
    check_arranges(shipment, by=by)
    custodian = custodian_of(shipment)
    if custodian is None:
        raise ShipmentRefused(
            _("Nobody has custody yet: hand the shipment over yourself."), code="no_custodian"
        )
    return custodian


def can_record_release(shipment: Shipment, *, by: StaffMember) -> bool:
    """Say whether the person may write down a hand-over that someone else makes."""

    def check() -> None:
        custodian = check_can_speak_for_custodian(shipment, by=by)
        check_may_release(shipment, by=custodian)

    return allows(check) and not can_release(shipment, by=by)


def check_can_speak_for_receiver(hand_over: HandOver, *, by: StaffMember) -> None:
    """Let the arrangers write down what the receiver says by telephone; never the other party."""
    check_arranges(hand_over.shipment, by=by)
    if hand_over.released_by_id == by.pk:
        raise ShipmentRefused(
            _(
                "A hand-over needs two people: you handed it over, so %(person)s confirms it, "
                "or a colleague of yours writes it down."
            )
            % {"person": hand_over.receiver},
            code="same_person",
        )


def can_record_answer(hand_over: HandOver, *, by: StaffMember) -> bool:
    """Say whether the person may write down what the receiver, someone else, answers."""

    def check() -> None:
        check_is_waiting(hand_over)
        check_can_speak_for_receiver(hand_over, by=by)

    return allows(check) and hand_over.receiver_id != by.pk


def check_can_confirm(hand_over: HandOver, *, by: StaffMember) -> None:
    """Let only the one in whose name something was written down confirm it."""
    if not unconfirmed_by(hand_over, by):
        raise ShipmentRefused(_("There is nothing in your name to confirm."), code="nothing_to_confirm")


def unconfirmed_by(hand_over: HandOver, person: StaffMember) -> bool:
    """Say whether something of this hand-over was written down in the person's name and not confirmed."""
    return (hand_over.release_is_unconfirmed and hand_over.released_by_id == person.pk) or (
        hand_over.answer_is_unconfirmed and hand_over.receiver_id == person.pk
    )
