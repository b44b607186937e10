from transplant_site import environment
from transplant_site.stores.launcher import EmbeddedStores, Store


def advice_after(error: Exception) -> str | None:
    """Say what to do after a failed connection, if the embedded stores explain it."""
    if not environment.mode().has_embedded_stores:
        return None
    stores = EmbeddedStores()
    if stores.is_replaced(Store.POSTGRESQL) or stores.status().postgresql_port is not None:
        return None
    return "The embedded PostgreSQL is not running. Start the stores: bin/manage stores start"
