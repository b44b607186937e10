"""Signals of Django that the log listens to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.mfa.signals import authentication_failed
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from transplant_site.audit.context import Actor
from transplant_site.audit.kinds import Kind
from transplant_site.audit.naming import running_command
from transplant_site.audit.recording import record

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.http import HttpRequest


def connect() -> None:
    """Listen for sign-ins, new connections and finished migrations."""
    user_logged_in.connect(note_sign_in, dispatch_uid="audit.sign_in")
    user_logged_out.connect(note_sign_out, dispatch_uid="audit.sign_out")
    user_login_failed.connect(note_failed_sign_in, dispatch_uid="audit.sign_in_failed")
    authentication_failed.connect(note_failed_second_factor, dispatch_uid="audit.second_factor_failed")
    connection_created.connect(name_commands, dispatch_uid="audit.name_commands")
    # Of all apps the first, and before Django's own receivers: what they add is captured.
    first = next(one for one in apps.get_app_configs() if one.models_module is not None)
    post_migrate.connect(attach_capture, sender=first, dispatch_uid="audit.attach")


def note_sign_in(sender: object, request: HttpRequest | None, user: Actor, **kwargs: Any) -> None:
    record(
        Kind.SIGN_IN,
        action="account.signed_in",
        by=user,
        objects=[("staff.staffmember", user.pk)],
    )


def note_sign_out(sender: object, request: HttpRequest | None, user: Actor | None, **kwargs: Any) -> None:
    if user is not None:
        record(
            Kind.SIGN_OUT,
            action="account.signed_out",
            by=user,
            objects=[("staff.staffmember", user.pk)],
        )


def note_failed_sign_in(
    sender: object, credentials: Mapping[str, object], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    # What was typed as a name may be a password: it enters as a digest only.
    typed = {name: credentials[name] for name in ("email", "username", "login") if credentials.get(name)}
    record(Kind.SIGN_IN_FAILED, action="account.sign_in_failed", private=typed)
    if request is not None:
        request.audit_sign_in_noted = True  # type: ignore[attr-defined]


def note_failed_second_factor(
    sender: object, user: Actor, authenticator: Any, reauthentication: bool, **kwargs: Any
) -> None:
    record(
        Kind.SIGN_IN_FAILED,
        action="account.second_factor_failed",
        by=user,
        objects=[("staff.staffmember", user.pk)],
        details={"factor": authenticator.type, "again": reauthentication},
    )


def name_commands(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Name what a command writes outside any action of its own.

    The setting holds for the whole connection, which serves this command alone; in a web process a
    connection serves many requests, so there it is never set.
    """
    command = running_command()
    if command is not None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            context = json.dumps({"action": f"command.{command}"})
            cursor.execute("SELECT set_config('transplant.context', %s, false)", [context])


def attach_capture(sender: object, using: str, **kwargs: Any) -> None:
    from transplant_site.audit import attach

    attach.attach(using)
