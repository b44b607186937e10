"""Donors are registered, corrected, and taken through their life cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from organs.models import Donor, DonorHlaTyping, DonorIdentity, DonorStatus, DonorStatusChange
from organs.policies.donors import DonorRefused, check_can_correct_identity, check_can_move, check_not_changed
from organs.policies.reading import OPENED_FOR
from organs.services.facts import change_matching_facts, stop_allocation
from patients.models import HlaMethod
from transplant_site.audit import Kind, action, record
from transplant_site.records.constraints import refused_as
from transplant_site.records.vocabulary import OrganKind, RhesusFactor, Sex
from transplant_site.staff.models import Hospital, StaffMember

MATCHING_FIELDS = frozenset(
    {"kind", "age_years", "blood_group", "blood_subgroup", "weight_kg", "height_cm", "esp_office"}
)
"""What allocation looks at: a change of one of these makes the donor's open runs invalid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who a donor is; all of it may be unknown."""

    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    national_number: str = ""
    hospital_number: str = ""

    @classmethod
    def of(cls, version: DonorIdentity | None) -> Identity:
        return cls(**{each.name: getattr(version, each.name) for each in fields(cls)}) if version else cls()

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Characteristics:
    """What a donor is like, as far as it stands in the donor's own record."""

    kind: str
    age_years: int
    blood_group: str
    blood_subgroup: str = ""
    rhesus: str = RhesusFactor.UNKNOWN
    sex: str = Sex.UNKNOWN
    height_cm: int | None = None
    weight_kg: Decimal | None = None
    cause_of_death: str = ""
    esp_office: str = ""

    @classmethod
    def of(cls, donor: Donor) -> Characteristics:
        return cls(**{each.name: getattr(donor, each.name) for each in fields(cls)})


@dataclass(frozen=True, kw_only=True, slots=True)
class NewDonor:
    """All that a registration needs."""

    hospital: Hospital
    procurement_organisation: Hospital
    characteristics: Characteristics
    identity: Identity = field(default_factory=Identity)
    antigens: Sequence[str] = ()
    typed_at: datetime | None = None
    external_id: str | None = None
    external_organ_kind: str = ""
    match_at: datetime | None = None


def register_donor(*, donor: NewDonor, by: StaffMember, at: datetime) -> Donor:
    """Put a donor on record."""
    return register_donors(donors=[donor], by=by, at=at)[0]


@action("organs.donor.registered")
def register_donors(*, donors: Sequence[NewDonor], by: StaffMember | None, at: datetime) -> list[Donor]:
    """Put donors on record, with who they are and their HLA typing as far as known."""
    for new in donors:
        _check_places(new)
    made = [_donor(new, by=by) for new in donors]
    with refused_as(DonorRefused):
        # The references are made by the database: bulk_create reads them back.
        Donor.objects.bulk_create(made)
        DonorStatusChange.objects.bulk_create(
            DonorStatusChange(donor=donor, to_status=DonorStatus.REGISTERED, occurred_at=at, by=by)
            for donor in made
        )
        DonorIdentity.objects.bulk_create(
            _identity(new.identity, donor=donor, by=by)
            for new, donor in zip(donors, made, strict=True)
            if not new.identity.is_empty
        )
        DonorHlaTyping.objects.bulk_create(
            DonorHlaTyping(
                donor=donor,
                antigens=list(new.antigens),
                method=HlaMethod.UNKNOWN,
                occurred_at=new.typed_at or at,
                recorded_by=by,
            )
            for new, donor in zip(donors, made, strict=True)
            if new.antigens
        )
    return made


@action("organs.donor.corrected")
def correct_donor(
    *,
    donor: Donor,
    characteristics: Characteristics,
    by: StaffMember,
    at: datetime,
    reason: str,
    seen: Characteristics | None = None,
) -> Donor:
    """Give the donor's record other values; `seen` are those its reader saw when deciding so."""
    donor = lock(donor)
    present = Characteristics.of(donor)
    changed_meanwhile = _differing(seen, present) if seen is not None else []
    check_not_changed([_label(name) for name in changed_meanwhile], donor=donor)
    changed = _differing(present, characteristics)
    if not changed:
        return donor
    for name in changed:
        setattr(donor, name, getattr(characteristics, name))
    donor.corrected_at, donor.corrected_by = at, by
    with refused_as(DonorRefused):
        donor.save(update_fields=[*changed, "corrected_at", "corrected_by"])
    if concerning := sorted(MATCHING_FIELDS.intersection(changed)):
        names = ", ".join(_label(name) for name in concerning)
        change_matching_facts(
            donor,
            because=_("The donor's record was corrected: %(fields)s.") % {"fields": names},
            by=by,
            at=at,
        )
    return donor


@action("organs.donor.identity_corrected")
def correct_identity(
    *, donor: Donor, identity: Identity, replaces: UUID | None, by: StaffMember, at: datetime
) -> DonorIdentity:
    """Add a version of who the donor is; the earlier ones stay.

    `replaces` is the version that was looked at, None when there was none.
    """
    donor = lock(donor)
    present = donor.identities.filter(superseded_at__isnull=True).select_related("recorded_by").first()
    check_can_correct_identity(donor, present, replaces=replaces)
    if identity == Identity.of(present):
        raise DonorRefused(_("Nothing was changed."), code="unchanged")
    donor.identities.filter(superseded_at__isnull=True).update(superseded_at=at)
    version = _identity(identity, donor=donor, by=by)
    version.save()
    return version


@action("organs.donor.status_changed")
def move_donor(
    *, donor: Donor, to: DonorStatus, by: StaffMember | None, at: datetime, reason: str = ""
) -> Donor:
    """Take the donor to another status; one that doesn't proceed ends its open runs and offers."""
    donor = lock(donor)
    check_can_move(donor, to, reason=reason)
    before = donor.status
    donor.status = to
    donor.save(update_fields=["status"])
    DonorStatusChange.objects.create(
        donor=donor, from_status=before, to_status=to, occurred_at=at, by=by, reason=reason
    )
    if to == DonorStatus.NOT_PROCEEDING:
        because = _("The donation doesn't proceed: %(reason)s") % {"reason": reason}
        stop_allocation(donor, organ_kinds=OrganKind.values, because=because, by=by, at=at)
    return donor


@action("organs.donor.opened_for_reason")
def open_record(*, donor: Donor, reason: str, by: StaffMember, at: datetime) -> datetime:
    """Write into the log why a donor is read whose routine access has ended; return until when it may be."""
    if not reason.strip():
        raise DonorRefused(_("Say why you read this donor."))
    until = at + OPENED_FOR
    record(
        Kind.BREAK_GLASS, objects=[(donor._meta.label_lower, donor.pk)], details={"until": until.isoformat()}
    )
    return until


def lock(donor: Donor) -> Donor:
    """Read the donor anew, and let nobody else change it or start a run until the action ends.

    Rows that refer to the donor may still be added by others: who adds one holds another lock by then.
    """
    return (
        Donor.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hospital", "procurement_organisation", "corrected_by")
        .get(pk=donor.pk)
    )


def _check_places(new: NewDonor) -> None:
    if not new.procurement_organisation.is_procurement_organisation:
        raise DonorRefused(
            _("%(hospital)s is not a procurement organisation.") % {"hospital": new.procurement_organisation}
        )
    if not new.hospital.is_donor_hospital:
        raise DonorRefused(_("%(hospital)s is not a donor hospital.") % {"hospital": new.hospital})


def _donor(new: NewDonor, *, by: StaffMember | None) -> Donor:
    values = {each.name: getattr(new.characteristics, each.name) for each in fields(Characteristics)}
    return Donor(
        hospital=new.hospital,
        procurement_organisation=new.procurement_organisation,
        external_id=new.external_id,
        external_organ_kind=new.external_organ_kind,
        match_at=new.match_at,
        registered_by=by,
        **values,
    )


def _identity(identity: Identity, *, donor: Donor, by: StaffMember | None) -> DonorIdentity:
    values = {each.name: getattr(identity, each.name) for each in fields(Identity)}
    return DonorIdentity(donor=donor, recorded_by=by, **values)


def _differing(one: Characteristics, other: Characteristics) -> list[str]:
    return [
        each.name for each in fields(Characteristics) if getattr(one, each.name) != getattr(other, each.name)
    ]


def _label(name: str) -> str:
    return str(Donor._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # these fields have one
