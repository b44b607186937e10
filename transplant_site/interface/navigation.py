"""The main navigation: each app registers its own entries, and a person sees those that the role may use.

navigation.register(Entry(_("Donors"), "organs:donor_list", icon="heart-pulse", section=Section.WORK,
                          permission=Permission.DONOR_READ, order=20))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Section(models.TextChoices):
    WORK = "work", _("Work")
    PEOPLE = "people", _("Patients and donors")
    ALLOCATION = "allocation", _("Allocation")
    TRANSPORT = "transport", _("Transport")
    OVERSIGHT = "oversight", _("Oversight")
    SYSTEM = "system", _("System")


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    section: str = Section.WORK
    permission: Any = None
    order: int = 50

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    is_current: bool


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries to the main navigation; registering the same URL name again replaces it."""
    for entry in entries:
        _entries[entry.url_name] = entry


def entries() -> list[Entry]:
    """List all entries in the order in which they are shown."""
    sections = list(Section.values)
    return sorted(
        _entries.values(), key=lambda entry: (sections.index(entry.section), entry.order, str(entry.label))
    )


def sections_for(request: HttpRequest) -> list[tuple[str, list[Link]]]:
    """List the sections with the links that the signed-in person may use; the current page is marked."""
    staff = getattr(request, "staff", None)
    allowed = [entry for entry in entries() if _may_see(staff, entry)]
    urls = {}
    for entry in allowed:
        try:
            urls[entry] = entry.url
        except NoReverseMatch:  # checks.py reports it; a page must not fall over its menu
            continue
    # The longest address that the path starts with is the current one: /donors/x/ belongs to /donors/.
    matching = [
        url for url in urls.values() if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    current = max(matching, key=len, default=None)
    shown: dict[str, list[Link]] = {}
    for entry, url in urls.items():
        label = str(Section(entry.section).label)
        shown.setdefault(label, []).append(Link(entry.label, url, entry.icon, url == current))
    return list(shown.items())


def _may_see(staff: Any, entry: Entry) -> bool:
    if entry.permission is None:
        return True
    return staff is not None and staff.may(entry.permission)
