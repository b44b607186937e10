"""What a centre was shown when it answered an offer, for those who inspect it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from organs.models import Offer
from organs.presenters import facts
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import presenters, queries, record_read
from transplant_site.audit.views.cases import opened_until

READS = 50


@require_GET
@requires(Permission.AUDIT_READ)
def offer_as_shown(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the donor's facts when an offer was sent and when it was answered, side by side.

    Free texts are withheld until the donor's case was opened for a purpose.
    """
    found = get_object_or_404(
        Offer.objects.select_related("run__donor", "centre", "answered_by", "registration", "refusal_code"),
        reference=reference,
    )
    label, key = "organs.offer", str(found.pk)
    until = opened_until(request, str(found.run.donor_id))
    shown = (lambda given: given) if until is not None else facts.without_texts
    sent = shown(found.facts_when_sent)
    answered = shown(found.facts_when_answered) if found.facts_when_answered else None
    answer = queries.changes_to(label, key, "answered_at").first()
    reads = queries.page(
        queries.reads_between(label, key, found.sent_at, found.answered_at or timezone.now()),
        before=None,
        size=READS,
    )
    record_read(request, "organs.offer.facts_read", [(label, key), ("organs.donor", found.run.donor_id)])
    context = {
        "offer": found,
        "sent": facts.groups(sent, organ_kind=found.organ_kind),
        "answered": facts.groups(answered, organ_kind=found.organ_kind) if answered else [],
        "changes": facts.changes(sent, answered, organ_kind=found.organ_kind) if answered else [],
        "answer": presenters.acts([answer])[0] if answer else None,
        "reads": presenters.acts(reads.entries),
        "is_opened": until is not None,
    }
    return render(request, "organs/offer_as_shown.html", context)
