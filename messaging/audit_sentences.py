"""What the log says of conversations and notices: that something was said, never what."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "messaging.conversation.started": _("Conversation {subject} was started"),
        "messaging.conversation.closed": _("Conversation {subject} was closed"),
        "messaging.conversation.read": _("Conversation {subject} was shown to {actor}"),
        "messaging.conversations.exported": _("{actor} exported a list of conversations"),
        "messaging.notice.sent": _("A notice was sent"),
        "messaging.notice.seen": _("{actor} put notices away"),
    }
)
registry.describe(
    "messaging.message.posted",
    _("{actor} wrote in conversation {subject}"),
    about="messaging.conversation",
)
registry.describe(
    "messaging.message.read", _("{actor} read messages of a conversation"), about="messaging.messageheader"
)
registry.hide_by_default("messaging.notice.sent", "messaging.notice.seen", "messaging.message.read")
