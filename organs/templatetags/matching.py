"""Figures of a ranked list."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

_YEAR = 365.25 * 86_400

PLACES = {
    "L": _("local"),
    "S": _("subregion"),
    "R": _("region"),
    "N": _("national"),
    "H": _("national"),
    "I": _("abroad"),
    "A": _("abroad"),
}
"""ETKAS has L, N and I, ESP L, S, R, H and A."""


@register.filter
def percent(share: Any) -> str:
    """A share as percent: `38.0 %`."""
    return "–" if share in (None, "") else f"{float(share) * 100:.1f}\u00a0%"


@register.filter
def mismatches_of(components: dict[str, Any]) -> str:
    """The mismatches of a ranked row at A, B and DR: `1-0-2`; a dash where one side is not typed."""
    counts = (components.get(name) for name in ("mm_broad_a", "mm_broad_b", "mm_split_dr"))
    return "-".join("–" if count is None else str(count) for count in counts)


@register.filter
def place_of(components: dict[str, Any]) -> str:
    """How far a ranked candidate lives from the donor, in the words of the run's policy."""
    if "distance_nm" in components:
        return f"{components['distance_nm']:.0f}\u00a0NM"
    return str(PLACES.get(components.get("distance") or components.get("location", ""), ""))


@register.filter
def standing_of(components: dict[str, Any]) -> str:
    """What orders a ranked candidate within the tier: points, a score, or nothing to be added up."""
    score = components.get("total_points", components.get("score"))
    return "–" if score is None else f"{score:g}" if isinstance(score, float) else str(score)


@register.filter
def years_of(seconds: Any) -> str:
    """A length of time in years: `6.47`."""
    return "–" if seconds in (None, "") else f"{float(seconds) / _YEAR:.2f}"
