-- django-auditlog makes its own table all the same. It stays empty, so it must not hold on to others either.
DO $$
DECLARE
    foreign_key record;
BEGIN
    FOR foreign_key IN
        SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('public.auditlog_logentry') AND contype = 'f'
    LOOP
        EXECUTE format('ALTER TABLE public.auditlog_logentry DROP CONSTRAINT %I', foreign_key.conname);
    END LOOP;
END
$$;
