"""A page that needs a reason first asks for it, and leads on to where the reader wanted to go."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organs.policies.reading import ReasonNeeded


class ReasonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReasonNeeded):
            return None
        page = reverse("organs:open_donor", args=[exception.donor.reference])
        return redirect(f"{page}?{urlencode({'next': request.path})}")
