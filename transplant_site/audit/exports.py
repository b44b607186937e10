"""Exports: what left in a file, written down before a byte leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from transplant_site.access.permissions import Permission
from transplant_site.audit.kinds import Kind
from transplant_site.audit.recording import Objects, record

if TYPE_CHECKING:
    from transplant_site.access.checks import StaffRequest

OBJECTS_AT_ONCE = 10_000
"""So many objects stand in one entry of the log; a larger export has several."""


def note_export(
    request: StaffRequest, action: str, *, of: str = "", key: str = "pk", about: Objects = ()
) -> Callable[[str, QuerySet[Any]], None] | None:
    """Return what notes the export of a list, or nothing for those who may not export.

    Every row is named: by its own key, or by the object `of` that model whose key stands in `key`. Where
    the rows are no objects of the log, `about` names what they belong to.
    """
    if not request.staff.may(Permission.DATA_EXPORT):
        return None
    belongs = list(about)

    def note(kind: str, rows: QuerySet[Any]) -> None:
        label = of or rows.model._meta.label_lower
        count = rows.order_by().count()
        named = belongs or [(label, pk) for pk in rows.values_list(key, flat=True)]
        for start in range(0, max(len(named), 1), OBJECTS_AT_ONCE):
            record(
                Kind.EXPORT,
                action=action,
                objects=named[start : start + OBJECTS_AT_ONCE],
                by=request.staff,
                details={"format": kind, "rows": count},
            )

    return note
