"""Human references with a check character: `DNR-26-000042-K`.

Prefix, two digits of the year, a number from the prefix's own sequence (gaps may occur), and the
check character of ISO/IEC 7064 MOD 37,36 over all of it without the hyphens: it detects every single
wrong character and every transposition of neighbours. The database makes references (`new_reference`
in migration `records.0001`), so that rows made in bulk or by hand have them too.
"""

import re

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Func, Model, Value
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.iso7064 import mod_37_36

PREFIXES = {
    "PAT": "patient",
    "REG": "waiting-list registration",
    "DNR": "donor",
    "ORG": "organ",
    "MTC": "match run",
    "OFR": "offer",
    "SHP": "shipment",
    "TRP": "transplant",
    "ADV": "adverse event",
    "CNV": "conversation",
}
"""What the prefix of a reference stands for. A new one needs its sequence, in a migration."""

FORM = re.compile(r"^[A-Z]{3}-\d{2}-\d{6,9}-[0-9A-Z]$")


class NewReference(Func):
    """The next reference with `prefix`, for use as a column's default."""

    function = "new_reference"
    output_field = CharField()

    def __init__(self, prefix: str) -> None:
        super().__init__(Value(prefix))
        self.prefix = prefix


def prefix_of(model: type[Model]) -> str | None:
    """Return what the references of a model begin with; None if it has none."""
    try:
        default = model._meta.get_field("reference").db_default  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return None
    return default.prefix if isinstance(default, NewReference) else None


def model_of(reference: str) -> type[Model] | None:
    """Return the model whose references begin as this one does."""
    prefix = reference[:3].upper()
    return next((model for model in apps.get_models() if prefix_of(model) == prefix), None)


def is_valid(reference: str) -> bool:
    """Say whether `reference` has the form of one and its check character is right."""
    if not FORM.match(reference):
        return False
    try:
        mod_37_36.validate(reference.replace("-", ""))
    except InvalidNumber:
        return False
    return True
