"""Pancreas: blood group, then waiting time. For clinicians: docs/policies/pancreas.md."""

from organs.allocation.versions import DATA, PolicyVersion
from organs.allocation.waiting_order import WaitingOrder

PANCREAS_2025 = WaitingOrder(PolicyVersion.read(DATA / "pancreas_2025.json"))
