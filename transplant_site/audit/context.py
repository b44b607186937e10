"""Who does what, from where and why: told to PostgreSQL for the time of one transaction.

The context is one JSON text in the setting `transplant.context`, set locally to the transaction: a
session-wide setting would leak into the next request on the same connection. The capture triggers
read it (migrations/sql/capture.sql).
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from transplant_site.audit import refusals
from transplant_site.audit.refusals import Refusal

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Whoever acts: a member of staff, with the hospital and the role chosen for this session."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the work comes from: one request, one command or one job."""

    request_id: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ActionContext:
    """The named action now running."""

    name: str
    by: Actor | None
    reason: str


origin: ContextVar[Origin] = ContextVar("audit_origin", default=Origin())  # noqa: B039 (frozen)
running: ContextVar[ActionContext | None] = ContextVar("audit_action", default=None)


def current_action() -> ActionContext | None:
    """The innermost named action now running, if any."""
    return running.get()


def describe_context(name: str, by: Actor | None, reason: str) -> dict[str, str]:
    """Say in plain texts what the database is told about an action."""
    context = {"action": name}
    if by is not None and getattr(by, "pk", None) is not None:
        context["actor_id"] = str(by.pk)
        context["actor_name"] = str(getattr(by, "display_name", "") or "")
        context["actor_role"] = str(getattr(by, "role", "") or "")
        hospital = getattr(by, "hospital", None)
        if hospital is not None:
            context["hospital_id"] = str(hospital.pk)
    source = origin.get()
    if source.request_id:
        context["request_id"] = source.request_id
    if source.address:
        context["address"] = source.address
    if reason:
        context["reason"] = reason
    return context


def _tell_database(text: str) -> str:
    """Set the transaction's context and return the one that held before."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT held, set_config('transplant.context', %s, true) FROM"
            " (SELECT coalesce(current_setting('transplant.context', true), '') AS held OFFSET 0) AS before",
            [text],
        )
        return str(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class _Entered:
    atomic: transaction.Atomic
    token: Token[ActionContext | None]
    collector: Token[list[refusals.RecordedRefusal] | None] | None
    context: dict[str, str]
    held_before: str


class action:  # noqa: N801 (reads as a word: `with action(...)`, `@action(...)`)
    """Give everything written inside its name, actor and reason, in one transaction.

    As a decorator it takes actor and reason from the service's own `by` and `reason`. Inside another
    action it is a savepoint: an actor or reason it doesn't state is inherited, and on leaving it the
    outer action's name holds again.
    """

    def __init__(self, name: str, *, by: Actor | None = None, reason: str = "") -> None:
        if not name:
            raise ValueError("An action needs a name, such as 'organs.offer.accepted'.")
        self.name = name
        self.by = by
        self.reason = reason
        self._entered: list[_Entered] = []

    def __call__(self, service: Callable[P, R]) -> Callable[P, R]:
        if inspect.iscoroutinefunction(service) or inspect.isgeneratorfunction(service):
            raise TypeError(f"{service.__qualname__} must be a plain function: its writes end with its call.")

        @functools.wraps(service)
        def named(*args: P.args, **kwargs: P.kwargs) -> R:
            by = cast("Actor | None", kwargs.get("by", self.by))
            reason = str(kwargs.get("reason") or self.reason)
            with action(self.name, by=by, reason=reason):
                return service(*args, **kwargs)

        named.action_name = self.name  # type: ignore[attr-defined]
        return named

    def __enter__(self) -> action:
        outer = running.get()
        by = self.by if self.by is not None or outer is None else outer.by
        reason = self.reason or (outer.reason if outer else "")
        context = describe_context(self.name, by, reason)
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            held_before = _tell_database(json.dumps(context))
        except BaseException as error:
            atomic.__exit__(type(error), error, error.__traceback__)
            raise
        self._entered.append(
            _Entered(
                atomic=atomic,
                token=running.set(ActionContext(name=self.name, by=by, reason=reason)),
                collector=refusals.collected.set([]) if refusals.collected.get() is None else None,
                context=context,
                held_before=held_before,
            )
        )
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        entered = self._entered.pop()
        running.reset(entered.token)
        if isinstance(exc, Refusal):
            refusals.keep(exc, action=self.name, context=entered.context)
        connection = connections[DEFAULT_DB_ALIAS]
        try:
            if exc_type is None and connection.savepoint_ids and not connection.needs_rollback:
                # The transaction goes on after this action. (After an exception PostgreSQL
                # itself brings the setting back with the savepoint.)
                _tell_database(entered.held_before)
        except BaseException as error:
            entered.atomic.__exit__(type(error), error, error.__traceback__)
            raise
        else:
            entered.atomic.__exit__(exc_type, exc, traceback)
        finally:
            if entered.collector is not None:
                kept = refusals.collected.get() or []
                refusals.collected.reset(entered.collector)
                refusals.write(kept)
