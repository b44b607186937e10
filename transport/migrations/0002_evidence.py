"""The steps of a way, what was said of its arrival, and who handed it to whom are evidence."""

from django.db import migrations

# Rows that nothing ever changes.
FIXED = ("transport_shipmentstatuschange", "transport_arrivalestimate")

REFUSE = """
CREATE TRIGGER evidence_is_fixed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER evidence_is_fixed;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER evidence_stays;
"""

RELEASE = """
DROP TRIGGER evidence_is_fixed ON {table};
DROP TRIGGER evidence_stays ON {table};
"""

# A hand-over is answered and confirmed later, but never taken away.
REFUSE_DELETION = REFUSE.replace("UPDATE OR DELETE", "DELETE")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_ledger"),
        ("transport", "0001_initial"),
    ]

    operations = [
        *(migrations.RunSQL(REFUSE.format(table=table), RELEASE.format(table=table)) for table in FIXED),
        migrations.RunSQL(
            REFUSE_DELETION.format(table="transport_handover"), RELEASE.format(table="transport_handover")
        ),
    ]
