"""Notices: something happened that a hospital or a person must know of.

A notice carries a reference and never a name: it is shown in lists, and its text stands in no log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from messaging.models import Notice, NoticeReceipt
from transplant_site.access.roles import Role
from transplant_site.audit import action
from transplant_site.staff.models import Hospital, StaffMember


@action("messaging.notice.sent")
def tell(
    *,
    about: Model,
    kind: str,
    text: str,
    path: str = "",
    hospitals: Iterable[Hospital] = (),
    people: Iterable[StaffMember] = (),
    role: Role | None = None,
    is_urgent: bool = False,
) -> list[Notice]:
    """Leave a notice for each of the hospitals and people, in the transaction of what happened.

    It leads to the page of what it is about, or to `path`; a text too long for a list is cut.
    Of a hospital that is a transplant centre and a procurement organisation, `role` says whom it concerns.
    """
    facts = {
        "kind": kind,
        "subject_kind": about._meta.model_name,
        "subject_id": about.pk,
        "subject_reference": getattr(about, "reference", ""),
        "path": path or about.get_absolute_url(),  # type: ignore[attr-defined]  # what is told of has a page
        "text": text[: Notice.LONGEST_TEXT],
        "is_urgent": is_urgent,
    }
    for_hospitals = [Notice(hospital=hospital, role=role or "", **facts) for hospital in hospitals]
    for_people = [Notice(person=person, **facts) for person in people]
    return Notice.objects.bulk_create(for_hospitals + for_people)


@action("messaging.notice.seen")
def mark_seen(*, notices: Iterable[Notice], by: StaffMember, at: datetime) -> None:
    """Take the notices off the person's own list; colleagues keep theirs, and see who has seen it."""
    receipts = [NoticeReceipt(notice=notice, person=by, seen_at=at) for notice in notices]
    NoticeReceipt.objects.bulk_create(receipts, ignore_conflicts=True)
