"""What is known of the crossmatch of a donor and candidates whom no run ranks, as donor and candidates stand.

A ranked row keeps its own virtual crossmatch, as the run found it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from organs.models import CrossmatchAssessment, Donor
from patients.hla import Antigen, Typing, UnacceptableAntigens, Verdict, crossmatch
from patients.hla.nomenclature import ANTIGENS
from patients.models import AntibodyScreening, Registration, UnacceptableAntigen
from transplant_site.records.vocabulary import CrossmatchVerdict

VERDICTS = {
    Verdict.NEGATIVE.value: CrossmatchVerdict.NEGATIVE,
    Verdict.POSITIVE.value: CrossmatchVerdict.POSITIVE,
    Verdict.CANNOT_BE_EXCLUDED.value: CrossmatchVerdict.CANNOT_BE_EXCLUDED,
}
"""What is stored for what the computation says."""


@dataclass(frozen=True, slots=True)
class Known:
    """The virtual crossmatch with its grounds, and the laboratory's word if one still counts."""

    virtual: str
    reason: str
    word: str | None = None

    @property
    def verdict(self) -> str:
        return decide(self.virtual, self.word)

    @property
    def is_positive(self) -> bool:
        return self.verdict == CrossmatchVerdict.POSITIVE

    @property
    def waits_for_laboratory(self) -> bool:
        return self.verdict == CrossmatchVerdict.CANNOT_BE_EXCLUDED


def decide(virtual: str, word: str | None) -> str:
    """Give what counts: any positive, else the virtual one; where it can't exclude, the laboratory's word."""
    if CrossmatchVerdict.POSITIVE in (virtual, word):
        return CrossmatchVerdict.POSITIVE
    if virtual == CrossmatchVerdict.CANNOT_BE_EXCLUDED:
        return word or CrossmatchVerdict.CANNOT_BE_EXCLUDED
    return virtual


def crossmatches_of(donor: Donor, registrations: Collection[Registration], *, on: date) -> dict[UUID, Known]:
    """Judge each candidate against the donor, in as many queries for many candidates as for one."""
    if not registrations:
        return {}
    typing = donor.hla_typings.filter(is_current=True).first()
    donor_hla = Typing.read(" ".join(typing.antigens)) if typing else None
    patients = {registration.patient_id for registration in registrations}
    unacceptable = _unacceptable(patients)
    current = _screenings_are_current(patients, on)
    words = _words(donor, registrations)
    found = {}
    for registration in registrations:
        patient = registration.patient_id
        virtual, reason = _judge(donor_hla, unacceptable.get(patient, ()), current.get(patient))
        found[registration.pk] = Known(virtual, reason, words.get(registration.pk))
    return found


def crossmatch_of(donor: Donor, registration: Registration, *, on: date) -> Known:
    """Judge one candidate against the donor."""
    return crossmatches_of(donor, [registration], on=on)[registration.pk]


def _judge(
    donor_hla: Typing | None, unacceptable: Iterable[Antigen], is_current: bool | None
) -> tuple[str, str]:
    """Give verdict and grounds; `is_current` of None: there is no screening."""
    if donor_hla is None:
        return CrossmatchVerdict.CANNOT_BE_EXCLUDED, _("The donor is not typed.")
    found = crossmatch(
        UnacceptableAntigens.of(unacceptable), donor_hla, screening_is_current=is_current is not False
    )
    if is_current is None and found.verdict != Verdict.POSITIVE:
        reasons = (*found.reasons, _("There is no antibody screening of the candidate."))
        return CrossmatchVerdict.CANNOT_BE_EXCLUDED, " ".join(reasons)
    return VERDICTS[found.verdict], " ".join(found.reasons)


def _unacceptable(patients: Collection[UUID]) -> dict[UUID, list[Antigen]]:
    listed: dict[UUID, list[Antigen]] = defaultdict(list)
    rows = UnacceptableAntigen.objects.filter(patient__in=patients, removed_on__isnull=True).order_by(
        "antigen"
    )
    for patient, antigen in rows.values_list("patient_id", "antigen"):
        listed[patient].append(ANTIGENS[antigen])
    return listed


def _screenings_are_current(patients: Collection[UUID], on: date) -> dict[UUID, bool]:
    rows = AntibodyScreening.objects.filter(patient__in=patients, is_current=True)
    return {
        patient: is_valid and not AntibodyScreening.ends_by(on, end)
        for patient, is_valid, end in rows.values_list("patient_id", "is_valid", "valid_until")
    }


def _words(donor: Donor, registrations: Collection[Registration]) -> dict[UUID, str]:
    words = (
        CrossmatchAssessment.objects.still_true()
        .filter(donor=donor, registration__in=[registration.pk for registration in registrations])
        .order_by("recorded_at", "id")
    )
    return dict(words.values_list("registration_id", "verdict"))
