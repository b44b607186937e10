"""How a view says who may use it, and how it finds what its user may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from transplant_site.access.permissions import Permission

if TYPE_CHECKING:
    from transplant_site.staff.models import Membership, StaffMember

M = TypeVar("M", bound=Model)


class StaffRequest(HttpRequest):
    """A request of a signed-in staff member; `transplant_site.staff.middleware` sets `staff`."""

    staff: StaffMember
    session_memberships: list[Membership]


class StaffView(Protocol):
    def __call__(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class OutOfReach(Http404):
    """The object exists, but not for this person: answered like a missing one, and recorded."""

    def __init__(self, label: str, pk: Any) -> None:
        super().__init__("Not found.")
        self.label = label
        self.pk = pk


class MissingPermission(PermissionDenied):
    """The person's role doesn't grant what the view needs."""

    def __init__(self, permissions: tuple[Permission, ...]) -> None:
        self.permissions = permissions
        super().__init__(f"Needs {' or '.join(permissions)}.")


def requires(*permissions: Permission) -> Callable[[Callable[..., HttpResponseBase]], StaffView]:
    """Let only people in whose present role one of `permissions` is granted use the view."""

    def decorate(view: Callable[..., HttpResponseBase]) -> StaffView:
        @wraps(view)
        def checked(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(request.staff.may(permission) for permission in permissions):
                raise MissingPermission(permissions)
            return view(request, *args, **kwargs)

        checked.permissions = permissions  # type: ignore[attr-defined]  # read by the test that walks all URLs
        return checked

    return decorate


def any_role(view: Callable[..., HttpResponseBase]) -> StaffView:
    """Let everyone who is signed in use the view: what they see in it follows from their role."""
    view.permissions = ()  # type: ignore[attr-defined]
    return view


def find_or_404(within: QuerySet[M], **lookup: Any) -> M:
    """Return the one object of `within` that fits, or answer 404, telling nobody whether it exists.

    When the object exists outside `within`, `OutOfReach` is raised, so that the refusal is recorded.
    """
    found = within.filter(**lookup).first()
    if found is not None:
        return found
    elsewhere = within.model._base_manager.filter(**lookup).only("pk").first()
    if elsewhere is None:
        raise Http404("Not found.")
    raise OutOfReach(within.model._meta.label_lower, elsewhere.pk)
