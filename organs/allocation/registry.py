"""Every policy there is, by name and version. Adding one is a module, its data file and a line here."""

from datetime import datetime
from typing import Any

from organs.allocation.esp import ESP_2021
from organs.allocation.etkas import ETKAS_2021
from organs.allocation.heart import HEART_2025
from organs.allocation.intestine import INTESTINE_2025
from organs.allocation.lung import LUNG_2025
from organs.allocation.pancreas import PANCREAS_2025
from organs.allocation.policy import Policy
from organs.allocation.versions import PolicyNotInForce, PolicyRefused

AnyPolicy = Policy[Any]

ALL: tuple[AnyPolicy, ...] = (
    ETKAS_2021,
    ESP_2021,
    HEART_2025,
    LUNG_2025,
    PANCREAS_2025,
    INTESTINE_2025,
)


SENIOR_DONORS_FROM = 65
"""From this age on a donor's kidneys go by ESP: so say both policies' data."""


class UnknownPolicy(PolicyRefused):
    """No policy has this name, or this version of it isn't known."""


def policy_names(organ: str | None = None) -> tuple[str, ...]:
    """The names of all policies, or of those for one kind of organ."""
    return tuple(dict.fromkeys(policy.facts.name for policy in ALL if organ in (None, policy.facts.organ)))


def kidney_policy(donor_age: float) -> str:
    """The name of the policy by which the kidneys of a donor of this age go."""
    return "esp" if donor_age >= SENIOR_DONORS_FROM else "etkas"


def policy_versions(name: str) -> tuple[AnyPolicy, ...]:
    """The versions of a policy, in the order in which they take effect."""
    found = [policy for policy in ALL if policy.facts.name == name]
    if not found:
        raise UnknownPolicy(f"There is no policy {name!r}. There are: {', '.join(policy_names())}.")
    return tuple(sorted(found, key=lambda policy: policy.facts.effective_from))


def policy_in_force(name: str, at: datetime) -> AnyPolicy:
    """The version of a policy that applies at a moment; raises PolicyNotInForce when none does."""
    versions = policy_versions(name)
    for policy in reversed(versions):
        if policy.facts.is_in_force(at):
            return policy
    dates = ", ".join(policy.facts.period for policy in versions)
    raise PolicyNotInForce(f"No version of {name.upper()} is in force on {at:%Y-%m-%d}: {dates}.")


def policy_of_version(name: str, version: str) -> AnyPolicy:
    """One version of a policy, in force or not: for replaying a run of its time."""
    for policy in policy_versions(name):
        if policy.facts.version == version:
            return policy
    raise UnknownPolicy(f"Policy {name!r} has no version {version!r}.")
