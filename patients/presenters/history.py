"""The history of a patient: versions of the identity, and what was recorded."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.models import LISTED, Patient, PatientIdentity, StatusPeriod, UnacceptableAntigen
from patients.services.patients import Person
from transplant_site.interface.quantities import per_cent
from transplant_site.interface.timeline import Event
from transplant_site.interface.times import format_date

NAMES = {
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "birth_date": gettext_lazy("Birth date"),
    "national_number": gettext_lazy("National number"),
    "hospital_number": gettext_lazy("Number in the hospital"),
    "address": gettext_lazy("Address"),
    "telephone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
}


def identity_versions(patient: Patient) -> list[tuple[PatientIdentity, list[dict[str, Any]]]]:
    """List the versions of who the patient is, newest first, each with what it changed."""
    versions = list(patient.identities.select_related("recorded_by").order_by("-recorded_at", "-id"))
    changes = [_differences(before, after) for after, before in pairwise(versions)]
    return list(zip(versions, [*changes, []], strict=False))


def _differences(before: PatientIdentity, after: PatientIdentity) -> list[dict[str, Any]]:
    return [
        {"field": NAMES[name], "before": getattr(before, name), "after": getattr(after, name)}
        for name in Person.__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    ]


def history_of(patient: Patient) -> list[Event]:
    """List what was recorded about a patient besides identity, newest first."""
    events = [*_typings(patient), *_antibodies(patient), *_statuses(patient)]
    events.append(
        Event(patient.registered_at, _("Patient registered"), patient.registered_by, "person-plus", "success")
    )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _typings(patient: Patient) -> list[Event]:
    rows = patient.hla_typings.select_related("recorded_by", "on_behalf_of", "laboratory")
    return [
        Event(
            row.occurred_at,
            _("HLA typing: %s") % row,
            row.recorded_by,
            "fingerprint",
            "info",
            note="" if row.is_current else _("not the one matching uses"),
            recorded_at=row.recorded_at,
            on_behalf_of=row.on_behalf_of,
        )
        for row in rows
    ]


def _antibodies(patient: Patient) -> list[Event]:
    screenings = patient.antibody_screenings.select_related("recorded_by", "on_behalf_of")
    events = [
        Event(
            row.occurred_at,
            _("Antibody screening: vPRA %s %%") % per_cent(row.vpra)
            if row.vpra is not None
            else _("Antibody screening: vPRA not known"),
            row.recorded_by,
            "shield",
            "info",
            recorded_at=row.recorded_at,
            on_behalf_of=row.on_behalf_of,
        )
        for row in screenings
    ]
    grouped: dict[tuple[Any, ...], list[UnacceptableAntigen]] = {}
    for antigen in patient.unacceptable_antigens.select_related("recorded_by"):
        key = (antigen.listed_on, antigen.recorded_at, antigen.source, antigen.removed_on)
        grouped.setdefault(key, []).append(antigen)
    for (listed_on, recorded_at, _source, removed_on), antigens in grouped.items():
        names = " ".join(sorted(antigen.antigen for antigen in antigens))
        note = _("until %s") % format_date(removed_on) if removed_on else ""
        events.append(
            Event(
                recorded_at,
                _("Listed as unacceptable from %(day)s: %(antigens)s (%(source)s)")
                % {
                    "day": format_date(listed_on),
                    "antigens": names,
                    "source": antigens[0].get_source_display(),
                },
                antigens[0].recorded_by,
                "slash-circle",
                "warning",
                note=note,
            )
        )
    return events


def _statuses(patient: Patient) -> list[Event]:
    periods = StatusPeriod.objects.filter(registration__patient=patient).select_related(
        "registration__programme__hospital", "recorded_by"
    )
    return [
        Event(
            period.started_at,
            _("%(programme)s, %(registration)s: %(status)s")
            % {
                "programme": period.registration.programme,
                "registration": period.registration.reference,
                "status": period.get_status_display(),
            },
            period.recorded_by,
            "hourglass",
            "primary" if period.status in LISTED else "neutral",
            note=period.reason,
            recorded_at=period.recorded_at,
        )
        for period in periods
    ]
