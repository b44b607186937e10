from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from transplant_site.access.roles import ROLE_CHOICES
from transplant_site.records.models import Record, reference_field
from transplant_site.staff.models import Hospital, StaffMember


class SubjectKind(models.TextChoices):
    PATIENT = "patient", _("Patient")
    OFFER = "offer", _("Offer")
    SHIPMENT = "shipment", _("Shipment")
    DONOR = "donor", _("Donor")


class Channel(models.TextChoices):
    MESSAGE = "message", _("Message")
    TELEPHONE = "telephone", _("Telephone")
    IN_PERSON = "in_person", _("In person")
    LETTER = "letter", _("Letter")


class Counterpart(models.TextChoices):
    """Whom the author spoke with: the doctor-patient record is made of those with patient or family."""

    TEAM = "team", _("The teams in this conversation")
    PATIENT = "patient", _("The patient")
    FAMILY = "family", _("The family")


class Conversation(Record):
    """People of one or several hospitals talk about one subject; what they say are documents.

    The subject is kept as kind, id and reference, not as a foreign key: this app lies below those
    of patients, organs and transport (docs/stores.md).
    """

    reference = reference_field("CNV")
    subject_kind = models.CharField(_("about a"), max_length=16, choices=SubjectKind.choices)
    subject_id = models.UUIDField(_("about"))
    subject_reference = models.CharField(_("reference of the subject"), max_length=20)
    patient_id = models.UUIDField(
        _("concerns the patient"),
        null=True,
        editable=False,
        help_text=_("Where the subject determines the patient: what was said of one is found by it."),
    )
    title = models.CharField(_("title"), max_length=120)
    hospitals = models.ManyToManyField(Hospital, related_name="conversations", verbose_name=_("hospitals"))
    started_at = models.DateTimeField(_("started at"), db_default=Now(), editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_message_at = models.DateTimeField(_("last message at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_message_at", "-id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="messaging_about"),
            models.Index(fields=["-last_message_at", "-id"], name="messaging_newest"),
            models.Index(
                fields=["patient_id"], name="messaging_of_patient", condition=Q(patient_id__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="messaging_conversation_has_title"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("messaging:conversation", args=[self.reference])


class Participant(Record):
    """A person takes part in a conversation beside the hospitals that do: a courier, say."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversations_joined"
    )
    joined_at = models.DateTimeField(_("joined at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["conversation", "joined_at"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="messaging_participant_once"),
        ]


class MessageHeaderQuerySet(models.QuerySet["MessageHeader"]):
    def visible_to(self, staff: StaffMember) -> MessageHeaderQuerySet:
        """Leave out the internal notes of other hospitals."""
        if staff.hospital is None:
            return self.filter(is_internal=False)
        return self.filter(Q(is_internal=False) | Q(author_hospital=staff.hospital))

    def awaiting(self, staff: StaffMember) -> MessageHeaderQuerySet:
        """Return the open questions that the person's side has to answer: what others asked them."""
        asked = self.visible_to(staff).filter(answer_needed_by__isnull=False, answered_at__isnull=True)
        if staff.hospital is None:
            return asked.exclude(author=staff)
        return asked.exclude(author_hospital=staff.hospital)


class MessageHeader(Record):
    """That a communication was made, when and by whom; its id is the document's, where the words stand."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="headers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices)
    counterpart = models.CharField(
        _("with"), max_length=16, choices=Counterpart.choices, default=Counterpart.TEAM
    )
    submission = models.UUIDField(
        null=True,
        editable=False,
        help_text=_("Made by the page that the message was written on: sent twice, it is kept once."),
    )
    is_internal = models.BooleanField(_("internal note"), default=False)
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    answer_needed_by = models.DateTimeField(_("needs an answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="ReadReceipt", related_name="messages_read"
    )

    objects = MessageHeaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("message header")
        verbose_name_plural = _("message headers")
        ordering = ["conversation", "recorded_at", "id"]
        indexes = [
            models.Index(
                fields=["answer_needed_by"],
                name="messaging_awaiting_answer",
                condition=Q(answer_needed_by__isnull=False, answered_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "submission"], name="messaging_messageheader_submitted_once"
            ),
        ]


class ReadReceipt(Record):
    message = models.ForeignKey(MessageHeader, on_delete=models.PROTECT, related_name="receipts")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("read receipt")
        verbose_name_plural = _("read receipts")
        ordering = ["message", "read_at"]
        constraints = [
            models.UniqueConstraint(fields=["message", "reader"], name="messaging_readreceipt_once"),
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen_by(self, person: StaffMember) -> NoticeQuerySet:
        return self.exclude(Exists(NoticeReceipt.objects.filter(notice=OuterRef("pk"), person=person)))

    def seen_by(self, person: StaffMember) -> NoticeQuerySet:
        return self.filter(Exists(NoticeReceipt.objects.filter(notice=OuterRef("pk"), person=person)))


class Notice(Record):
    """Something happened that a hospital, or one person, must know: shown to each until they have seen it."""

    LONGEST_TEXT = 200

    kind = models.CharField(_("kind"), max_length=32)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    role = models.CharField(
        _("for"),
        max_length=16,
        choices=ROLE_CHOICES,
        blank=True,
        help_text=_("Whom of the hospital it concerns. Empty: everyone."),
    )
    subject_kind = models.CharField(_("about a"), max_length=16)
    subject_id = models.UUIDField(_("about"))
    subject_reference = models.CharField(_("reference of the subject"), max_length=20)
    path = models.CharField(_("page"), max_length=200)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["hospital", "-created_at"], name="messaging_of_hospital"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(hospital__isnull=False) | Q(person__isnull=False),
                name="messaging_notice_is_for_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeReceipt(Record):
    """One person has seen a notice; for colleagues whom it concerns too, it stays until they have."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices_seen"
    )
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("receipt of a notice")
        verbose_name_plural = _("receipts of notices")
        ordering = ["notice", "seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="messaging_noticereceipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id}"
