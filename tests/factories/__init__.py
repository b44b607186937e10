"""Made-up hospitals, people, patients and candidates, built through the services as the site builds them.

    from tests.factories import candidate, donor, hospital, patient, staff_member

Everything is given by name and has a sensible default. Numbers count up, so that names never collide.
"""

from tests.factories.donors import (
    characterised_donor,
    complete_both_checklists,
    coordinator,
    donor,
    donor_ready_for_offers,
    kidneys,
    match_run,
)
from tests.factories.offers import OfferCase, offer_case
from tests.factories.people import carrier, client_for, hospital, programme, staff_member
from tests.factories.waiting import candidate, more_findings, patient

__all__ = [
    "OfferCase",
    "candidate",
    "carrier",
    "characterised_donor",
    "client_for",
    "complete_both_checklists",
    "coordinator",
    "donor",
    "donor_ready_for_offers",
    "hospital",
    "kidneys",
    "match_run",
    "more_findings",
    "offer_case",
    "patient",
    "programme",
    "staff_member",
]
