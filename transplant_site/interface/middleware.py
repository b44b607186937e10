"""Signs people out who have been away too long; panels that refresh themselves don't count as presence."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

SEEN = "interface_last_seen"
GRANULARITY = 60  # seconds; a busy person costs one session write a minute, not one per page


def idle_limit() -> int:
    """Say after how many seconds without a person's request the session ends."""
    return int(getattr(settings, "SESSION_IDLE_SECONDS", 30 * 60))


class IdleSessionMiddleware:
    """Ends idle sessions on the server, and tells pages when that will be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._notice(request)
        is_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if is_signed_in:
            # Whoever uses the machine next must not find a patient's page with the Back button.
            response.headers.setdefault("Cache-Control", "no-store")
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            response["X-Sign-In"] = "required"
        return response

    def _notice(self, request: HttpRequest) -> None:
        now = int(time.time())
        seen = request.session.get(SEEN, now)
        if now - seen >= idle_limit():
            logout(request)
            return
        is_person = "X-Poll" not in request.headers
        if SEEN not in request.session or (
            is_person and (now - seen >= GRANULARITY or request.method == "POST")
        ):
            request.session[SEEN] = seen = now
        request.session_ends_at = datetime.fromtimestamp(seen + idle_limit(), UTC)  # type: ignore[attr-defined]
