"""What migrate itself puts into a fresh database stands in the log like everything else."""

import pytest

from tests.conftest import ROWS_WITHOUT_ENTRY

# The ledger's own exemptions and rules must stand before anything can be captured.
BEFORE_CAPTURE = {"audit_exempt", "audit_table"}


@pytest.mark.django_db
def test_every_row_of_a_fresh_database_was_captured(pytestconfig: pytest.Config) -> None:
    found = pytestconfig.stash.get(ROWS_WITHOUT_ENTRY, None)
    if found is None:
        pytest.skip("The test database was used before.")

    assert len(found) > 60
    assert {table: count for table, count in found.items() if count and table not in BEFORE_CAPTURE} == {}
