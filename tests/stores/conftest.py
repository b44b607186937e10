from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prepared_site import reachable_folder
from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import StateFolder


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def stores(folder: Path) -> Iterator[EmbeddedStores]:
    """Stores of the test's own, not started yet."""
    stores = EmbeddedStores(StateFolder(folder))
    yield stores
    stores.stop()


@pytest.fixture(scope="module")
def running_stores() -> Iterator[EmbeddedStores]:
    """Running stores that several tests look at."""
    with reachable_folder() as folder:
        stores = EmbeddedStores(StateFolder(folder))
        try:
            stores.start()
            yield stores
        finally:
            stores.stop()
