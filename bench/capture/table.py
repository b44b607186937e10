"""Prints the SQL of the sample's table."""

import django
from django.db import connection

if __name__ == "__main__":
    django.setup()
    from bench.capture.models import Sample

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Sample)
    print("\n".join(editor.collected_sql))
