"""What the log says of signing in, and of reading it."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "account.signed_in": _("{actor} signed in"),
        "account.signed_out": _("{actor} signed out"),
        "account.sign_in_failed": _("Somebody failed to sign in"),
        "account.login": _("The time of the last sign-in was kept"),
        "audit.mirror.cut": _("The end of the log's copy in MongoDB was lost and is written anew"),
        "audit.mirror.rebuilt": _("The log's copy in MongoDB was made anew"),
        "audit.month.detached": _("A month's entries left PostgreSQL; they stand in the log's copy"),
        "audit.month.attached": _("A month's entries were brought back into PostgreSQL"),
        "audit.timeline.read": _("{actor} read the log"),
        "audit.entry.read": _("{actor} read an entry of the log"),
        "account.second_factor_failed": _("{actor} failed to give the second factor"),
        "audit.mirror.verified": _("The log was verified up to entry {up_to}"),
        "audit.history.read": _("{actor} read the history of {subject}"),
        "audit.refusals.read": _("{actor} read what was refused"),
        "audit.unnamed.read": _("{actor} read which changes no action names"),
        "audit.proof.read": _("{actor} looked how far the log is proven"),
        "audit.checkpoint.downloaded": _("{actor} took away the last checkpoint"),
        "audit.public_keys.downloaded": _("{actor} took away the public keys"),
        "audit.log.exported": _("{actor} exported entries of the log: {asked}"),
        "audit.evidence.exported": _("{actor} exported evidence: {scope}"),
        "audit.case.read": _("{actor} read all that the log says of {subject}"),
        "audit.readers.read": _("{actor} looked who had seen {subject}"),
        "audit.case.opened": _("{actor} named a purpose to read who {subject} is and what was written"),
        "audit.identity.read": _("{actor} was shown who {subject} is and what was written"),
    }
)
registry.hide_by_default(
    "account.login",
    "audit.timeline.read",
    "audit.entry.read",
    "audit.refusals.read",
    "audit.unnamed.read",
    "audit.proof.read",
    "audit.mirror.verified",
)
