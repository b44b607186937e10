"""A page that can't do without MongoDB says so, instead of failing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from transplant_site.documents.connection import StoreAway


class StoreAwayMiddleware:
    """Answers 503 with a page that says what to do, where a view let StoreAway pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StoreAway):
            return None
        context = {
            "code": 503,
            "title": _("This can't be shown now"),
            "text": _(
                "The document store can't be reached. What was written is kept safely and delivered later."
            ),
            "what_next": _("Try again in half a minute."),
        }
        response = render(request, "error.html", context, status=503)
        response["Retry-After"] = "30"
        return response
