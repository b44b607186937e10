"""The list of conversations."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from messaging.models import Conversation, SubjectKind
from transplant_site.interface.lists import ClinicalTimeColumn, ListFilter, ListTable, ReferenceColumn

STATES = [("unanswered", _("Waits for our answer")), ("open", _("Open")), ("closed", _("Closed"))]


class ConversationTable(ListTable):
    title = tables.TemplateColumn(template_name="messaging/_title.html", verbose_name=_("Conversation"))
    subject_reference = tables.Column(verbose_name=_("About"))
    last_message_at = ClinicalTimeColumn(verbose_name=_("Last message"))
    reference = ReferenceColumn(verbose_name=_("Reference"))

    class Meta(ListTable.Meta):
        model = Conversation
        fields = ["title", "subject_reference", "last_message_at", "reference"]
        order_by = "-last_message_at"

    def value_title(self, record: Conversation) -> str:
        return record.title


class ConversationFilter(ListFilter):
    text = django_filters.CharFilter(method="filter_text", label=_("Title or reference"))
    subject_kind = django_filters.ChoiceFilter(choices=SubjectKind.choices, label=_("About a"))
    state = django_filters.ChoiceFilter(choices=STATES, method="filter_state", label=_("State"))

    class Meta:
        model = Conversation
        fields = ["text", "subject_kind", "state"]

    def filter_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return queryset.filter(
            Q(title__icontains=words) | Q(subject_reference__iexact=words) | Q(reference__iexact=words)
        )

    def filter_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "unanswered":
            return queryset.filter(awaits_us=True)
        return queryset.filter(closed_at__isnull=value == "open")
