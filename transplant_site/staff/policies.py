"""What kind of place a programme, an agreement or a membership needs. The database holds to it as well."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from transplant_site.access.roles import Role
from transplant_site.audit import Refusal
from transplant_site.staff.models import Hospital, StaffMember


class StaffRefused(Refusal):
    """A hospital, a programme or a person can't be recorded like this."""


KIND_FOR_ROLE = {
    Role.COORDINATOR: "is_procurement_organisation",
    Role.CLINICIAN: "is_transplant_centre",
    Role.LABORATORY: "is_laboratory",
}

NO_SUCH_PLACE = {
    "is_transplant_centre": gettext_lazy("%(hospital)s is not a transplant centre."),
    "is_laboratory": gettext_lazy("%(hospital)s is not a laboratory."),
    "is_procurement_organisation": gettext_lazy("%(hospital)s is not a procurement organisation."),
}


def check_is_of_kind(hospital: Hospital, kind: str) -> None:
    if not getattr(hospital, kind):
        raise StaffRefused(NO_SUCH_PLACE[kind] % {"hospital": hospital})


def check_can_have_programme(hospital: Hospital) -> None:
    check_is_of_kind(hospital, "is_transplant_centre")


def check_can_be_laboratory_of(laboratory: Hospital, hospital: Hospital) -> None:
    check_is_of_kind(laboratory, "is_laboratory")


def check_can_work_at(hospital: Hospital | None, role: str) -> None:
    """Coordinators work at a procurement organisation, clinicians at a centre, laboratory staff at theirs."""
    kind = KIND_FOR_ROLE.get(Role(role))
    if hospital is not None and kind is not None:
        check_is_of_kind(hospital, kind)


def check_can_be_told_of_offers(people: Iterable[StaffMember], hospital: Hospital, *, on: date) -> None:
    """Offers speak of patients: only clinicians of the centre are told of them."""
    there = hospital.memberships.valid_on(on).filter(role=Role.CLINICIAN)
    known = set(there.values_list("staff_member", flat=True))
    strangers = [person.display_name for person in people if person.pk not in known]
    if strangers:
        raise StaffRefused(
            _("Not a clinician of %(hospital)s today: %(people)s.")
            % {"hospital": hospital, "people": ", ".join(strangers)}
        )


def check_kinds_are_free(hospital: Hospital, *, on: date) -> None:
    """A hospital stays what its open programmes, agreements and memberships need it to be."""
    if not hospital.is_transplant_centre and hospital.programmes.not_closed_on(on).exists():
        raise StaffRefused(_("Programmes of this hospital are open: close them first."))
    if not hospital.is_laboratory and hospital.served_agreements.not_ended_on(on).exists():
        raise StaffRefused(_("This laboratory works for hospitals: end the agreements first."))
    for role, kind in KIND_FOR_ROLE.items():
        if not getattr(hospital, kind) and hospital.memberships.not_ended_on(on).filter(role=role).exists():
            raise StaffRefused(
                _("People have the role %(role)s at this hospital: end their memberships first.")
                % {"role": role.definition.display_name}
            )
