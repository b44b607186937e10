"""Which conversations a person reaches: everything else does not exist for them."""

from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from messaging.models import Conversation, Notice, NoticeQuerySet
from transplant_site.access.permissions import Permission
from transplant_site.staff.models import StaffMember


def conversations(staff: StaffMember) -> QuerySet[Conversation]:
    """Return those of the person's hospital, and those the person was asked into."""
    if not staff.may(Permission.CONVERSATION_READ):
        return Conversation.objects.none()
    joined = Q(pk__in=Conversation.objects.filter(participants__person=staff).values("pk"))
    if staff.hospital is None:
        return Conversation.objects.filter(joined)
    of_hospital = Q(pk__in=Conversation.objects.filter(hospitals=staff.hospital).values("pk"))
    return Conversation.objects.filter(joined | of_hospital)


def notices(staff: StaffMember) -> NoticeQuerySet:
    """Return the notices for the person, and for people in their role at their hospital, seen or not.

    Who joins a hospital is not told what happened there before.
    """
    mine = Q(person=staff)
    membership = staff.membership
    if membership is not None and membership.hospital is not None and staff.may(Permission.CONVERSATION_READ):
        joined_at = timezone.make_aware(datetime.combine(membership.valid_from, time.min))
        mine |= Q(hospital=membership.hospital, role__in=["", membership.role], created_at__gte=joined_at)
    return Notice.objects.filter(mine)
