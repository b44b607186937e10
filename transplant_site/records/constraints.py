"""Tells the user in words what a database constraint refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import IntegrityError, transaction


@cache
def _messages() -> dict[str, object]:
    """The sentence of each named constraint that has one of its own."""
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }


@contextmanager
def refused_as(refusal: type[Exception]) -> Iterator[None]:
    """Turn the violation of a constraint that says what is wrong into a refusal; let others rise.

    Two people may write at once: what a form has checked, only the database can be sure of.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        message = _messages().get(name or "")
        if message is None:
            raise
        raise refusal(str(message)) from error
