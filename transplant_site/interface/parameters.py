"""Addresses with some parameters changed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def with_parameters(request: HttpRequest, **changes: Any) -> str:
    """Give the present address with some parameters changed; None or an empty text removes one."""
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters.setlist(
                name, [str(item) for item in (value if isinstance(value, list | tuple) else [value])]
            )
    query = urlencode(list(parameters.lists()), doseq=True)
    return f"{request.path}?{query}" if query else request.path


def page_asked_for(request: HttpRequest) -> str:
    """Give the page of this site that `next` names, to go back to; empty when it names none."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
