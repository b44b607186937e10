"""The demonstration's hospitals, laboratory and carrier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from transplant_site.staff import services
from transplant_site.staff.models import Carrier, Hospital, LaboratoryAgreement

SINCE = date(2020, 1, 1)

_HOSPITALS = (
    services.NewHospital(
        code="DEMO-PO1",
        name="Demo Procurement Organisation One",
        country="DE",
        region="GMI",
        city="Mainz",
        telephone="+49 000 0001",
        is_procurement_organisation=True,
    ),
    services.NewHospital(
        code="DEMO-PO2",
        name="Demo Procurement Organisation Two",
        country="NL",
        region="Netherlands",
        city="Leiden",
        telephone="+31 000 0002",
        is_procurement_organisation=True,
    ),
    services.NewHospital(
        code="DEMO-DH1",
        name="Demo Donor Hospital One",
        country="DE",
        region="GMI",
        city="Frankfurt",
        telephone="+49 000 0011",
        is_donor_hospital=True,
    ),
    services.NewHospital(
        code="DEMO-DH2",
        name="Demo Donor Hospital Two",
        country="NL",
        region="Netherlands",
        city="Utrecht",
        telephone="+31 000 0012",
        is_donor_hospital=True,
    ),
    services.NewHospital(
        code="DEMO-LAB",
        name="Demo Tissue Typing Laboratory",
        country="DE",
        region="GMI",
        city="Heidelberg",
        telephone="+49 000 0021",
        is_laboratory=True,
    ),
)

_PLACES_ON_EARTH = {
    "DEMO-PO1": ("50.00", "8.27"),
    "DEMO-PO2": ("52.16", "4.49"),
    "DEMO-DH1": ("50.11", "8.68"),
    "DEMO-DH2": ("52.09", "5.12"),
    "DEMO-LAB": ("49.41", "8.69"),
}

CARRIER = "Demo Carrier"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the demonstration happens."""

    hospitals: Mapping[str, Hospital]
    carrier: Carrier

    def __getitem__(self, code: str) -> Hospital:
        return self.hospitals[f"DEMO-{code}"]


def make(*, at: datetime) -> Places:
    """Register the demonstration's hospitals and its carrier."""
    hospitals = services.ensure_hospitals(hospitals=_HOSPITALS, by=None, at=at)
    for code, (latitude, longitude) in _PLACES_ON_EARTH.items():
        hospitals[code].latitude, hospitals[code].longitude = Decimal(latitude), Decimal(longitude)
    Hospital.objects.bulk_update(list(hospitals.values()), ["latitude", "longitude"])
    carrier, _made = Carrier.objects.get_or_create(name=CARRIER, defaults={"telephone": "+49 000 0031"})
    return Places(hospitals, carrier)


def serve_all_centres(places: Places, *, at: datetime) -> None:
    """Let the demonstration's laboratory work for every transplant centre."""
    laboratory = places["LAB"]
    served = Hospital.objects.exclude(pk=laboratory.pk).exclude(laboratory_agreements__laboratory=laboratory)
    LaboratoryAgreement.objects.bulk_create(
        LaboratoryAgreement(hospital=hospital, laboratory=laboratory, valid_from=SINCE)
        for hospital in served.filter(is_transplant_centre=True)
    )
