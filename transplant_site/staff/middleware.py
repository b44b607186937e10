"""Gives every signed-in request its `staff`: the person, acting under the membership they chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from transplant_site.access.checks import MissingPermission
from transplant_site.access.permissions import Permission
from transplant_site.staff.models import Membership, StaffMember

SESSION_KEY = "membership_id"
OPEN_IN_ADMIN = frozenset({"login", "logout"})


class StaffMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, StaffMember):
            request.staff = request.user.act_as(chosen_membership(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        """Refuse Django admin to the signed-in who have no part in it: it would ask them to sign in."""
        match, staff = request.resolver_match, getattr(request, "staff", None)
        if match is None or match.app_name != "admin" or match.url_name in OPEN_IN_ADMIN or staff is None:
            return
        if not staff.may(Permission.ADMIN_USE):
            refusal = MissingPermission((Permission.ADMIN_USE,))
            request.audit_refusal = refusal  # type: ignore[attr-defined]  # what is raised here, Django tells nobody
            raise refusal


def chosen_membership(request: HttpRequest) -> Membership | None:
    """Return the membership kept in the session while it is valid, else the person's first valid one."""
    valid = list(
        Membership.objects.valid_on(timezone.localdate())
        .filter(staff_member=request.user.pk)
        .select_related("hospital", "carrier")
    )
    request.session_memberships = valid  # type: ignore[attr-defined]  # the header's role switch lists them
    chosen = request.session.get(SESSION_KEY)
    return next((m for m in valid if str(m.pk) == chosen), valid[0] if valid else None)
