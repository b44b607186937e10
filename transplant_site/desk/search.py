"""One field that finds everything the person reaches: by reference, name, number or title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging import reach as messaging_reach
from organs import reach as organs_reach
from patients import reach as patients_reach
from patients.models import Patient, PatientIdentity
from transplant_site.desk import records
from transplant_site.staff.models import StaffMember
from transport import reach as transport_reach

SHORTEST = 2
AT_MOST = 20


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `is_more` when there is more than is shown."""

    label: str
    icon: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, reference, and what else tells it apart."""
    is_more: bool = False
    patients: list[Patient] = field(default_factory=list)


def by_reference(staff: StaffMember, text: str) -> Any:
    """Return the record that carries exactly this reference, if the person reaches it."""
    reference = text.strip().upper()
    reached = records.within(staff, reference)
    return None if reached is None else reached.filter(reference=reference).first()


def by_text(staff: StaffMember, text: str) -> list[Found]:
    """Return what fits the text, kind by kind, each bounded."""
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    return [found for found in _searches(staff, text) if found.rows]


def _searches(staff: StaffMember, text: str) -> Iterator[Found]:
    yield _patients(staff, text)
    like = Q(reference__istartswith=text)
    donors = organs_reach.donors(staff).filter(like | Q(external_id=text))
    yield _found(_("Donors"), "heart-pulse", donors, lambda one: str(one.get_kind_display()))
    yield _found(_("Organs"), "box2-heart", organs_reach.organs(staff).filter(like), lambda one: one.label)
    yield _found(_("Offers"), "envelope", organs_reach.offers(staff).filter(like), _status)
    yield _found(_("Shipments"), "truck", transport_reach.shipments(staff).filter(like), _status)
    yield _found(
        _("Conversations"),
        "chat-left-text",
        messaging_reach.conversations(staff).filter(like | Q(title__icontains=text)),
        lambda one: one.title,
    )


def _patients(staff: StaffMember, text: str) -> Found:
    """Find patients by the words of their name, their numbers, or their reference."""
    present = PatientIdentity.objects.filter(superseded_at__isnull=True)
    for word in text.split()[:4]:
        present = present.filter(Q(family_name__istartswith=word) | Q(given_name__istartswith=word))
    by_number = PatientIdentity.objects.filter(superseded_at__isnull=True).filter(
        Q(hospital_number=text) | Q(national_number=text)
    )
    patients = (
        patients_reach.patients(staff)
        .filter(
            Q(pk__in=present.values("patient"))
            | Q(pk__in=by_number.values("patient"))
            | Q(reference__istartswith=text)
            | Q(registrations__external_id=text)
        )
        .distinct()
        .with_identity()
    )
    rows = list(patients.order_by("-registered_at", "-id")[: AT_MOST + 1])
    return Found(
        label=_("Patients"),
        icon="people",
        rows=[
            (
                one.get_absolute_url(),
                one.reference,
                one.identity.full_name if one.identity else _("Identity erased"),
            )
            for one in rows[:AT_MOST]
        ],
        is_more=len(rows) > AT_MOST,
        patients=rows[:AT_MOST],
    )


def _status(one: Any) -> str:
    return str(one.get_status_display())


def _found(label: str, icon: str, queryset: QuerySet[Any], describe: Callable[[Any], str]) -> Found:
    rows = list(queryset[: AT_MOST + 1])
    return Found(
        label=label,
        icon=icon,
        rows=[(one.get_absolute_url(), one.reference, describe(one)) for one in rows[:AT_MOST]],
        is_more=len(rows) > AT_MOST,
    )
