"""Names for what runs outside our services: other packages' views, and commands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.http import HttpRequest

from transplant_site.audit.apps import is_ours

# Commands that serve requests or have nothing to do with the database: no name holds for all they do.
SERVING = frozenset({"runserver", "shell", "dbshell", "test"})


def foreign_action(request: HttpRequest, view: Callable[..., Any]) -> str | None:
    """Name what a view of another package does; None for our own, whose services name it."""
    match = request.resolver_match
    if match is None:
        return None
    if match.app_name == "admin":
        return admin_action(match.url_name or "")
    if is_ours(getattr(view, "__module__", "")):
        return None
    name = str(match.url_name or getattr(view, "__name__", "view"))
    return name.replace("_", ".", 1).replace("-", "_").replace(":", ".")


def admin_action(url_name: str) -> str:
    """Name an admin page: "organs_offer_change" becomes "admin.organs.offer.change"."""
    for label in sorted((config.label for config in apps.get_app_configs()), key=len, reverse=True):
        if url_name.startswith(f"{label}_"):
            model, _, verb = url_name.removeprefix(f"{label}_").rpartition("_")
            return f"admin.{label}.{model}.{verb}"
    return f"admin.{url_name or 'page'}"


def running_command() -> str | None:
    """The management command that this process was started for, if it is one that may write."""
    if len(sys.argv) < 2 or Path(sys.argv[0]).name not in {"manage.py", "django-admin", "__main__.py"}:
        return None
    command = sys.argv[1]
    return None if command.startswith("-") or command in SERVING else command
