import pytest
from django.db import connection

from transplant_site.records.references import PREFIXES, is_valid


def new_reference(prefix: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT new_reference(%s)", [prefix])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_database_makes_valid_references_for_every_prefix(prefix):
    made = [new_reference(prefix) for _ in range(50)]
    assert all(reference.startswith(prefix) and is_valid(reference) for reference in made)
    assert len(set(made)) == 50


def test_every_wrong_character_and_every_transposition_is_noticed():
    reference = "DNR-26-000042-A"
    right = next(c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if is_valid(reference[:-1] + c))
    reference = reference[:-1] + right
    digits = [i for i, c in enumerate(reference) if c.isdigit() and i < len(reference) - 1]
    for place in digits:
        for wrong in set("0123456789") - {reference[place]}:
            assert not is_valid(reference[:place] + wrong + reference[place + 1 :])
    swapped = reference.replace("42", "24")
    assert not is_valid(swapped)


@pytest.mark.parametrize(
    "text", ["", "DNR", "DNR-26-000042", "dnr-26-000042-K", "DNR-26-000042-Ä", "X' OR 1=1"]
)
def test_other_text_is_not_a_reference(text):
    assert not is_valid(text)
