"""Conversations on the pages of what they are about: `{% conversations_about "offer" offer.pk %}`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from messaging import presenters

register = template.Library()


@register.inclusion_tag("messaging/_about.html", takes_context=True)
def conversations_about(context: Context, kind: str, subject_id: UUID) -> dict[str, Any]:
    """Show the person's conversations about one subject, each with its unread mark; nothing without one."""
    return {"conversations": presenters.about(kind, subject_id, staff=context["request"].staff)}
