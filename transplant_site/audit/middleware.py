"""Where a request comes from, a name for what foreign views write, and refusals after the rollback."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from transplant_site.access.checks import MissingPermission, OutOfReach
from transplant_site.audit import refusals
from transplant_site.audit.context import Actor, Origin, action, describe_context, origin
from transplant_site.audit.kinds import Kind
from transplant_site.audit.naming import foreign_action
from transplant_site.audit.recording import write_event

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OK = 200
MULTIPLE_CHOICES = 300
FORBIDDEN = 403
CONFLICT = 409
# A form that comes back with its errors, under a code that says so.
SHOWN_WITH_ERRORS = frozenset({400, CONFLICT, 422})
TOO_MANY_REQUESTS = 429


class AuditMiddleware:
    """Give a request its id and address, and record at its end what was refused.

    Stands early: refusals are written when every transaction of the request is over.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.audit_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        came_from = origin.set(
            Origin(request_id=request.audit_id, address=remote_address(request))  # type: ignore[attr-defined]
        )
        collecting = refusals.collected.set([])
        try:
            response = self.get_response(request)
            waiting = refusals.collected.get() or []
            refusals.collected.reset(collecting)
            collecting = None  # type: ignore[assignment]
            refusals.write(waiting)
            if response.status_code == OK and any(refusal.is_conflict for refusal in waiting):
                # The form again, with what was typed, and the words that say who was faster.
                response.status_code = CONFLICT
            note_refused_response(request, response)
            note_reads(request, response)
            return response
        finally:
            if collecting is not None:
                refusals.collected.reset(collecting)
            origin.reset(came_from)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember why one of our views said no."""
        if isinstance(exception, PermissionDenied | Http404):
            request.audit_refusal = exception  # type: ignore[attr-defined]


class NamedActionMiddleware:
    """Run the views that aren't ours (admin, sign-in) inside a named action, in one transaction.

    Stands last, so that every other middleware has looked at the view before it runs here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.of_allauth = AccountMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Name what a foreign view does; leave our own views to their services."""
        name = foreign_action(request, view)
        if name is None:
            return None
        try:
            with action(name, by=actor_of(request)):
                return view(request, *args, **kwargs)
        except (PermissionDenied, Http404) as exception:
            request.audit_refusal = exception  # type: ignore[attr-defined]
            raise
        except (ReauthenticationRequired, ImmediateHttpResponse) as exception:
            # Django asks no middleware about an exception that is raised here: ask allauth's ourselves.
            answer: HttpResponseBase | None = self.of_allauth.process_exception(request, exception)
            if answer is None:
                raise
            return answer


def is_refused_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the sign-in page came back: nothing that was typed named an account, and no signal was sent."""
    match = request.resolver_match
    return (
        request.method == "POST"
        and match is not None
        and match.view_name == "account_login"
        and response.status_code < MULTIPLE_CHOICES
        and not getattr(request, "audit_sign_in_noted", False)
    )


def actor_of(request: HttpRequest) -> Actor | None:
    """Whoever is signed in, with the membership chosen for this session if there is one."""
    staff: Actor | None = getattr(request, "staff", None)
    if staff is not None:
        return staff
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def remote_address(request: HttpRequest) -> str | None:
    """The address the request came from.

    X-Forwarded-For is believed only as far as the configured number of proxies reaches, counted from
    the right: everything further left was written by the client.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(address.strip("[]").partition("%")[0]))
    except ValueError:
        return None


def note_reads(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record what the page shows, now that it is known that it is shown."""
    if response.status_code < MULTIPLE_CHOICES or response.status_code in SHOWN_WITH_ERRORS:
        for read in getattr(request, "audit_reads", ()):
            read()


def note_refused_response(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record that a request was denied: no permission, another hospital's object, too many attempts."""
    refusal: Exception | None = getattr(request, "audit_refusal", None)
    if response.status_code == TOO_MANY_REQUESTS:
        kind = Kind.LOCKOUT
    elif is_refused_sign_in(request, response):
        kind = Kind.SIGN_IN_FAILED
    elif response.status_code == FORBIDDEN or isinstance(refusal, OutOfReach):
        kind = Kind.REFUSAL
    else:
        return
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return
    name = match.view_name or match.func.__name__
    details: dict[str, object] = {
        "status": response.status_code,
        "method": request.method,
        "page": name,
        "refusal": type(refusal).__name__ if refusal else "",
    }
    if isinstance(refusal, MissingPermission):
        details["needs"] = " or ".join(refusal.permissions)
    write_event(
        kind,
        context=describe_context(f"page.{name.replace(':', '.')}", actor_of(request), ""),
        objects=[(refusal.label, refusal.pk)] if isinstance(refusal, OutOfReach) else (),
        details=details,
        private={"message": str(refusal)} if refusal and str(refusal) else None,
    )
