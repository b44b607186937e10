"""What the policies for heart, lung, pancreas and intestine look at, read from PostgreSQL.

A fixed number of queries, however many candidates there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Least

from organs.allocation.distance import Place, nautical_miles
from organs.allocation.donor import OrganDonor
from organs.allocation.heart import OWN_COLUMNS as HEART_COLUMNS
from organs.allocation.heart.status import NOTHING, Stated, present_status
from organs.allocation.lung import OWN_COLUMNS as LUNG_COLUMNS
from organs.allocation.organ import Kinds, OrganCandidates, OrganInputs
from organs.models import Donor
from organs.services.matching.kidney_inputs import (
    ReadInputs,
    country_name,
    facts_of,
    following_others,
    numbered_criteria,
    taking_others,
    unacceptable_by_patient,
)
from patients.models import LISTED, AntibodyScreening, HeartStatus, LungScore, Registration, StatusPeriod
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind

Rows = Sequence[dict[str, Any]]
Own = Callable[[Donor, Rows, datetime], dict[str, list[Any]]]

_FACTS = (
    "pk",
    "external_id",
    "reference",
    "listing_order",
    "patient_id",
    "patient__blood_group",
    "programme_id",
    "programme__hospital__country",
    "programme__hospital__code",
    "programme__hospital__latitude",
    "programme__hospital__longitude",
    "status",
    "registered_on",
    "typing__antigens",
    "screening__pk",
    "screening__is_valid",
    "screening__valid_until",
)


def read_organ_inputs(donor: Donor, *, at: datetime, organ_kind: str) -> ReadInputs:
    """Read the donor and every open registration for the organ, as they stand.

    `at` is the moment of the match: times, statuses, scores, criteria and screenings are of that moment.
    """
    kinds, own = _OWN[organ_kind]
    day = day_of(at)
    rows = list(_registrations(organ_kind).values(*_FACTS))
    registrations = [str(row["pk"]) for row in rows]
    criteria, of_programme, of_candidate = numbered_criteria(
        registrations, [str(row["programme_id"]) for row in rows], day
    )
    waited = _waited(organ_kind, at)
    following, taking = following_others(day), taking_others(day)
    unacceptable = unacceptable_by_patient(organ_kind)
    candidates = OrganCandidates.from_columns(
        kinds,
        candidate_id=[row["external_id"] or row["reference"] for row in rows],
        registration=[row["listing_order"] for row in rows],
        blood_group=[row["patient__blood_group"] for row in rows],
        country=[country_name(str(row["programme__hospital__country"])) for row in rows],
        centre=[row["programme__hospital__code"] for row in rows],
        urgency=[row["status"] for row in rows],
        listing_date=[row["registered_on"] for row in rows],
        waiting_seconds=[waited.get(pk, 0) for pk in registrations],
        takes_with=[taking.get(pk, "") for pk in registrations],
        goes_with=[following.get(pk, "") for pk in registrations],
        hla=[" ".join(row["typing__antigens"] or ()) for row in rows],
        unacceptable=[unacceptable.get(str(row["patient_id"]), "") for row in rows],
        screening_is_current=[_is_screened(row, day) for row in rows],
        criteria=criteria,
        programme_criteria=of_programme,
        own_criteria=of_candidate,
        **own(donor, rows, at),
    )
    inputs = OrganInputs(donor=OrganDonor(**facts_of(donor)), candidates=candidates, at=at, day=day)
    return ReadInputs(inputs=inputs, registrations=registrations)


def _registrations(organ_kind: str) -> Any:
    return (
        Registration.objects.open()
        .for_organ(organ_kind)
        .annotate(
            typing=FilteredRelation(
                "patient__hla_typings", condition=Q(patient__hla_typings__is_current=True)
            ),
            screening=FilteredRelation(
                "patient__antibody_screenings", condition=Q(patient__antibody_screenings__is_current=True)
            ),
        )
        .order_by("listing_order")
    )


def _is_screened(row: Mapping[str, Any], day: date) -> bool:
    """Whether there is a screening for antibodies that is valid and not out of date."""
    until = row["screening__valid_until"]
    return bool(row["screening__is_valid"]) and not AntibodyScreening.ends_by(day, until)


def _waited(organ_kind: str, at: datetime) -> dict[str, int]:
    """The seconds that each registration has taken part in matching."""
    moment = Value(at, output_field=DateTimeField())
    spent = ExpressionWrapper(
        Least(Coalesce("ended_at", moment), moment) - F("started_at"), output_field=DurationField()
    )
    periods = StatusPeriod.objects.filter(
        registration__organ_kind=organ_kind,
        registration__closed_at__isnull=True,
        status__in=sorted(LISTED),
        started_at__lt=at,
    )
    sums: Iterable[tuple[UUID, timedelta]] = (
        periods.order_by()
        .values("registration")
        .annotate(spent=Sum(spent))
        .values_list("registration", "spent")
    )
    return {str(registration): int(spent.total_seconds()) for registration, spent in sums}


# What one organ's policy alone looks at


def _of_heart(donor: Donor, rows: Rows, at: datetime) -> dict[str, list[Any]]:
    stated: dict[UUID, list[Stated]] = {}
    statuses = HeartStatus.objects.filter(registration__closed_at__isnull=True, started_at__lte=at)
    for registration, status, started_at, until in statuses.order_by(
        "registration", "recorded_at", "id"
    ).values_list("registration", "status", "started_at", "valid_until"):
        stated.setdefault(registration, []).append(Stated(status, started_at, until))
    present = [present_status(stated[row["pk"]], at=at) if row["pk"] in stated else NOTHING for row in rows]
    return {
        "heart_status": [one.status for one in present],
        "status_since": [one.since for one in present],
        "status_until": [one.until for one in present],
        "distance_nm": _distances(donor, rows),
    }


def _distances(donor: Donor, rows: Rows) -> list[float | None]:
    """Nautical miles between the donor hospital and each centre; None where one has no coordinates."""
    here = _place(donor.hospital.latitude, donor.hospital.longitude)

    @cache
    def to(latitude: Any, longitude: Any) -> float | None:
        there = _place(latitude, longitude)
        return nautical_miles(here, there) if here and there else None

    return [to(row["programme__hospital__latitude"], row["programme__hospital__longitude"]) for row in rows]


def _place(latitude: Any, longitude: Any) -> Place | None:
    return None if latitude is None else (float(latitude), float(longitude))


def _of_lung(donor: Donor, rows: Rows, at: datetime) -> dict[str, list[Any]]:
    scores = LungScore.objects.filter(registration__closed_at__isnull=True, calculated_on__lte=day_of(at))
    newest = {
        registration: (score, calculated_on, until, source)
        for registration, score, calculated_on, until, source in scores.order_by(
            "registration", "calculated_on", "recorded_at", "id"
        ).values_list("registration", "score", "calculated_on", "valid_until", "source")
    }
    found = [newest.get(row["pk"], (None, None, None, "")) for row in rows]
    return {
        "score": [None if score is None else float(score) for score, _day, _until, _source in found],
        "score_date": [facts[1] for facts in found],
        "score_until": [facts[2] for facts in found],
        "score_source": [facts[3] for facts in found],
    }


def _nothing(donor: Donor, rows: Rows, at: datetime) -> dict[str, list[Any]]:
    return {}


_OWN: Mapping[str, tuple[Kinds, Own]] = {
    OrganKind.HEART: (HEART_COLUMNS, _of_heart),
    OrganKind.LUNG: (LUNG_COLUMNS, _of_lung),
    OrganKind.PANCREAS: ({}, _nothing),
    OrganKind.INTESTINE: ({}, _nothing),
}

READERS: Mapping[str, Callable[..., ReadInputs]] = {
    "heart": partial(read_organ_inputs, organ_kind=OrganKind.HEART),
    "lung": partial(read_organ_inputs, organ_kind=OrganKind.LUNG),
    "pancreas": partial(read_organ_inputs, organ_kind=OrganKind.PANCREAS),
    "intestine": partial(read_organ_inputs, organ_kind=OrganKind.INTESTINE),
}
"""By the policy's name."""
