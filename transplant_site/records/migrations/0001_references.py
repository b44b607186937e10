from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

PREFIXES = ["PAT", "REG", "DNR", "ORG", "MTC", "OFR", "SHP", "TRP", "ADV", "CNV"]

NEW_REFERENCE = """
CREATE FUNCTION new_reference(prefix text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
-- The check character is that of ISO/IEC 7064 MOD 37,36.
DECLARE
    alphabet constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    year text := to_char(now() AT TIME ZONE 'UTC', 'YY');
    number text := lpad(nextval(('public.reference_' || lower(prefix))::regclass)::text, 6, '0');
    body text := prefix || year || number;
    state integer := 18;
BEGIN
    FOR i IN 1 .. length(body) LOOP
        state := ((CASE state WHEN 0 THEN 36 ELSE state END * 2) % 37
                  + strpos(alphabet, substr(body, i, 1)) - 1) % 36;
    END LOOP;
    state := (37 - (CASE state WHEN 0 THEN 36 ELSE state END * 2) % 37) % 36;
    RETURN prefix || '-' || year || '-' || number || '-' || substr(alphabet, state + 1, 1);
END
$$;
REVOKE EXECUTE ON FUNCTION new_reference(text) FROM PUBLIC
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        *[
            migrations.RunSQL(
                f"CREATE SEQUENCE reference_{prefix.lower()}", f"DROP SEQUENCE reference_{prefix.lower()}"
            )
            for prefix in PREFIXES
        ],
        migrations.RunSQL(NEW_REFERENCE, "DROP FUNCTION new_reference(text)"),
    ]
