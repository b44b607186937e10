"""The schema and the life cycles, drawn from the code, so that the documents can't drift from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from transplant_site.records import lifecycle

DOMAIN_APPS = ("staff", "patients", "organs", "transport", "messaging", "documents")
"""The apps whose tables the full diagram shows; those of Django and of libraries stay out."""

SHORT_TYPES = {"timestamp with time zone": "timestamptz", "double precision": "float8"}


def domain_models() -> list[type[models.Model]]:
    """List the models of the domain, app by app, through tables of many-to-many relations included."""
    return [
        model
        for label in DOMAIN_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed
    ]


def entity_relationships() -> str:
    """Draw all tables of the domain as one Mermaid entity-relationship diagram."""
    lines = ["erDiagram"]
    for model in domain_models():
        lines.append(f"    {model._meta.db_table} {{")
        lines += [f"        {column}" for column in _columns(model)]
        lines.append("    }")
    for model in domain_models():
        lines += [f"    {relation}" for relation in _relations(model)]
    return "\n".join(lines)


def _columns(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        marks = []
        if field.primary_key:
            marks.append("PK")
        if field.remote_field is not None:
            marks.append("FK")
        if field.unique and not field.primary_key:
            marks.append("UK")
        yield f"{_sql_type(field)} {field.column} {', '.join(marks)}".rstrip()


def _sql_type(field: models.Field[Any, Any]) -> str:
    """The column's type in PostgreSQL, as one word: Mermaid takes neither spaces nor commas."""
    declared = field.db_type(connection) or ""
    return SHORT_TYPES.get(declared, re.sub(r"numeric\(.*\)", "numeric", declared))


def _relations(model: type[models.Model]) -> Iterator[str]:
    shown = {other._meta.db_table for other in domain_models()}
    for field in model._meta.concrete_fields:
        if field.remote_field is None:
            continue
        target = field.remote_field.model._meta.db_table
        if target not in shown:
            continue
        one = "|o" if field.null else "||"
        many = "o|" if field.unique else "o{"
        yield f"{target} {one}--{many} {model._meta.db_table} : {field.name}"
    for field in model._meta.local_many_to_many:
        other, through = field.remote_field.model, field.remote_field.through
        assert through is not None
        names = f"{model._meta.db_table} }}o--o{{ {other._meta.db_table}"
        yield f'{names} : "{field.name} (n-m, by {through._meta.db_table})"'


def entity_relationship_page() -> str:
    return (
        "# Every table of the domain\n\n"
        "Drawn from the models by `bin/manage describe_schema`; a test fails when it is out of date. "
        "`docs/schema.md` has the picture to begin with, `docs/schema.sql` every constraint. Types are "
        "PostgreSQL's (`numeric` without its digits). A line from `||` or `|o` to `o{` is 1-n, to `o|` 1-1; "
        "lines marked n-m say through which table.\n\n"
        f"```mermaid\n{entity_relationships()}\n```\n"
    )


def lifecycle_page() -> str:
    introduction = (
        "# Life cycles\n\n"
        "Each status field has one table of allowed transitions; services obey it and refuse the rest. "
        "Drawn from those tables by `bin/manage describe_schema`.\n"
    )
    parts = [introduction]
    for _, one in sorted(lifecycle.ALL.items()):
        names = "\n".join(f"- `{value}`: {label}" for value, label in one.statuses.choices)
        title = one.name.removeprefix("A ").removeprefix("An ").capitalize()
        parts.append(f"\n## {title}\n\n```mermaid\n{one.mermaid()}\n```\n\n{names}\n")
    return "".join(parts)
