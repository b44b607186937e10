"""May this offer be answered now, by this person, with this answer?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import Donor, MatchCandidate, Offer, OfferKind, OfferStatus, RefusalCode
from organs.policies.candidates import (
    check_blood_groups,
    check_crossmatch,
    check_holds_no_other,
    check_is_listed,
)
from organs.policies.offers import (
    OfferRefused,
    check_code_is_explained,
    check_has_happened,
    check_is_a_party,
    check_is_open,
    check_part_is_available,
    check_run_holds,
    is_of_centre,
    to_the_minute,
)
from organs.profile import RuleProfile
from transplant_site.access.roles import Role
from transplant_site.audit import allows
from transplant_site.interface.times import format_time
from transplant_site.records.days import day_of
from transplant_site.staff.models import Membership, StaffMember


class WrongBloodGroup(OfferRefused):
    """The blood group typed is not the donor's."""

    code = "wrong_blood_group"


# Who answers, and for whom


def check_can_answer(offer: Offer, *, by: StaffMember) -> None:
    """Let the centre answer an open offer, or a coordinator write its answer down."""
    check_is_a_party(offer, by, _("%(centre)s answers this offer.") % {"centre": offer.centre})
    check_is_open(offer)


def check_told(
    offer: Offer,
    *,
    on_behalf_of: StaffMember | None,
    note: str,
    said_at: datetime | None,
    by: StaffMember,
    at: datetime,
) -> None:
    """Refuse an answer of which it isn't clear whose it is, or that can't have been given then."""
    if on_behalf_of is None:
        if not is_of_centre(offer, by):
            raise OfferRefused(
                _("%(centre)s answers this offer. Say on whose behalf you record the answer.")
                % {"centre": offer.centre}
            )
        return
    if on_behalf_of.pk == by.pk:
        raise OfferRefused(_("You answer for yourself: leave “on behalf of” empty."))
    works_there = Membership.objects.valid_on(day_of(at)).filter(
        staff_member=on_behalf_of, role=Role.CLINICIAN, hospital=offer.centre_id
    )
    if not works_there.exists():
        raise OfferRefused(
            _("%(person)s is no clinician of %(centre)s.") % {"person": on_behalf_of, "centre": offer.centre}
        )
    if not note.strip():
        raise OfferRefused(_("Say how the answer was told: by telephone at what time, read back."))
    if said_at is not None:
        check_time_of_answer(offer, said_at, at=at)


def check_time_of_answer(offer: Offer, said_at: datetime, *, at: datetime) -> None:
    """Refuse an answer in the future, or before what it answers."""
    check_has_happened(said_at, at=at, field="told_at")
    for moment, refusal in _before_an_answer(offer):
        if moment is not None and said_at < to_the_minute(moment):
            raise OfferRefused(refusal % {"time": format_time(moment)}, code="too_early", field="told_at")


def _before_an_answer(offer: Offer) -> Iterator[tuple[datetime | None, str]]:
    yield offer.sent_at, _("The offer was sent on %(time)s: it can't have been answered before.")
    yield offer.notified_at, _("The centre received the offer on %(time)s: it can't have answered before.")
    yield offer.answered_at, _("The answer before was given on %(time)s: this one can't be older.")


# Yes


def check_can_accept(
    offer: Offer, *, donor: Donor, rules: RuleProfile, by: StaffMember, at: datetime
) -> None:
    """Refuse an acceptance that isn't safe as things stand, comes too late or isn't the centre's to give."""
    check_can_answer(offer, by=by)
    check_run_holds(offer.run, donor)
    if offer.kind == OfferKind.BACKUP:
        raise OfferRefused(
            _(
                "Offer %(offer)s is a backup: the organ is offered to, or accepted for, a candidate before "
                "yours. You can answer with a provisional yes."
            )
            % {"offer": offer.reference},
            code="is_backup",
        )
    today = day_of(at)
    check_is_listed(offer.registration, at=at)
    check_holds_no_other(offer.registration, offer.organ_kind)
    check_blood_groups(donor, offer.registration, offer.organ_kind, rules=rules, on=today)
    check_crossmatch(offer.run, offer.registration, ranked_row(offer), on=today)
    for part in offer.parts.select_related("organ"):
        check_part_is_available(part)


def can_accept(offer: Offer, *, donor: Donor, rules: RuleProfile, by: StaffMember, at: datetime) -> bool:
    return allows(check_can_accept, offer, donor=donor, rules=rules, by=by, at=at)


def check_blood_group_typed(donor: Donor, typed: str) -> None:
    """Refuse an acceptance whose retyped blood group isn't the donor's."""
    if typed.strip().upper() != donor.blood_group:
        raise WrongBloodGroup(
            _(
                "“%(typed)s” is not the blood group recorded for donor %(donor)s. Stop: compare the source "
                "document with the record before you accept."
            )
            % {"typed": typed, "donor": donor.reference},
            field="blood_group",
        )


def ranked_row(offer: Offer) -> MatchCandidate | None:
    """Return the row of the run that the offer stands on; none for a candidate whom it doesn't rank."""
    return MatchCandidate.objects.filter(run=offer.run_id, registration=offer.registration_id).first()


def check_can_say_provisional_yes(offer: Offer, *, donor: Donor, by: StaffMember) -> None:
    """Refuse a provisional yes to what is closed, stands on other facts, or has one already."""
    check_can_answer(offer, by=by)
    check_run_holds(offer.run, donor)
    if offer.status == OfferStatus.PROVISIONAL:
        raise OfferRefused(_("A provisional yes to offer %(offer)s is recorded already.") % {"offer": offer})


def can_say_provisional_yes(offer: Offer, *, donor: Donor, by: StaffMember) -> bool:
    return allows(check_can_say_provisional_yes, offer, donor=donor, by=by)


# No


def can_decline(offer: Offer, *, by: StaffMember) -> bool:
    """An offer whose facts have changed may still be declined."""
    return allows(check_can_answer, offer, by=by)


def check_codes(code: RefusalCode, second_code: RefusalCode | None, text: str) -> None:
    """Refuse a decline without fitting codes, or without the text that one of them asks for."""
    codes = {"code": code} | ({"second_code": second_code} if second_code is not None else {})
    for field, each in codes.items():
        if each.is_bypass:
            raise OfferRefused(
                _("Code %(code)s is for bypasses, not for refusals.") % {"code": each.code}, field=field
            )
    if second_code is not None and second_code.pk == code.pk:
        raise OfferRefused(_("The second reason must differ from the first."), field="second_code")
    check_code_is_explained(codes.values(), text, field="text")


# Afterwards


def check_can_confirm_answer(offer: Offer, *, by: StaffMember) -> None:
    """Let only the person on whose behalf an answer was recorded confirm it, once."""
    if offer.answered_on_behalf_of_id is None:
        raise OfferRefused(_("Nobody answered this offer for someone else."))
    if offer.answered_on_behalf_of_id != by.pk:
        raise OfferRefused(
            _("The answer was recorded on behalf of %(person)s: only they can confirm it.")
            % {"person": offer.answered_on_behalf_of}
        )
    if offer.answer_confirmed_at is not None:
        raise OfferRefused(
            _("You confirmed this answer on %(time)s.") % {"time": format_time(offer.answer_confirmed_at)}
        )


def can_confirm_answer(offer: Offer, *, by: StaffMember) -> bool:
    return allows(check_can_confirm_answer, offer, by=by)
