"""Who reviews what was recorded against a rule?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from organs.models import RuleException
from organs.policies.offers import is_of_procurement
from transplant_site.audit import Refusal, allows
from transplant_site.interface.times import format_time
from transplant_site.staff.models import StaffMember


class ReviewRefused(Refusal):
    """The exception can't be reviewed by this person, or not like this."""


def check_can_review(exception: RuleException, *, by: StaffMember) -> None:
    """Let a coordinator of the donor's organisation who didn't record an exception review it, once."""
    if not is_of_procurement(exception.donor, by):
        raise ReviewRefused(
            _("Coordinators of %(hospital)s review this.")
            % {"hospital": exception.donor.procurement_organisation},
            code="not_coordinator",
        )
    if exception.reviewed_at is not None:
        raise ReviewRefused(
            _("%(person)s reviewed this on %(time)s.")
            % {"person": exception.reviewed_by, "time": format_time(exception.reviewed_at)},
            code="reviewed",
        )
    if exception.recorded_by_id == by.pk:
        raise ReviewRefused(_("You recorded this exception: someone else reviews it."), code="same_person")


def can_review(exception: RuleException, *, by: StaffMember) -> bool:
    return allows(check_can_review, exception, by=by)


def check_review_has_words(review: str) -> None:
    if not review.strip():
        raise ReviewRefused(_("Write what the review found."), code="no_words")
