"""Every model in Django admin: its pages open and stay quick, show nobody unrecorded, and break no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.audit.rows import any_row, lift_rules, new_row
from transplant_site.access.roles import Role
from transplant_site.audit.admin import ReadOnlyAdmin, RecordedReads
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry

NOT_THERE = {
    "account.EmailConfirmation": "Links of one use; ours are signed and not stored.",
    "admin.LogEntry": "What was done in the admin: each object's History page shows it.",
    "audit.LedgerEntry": "The log has pages of its own, for those who may read it, and they record it.",
    "auth.Group": "Rights follow from roles.",
    "auth.Permission": "Rights follow from roles.",
    "contenttypes.ContentType": "A list of the models, made by migrate.",
    "procrastinate.ProcrastinateEvent": "Shown with its job.",
    "procrastinate.ProcrastinatePeriodicDefer": "The worker's own notes.",
    "procrastinate.ProcrastinateWorker": "The worker's own notes.",
    "sessions.Session": "Keys of signed-in browsers are secrets.",
}
CLINICAL = ("patients", "organs", "transport", "messaging")
REGISTERED = [(model, shown) for model, shown in admin.site._registry.items() if model._meta.managed]

pytestmark = pytest.mark.django_db


def test_every_model_is_there_or_says_why_not() -> None:
    ours = [model for model in apps.get_models() if not model.__module__.startswith("tests.")]
    missing = {model._meta.label for model in ours if not admin.site.is_registered(model)}

    assert missing == set(NOT_THERE)


@pytest.fixture
def rows(db: None) -> dict[type[Model], Model]:
    """A row of every model that is registered."""
    lift_rules([model._meta.db_table for model in apps.get_models(include_auto_created=True)
                if model._meta.managed])  # fmt: skip
    return {model: any_row(model) for model, _shown in REGISTERED}


@pytest.fixture
def administration(rows: object, client_as: Callable[..., Client]) -> Client:
    return client_as(factories.staff_member(Role.ADMINISTRATOR))


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def filtered(answer: Any) -> Iterator[str]:
    """The links of every filter of a list."""
    for spec in answer.context["cl"].filter_specs:
        for choice in list(spec.choices(answer.context["cl"]))[1:2]:
            yield choice["query_string"]


def test_every_list_its_search_and_filters_and_every_page_open(
    administration: Client, rows: dict[type[Model], Model]
) -> None:
    for model, shown in REGISTERED:
        listed = administration.get(url(model, "changelist"))
        assert listed.status_code == 200, model
        assert shown.search_fields, f"{model} can't be searched"
        pages = [url(model, "changelist") + query for query in ("?q=demo", *filtered(listed))]
        pages += [url(model, page, rows[model].pk) for page in ("change", "history")]
        for page in pages:
            assert administration.get(page).status_code == 200, page


def test_nothing_is_deleted_and_what_is_read_only_is_not_changed(
    administration: Client, rows: dict[type[Model], Model]
) -> None:
    for model, shown in REGISTERED:
        key = rows[model].pk
        refused = [url(model, "delete", key)]
        if isinstance(shown, ReadOnlyAdmin):
            refused += [url(model, "change", key), url(model, "add")]
        for page in refused:
            assert administration.post(page, {"post": "yes"}).status_code == 403, page
        administration.post(
            url(model, "changelist"),
            {"action": "delete_selected", "_selected_action": [str(key)], "post": "yes"},
        )
        assert model._base_manager.filter(pk=key).exists(), model


def test_whoever_is_shown_is_recorded(administration: Client, rows: dict[type[Model], Model]) -> None:
    clinical = [model for model, _shown in REGISTERED if model._meta.app_label in CLINICAL]
    for model in clinical:
        administration.get(url(model, "changelist"))
        administration.get(url(model, "change", rows[model].pk))

    reads = LedgerEntry.objects.filter(kind=Kind.READ).exclude(seen=[])
    recorded = set(reads.values_list("action_name", flat=True))
    names = {f"admin.{model._meta.label_lower}" for model in clinical}
    assert {f"{name}.{verb}" for name in names for verb in ("listed", "read")} <= recorded


def test_a_page_that_comes_back_with_an_error_is_recorded_too(client_as: Callable[..., Client]) -> None:
    administration = client_as(factories.staff_member(Role.ADMINISTRATOR))
    patient = factories.patient()

    administration.post(url(type(patient), "change", patient.pk), {})

    read = LedgerEntry.objects.get(action_name="admin.patients.patient.read")
    assert ["patients.patient", str(patient.pk)] in read.seen


def test_no_page_asks_more_for_more_rows(administration: Client, rows: dict[type[Model], Model]) -> None:
    def asked() -> dict[str, int]:
        pages = [url(model, "changelist") for model, _shown in REGISTERED]
        pages += [url(model, "change", row.pk) for model, row in rows.items()]
        counts = {}
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert administration.get(page).status_code == 200, page
            # Reads alone: now and then a request also notes that the session is in use.
            counts[page] = sum(query["sql"].startswith("SELECT") for query in queries)
        return counts

    def grow() -> None:
        for model in rows:
            new_row(model)

    grow()
    asked()  # what is kept from the first time on is kept
    few = asked()
    grow()
    grow()
    many = asked()

    assert {page: (few[page], count) for page, count in many.items() if count > few[page]} == {}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_get_in(role: Role, client_as: Callable[..., Client]) -> None:
    client = client_as(factories.staff_member(role))

    assert client.get(reverse("admin:index")).status_code in {302, 403}
    for model, _shown in REGISTERED:
        assert client.get(url(model, "changelist")).status_code in {302, 403}


def test_what_shows_people_says_whom() -> None:
    for model, shown in REGISTERED:
        if model._meta.app_label in CLINICAL:
            assert isinstance(shown, RecordedReads), model
