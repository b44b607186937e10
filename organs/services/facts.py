"""The donor's facts: how an offer shows them, and what follows when one that allocation uses changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Exists, OuterRef

from organs.models import Donor, MatchCandidate, MatchExclusion, MatchRun
from organs.models.donors import OPEN_DONORS
from organs.models.matching import HANDLE_FIRST
from organs.policies.donors import is_abo_confirmed, valid_samples
from organs.signals import allocation_stopped, donor_facts_changed, runs_invalidated
from patients.hla import Typing
from patients.models import Registration
from patients.signals import Fact
from transplant_site.staff.models import StaffMember

FORM = "donor-facts/1"


def donor_facts(donor: Donor) -> dict[str, Any]:
    """Give what an offer shows of a donor as plain values, without who the donor is.

    An offer keeps the result as it was when sent and when answered, so codes are kept beside words:
    what a code is called may change, what was shown may not.
    """
    return {
        "form": FORM,
        "facts_version": donor.facts_version,
        "reference": donor.reference,
        "kind": _choice(donor, "kind"),
        "age_years": donor.age_years,
        "sex": _choice(donor, "sex"),
        "blood_group": donor.blood_group,
        "blood_subgroup": donor.blood_subgroup,
        "rhesus": _choice(donor, "rhesus"),
        "abo": _abo(donor),
        "height_cm": donor.height_cm,
        "weight_kg": str(donor.weight_kg) if donor.weight_kg is not None else None,
        "cause_of_death": donor.cause_of_death,
        "hospital": {
            "code": donor.hospital.code,
            "name": donor.hospital.name,
            "country": str(donor.hospital.country),
            "region": donor.hospital.region,
        },
        "procurement_organisation": {
            "code": donor.procurement_organisation.code,
            "name": donor.procurement_organisation.name,
            "telephone": donor.procurement_organisation.telephone,
        },
        "death_declaration": _death(donor),
        "hla": _hla(donor),
        "tests": [
            {
                "marker": _choice(test, "marker"),
                "result": _choice(test, "result"),
                "is_haemodiluted": test.is_haemodiluted,
                "sampled_at": _moment(test.occurred_at),
            }
            for test in donor.tests.filter(is_current=True).order_by("marker")
        ],
        "findings": [
            {"kind": _choice(finding, "kind"), "text": finding.text, "at": _moment(finding.occurred_at)}
            for finding in donor.findings.order_by("kind", "occurred_at", "id")
        ],
        "assessments": [
            {
                "organ_kind": _choice(assessment, "organ_kind"),
                "quality": _choice(assessment, "quality"),
                "text": assessment.text,
                "at": _moment(assessment.occurred_at),
            }
            for assessment in donor.organ_assessments.order_by("organ_kind", "occurred_at", "id")
        ],
        "consents": [
            {
                "organ_kind": _choice(consent, "organ_kind"),
                "purpose": _choice(consent, "purpose"),
                "is_given": consent.is_given,
                "ground": _choice(consent, "ground"),
            }
            for consent in donor.consents.filter(is_withdrawn=False).order_by("organ_kind", "purpose")
        ],
        "organs": [
            {
                "reference": organ.reference,
                "kind": _choice(organ, "kind"),
                "side": _choice(organ, "side"),
                "cross_clamp_at": _moment(organ.cross_clamp_at),
                "cold_perfusion_at": _moment(organ.cold_perfusion_at),
                "recovered_at": _moment(organ.recovered_at),
            }
            for organ in donor.organs.order_by("kind", "side")
        ],
    }


def facts_shown(facts: Mapping[str, Any], *, organ_kind: str) -> dict[str, Any]:
    """Give what pages show of the facts to those who are offered an organ of this kind."""
    shown = {name: value for name, value in facts.items() if name not in _NOT_SHOWN}
    for name, kind in _OF_ONE_ORGAN.items():
        shown[name] = [each for each in facts[name] if each[kind]["code"] == organ_kind]
    return shown


def facts_digest(facts: Mapping[str, Any], *, organ_kind: str) -> str:
    """Give the digest of what is shown, in whichever language its words are."""
    plain = orjson.dumps(
        _without_words(facts_shown(facts, organ_kind=organ_kind)), option=orjson.OPT_SORT_KEYS
    )
    return hashlib.sha256(plain).hexdigest()


_NOT_SHOWN = frozenset({"form", "facts_version", "hospital", "procurement_organisation"})
_OF_ONE_ORGAN = {"organs": "kind", "assessments": "organ_kind", "consents": "organ_kind"}


def _without_words(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_words(each) for key, each in value.items() if key not in _WORDS}
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    return value


_WORDS = frozenset({"label", "report", "samples"})
"""What only puts into other words what stands beside it."""


def change_matching_facts(donor: Donor, *, because: str, by: StaffMember, at: datetime) -> list[MatchRun]:
    """Count a change of what allocation depends on, make the donor's open runs invalid and announce it.

    The donor's row must be locked. Called inside the action that changes the fact.
    """
    donor.facts_version += 1
    donor.save(update_fields=["facts_version"])
    runs = invalidate_runs(donor.match_runs.filter(invalidated_at__isnull=True), because=because, at=at)
    donor_facts_changed.send(sender=Donor, donor=donor, because=because, by=by, at=at)
    return runs


def stop_allocation(
    donor: Donor, *, organ_kinds: Collection[str], because: str, by: StaffMember | None, at: datetime
) -> list[MatchRun]:
    """Make the open runs for these organs invalid, and announce that they aren't allocated any more.

    The donor's row must be locked. Called inside the action that stops the allocation.
    """
    open_runs = donor.match_runs.filter(organ_kind__in=organ_kinds, invalidated_at__isnull=True)
    runs = invalidate_runs(open_runs, because=because, at=at)
    allocation_stopped.send(sender=Donor, donor=donor, organ_kinds=organ_kinds, because=because, by=by, at=at)
    return runs


def change_candidate_facts(
    *,
    patient_ids: Collection[UUID],
    facts: Collection[Fact],
    because: str,
    by: StaffMember | None,
    at: datetime,
) -> list[MatchRun]:
    """Make the open runs invalid that rank these patients, or left them out for what is no longer true."""
    registrations = Registration.objects.filter(patient__in=patient_ids)
    steps = [step for fact, steps in _REVISITED_STEPS.items() if fact in facts for step in steps]
    concerned = MatchRun.objects.filter(
        Exists(MatchCandidate.objects.filter(run=OuterRef("pk"), registration__in=registrations))
        | Exists(
            MatchExclusion.objects.filter(run=OuterRef("pk"), registration__in=registrations, step__in=steps)
        ),
        invalidated_at__isnull=True,
        donor__status__in=sorted(OPEN_DONORS),
    )
    runs = invalidate_runs(concerned.select_for_update(), because=because, at=at)
    if runs:
        runs_invalidated.send(
            sender=MatchRun, runs=runs, patient_ids=patient_ids, because=because, by=by, at=at
        )
    return runs


_REVISITED_STEPS = {
    Fact.BLOOD_GROUP: ("abo_not_identical", *HANDLE_FIRST),
    Fact.HLA: ("data_incomplete", *HANDLE_FIRST),
    Fact.UNACCEPTABLE_ANTIGENS: HANDLE_FIRST,
}
"""A change of this fact may put a candidate on the list whom the step left out, or alter what was shown."""


def invalidate_runs(runs: Iterable[MatchRun], *, because: str, at: datetime) -> list[MatchRun]:
    """Make runs invalid, each saying why."""
    invalidated = list(runs)
    for run in invalidated:
        run.invalidated_at = at
        run.invalidated_because = because[:200]
        run.save(update_fields=["invalidated_at", "invalidated_because"])
    return invalidated


def _abo(donor: Donor) -> dict[str, Any]:
    samples = list(donor.abo_samples.all())
    return {
        "samples": len(valid_samples(samples)),
        "is_confirmed": is_abo_confirmed(donor, samples),
    }


def _death(donor: Donor) -> dict[str, Any] | None:
    declaration = getattr(donor, "death_declaration", None)
    if declaration is None:
        return None
    return {"at": _moment(declaration.occurred_at), "method": _choice(declaration, "method")}


def _hla(donor: Donor) -> dict[str, Any] | None:
    typing = donor.hla_typings.filter(is_current=True).first()
    if typing is None:
        return None
    return {
        "antigens": typing.antigens,
        "report": Typing.read(" ".join(typing.antigens)).report,
        "method": _choice(typing, "method"),
        "typed_at": _moment(typing.occurred_at),
    }


def _choice(instance: Any, field: str) -> dict[str, str]:
    return {"code": getattr(instance, field), "label": str(getattr(instance, f"get_{field}_display")())}


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
