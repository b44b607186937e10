"""What was done to one record, as people at work may see it: the log, without what isn't theirs to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from messaging.models import Conversation
from organs import reach as organs_reach
from organs.models import (
    AdverseEvent,
    DeathDeclaration,
    Donor,
    Offer,
    Organ,
    PartStatusChange,
    PreservationPeriod,
    Transplant,
)
from patients.models import CombinedOrgans, HeartStatus, KidneyProfile, LungScore, Registration
from transplant_site.access.roles import Role
from transplant_site.audit import presenters, queries
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.presenters import Act, Change
from transplant_site.audit.queries import Place
from transplant_site.staff.models import StaffMember
from transport.models import Shipment

PAGE = 50
PARTS_AT_MOST = 1_000
"""So many rows of one kind belong to the history of a record; no record of today has a tenth of them."""

Rows = QuerySet[Any]


def _donor(staff: StaffMember, donor: Donor) -> Iterator[Rows]:
    yield donor.identities.all()
    yield donor.status_changes.all()
    yield donor.consents.all()
    yield DeathDeclaration.objects.filter(donor=donor)
    yield donor.abo_samples.all()
    yield donor.tests.all()
    yield donor.findings.all()
    yield donor.hla_typings.all()
    yield donor.organ_assessments.all()
    yield donor.checklists.all()


def _organ(staff: StaffMember, organ: Organ) -> Iterator[Rows]:
    parts = organs_reach.parts(staff).filter(organ=organ)
    yield parts
    yield PartStatusChange.objects.filter(part__in=parts)
    yield PreservationPeriod.objects.filter(part__in=parts)


def _offer(staff: StaffMember, offer: Offer) -> Iterator[Rows]:
    yield offer.offer_parts.all()
    yield offer.deadlines.all()
    yield offer.status_changes.all()
    yield offer.allocations.all()


def _transplant(staff: StaffMember, transplant: Transplant) -> Iterator[Rows]:
    yield transplant.team.all()
    yield transplant.follow_ups.all()


def _adverse_event(staff: StaffMember, event: AdverseEvent) -> Iterator[Rows]:
    notices = event.notices.all()
    yield notices if staff.role == Role.COORDINATOR else notices.filter(hospital=staff.hospital)


def _registration(staff: StaffMember, registration: Registration) -> Iterator[Rows]:
    yield registration.status_periods.all()
    yield KidneyProfile.objects.filter(registration=registration)
    yield HeartStatus.objects.filter(registration=registration)
    yield LungScore.objects.filter(registration=registration)
    yield CombinedOrgans.objects.filter(Q(leading=registration) | Q(following=registration))
    yield registration.criteria.all()


def _shipment(staff: StaffMember, shipment: Shipment) -> Iterator[Rows]:
    yield shipment.status_changes.all()
    yield shipment.shipment_contents.all()
    yield shipment.hand_overs.all()
    yield shipment.excursions.all()


def _conversation(staff: StaffMember, conversation: Conversation) -> Iterator[Rows]:
    yield conversation.participants.all()
    yield conversation.headers.visible_to(staff)


def _alone(staff: StaffMember, record: Model) -> Iterator[Rows]:
    yield from ()


BELONGS: Mapping[str, Callable[[StaffMember, Any], Iterator[Rows]]] = {
    "REG": _registration,
    "DNR": _donor,
    "ORG": _organ,
    "MTC": _alone,
    "OFR": _offer,
    "TRP": _transplant,
    "ADV": _adverse_event,
    "SHP": _shipment,
    "CNV": _conversation,
}
"""By the prefix of the reference: the rows, beside the record's own, whose changes are its history.

A patient's history has a page of its own, with the versions of the identity.
"""

BLIND = frozenset({"organs.preallocationchecklist"})
"""What two people enter without seeing each other's answers: that they did is told, not what."""


@dataclass(frozen=True)
class Step:
    """What one transaction did: a sentence, who, and the fields that changed."""

    at: datetime
    sentence: str
    who: str
    icon: str
    tone: str
    changes: list[Change]


@dataclass(frozen=True)
class History:
    steps: list[Step]
    older: Place | None


def of_record(record: Any, *, viewer: StaffMember, before: Place | None) -> History:
    """Return one page of a record's history, newest first, in a number of queries that doesn't grow."""
    belonging = BELONGS[record.reference[:3]](viewer, record)
    parts = [str(key) for rows in belonging for key in _newest(rows)]
    hospital = viewer.hospital.pk if viewer.hospital else None
    found = queries.history_for(
        record._meta.label_lower, str(record.pk), parts, person=viewer.pk, hospital=hospital
    )
    if isinstance(record, Conversation):
        # That somebody wrote moves the conversation up, an internal note of another hospital too: its
        # visible messages tell the rest.
        found = found.exclude(object_pk=str(record.pk), action_name="messaging.message.posted")
    page = queries.page(found, before=before, size=PAGE)
    acts = presenters.acts(page.entries, actor_of=_names_for(viewer))
    return History(steps=[_step(act) for act in acts], older=page.older)


def _newest(rows: Rows) -> Rows:
    return rows.order_by("-pk").values_list("pk", flat=True)[:PARTS_AT_MOST]


def _names_for(viewer: StaffMember) -> Callable[[LedgerEntry], str]:
    """Name colleagues; of people of other organisations only that they are of another one."""
    own = viewer.hospital.pk if viewer.hospital else None

    def name(entry: LedgerEntry) -> str:
        is_colleague = own is not None and entry.hospital_id == own
        if entry.actor_id is None or entry.actor_id == viewer.pk or is_colleague:
            return presenters.name_of_actor(entry)
        return _("someone of another organisation")

    return name


def _step(act: Act) -> Step:
    return Step(
        at=act.at,
        sentence=act.sentence,
        who=act.actor or _("the system"),
        icon=act.icon,
        tone=act.tone,
        changes=[
            change
            for line in act.lines
            if line.entry.model not in BLIND
            for change in presenters.changes_in_words(line.entry)
        ],
    )
