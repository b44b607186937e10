"""Intestine: blood group, then waiting time. For clinicians: docs/policies/intestine.md."""

from organs.allocation.versions import DATA, PolicyVersion
from organs.allocation.waiting_order import WaitingOrder

INTESTINE_2025 = WaitingOrder(PolicyVersion.read(DATA / "intestine_2025.json"))
