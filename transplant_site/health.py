"""What a load balancer and a monitoring system ask: is the process alive, can it serve, how does it fare?"""

import dataclasses
import hmac
from collections.abc import Sequence
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_prometheus.exports import ExportToDjangoView
from health_check import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView
from prometheus_client import generate_latest

from transplant_site import documents
from transplant_site.audit.months import month_warnings
from transplant_site.audit.proof import measurements

NEEDED = ("health_check.checks.Database", "health_check.checks.Cache")


@dataclasses.dataclass
class Documents(HealthCheck):
    """MongoDB answers a find; after a full disk a server may still answer a ping."""

    async def run(self) -> None:
        state = await sync_to_async(documents.state)()
        if not state.up:
            raise ServiceUnavailable("MongoDB does not answer. The site goes on and delivers later.")


@dataclasses.dataclass
class MonthsOfTheLedger(HealthCheck):
    """The audit ledger's months are made ahead, and each entry stands in its month."""

    async def run(self) -> None:
        if warnings := await sync_to_async(month_warnings)():
            raise ServiceUnavailable(" ".join(warnings))


class Report(HealthCheckView):
    """The results of some checks, as text unless something else is asked for."""

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response_text(options["status"])
        return response


@require_GET
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Tell whether requests should be sent here; the site goes on without MongoDB, so it isn't asked."""
    return _report(request, NEEDED)


@require_GET
@login_not_required
def stores(request: HttpRequest) -> HttpResponse:
    """Tell whether someone should look after a store."""
    return _report(request, (*NEEDED, Documents, MonthsOfTheLedger))


def _report(request: HttpRequest, checks: Sequence[str | type[HealthCheck]]) -> HttpResponse:
    response: HttpResponse = async_to_sync(Report.as_view(checks=checks))(request)
    return response


@require_GET
@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process can answer at all."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_GET
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the measurements to whoever shows the token; without one configured there is nothing here."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN or ""
    if not token or not hmac.compare_digest(shown.encode(), token.encode()):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    response.write(generate_latest(measurements.REGISTRY))
    return response
