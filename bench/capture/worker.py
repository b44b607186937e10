"""One variant in a process of its own: does what it is told on standard input, and tells how long it took."""

import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
from typing import Any

import django

MANY = 1000


def main(variant: str) -> None:
    django.setup()
    from django.db import connection, transaction

    from bench.capture.models import Sample, values

    if variant == "ours":
        from transplant_site.audit import action

        def named() -> AbstractContextManager[Any]:
            return action("bench.sample.changed")
    else:
        prepare(variant)
        named = transaction.atomic

    operations = Operations(Sample, values, named)
    connection.ensure_connection()
    print("ready", flush=True)
    for line in sys.stdin:
        print(getattr(operations, line.strip())(), flush=True)


def prepare(variant: str) -> None:
    """Make the tables of the variant, and its triggers if it has any."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("capture").get_models():
            editor.create_model(model)
    if variant == "pghistory":
        import pgtrigger

        pgtrigger.install()


class Operations:
    """What is measured; each in a transaction of its own, what it needs made before the clock starts."""

    def __init__(
        self,
        model: Any,
        values: Callable[[int], dict[str, Any]],
        named: Callable[[], AbstractContextManager[Any]],
    ) -> None:
        self.model = model
        self.values = values
        self.named = named
        self.numbers: Iterator[int] = count()

    def create(self) -> float:
        given = self.values(next(self.numbers))
        return self._timed(lambda: self.model.objects.create(**given))

    def save(self) -> float:
        one = self._one()
        for name, value in self.values(next(self.numbers)).items():
            setattr(one, name, value)
        return self._timed(one.save)

    def delete(self) -> float:
        return self._timed(self._one().delete)

    def bulk_create(self) -> float:
        rows = self._rows()
        return self._timed(lambda: self.model.objects.bulk_create(rows))

    def update(self) -> float:
        keys = self._many()
        found = self.model.objects.filter(count__gte=0, pk__in=keys)
        return self._timed(lambda: found.update(count=next(self.numbers), note="Another note."))

    def delete_many(self) -> float:
        found = self.model.objects.filter(pk__in=self._many())
        return self._timed(found.delete)

    def _one(self) -> Any:
        with self.named():
            return self.model.objects.create(**self.values(next(self.numbers)))

    def _rows(self) -> list[Any]:
        return [self.model(id=uuid.uuid4(), **self.values(next(self.numbers))) for _ in range(MANY)]

    def _many(self) -> list[Any]:
        rows = self._rows()
        with self.named():
            self.model.objects.bulk_create(rows)
        return [row.pk for row in rows]

    def _timed(self, work: Callable[[], Any]) -> float:
        start = time.perf_counter()
        with self.named():
            work()
        return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
