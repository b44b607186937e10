"""Questions to columns of the log that Django has no word for."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import JSONField, Lookup


@JSONField.register_lookup
class ContainsAny(Lookup):
    """A list of pairs holds at least one of these; the index on `objects` answers it."""

    lookup_name = "contains_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        pairs = [orjson.dumps([[str(part) for part in pair]]).decode() for pair in self.rhs]
        return f"{column} @> ANY (%s::jsonb[])", (*parameters, pairs)
