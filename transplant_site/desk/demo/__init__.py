"""The demonstration: made-up hospitals, people, donors and cases beside the example lists.

Nobody in it exists, and every name says so. It is loaded once, as a whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from transplant_site.audit import action
from transplant_site.desk.demo import cases, lists, offers, people, places
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as."""

    email: str
    what: str


def is_loaded() -> bool:
    return StaffMember.objects.filter(email=people.COORDINATOR).exists()


def load(*, at: datetime) -> None:
    """Put the demonstration into the database, unless it is there."""
    if is_loaded():
        return
    with action("desk.demo.loaded"):
        found = places.make(at=at)
        staff = people.make(found, at=at)
        lists.load(found, at=at)
        places.serve_all_centres(found, at=at)
        cases.make(found, staff, at=at)
        offers.make(found, staff, at=at)


def accounts() -> list[Account]:
    """Everybody of the demonstration who can sign in, with what they are."""
    members = StaffMember.objects.filter(email__endswith=people.DOMAIN).order_by("email")
    found = []
    for member in members:
        first = member.memberships.select_related("hospital", "carrier").order_by("valid_from", "id").first()
        found.append(Account(member.email, f"{member.display_name}, {first}" if first else ""))
    return found


PASSWORD = people.PASSWORD
