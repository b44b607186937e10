-- Months of the ledger, made ahead. A month whose rows already stand in the default partition stays there.
CREATE FUNCTION public.audit_make_months(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    month date;
    name text;
    made integer := 0;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', first_month::timestamp),
            date_trunc('month', first_month::timestamp) + make_interval(months => months - 1), '1 month')::date LOOP
        name := 'audit_ledger_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        CONTINUE WHEN EXISTS (SELECT FROM public.audit_ledger_default
            WHERE recorded_at >= month::timestamptz AND recorded_at < (month + interval '1 month')::timestamptz);
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_ledger FOR VALUES FROM (%L) TO (%L)',
            name, month::timestamptz, (month + interval '1 month')::timestamptz);
        EXECUTE format('CREATE TRIGGER audit_ledger_stays BEFORE TRUNCATE ON public.%I '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_ledger_stays', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_ledger_is_fixed', name);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
CREATE TRIGGER audit_ledger_stays BEFORE TRUNCATE ON public.audit_ledger_default
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE public.audit_ledger_default ENABLE ALWAYS TRIGGER audit_ledger_stays;
ALTER TABLE public.audit_ledger_default ENABLE ALWAYS TRIGGER audit_ledger_is_fixed;

-- The month that runs and the twelve after it. The application's worker calls this every day: months must not
-- depend on the next release. A month that already has rows in the default partition is left to the owner.
CREATE FUNCTION public.audit_make_months_ahead() RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
RETURN public.audit_make_months(current_date, 13);

-- Rows for which no month had been made stand in the default partition, and while they do their month can't be
-- made. This gives them their months, in one transaction; the owner calls it after each migrate.
CREATE FUNCTION public.audit_settle_default() RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    month date;
    waiting bigint;
    settled bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM public.audit_ledger_default) THEN
        RETURN 0;
    END IF;
    LOCK TABLE public.audit_ledger IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE public.audit_ledger DETACH PARTITION public.audit_ledger_default;
    ALTER TABLE public.audit_ledger_default RENAME TO audit_ledger_unsettled;
    CREATE TABLE public.audit_ledger_default PARTITION OF public.audit_ledger DEFAULT;
    CREATE TRIGGER audit_ledger_stays BEFORE TRUNCATE ON public.audit_ledger_default
        FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
    ALTER TABLE public.audit_ledger_default ENABLE ALWAYS TRIGGER audit_ledger_stays;
    ALTER TABLE public.audit_ledger_default ENABLE ALWAYS TRIGGER audit_ledger_is_fixed;
    FOR month IN SELECT DISTINCT date_trunc('month', recorded_at)::date FROM public.audit_ledger_unsettled LOOP
        PERFORM public.audit_make_months(month, 1);
    END LOOP;
    SELECT count(*) INTO waiting FROM public.audit_ledger_unsettled;
    INSERT INTO public.audit_ledger SELECT * FROM public.audit_ledger_unsettled;
    GET DIAGNOSTICS settled = ROW_COUNT;
    IF settled <> waiting OR EXISTS (SELECT FROM public.audit_ledger_default) THEN
        RAISE EXCEPTION 'Of % rows % were settled: nothing is changed.', waiting, settled;
    END IF;
    DROP TABLE public.audit_ledger_unsettled;
    RETURN settled;
END
$$;

-- A function, because a view would hold on to the table, which audit_settle_default() replaces.
CREATE FUNCTION public.audit_default_has_rows() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.audit_ledger_default);
END
$$;

-- Whether the months reach far enough, for the health page and the verifier.
CREATE VIEW public.audit_months AS
SELECT
    (SELECT count(*) FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.audit_ledger'::regclass AND c.relname ~ '^audit_ledger_[0-9]{4}_[0-9]{2}$'
        AND c.relname > 'audit_ledger_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')) AS months_ahead,
    public.audit_default_has_rows() AS default_has_rows;

-- Months that are over and proven may leave the ledger (audit/detaching.py): their entries then stand in the mirror
-- alone, where chain, tree and signed checkpoints hold them, and in a table of their own that may be dumped and
-- dropped. Positions: those between which the transactions of the month stand.
CREATE TABLE public.audit_detached (
    month date CONSTRAINT audit_detached_key PRIMARY KEY,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    entries bigint NOT NULL,
    detached_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_detached_names_the_first_day CHECK (extract(day FROM month) = 1),
    CONSTRAINT audit_detached_has_entries CHECK (first_position > 0 AND entries > 0 AND last_position >= first_position)
);

-- Which documents the entries of detached months notarised, for manage.py reconcile.
CREATE TABLE public.audit_detached_document (
    collection text NOT NULL,
    id uuid NOT NULL,
    digest text NOT NULL,
    month date NOT NULL CONSTRAINT audit_detached_document_month REFERENCES public.audit_detached ON DELETE CASCADE,
    CONSTRAINT audit_detached_document_key PRIMARY KEY (collection, id, digest)
);
CREATE INDEX audit_detached_document_of_month ON public.audit_detached_document (month);

-- Whoever calls these has looked whether the month may go. The default partition rules DETACH CONCURRENTLY out:
-- the ledger is locked for a moment.
CREATE FUNCTION public.audit_detach_month(first_day date) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    name text := 'audit_ledger_' || to_char(first_day, 'YYYY_MM');
    kept_as text := 'audit_detached_' || to_char(first_day, 'YYYY_MM');
    detached public.audit_detached;
BEGIN
    EXECUTE format('ALTER TABLE public.audit_ledger DETACH PARTITION public.%I', name);
    EXECUTE format('ALTER TABLE public.%I RENAME TO %I', name, kept_as);
    EXECUTE format('CREATE TRIGGER audit_detached_is_fixed BEFORE UPDATE OR DELETE ON public.%I '
        'FOR EACH ROW EXECUTE FUNCTION public.refuse_change()', kept_as);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_detached_is_fixed', kept_as);
    EXECUTE format('SELECT $1, min(t.first_position) + 1, max(t.first_position + t.n), sum(e.n), clock_timestamp() '
        'FROM (SELECT tx, count(*) AS n FROM public.%I GROUP BY tx) AS e LEFT JOIN public.audit_tx AS t ON t.id = e.tx',
        kept_as) INTO detached USING first_day;
    INSERT INTO public.audit_detached SELECT (detached).*;
    EXECUTE format('INSERT INTO public.audit_detached_document (collection, id, digest, month) '
        'SELECT DISTINCT changes ->> ''collection'', d.id::uuid, d.digest, $1 FROM public.%I '
        'CROSS JOIN LATERAL ROWS FROM (jsonb_array_elements_text(changes -> ''document_ids''), '
        'jsonb_array_elements_text(changes -> ''digests'')) AS d (id, digest) WHERE kind = ''document'' ON CONFLICT DO NOTHING',
        kept_as) USING first_day;
    RETURN detached.entries;
END
$$;

-- Back again, with the table as it was detached or restored from its dump.
CREATE FUNCTION public.audit_attach_month(first_day date) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
    name text := 'audit_ledger_' || to_char(first_day, 'YYYY_MM');
    kept_as text := 'audit_detached_' || to_char(first_day, 'YYYY_MM');
BEGIN
    EXECUTE format('DROP TRIGGER audit_detached_is_fixed ON public.%I', kept_as);
    EXECUTE format('ALTER TABLE public.%I RENAME TO %I', kept_as, name);
    EXECUTE format('ALTER TABLE public.audit_ledger ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
        name, first_day::timestamptz, (first_day + interval '1 month')::timestamptz);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_ledger_is_fixed', name);
    DELETE FROM public.audit_detached WHERE month = first_day;
END
$$;
