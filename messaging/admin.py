"""Conversations in Django admin: that they took place, and between whom. Their words are not here."""

from django.contrib import admin

from messaging.models import Conversation, MessageHeader, Notice, NoticeReceipt, Participant, ReadReceipt
from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline

CONVERSATION = {"messaging.conversation": "conversation_id"}


class ParticipantInline(ReadOnlyInline):
    model = Participant
    fields = ["person", "joined_at"]
    related = ("person",)


class MessageHeaderInline(ReadOnlyInline):
    model = MessageHeader
    fk_name = "conversation"
    fields = ["author", "channel", "is_internal", "occurred_at", "recorded_at"]
    related = ("author",)


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = [
        "reference",
        "subject_kind",
        "subject_reference",
        "started_at",
        "last_message_at",
        "closed_at",
    ]
    list_filter = ["subject_kind", ("closed_at", admin.EmptyFieldListFilter)]
    search_fields = ["reference", "subject_reference"]
    inlines = [ParticipantInline, MessageHeaderInline]


class ReadReceiptInline(ReadOnlyInline):
    model = ReadReceipt
    fields = ["reader", "read_at"]
    related = ("reader",)


@admin.register(MessageHeader)
class MessageHeaderAdmin(ReadOnlyAdmin):
    subjects = CONVERSATION
    list_display = ["id", "conversation", "author", "channel", "is_internal", "recorded_at"]
    list_filter = ["channel", "is_internal", "counterpart"]
    list_select_related = ["conversation", "author"]
    search_fields = ["conversation__reference"]
    inlines = [ReadReceiptInline]


@admin.register(Participant)
class ParticipantAdmin(ReadOnlyAdmin):
    subjects = CONVERSATION
    list_display = ["conversation", "person", "joined_at"]
    list_select_related = ["conversation", "person"]
    search_fields = ["conversation__reference", "person__family_name"]


@admin.register(ReadReceipt)
class ReadReceiptAdmin(ReadOnlyAdmin):
    subjects = {"messaging.conversation": "message.conversation_id"}
    list_display = ["message", "reader", "read_at"]
    list_select_related = ["message__conversation", "reader"]
    search_fields = ["message__conversation__reference"]


class NoticeReceiptInline(ReadOnlyInline):
    model = NoticeReceipt
    fields = ["person", "seen_at"]
    related = ("person",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["text", "kind", "hospital", "role", "person", "is_urgent", "created_at"]
    list_filter = ["kind", "is_urgent"]
    list_select_related = ["hospital", "person"]
    search_fields = ["subject_reference"]
    inlines = [NoticeReceiptInline]


@admin.register(NoticeReceipt)
class NoticeReceiptAdmin(ReadOnlyAdmin):
    list_display = ["notice", "person", "seen_at"]
    list_select_related = ["notice", "person"]
    search_fields = ["notice__subject_reference"]
