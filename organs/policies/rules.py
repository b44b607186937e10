"""What has happened against a rule is recorded with its reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from organs.models import Rule


def unexplained(rules: Iterable[Rule], reason: str) -> str:
    """Say which rules stand against what is to be recorded; empty when there are none, or a reason."""
    broken = [str(rule.label) for rule in rules]
    if not broken or reason.strip():
        return ""
    advice = _("If it has happened all the same, record it as an exception: say why.")
    return " ".join([*broken, advice])
