"""How far the log is signed and verified, and what is needed to verify it elsewhere."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit.proof import state
from transplant_site.audit.proof.checkpoints import last_checkpoint, present_series
from transplant_site.audit.recording import record_read
from transplant_site.audit.views.common import sections

PLAIN = "text/plain; charset=utf-8"


@require_GET
@requires(Permission.AUDIT_READ)
def proof(request: StaffRequest) -> HttpResponse:
    """Show what was signed, what was verified, how far the copy in MongoDB lags, and the public keys."""
    record_read(request, "audit.proof.read", [])
    return render(request, "audit/proof.html", {"state": state.present(), "tabs": sections("proof")})


@require_GET
@requires(Permission.AUDIT_READ)
def public_keys(request: StaffRequest) -> HttpResponse:
    """Hand out the public keys as the site states them, one a line."""
    keys = state.public_keys()
    if not keys:
        raise Http404("This site knows no public keys.")
    record_read(request, "audit.public_keys.downloaded", [])
    return _text("".join(f"{key}\n" for key in keys), "public_keys.txt")


@require_GET
@requires(Permission.AUDIT_READ)
def checkpoint(request: StaffRequest) -> HttpResponse:
    """Hand out the last checkpoint, as it was signed."""
    last = last_checkpoint(present_series())
    if last is None:
        raise Http404("Nothing has been signed yet.")
    record_read(request, "audit.checkpoint.downloaded", [], size=last.size)
    return _text(last.note, "checkpoint.txt")


def _text(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=PLAIN)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
