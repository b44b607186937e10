"""This app's entries in the main navigation."""

from django.utils.translation import gettext_lazy as _

from transplant_site.access.permissions import Permission
from transplant_site.interface import navigation
from transplant_site.interface.navigation import Entry, Section


def register() -> None:
    """Put the lists of this app into the navigation."""
    navigation.register(
        Entry(
            _("Donors"),
            "organs:donor_list",
            icon="heart-pulse",
            section=Section.PEOPLE,
            permission=Permission.DONOR_READ,
            order=30,
        ),
        Entry(
            _("Match runs"),
            "organs:match_run_list",
            icon="list-ol",
            section=Section.ALLOCATION,
            permission=Permission.MATCH_READ,
            order=10,
        ),
        Entry(
            _("Crossmatches"),
            "organs:crossmatch_list",
            icon="shuffle",
            section=Section.ALLOCATION,
            permission=Permission.CROSSMATCH_ASSESS,
            order=20,
        ),
        Entry(
            _("Offer board"),
            "organs:offer_board",
            icon="columns-gap",
            section=Section.ALLOCATION,
            permission=Permission.OFFER_SEND,
            order=30,
        ),
        Entry(
            _("Offers"),
            "organs:offer_list",
            icon="send",
            section=Section.ALLOCATION,
            permission=Permission.OFFER_READ,
            order=40,
        ),
        Entry(
            _("Transplants"),
            "organs:transplant_list",
            icon="heart-pulse",
            section=Section.ALLOCATION,
            permission=Permission.TRANSPLANT_READ,
            order=60,
        ),
        Entry(
            _("Adverse events"),
            "organs:adverse_event_list",
            icon="megaphone",
            section=Section.OVERSIGHT,
            permission=Permission.ADVERSE_EVENT_READ,
            order=10,
        ),
        Entry(
            _("Exceptions"),
            "organs:exception_list",
            icon="shield-exclamation",
            section=Section.OVERSIGHT,
            permission=Permission.TRANSPLANT_READ,
            order=20,
        ),
    )
