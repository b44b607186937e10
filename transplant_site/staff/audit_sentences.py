"""What the actions around hospitals and staff mean, for people who read the audit log."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

registry.describe_all(
    {
        "staff.hospital.registered": _("{subject} was registered"),
        "staff.hospital.changed": _("{subject} was changed"),
        "staff.programme.opened": _("{subject} was opened"),
    }
)
registry.describe("staff.member.registered", _("{subject} was registered"), about="staff.staffmember")
registry.describe("staff.password.set", _("{subject} was given another password"), about="staff.staffmember")
registry.describe(
    "staff.event.confirmed", _("{actor} confirmed what was recorded for them"), about="staff.staffmember"
)
registry.describe(
    "staff.events.to_confirm_read",
    _("What waits for confirmation was shown to {actor}"),
    about="staff.staffmember",
)
registry.describe(
    "staff.membership.chosen", _("{actor} chose under which membership to act"), about="staff.membership"
)
registry.describe("staff.membership.granted", _("A membership was granted: {role}"), about="staff.membership")
registry.describe(
    "staff.second_factor.reset", _("{actor} took away second factors"), about="mfa.authenticator"
)
