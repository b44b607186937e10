"""Unacceptable antigens and screenings, and the active status that follows from a screening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from patients.hla import Typing, UnacceptableAntigens
from patients.models import RegistrationStatus, UnacceptableAntigen
from patients.policies.refusals import PatientsRefusal
from patients.policies.times import check_day_has_come
from transplant_site.interface.times import format_date

IMMUNISATION = (RegistrationStatus.T, RegistrationStatus.I, RegistrationStatus.HI)
"""The active statuses that follow from the share of incompatible donors, lowest first."""

HIGHLY_IMMUNISED_FROM = 85
IMMUNISED_FROM = 6


class ImmunologyRefused(PatientsRefusal):
    """A typing, an unacceptable antigen or a screening can't be recorded like this."""


def check_can_list_unacceptable(
    wanted: UnacceptableAntigens, *, own: Typing | None, already_listed: Iterable[str]
) -> None:
    """Refuse an empty list, the patient's own antigens, and what is listed already."""
    if not wanted:
        raise ImmunologyRefused(_("List at least one antigen."), field="antigens", code="nothing_listed")
    if own is not None and wanted.mask & own.mask:
        names = UnacceptableAntigens(wanted.mask & own.mask).canonical
        raise ImmunologyRefused(
            _("%(antigens)s: the patient's own. Nobody makes antibodies against their own antigens.")
            % {"antigens": names},
            field="antigens",
            code="own_antigen",
        )
    listed = set(already_listed)
    double = [antigen.name for antigen in wanted.antigens if antigen.name in listed]
    if double:
        raise ImmunologyRefused(
            _("%(antigens)s: listed as unacceptable already.") % {"antigens": " ".join(double)},
            field="antigens",
            code="listed_already",
        )


def check_can_remove_unacceptable(
    antigens: Sequence[UnacceptableAntigen], *, removed_on: date, at: datetime
) -> None:
    """Refuse to remove none, on a day to come or before the listing, and what was removed already."""
    if not antigens:
        raise ImmunologyRefused(_("Choose at least one antigen."), field="antigens", code="nothing_chosen")
    check_day_has_come(removed_on, at=at, refused=ImmunologyRefused, field="removed_on")
    for row in antigens:
        if row.removed_on is not None:
            raise ImmunologyRefused(
                _("%(antigen)s was removed on %(day)s already.")
                % {"antigen": row.antigen, "day": format_date(row.removed_on)},
                field="antigens",
                code="removed_already",
            )
        if removed_on < row.listed_on:
            raise ImmunologyRefused(
                _("%(antigen)s was listed on %(day)s: it can't have been removed before.")
                % {"antigen": row.antigen, "day": format_date(row.listed_on)},
                field="removed_on",
                code="before_listing",
            )


def check_can_record_screening(*, vpra: Decimal | None, sampled_on: date, valid_until: date | None) -> None:
    """Refuse a share that isn't one, and a validity that ends before the sample was taken."""
    if vpra is not None and not 0 <= vpra <= 1:
        raise ImmunologyRefused(_("vPRA is between 0 and 100 %."), field="vpra", code="not_a_share")
    if valid_until is not None and valid_until <= sampled_on:
        raise ImmunologyRefused(
            _("The screening would be out of date before the sample was taken."),
            field="valid_until",
            code="ends_before_it_starts",
        )


def immunisation_status(vpra: Decimal | None) -> RegistrationStatus:
    """The active status that follows from vPRA in whole per cent: HI from 85, I from 6, else T.

    Source: ENIS user manual. Without a screening it is T, and kidney allocation leaves the patient out.
    """
    per_cent = (vpra or Decimal(0)) * 100
    whole = int(per_cent.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if whole >= HIGHLY_IMMUNISED_FROM:
        return RegistrationStatus.HI
    return RegistrationStatus.I if whole >= IMMUNISED_FROM else RegistrationStatus.T
