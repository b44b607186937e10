"""May this be said, now, by this person?"""

from datetime import datetime

from django.utils.translation import gettext as _

from messaging.models import Channel, Conversation, Counterpart, MessageHeader
from transplant_site.audit import Refusal, allows
from transplant_site.staff.models import StaffMember


class MessageRefused(Refusal):
    """What was said can't be recorded like this; the text says why and what to do."""


def check_can_post(conversation: Conversation) -> None:
    """Refuse to add anything to a closed conversation."""
    if conversation.closed_at is not None:
        raise MessageRefused(
            _("Conversation %(conversation)s was closed. Start a new one about %(subject)s.")
            % {"conversation": conversation.reference, "subject": conversation.subject_reference}
        )


def can_post(conversation: Conversation) -> bool:
    return allows(check_can_post, conversation)


def check_can_close(conversation: Conversation) -> None:
    """Let a conversation be closed once."""
    if conversation.closed_at is not None:
        raise MessageRefused(
            _("Conversation %(conversation)s was closed already.") % {"conversation": conversation.reference}
        )


def check_entry(
    *,
    by: StaffMember,
    at: datetime,
    body: str,
    channel: Channel,
    counterpart: Counterpart,
    is_internal: bool,
    occurred_at: datetime,
    answer_needed_by: datetime | None,
) -> None:
    """Refuse an entry that contradicts itself."""
    if not body.strip():
        raise MessageRefused(_("Write what was said."))
    if occurred_at > at:
        raise MessageRefused(_("This lies in the future: enter when it was said."))
    if is_internal and by.hospital is None:
        raise MessageRefused(_("An internal note is for the people of one hospital, and you act for none."))
    if is_internal and answer_needed_by is not None:
        raise MessageRefused(_("An internal note asks nobody: send a message if you need an answer."))
    if answer_needed_by is not None and answer_needed_by <= at:
        raise MessageRefused(_("The time by which you need an answer has passed already."))
    if counterpart is not Counterpart.TEAM and answer_needed_by is not None:
        raise MessageRefused(_("A record of what was said to the patient or family can't ask for an answer."))
    if channel is Channel.MESSAGE and counterpart is not Counterpart.TEAM:
        raise MessageRefused(
            _("Say how you spoke with the patient or family: telephone, in person or letter.")
        )


def check_can_correct(header: MessageHeader, *, by: StaffMember) -> None:
    """Let only the author correct an entry, and each entry only once: then its correction is corrected."""
    if header.author_id != by.pk:
        raise MessageRefused(_("Only the author corrects an entry. Write a new one instead."))
    if hasattr(header, "correction"):
        raise MessageRefused(_("This entry was corrected already: correct its correction."))


def can_correct(header: MessageHeader, *, by: StaffMember) -> bool:
    return allows(check_can_correct, header, by=by)
