"""Every column that holds one of a few codes has a named CHECK: `<app>_<model>_<field>_is_known`.

Django keeps `choices` to its forms. Here they are a rule of the database as well, for each field of the
domain that has some, so that none is forgotten: the constraint is added when the model's class is made, and
migrations carry it as any other. A new code needs a migration, which `makemigrations` writes.
"""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django_countries.fields import CountryField

from transplant_site.records.diagrams import DOMAIN_APPS


@receiver(class_prepared)
def add_checks(sender: type[models.Model], **_: Any) -> None:
    """Give each coded field of a model its CHECK; the models of migrations bring theirs along."""
    meta = sender._meta
    if meta.apps is not apps or meta.app_label not in DOMAIN_APPS or meta.proxy:
        return
    checks = [check_of(sender, field) for field in coded_fields(sender)]
    if checks:
        meta.constraints = [*meta.constraints, *checks]
        meta.original_attrs["constraints"] = meta.constraints  # what migrations look at


def coded_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """List the fields that hold codes of ours; the countries' are the library's, and grow with it."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.choices and not isinstance(field, CountryField)
    ]


def check_of(model: type[models.Model], field: "models.Field[Any, Any]") -> models.CheckConstraint:
    """Make the constraint: one of the codes, or nothing where the field may be blank."""
    codes = [value for value, _label in field.flatchoices]
    if field.blank and "" not in codes and field.get_internal_type() == "CharField":
        codes = ["", *codes]
    name = f"{model._meta.app_label}_{model._meta.model_name}_{field.name}_is_known"
    return models.CheckConstraint(condition=Q(**{f"{field.name}__in": codes}), name=name)
