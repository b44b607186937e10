"""Every address of the site, read from the URL configuration: what isn't here can't be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from transplant_site.access.permissions import Permission

# Views of Django and of packages: each guards itself, and is tried by tests of its own.
OF_PACKAGES = ("admin:", "account_", "mfa_")


@dataclass(frozen=True)
class Address:
    """One address: its name, what it takes, and the view behind it."""

    name: str
    takes: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def permissions(self) -> tuple[Permission, ...] | None:
        """What the view asks for; empty: any role may use it; None: it doesn't say."""
        return getattr(self.view, "permissions", None)

    @property
    def is_public(self) -> bool:
        """Whether the view can be used without signing in."""
        return not getattr(self.view, "login_required", True)

    def __str__(self) -> str:
        return self.name


def addresses_of_the_site() -> list[Address]:
    """Give every address, those of packages included."""
    return list(_walk(get_resolver(), ""))


def our_addresses() -> list[Address]:
    """Give the addresses of views of ours."""
    return [one for one in addresses_of_the_site() if not one.name.startswith(OF_PACKAGES)]


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one, f"{one.namespace}:" if one.namespace else namespace)
        else:
            yield _address(one, namespace)


def _address(pattern: URLPattern, namespace: str) -> Address:
    takes = tuple(pattern.pattern.regex.groupindex)
    return Address(name=f"{namespace}{pattern.name or pattern.pattern}", takes=takes, view=pattern.callback)
