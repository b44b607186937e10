"""How the statuses of this app look, on every page."""

from transplant_site.interface import statuses
from transplant_site.interface.statuses import Look


def register() -> None:
    """Say how each status of a registration looks."""
    looks = {
        "HU": Look("danger", "lightning-charge"),
        "HI": Look("warning", "shield-exclamation"),
        "I": Look("info", "shield"),
        "T": Look("success", "check-circle"),
        "NT": Look("neutral", "pause-circle"),
        "R": Look("neutral", "x-circle"),
        "D": Look("neutral", "dash-circle"),
        "FU": Look("primary", "heart-pulse"),
    }
    statuses.register("patients.Registration", "status", looks)
    statuses.register("patients.StatusPeriod", "status", looks)
