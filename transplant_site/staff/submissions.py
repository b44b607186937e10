"""A form that is sent twice, by a double click or a second try, is taken in once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from transplant_site.staff.models import StaffMember, Submission


class SubmittedAlready(Exception):
    """The same form was taken in before; `path` is where it led then."""

    def __init__(self, path: str) -> None:
        super().__init__(_("This was recorded already. To record another one, open its page anew."))
        self.path = path


@contextmanager
def taken_once(number: UUID, *, by: StaffMember) -> Iterator[Submission]:
    """Do what a form asks for, and keep its number with it; if it was done before, raise `SubmittedAlready`.

    The number and what is done with it are one transaction: a refusal leaves the form to be sent again,
    and of two that come at once the second waits for the first.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                submission = Submission.objects.create(number=number, by=by)
        except IntegrityError as error:
            before = Submission.objects.get(number=number, by=by)
            raise SubmittedAlready(before.path) from error
        yield submission
        submission.save(update_fields=["path"])
