"""Fixtures of the tests across both databases."""

import pytest

from tests.integration.installation import Installation
from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import StateFolder


@pytest.fixture
def installation(prepared_folder):
    made = Installation(EmbeddedStores(StateFolder(prepared_folder)))
    try:
        made.stores.start()
        yield made
    finally:
        for process in made.running:
            process.kill()
            process.wait()
            process.stdout.close()
        made.stores.stop()
