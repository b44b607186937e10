"""Look after the embedded servers while the site runs."""

import time
from collections.abc import Callable

from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.mongodb import MongoDBFailed
from transplant_site.stores.postgresql import PostgreSQLFailed
from transplant_site.stores.state import StateUnreadable

LOOK_SECONDS = 1.0
LONGEST_PAUSE = 60.0


class Keeper:
    """Starts an embedded server again that died; one that was stopped by command stays stopped."""

    def __init__(self, stores: EmbeddedStores, say: Callable[[str], None]) -> None:
        self.stores = stores
        self.say = say
        self._next_look = 0.0
        self._failures = 0

    def look(self) -> bool:
        """Start what died, and tell whether a server listens elsewhere since."""
        if time.monotonic() < self._next_look:
            return False
        before = self.stores.state.addresses()
        try:
            revived = self.stores.revive()
        except (PostgreSQLFailed, MongoDBFailed, StateUnreadable, OSError) as error:
            self._failures += 1
            self.say(str(error))
            revived = []
        else:
            self._failures = 0
        for title in revived:
            self.say(f"{title} had ended and was started again.")
        self._next_look = time.monotonic() + min(LONGEST_PAUSE, LOOK_SECONDS * 2.0 ** min(self._failures, 10))
        after = self.stores.state.addresses()
        return (before.postgresql_port, before.mongodb_port) != (after.postgresql_port, after.mongodb_port)
