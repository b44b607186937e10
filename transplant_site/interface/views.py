"""Small answers for scripts, and the pages that say what went wrong."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET, require_http_methods

from transplant_site.interface.times import format_utc


@login_not_required
@never_cache
@require_GET
def clock(request: HttpRequest) -> JsonResponse:
    """Tell the server's time, for countdowns."""
    return JsonResponse({"now": time.time() * 1000})


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """Tell when the session ends; a POST is a person's sign of life and moves it."""
    return JsonResponse({"ends": format_utc(request.session_ends_at)})  # type: ignore[attr-defined]


WORDS: dict[int, tuple[Any, Any, Any]] = {
    HTTPStatus.BAD_REQUEST: (
        _("This request was not understood"),
        _("The address or what was sent with it is not of a form this site knows. Nothing was changed."),
        _("Go back and try it from the page's own buttons."),
    ),
    HTTPStatus.FORBIDDEN: (
        _("You may not do this"),
        _("Your present role doesn't include it. The attempt has been noted. Nothing was changed."),
        _("If you have several roles, choose another one in your menu; otherwise ask your administrator."),
    ),
    HTTPStatus.NOT_FOUND: (
        _("There is nothing here for you"),
        _("The page does not exist, or it belongs to another hospital."),
        _("Check the address, or search for the reference."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        _("Too many attempts"),
        _("To protect accounts, this is locked for a few minutes."),
        _("Wait five minutes, then try again. In an emergency call your administrator."),
    ),
}
CSRF_WORDS = (
    _("This form is no longer valid"),
    _("It was opened before you signed in again, or in a browser that refuses cookies. Nothing was changed."),
    _("Go back, load the page again and send the form once more."),
)


def reference_of(request: HttpRequest) -> str:
    """Name the request as the logs and the audit log know it."""
    audited = getattr(request, "audit_id", "")
    return str(audited or structlog.contextvars.get_contextvars().get("request_id", ""))


def error_page(request: HttpRequest, code: int, words: tuple[Any, Any, Any] | None = None) -> HttpResponse:
    """Answer with a page that says what happened, what it means and what to do."""
    title, text, what_next = words or WORDS[code]
    values = {
        "code": int(code),
        "title": title,
        "text": text,
        "what_next": what_next,
        "reference": reference_of(request),
    }
    return render(request, "error.html", values, status=code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer without reading the form again: what can't be read may be just that."""
    return error_page(request, HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN, CSRF_WORDS)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the database, the session or the layout: what failed may be just those."""
    page = loader.get_template("500.html").render({"reference": reference_of(request)})
    return HttpResponseServerError(page)
