"""Programmes, agreements and memberships need the right kind of hospital, and what is dated is not rewritten."""

from django.db import migrations

# The hospital's row is locked, so that its kind can't be taken away while the new row is not yet committed.
NEEDS_KIND = """
CREATE FUNCTION public.staff_needs_kind() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place uuid;
    kind text;
    is_of_kind boolean;
BEGIN
    IF TG_TABLE_NAME = 'staff_programme' THEN
        place := NEW.hospital_id;
        kind := 'is_transplant_centre';
    ELSIF TG_TABLE_NAME = 'staff_laboratoryagreement' THEN
        place := NEW.laboratory_id;
        kind := 'is_laboratory';
    ELSE
        place := NEW.hospital_id;
        kind := CASE NEW.role
            WHEN 'coordinator' THEN 'is_procurement_organisation'
            WHEN 'clinician' THEN 'is_transplant_centre'
            WHEN 'laboratory' THEN 'is_laboratory'
        END;
    END IF;
    IF place IS NULL OR kind IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT (to_jsonb(h) ->> kind)::boolean INTO is_of_kind FROM public.staff_hospital AS h
        WHERE h.id = place FOR SHARE;
    IF is_of_kind IS FALSE THEN
        RAISE EXCEPTION 'The hospital is not of the kind that this needs: %.', kind
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_fits_kind_of_hospital';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF hospital_id ON staff_programme
    FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();
CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF laboratory_id ON staff_laboratoryagreement
    FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();
CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF hospital_id, role ON staff_membership
    FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();
"""

NEEDS_KIND_NO_MORE = """
DROP TRIGGER fits_kind_of_hospital ON staff_programme;
DROP TRIGGER fits_kind_of_hospital ON staff_laboratoryagreement;
DROP TRIGGER fits_kind_of_hospital ON staff_membership;
DROP FUNCTION public.staff_needs_kind();
"""

# Here it may be another day than at the site, which says it more strictly, in its own zone: a day is left.
KEEP_KINDS = """
CREATE FUNCTION public.staff_keep_kinds() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NOT NEW.is_transplant_centre AND EXISTS (
            SELECT FROM public.staff_programme AS p
            WHERE p.hospital_id = NEW.id AND (p.closed_on IS NULL OR p.closed_on > current_date + 1)
        )) OR (NOT NEW.is_laboratory AND EXISTS (
            SELECT FROM public.staff_laboratoryagreement AS a
            WHERE a.laboratory_id = NEW.id AND (a.valid_until IS NULL OR a.valid_until > current_date + 1)
        )) OR EXISTS (
            SELECT FROM public.staff_membership AS m
            WHERE m.hospital_id = NEW.id AND (m.valid_until IS NULL OR m.valid_until > current_date + 1)
                AND CASE m.role
                    WHEN 'coordinator' THEN NOT NEW.is_procurement_organisation
                    WHEN 'clinician' THEN NOT NEW.is_transplant_centre
                    WHEN 'laboratory' THEN NOT NEW.is_laboratory
                    ELSE false
                END
        ) THEN
        RAISE EXCEPTION 'Hospital % has programmes, agreements or people that need it to be what it was.', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'staff_hospital_keeps_kinds';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keeps_kinds
    BEFORE UPDATE OF is_transplant_centre, is_laboratory, is_procurement_organisation ON staff_hospital
    FOR EACH ROW WHEN (
        OLD.is_transplant_centre AND NOT NEW.is_transplant_centre
        OR OLD.is_laboratory AND NOT NEW.is_laboratory
        OR OLD.is_procurement_organisation AND NOT NEW.is_procurement_organisation
    ) EXECUTE FUNCTION public.staff_keep_kinds();
"""

KEEP_KINDS_NO_MORE = """
DROP TRIGGER keeps_kinds ON staff_hospital;
DROP FUNCTION public.staff_keep_kinds();
"""

KEEP_DATED = """
CREATE FUNCTION public.staff_keep_dated() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF to_jsonb(OLD) - 'valid_until' <> to_jsonb(NEW) - 'valid_until' THEN
        RAISE EXCEPTION 'What is dated is not rewritten: only its end can be set.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_not_rewritten';
    END IF;
    IF OLD.valid_until < current_date AND OLD.valid_until IS DISTINCT FROM NEW.valid_until THEN
        RAISE EXCEPTION 'It ended on %: that can no longer be changed.', OLD.valid_until
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_stays_ended';
    END IF;
    RETURN NEW;
END
$$;
"""

KEEP = """
CREATE TRIGGER is_not_rewritten BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION public.staff_keep_dated();
"""

DATED = ("staff_membership", "staff_laboratoryagreement", "staff_programmecriteria")


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(NEEDS_KIND, NEEDS_KIND_NO_MORE),
        migrations.RunSQL(KEEP_KINDS, KEEP_KINDS_NO_MORE),
        migrations.RunSQL(KEEP_DATED, "DROP FUNCTION public.staff_keep_dated()"),
        *(
            migrations.RunSQL(KEEP.format(table=table), f"DROP TRIGGER is_not_rewritten ON {table}")
            for table in DATED
        ),
    ]
