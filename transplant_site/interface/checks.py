"""Django system checks: every entry of the navigation leads somewhere."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning
from django.urls import NoReverseMatch, reverse

from transplant_site.interface import navigation


@register("urls")
def navigation_leads_somewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for entry in navigation.entries():
        try:
            reverse(entry.url_name)
        except NoReverseMatch:
            found.append(
                CheckWarning(
                    f"The menu entry “{entry.label}” leads to {entry.url_name!r}, which is no URL name.",
                    hint="Name an existing URL in navigation.register(), or remove the entry.",
                    id="interface.W001",
                )
            )
    return found
