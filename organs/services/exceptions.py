"""Exceptions: what has happened against a rule is recorded as it was, marked, told and reviewed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model

from organs.models import Donor, Rule, RuleException
from organs.policies.exceptions import check_can_review, check_review_has_words
from organs.services import announcements
from transplant_site.audit import action
from transplant_site.staff.models import Hospital, StaffMember


@action("organs.exception.recorded")
def record_exception(
    *,
    rule: Rule,
    subject: Model,
    donor: Donor,
    reason: str,
    by: StaffMember,
    centre: Hospital | None = None,
    path: str = "",
) -> RuleException:
    """Mark a record as standing against a rule, and have the donor's coordinators know.

    They find it in their list, and so does the receiving centre, if one is named. Its page links to that
    of the subject, or to `path` where the subject has no page of its own.
    """
    exception = RuleException.objects.create(
        rule=rule,
        donor=donor,
        centre=centre,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_reference=getattr(subject, "reference", ""),
        subject_path=path or subject.get_absolute_url(),  # type: ignore[attr-defined]  # it has a page
        reason=reason.strip(),
        recorded_by=by,
    )
    announcements.rule_exception(exception)
    return exception


@action("organs.exception.reviewed")
def review_exception(
    *, exception: RuleException, review: str, by: StaffMember, at: datetime
) -> RuleException:
    """Write down what someone who didn't record the exception makes of it."""
    exception = (
        RuleException.objects.select_for_update(of=("self",))
        .select_related("donor__procurement_organisation")
        .get(pk=exception.pk)
    )
    check_can_review(exception, by=by)
    check_review_has_words(review)
    exception.review, exception.reviewed_by, exception.reviewed_at = review.strip(), by, at
    exception.save(update_fields=["review", "reviewed_by", "reviewed_at"])
    return exception
