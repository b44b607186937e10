"""The candidates of a file as the database has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from patients.imports.candidates import CandidateRow
from patients.models import (
    AntibodyScreening,
    CandidateCriteria,
    HlaTyping,
    PatientIdentity,
    Registration,
    UnacceptableAntigen,
)


@dataclass
class Known:
    """A candidate as the database has them."""

    registration: Registration
    identity: PatientIdentity | None = None
    antigens: tuple[str, ...] = ()
    unacceptable: dict[str, UnacceptableAntigen] = field(default_factory=dict)
    screening: AntibodyScreening | None = None
    criteria: CandidateCriteria | None = None

    @property
    def vpra(self) -> Decimal | None:
        return self.screening.vpra if self.screening else None


def find_known(rows: Iterable[CandidateRow], organ_kind: str) -> dict[str, Known]:
    """Find the candidates of these rows by their numbers: a query for each kind of fact."""
    found = Registration.objects.filter(
        organ_kind=organ_kind, external_id__in=[row.external_id for row in rows]
    ).select_related("patient", "programme__hospital", "kidney_profile")
    known = {row.external_id: Known(row) for row in found if row.external_id is not None}
    of_patient: dict[UUID, list[Known]] = defaultdict(list)
    for one in known.values():
        of_patient[one.registration.patient_id].append(one)
    _add_identities(of_patient)
    _add_immunology(of_patient)
    _add_criteria(known.values())
    return known


def _add_identities(of_patient: Mapping[UUID, list[Known]]) -> None:
    for identity in PatientIdentity.objects.filter(patient__in=list(of_patient), superseded_at__isnull=True):
        for one in of_patient[identity.patient_id]:
            one.identity = identity


def _add_immunology(of_patient: Mapping[UUID, list[Known]]) -> None:
    patients = list(of_patient)
    for typing in HlaTyping.objects.filter(patient__in=patients, is_current=True):
        for one in of_patient[typing.patient_id]:
            one.antigens = tuple(typing.antigens)
    for antigen in UnacceptableAntigen.objects.filter(patient__in=patients, removed_on__isnull=True):
        for one in of_patient[antigen.patient_id]:
            one.unacceptable[antigen.antigen] = antigen
    for screening in AntibodyScreening.objects.filter(patient__in=patients, is_current=True):
        for one in of_patient[screening.patient_id]:
            one.screening = screening


def _add_criteria(known: Iterable[Known]) -> None:
    of_registration = {one.registration.pk: one for one in known}
    rows = CandidateCriteria.objects.filter(registration__in=list(of_registration), valid_until__isnull=True)
    for row in rows:
        of_registration[row.registration_id].criteria = row
