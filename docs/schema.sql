-- The relational schema as `bin/manage describe_schema` dumps it from a migrated database.
-- A test compares the two; partitions by month and the tables of the job queue are left out.
CREATE TYPE public.audit_who AS (
	action text,
	actor_id uuid,
	actor_name text,
	actor_role text,
	hospital_id uuid,
	request_id text,
	address inet,
	reason text
);

CREATE FUNCTION public.audit_attach(rules jsonb DEFAULT NULL::jsonb) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    missing public.audit_missing;
    all_missing public.audit_missing[];
    key_list text;
    key_differs text;
    made integer := 0;
BEGIN
    IF rules IS NOT NULL THEN
        DELETE FROM public.audit_exempt WHERE NOT rules -> 'exempt' ? table_pattern;
        INSERT INTO public.audit_exempt AS e (table_pattern, reason)
            SELECT key, value FROM jsonb_each_text(rules -> 'exempt')
            ON CONFLICT (table_pattern) DO UPDATE SET reason = excluded.reason WHERE e.reason <> excluded.reason;

        DELETE FROM public.audit_table WHERE table_name NOT IN (SELECT table_name FROM public.audit_captured);
        INSERT INTO public.audit_table AS t
                (table_name, model, key_columns, clear_columns, withheld_columns, subject_column, mode)
            SELECT c.table_name, coalesce(rules -> 'models' ->> c.table_name, c.table_name), d.key_columns,
                ARRAY(SELECT a FROM (
                        SELECT unnest(d.clear_columns) AS a
                        UNION SELECT jsonb_array_elements_text(rules -> 'everywhere')
                        UNION SELECT jsonb_array_elements_text(rules -> 'clear' -> c.table_name)) AS listed
                    WHERE EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = c.relation AND p.attname = a)
                    AND a <> ALL (d.withheld_columns)
                    AND NOT coalesce(rules -> 'secret' -> c.table_name ? a, false)
                    ORDER BY a),
                ARRAY(SELECT a FROM (
                        SELECT unnest(d.withheld_columns) AS a
                        UNION SELECT jsonb_array_elements_text(rules -> 'secret' -> c.table_name)) AS listed
                    ORDER BY a),
                rules -> 'subject' ->> c.table_name,
                CASE WHEN rules -> 'documents' ? c.table_name THEN 'documents' ELSE 'rows' END
            FROM public.audit_captured AS c
            CROSS JOIN LATERAL public.audit_rule_by_default(c.relation) AS d
            ON CONFLICT (table_name) DO UPDATE
                SET model = excluded.model, key_columns = excluded.key_columns,
                    clear_columns = excluded.clear_columns, withheld_columns = excluded.withheld_columns,
                    subject_column = excluded.subject_column, mode = excluded.mode
                WHERE (t.*) IS DISTINCT FROM (excluded.*);
        IF EXISTS (SELECT FROM public.audit_table WHERE key_columns && withheld_columns) THEN
            RAISE EXCEPTION 'A primary key that is a secret would enter the log with every entry: exempt or rename %',
                (SELECT string_agg(table_name, ', ') FROM public.audit_table WHERE key_columns && withheld_columns);
        END IF;
    END IF;

    all_missing := ARRAY(SELECT m FROM public.audit_missing AS m ORDER BY m.table_name, m.trigger_name);
    FOREACH missing IN ARRAY all_missing LOOP
        SELECT string_agg(quote_ident(k), ', '), string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', k), ' OR ')
            INTO key_list, key_differs
            FROM unnest((public.audit_rule_by_default(missing.relation)).key_columns) AS k;
        IF key_list IS NULL THEN
            RAISE EXCEPTION 'Table % has no primary key: the log could not name its rows.', missing.table_name;
        END IF;
        IF missing.is_changed THEN
            EXECUTE format('DROP TRIGGER %I ON public.%I', missing.trigger_name, missing.table_name);
        END IF;
        IF missing.is_changed OR NOT missing.is_disabled THEN
            EXECUTE format(CASE missing.trigger_name
                WHEN 'audit_insert' THEN 'CREATE TRIGGER audit_insert AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS changed_rows '
                    'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row()'
                WHEN 'audit_update' THEN 'CREATE TRIGGER audit_update AFTER UPDATE ON public.%1$I REFERENCING OLD TABLE AS old_rows '
                    'NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update()'
                WHEN 'audit_delete' THEN 'CREATE TRIGGER audit_delete AFTER DELETE ON public.%1$I REFERENCING OLD TABLE AS changed_rows '
                    'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row()'
                WHEN 'audit_document' THEN 'CREATE TRIGGER audit_document AFTER INSERT ON public.%1$I REFERENCING NEW TABLE AS changed_rows '
                    'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_document()'
                WHEN 'audit_document_is_fixed' THEN 'CREATE TRIGGER audit_document_is_fixed BEFORE UPDATE OF collection, key, '
                    'document_ids, digests, payloads ON public.%1$I FOR EACH ROW EXECUTE FUNCTION public.refuse_change()'
                WHEN 'audit_no_truncate' THEN 'CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.%1$I '
                    'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate()'
                WHEN 'audit_key_is_fixed' THEN 'CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF %2$s ON public.%1$I '
                    'FOR EACH ROW WHEN (%3$s) EXECUTE FUNCTION public.audit_refuse_new_key()'
                END, missing.table_name, key_list, key_differs);
        END IF;
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER %I', missing.table_name, missing.trigger_name);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$_$;

CREATE FUNCTION public.audit_attach_month(first_day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

CREATE FUNCTION public.audit_capture_document() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    rule public.audit_table := public.audit_rule_of(TG_RELID, TG_TABLE_NAME);
    who public.audit_who := public.audit_who_from(current_setting('transplant.context', true));
    moment timestamptz := clock_timestamp();
    event_bytes bytea := public.audit_uuid7_bytes(moment);
    entry_of_tx bigint;
BEGIN
    IF EXISTS (
        SELECT FROM changed_rows AS r CROSS JOIN LATERAL unnest(r.payloads, r.digests) AS d (payload, digest)
        WHERE d.digest IS DISTINCT FROM encode(sha256(convert_to(d.payload, 'UTF8')), 'hex')) THEN
        RAISE EXCEPTION 'A document waiting for delivery has another digest than was stated.'
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.audit_tx AS t (xid, n, first_at, last_at)
        SELECT pg_current_xact_id(), count(*), moment, moment FROM changed_rows HAVING count(*) > 0
        ON CONFLICT (xid) WHERE NOT is_closing DO UPDATE
            SET n = t.n + excluded.n, first_at = least(t.first_at, excluded.first_at),
                last_at = greatest(t.last_at, excluded.last_at)
        RETURNING id INTO entry_of_tx;
    INSERT INTO public.audit_ledger (sequence, recorded_at, event, tx, kind, table_name, model, object_pk,
            operation, changes, action, actor_id, actor_name, actor_role, hospital_id, request_id, address,
            reason, database_user, database_role, objects)
        SELECT sequence, moment, public.audit_uuid7(event_bytes, sequence), entry_of_tx, 'document', rule.table_name,
            rule.model, id::text, 'insert',
            jsonb_build_object('id', id, 'collection', collection, 'key', key, 'document_ids', document_ids,
                'digests', digests),
            who.action, who.actor_id, who.actor_name, who.actor_role, who.hospital_id, who.request_id, who.address,
            who.reason, session_user, current_setting('role'),
            (SELECT jsonb_agg(jsonb_build_array(collection, d)) FROM unnest(document_ids) AS d)
        FROM (SELECT nextval('public.audit_ledger_sequence') AS sequence, r.* FROM changed_rows AS r OFFSET 0) AS row;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_capture_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    AS $$
DECLARE
    rule public.audit_table := public.audit_rule_of(TG_RELID, TG_TABLE_NAME);
    who public.audit_who := public.audit_who_from(current_setting('transplant.context', true));
    known text[] := rule.clear_columns || rule.withheld_columns;
    key_column text := CASE WHEN cardinality(rule.key_columns) = 1 THEN rule.key_columns[1] END;
    shared public.audit_key;
    moment timestamptz := clock_timestamp();
    event_bytes bytea := public.audit_uuid7_bytes(moment);
    entry_of_tx bigint;
BEGIN
    INSERT INTO public.audit_tx AS t (xid, n, first_at, last_at)
        SELECT pg_current_xact_id(), count(*), moment, moment FROM changed_rows HAVING count(*) > 0
        ON CONFLICT (xid) WHERE NOT is_closing DO UPDATE
            SET n = t.n + excluded.n, first_at = least(t.first_at, excluded.first_at),
                last_at = greatest(t.last_at, excluded.last_at)
        RETURNING id INTO entry_of_tx;
    IF entry_of_tx IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT shared FROM public.audit_key WHERE subject = '00000000-0000-0000-0000-000000000000';
    INSERT INTO public.audit_ledger (sequence, recorded_at, event, tx, kind, table_name, model, object_pk,
            operation, changes, action, actor_id, actor_name, actor_role, hospital_id, request_id, address,
            reason, database_user, database_role)
        SELECT sequence, moment, public.audit_uuid7(event_bytes, sequence), entry_of_tx, 'change', rule.table_name,
            rule.model, pk, lower(TG_OP),
            CASE WHEN pg_column_size(j) <= 16000 THEN j - rule.withheld_columns
                ELSE (SELECT jsonb_object_agg(c.key, public.audit_short(c.value))
                    FROM jsonb_each(j - rule.withheld_columns) AS c) END
            || coalesce((
                SELECT jsonb_object_agg(m.key, CASE
                    WHEN m.key = ANY (rule.withheld_columns) THEN '(withheld)'
                    WHEN own IS NULL THEN public.audit_digest(shared.inner_pad, shared.outer_pad,
                        rule.table_name || chr(31) || pk || chr(31) || m.key || chr(31) || m.value)
                    ELSE public.audit_digest((own).inner_pad, (own).outer_pad, m.key || chr(31) || m.value) END)
                FROM jsonb_each_text(j - rule.clear_columns) AS m WHERE m.value IS NOT NULL), '{}'),
            who.action, who.actor_id, who.actor_name, who.actor_role, who.hospital_id, who.request_id, who.address,
            who.reason, session_user, current_setting('role')
        FROM (
            SELECT nextval('public.audit_ledger_sequence') AS sequence, j,
                CASE WHEN key_column IS NOT NULL THEN j ->> key_column
                    ELSE (SELECT string_agg(j ->> c, '|') FROM unnest(rule.key_columns) AS c) END AS pk,
                CASE WHEN rule.subject_column IS NOT NULL
                    THEN public.audit_key_of((j ->> rule.subject_column)::uuid) END AS own
            FROM (SELECT to_jsonb(r) AS j FROM changed_rows AS r OFFSET 0) AS image
            OFFSET 0) AS keyed;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_capture_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET enable_nestloop TO 'off'
    AS $$
DECLARE
    rule public.audit_table := public.audit_rule_of(TG_RELID, TG_TABLE_NAME);
    who public.audit_who := public.audit_who_from(current_setting('transplant.context', true));
    known text[] := rule.clear_columns || rule.withheld_columns;
    key_column text := CASE WHEN cardinality(rule.key_columns) = 1 THEN rule.key_columns[1] END;
    shared public.audit_key;
    moment timestamptz := clock_timestamp();
    event_bytes bytea := public.audit_uuid7_bytes(moment);
    entry_of_tx bigint;
BEGIN
    SELECT * INTO STRICT shared FROM public.audit_key WHERE subject = '00000000-0000-0000-0000-000000000000';
    WITH entry AS MATERIALIZED (
        SELECT pk, changes FROM (
            SELECT pk, (
                SELECT jsonb_object_agg(c.key, CASE
                    WHEN c.key = ANY (rule.withheld_columns) THEN '["(withheld)", "(withheld)"]'::jsonb
                    WHEN c.key = ANY (rule.clear_columns) THEN
                        jsonb_build_array(public.audit_short(was -> c.key), public.audit_short(c.value))
                    WHEN own IS NULL THEN jsonb_build_array(
                        public.audit_digest(shared.inner_pad, shared.outer_pad,
                            rule.table_name || chr(31) || pk || chr(31) || c.key || chr(31) || (was ->> c.key)),
                        public.audit_digest(shared.inner_pad, shared.outer_pad,
                            rule.table_name || chr(31) || pk || chr(31) || c.key || chr(31) || (c.value #>> '{}')))
                    ELSE jsonb_build_array(
                        public.audit_digest((own).inner_pad, (own).outer_pad, c.key || chr(31) || (was ->> c.key)),
                        public.audit_digest((own).inner_pad, (own).outer_pad, c.key || chr(31) || (c.value #>> '{}')))
                    END)
                FROM jsonb_each(is_now) AS c
                WHERE c.value::text <> (was -> c.key)::text) AS changes
            FROM (
                SELECT after.pk, before.j AS was, after.j AS is_now,
                    CASE WHEN rule.subject_column IS NOT NULL
                        THEN public.audit_key_of((after.j ->> rule.subject_column)::uuid) END AS own
                FROM (
                    SELECT j,
                        CASE WHEN key_column IS NOT NULL THEN j ->> key_column
                            ELSE (SELECT string_agg(j ->> c, '|') FROM unnest(rule.key_columns) AS c) END AS pk
                    FROM (SELECT to_jsonb(r) AS j FROM old_rows AS r OFFSET 0) AS image OFFSET 0) AS before
                JOIN (
                    SELECT j,
                        CASE WHEN key_column IS NOT NULL THEN j ->> key_column
                            ELSE (SELECT string_agg(j ->> c, '|') FROM unnest(rule.key_columns) AS c) END AS pk
                    FROM (SELECT to_jsonb(r) AS j FROM new_rows AS r OFFSET 0) AS image OFFSET 0) AS after
                ON before.pk = after.pk OFFSET 0) AS keyed OFFSET 0) AS compared
        WHERE changes IS NOT NULL
    ), opened AS (
        INSERT INTO public.audit_tx AS t (xid, n, first_at, last_at)
            SELECT pg_current_xact_id(), count(*), moment, moment FROM entry HAVING count(*) > 0
            ON CONFLICT (xid) WHERE NOT is_closing DO UPDATE
                SET n = t.n + excluded.n, first_at = least(t.first_at, excluded.first_at),
                    last_at = greatest(t.last_at, excluded.last_at)
            RETURNING id AS tx
    )
    INSERT INTO public.audit_ledger (sequence, recorded_at, event, tx, kind, table_name, model, object_pk,
            operation, changes, action, actor_id, actor_name, actor_role, hospital_id, request_id, address,
            reason, database_user, database_role)
        SELECT sequence, moment, public.audit_uuid7(event_bytes, sequence), tx, 'change', rule.table_name,
            rule.model, pk, 'update', changes, who.action, who.actor_id, who.actor_name, who.actor_role,
            who.hospital_id, who.request_id, who.address, who.reason, session_user, current_setting('role')
        FROM (SELECT nextval('public.audit_ledger_sequence') AS sequence, pk, changes, tx
              FROM opened CROSS JOIN entry OFFSET 0) AS numbered;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_default_has_rows() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.audit_ledger_default);
END
$$;

CREATE FUNCTION public.audit_detach_month(first_day date) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
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
$_$;

CREATE FUNCTION public.audit_digest(inner_pad bytea, outer_pad bytea, message text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ('masked:'::text || encode(sha256((outer_pad || sha256((inner_pad || convert_to(message, 'UTF8'::name))))), 'hex'::text));

CREATE FUNCTION public.audit_grant(application text, relay text, auditor text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    relation record;
BEGIN
    IF to_regrole(quote_ident(application)) IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', application);
        FOR relation IN
            SELECT c.relname, c.relkind FROM pg_class AS c JOIN pg_namespace AS s ON s.oid = c.relnamespace
            WHERE s.nspname = 'public' AND c.relkind IN ('r', 'p', 'S', 'v', 'm') AND c.relname NOT LIKE 'audit\_%'
                AND NOT (c.relkind = 'S' AND has_sequence_privilege(application, c.oid, 'USAGE'))
                AND NOT (c.relkind IN ('r', 'p') AND has_table_privilege(application, c.oid, 'DELETE'))
                AND NOT (c.relkind IN ('v', 'm') AND has_table_privilege(application, c.oid, 'SELECT'))
        LOOP
            EXECUTE format(CASE
                WHEN relation.relkind = 'S' THEN 'GRANT USAGE, SELECT ON SEQUENCE public.%I TO %I'
                WHEN relation.relkind IN ('v', 'm') OR relation.relname = 'django_migrations' THEN 'GRANT SELECT ON public.%I TO %I'
                ELSE 'GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO %I' END, relation.relname, application);
        END LOOP;
        EXECUTE format('GRANT SELECT ON public.audit_entry, public.audit_progress, public.audit_months, public.audit_place, '
            'public.audit_subtree, public.audit_checkpoint, public.audit_detached, public.audit_detached_document, '
            'public.audit_transaction TO %I', application);
        EXECUTE format('GRANT EXECUTE ON FUNCTION public.audit_make_months_ahead() TO %I', application);
        IF to_regprocedure('public.new_reference(text)') IS NOT NULL THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION public.new_reference(text) TO %I', application);
        END IF;
        EXECUTE format('GRANT EXECUTE ON FUNCTION public.audit_record(text, jsonb, jsonb, jsonb, jsonb) TO %I', application);
    END IF;
    IF to_regrole(quote_ident(relay)) IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', relay);
        EXECUTE format('GRANT SELECT ON public.audit_ledger, public.audit_tx, public.audit_head, public.audit_relayed, '
            'public.audit_progress, public.audit_detached TO %I', relay);
        EXECUTE format('GRANT UPDATE (position, number, hash, relayed_at) ON public.audit_relayed TO %I', relay);
        EXECUTE format('GRANT SELECT, UPDATE (what, began_at, over_at) ON public.audit_relay_trouble TO %I', relay);
        EXECUTE format('GRANT SELECT, INSERT ON public.audit_subtree, public.audit_checkpoint TO %I', relay);
        EXECUTE format('GRANT EXECUTE ON FUNCTION public.audit_record(text, jsonb, jsonb, jsonb, jsonb) TO %I', relay);
        IF to_regclass('public.documents_delivery') IS NOT NULL THEN
            EXECUTE format('GRANT SELECT, UPDATE, DELETE ON public.documents_delivery TO %I', relay);
        END IF;
    END IF;
    IF to_regrole(quote_ident(auditor)) IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', auditor);
        EXECUTE format('GRANT SELECT ON public.audit_entry, public.audit_place, public.audit_progress, public.audit_months, '
            'public.audit_ledger, public.audit_tx, public.audit_head, public.audit_relayed, public.audit_relay_trouble, public.audit_subtree, '
            'public.audit_checkpoint, public.audit_detached, public.audit_detached_document, public.audit_transaction, '
            'public.audit_table, public.audit_exempt, public.audit_captured, public.audit_missing, public.audit_unguarded TO %I', auditor);
        EXECUTE format('GRANT EXECUTE ON FUNCTION public.audit_is_exempt(text) TO %I', auditor);
    END IF;
END
$$;

CREATE TABLE public.audit_exempt (
    table_pattern text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT audit_exempt_says_why CHECK ((reason <> ''::text))
);

CREATE FUNCTION public.audit_is_exempt(name text) RETURNS boolean
    LANGUAGE sql STABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (EXISTS (SELECT FROM public.audit_exempt e WHERE (audit_is_exempt.name ~~ e.table_pattern)));

CREATE FUNCTION public.audit_is_secret(column_name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (column_name ~* '(passw|secret|token|session_key|recovery|private_key|credential|otp|(^|_)(key|pin|salt|nonce)$)'::text);

CREATE TABLE public.audit_key (
    subject uuid NOT NULL,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT audit_key_pads_fill_a_block CHECK (((length(inner_pad) = 64) AND (length(outer_pad) = 64)))
);

CREATE FUNCTION public.audit_key_of(wanted uuid) RETURNS public.audit_key
    LANGUAGE plpgsql STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_key public.audit_key;
    secret bytea;
BEGIN
    SELECT * INTO found_key FROM public.audit_key WHERE subject = wanted;
    IF FOUND THEN
        RETURN found_key;
    END IF;
    secret := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
        || decode(repeat('00', 32), 'hex');
    INSERT INTO public.audit_key (subject, inner_pad, outer_pad)
        SELECT wanted,
            decode(string_agg(lpad(to_hex(get_byte(secret, i) # 54), 2, '0'), '' ORDER BY i), 'hex'),
            decode(string_agg(lpad(to_hex(get_byte(secret, i) # 92), 2, '0'), '' ORDER BY i), 'hex')
        FROM generate_series(0, 63) AS i
        ON CONFLICT (subject) DO NOTHING;
    SELECT * INTO STRICT found_key FROM public.audit_key WHERE subject = wanted;
    RETURN found_key;
END
$$;

CREATE FUNCTION public.audit_make_months(first_month date, months integer) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

CREATE FUNCTION public.audit_make_months_ahead() RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    RETURN public.audit_make_months(CURRENT_DATE, 13);

CREATE FUNCTION public.audit_record(kind text, context jsonb, objects jsonb, details jsonb, private jsonb) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    who public.audit_who := public.audit_who_from(audit_record.context::text);
    shared public.audit_key := public.audit_key_of('00000000-0000-0000-0000-000000000000');
    moment timestamptz := clock_timestamp();
    event uuid := public.audit_uuid7(public.audit_uuid7_bytes(moment), nextval('public.audit_ledger_sequence'));
    known jsonb;
    told jsonb;
    tx bigint;
BEGIN
    IF audit_record.kind NOT IN ('read', 'sign_in', 'sign_out', 'sign_in_failed', 'lockout', 'refusal', 'export', 'break_glass', 'mirror') THEN
        RAISE EXCEPTION 'An event of kind % is not recorded this way.', audit_record.kind
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What befell the mirror is told by those who keep it: the relay and the owner.
    IF audit_record.kind = 'mirror' AND NOT has_column_privilege(
            coalesce(nullif(current_setting('role'), 'none'), session_user), 'public.audit_relayed', 'position', 'UPDATE') THEN
        RAISE EXCEPTION 'An event of kind mirror is recorded by the relay and the owner alone.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT jsonb_agg(jsonb_build_array(o.value ->> 0, o.value ->> 1)) INTO known
        FROM jsonb_array_elements(audit_record.objects) AS o;
    SELECT jsonb_object_agg(d.key, d.value) INTO told FROM (
        SELECT c.key, left(c.value, 4000) AS value FROM jsonb_each_text(audit_record.details) AS c
        UNION ALL
        SELECT p.key, public.audit_digest(shared.inner_pad, shared.outer_pad, p.key || chr(31) || p.value)
        FROM jsonb_each_text(audit_record.private) AS p
    ) AS d WHERE d.value IS NOT NULL;
    IF length(known::text) > 200000 OR length(told::text) > 100000 THEN
        RAISE EXCEPTION 'An event may name objects in 200,000 characters and details in 100,000, not in % and %.',
            length(known::text), length(told::text)
            USING ERRCODE = 'string_data_right_truncation', HINT = 'Record several events.';
    END IF;
    INSERT INTO public.audit_tx AS t (xid, n, first_at, last_at)
        VALUES (pg_current_xact_id(), 1, moment, moment)
        ON CONFLICT (xid) WHERE NOT is_closing DO UPDATE
            SET n = t.n + excluded.n, first_at = least(t.first_at, excluded.first_at),
                last_at = greatest(t.last_at, excluded.last_at)
        RETURNING id INTO STRICT tx;
    INSERT INTO public.audit_ledger (recorded_at, event, tx, kind, model, object_pk,
            action, actor_id, actor_name, actor_role, hospital_id, request_id, address, reason,
            database_user, database_role, objects, details)
        VALUES (moment, event, tx, audit_record.kind,
            CASE WHEN jsonb_array_length(known) = 1 THEN known -> 0 ->> 0 END,
            CASE WHEN jsonb_array_length(known) = 1 THEN known -> 0 ->> 1 END,
            who.action, who.actor_id, who.actor_name, who.actor_role, who.hospital_id, who.request_id, who.address,
            who.reason, session_user, current_setting('role'), known, told);
    RETURN event;
END
$$;

CREATE FUNCTION public.audit_refuse_new_key() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'The primary key of % never changes: the log knows the row by it.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION public.audit_refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused: it removes rows without a trace. DELETE is recorded.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TABLE public.audit_table (
    table_name text NOT NULL,
    model text NOT NULL,
    key_columns text[] NOT NULL,
    clear_columns text[] NOT NULL,
    withheld_columns text[] NOT NULL,
    subject_column text,
    mode text DEFAULT 'rows'::text NOT NULL,
    CONSTRAINT audit_table_has_key CHECK ((cardinality(key_columns) > 0)),
    CONSTRAINT audit_table_mode CHECK ((mode = ANY (ARRAY['rows'::text, 'documents'::text])))
);

CREATE FUNCTION public.audit_rule_by_default(relation regclass) RETURNS public.audit_table
    LANGUAGE sql STABLE STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN (SELECT ROW((c.relname)::text, (c.relname)::text, (SELECT array_agg((a.attname)::text ORDER BY k.place) AS array_agg FROM ((pg_constraint p CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY k(attnum, place)) JOIN pg_attribute a ON (((a.attrelid = p.conrelid) AND (a.attnum = k.attnum)))) WHERE ((p.conrelid = c.oid) AND (p.contype = 'p'::"char"))), COALESCE((SELECT array_agg((a.attname)::text ORDER BY a.attname) AS array_agg FROM pg_attribute a WHERE ((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND ((a.atttypid = ANY (ARRAY[('uuid'::regtype)::oid, ('boolean'::regtype)::oid])) OR (EXISTS (SELECT FROM pg_constraint f WHERE ((f.conrelid = c.oid) AND (f.contype = ANY (ARRAY['p'::"char", 'f'::"char"])) AND (a.attnum = ANY (f.conkey)))))) AND (NOT public.audit_is_secret((a.attname)::text)))), '{}'::text[]), COALESCE((SELECT array_agg((a.attname)::text ORDER BY a.attname) AS array_agg FROM pg_attribute a WHERE ((a.attrelid = c.oid) AND (a.attnum > 0) AND (NOT a.attisdropped) AND public.audit_is_secret((a.attname)::text))), '{}'::text[]), NULL::text, 'rows'::text)::public.audit_table AS "row" FROM pg_class c WHERE (c.oid = (audit_rule_by_default.relation)::oid));

CREATE FUNCTION public.audit_rule_of(relation regclass, name text) RETURNS public.audit_table
    LANGUAGE plpgsql STABLE STRICT
    AS $$
DECLARE
    rule public.audit_table;
BEGIN
    SELECT * INTO rule FROM public.audit_table t WHERE t.table_name = name;
    IF NOT FOUND THEN
        RETURN public.audit_rule_by_default(relation);
    END IF;
    rule.withheld_columns := rule.withheld_columns || ARRAY(
        SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attname <> ALL (rule.withheld_columns) AND a.attname <> ALL (rule.clear_columns)
            AND public.audit_is_secret(a.attname::text));
    RETURN rule;
END
$$;

CREATE FUNCTION public.audit_settle_default() RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

CREATE FUNCTION public.audit_short(value jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (pg_column_size(value) <= 2000) THEN value ELSE to_jsonb(('sha256:'::text || encode(sha256(convert_to((value #>> '{}'::text[]), 'UTF8'::name)), 'hex'::text))) END;

CREATE FUNCTION public.audit_tx_close() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE public.audit_tx SET is_closing = true WHERE id = NEW.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_tx_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    next_number bigint;
    entries_now bigint;
BEGIN
    UPDATE public.audit_head SET number = number + 1, entries = entries + NEW.n WHERE is_only
        RETURNING number, entries INTO STRICT next_number, entries_now;
    UPDATE public.audit_tx SET number = next_number, first_position = entries_now - NEW.n WHERE id = NEW.id;
    PERFORM pg_notify('transplant_audit', '');
    RETURN NULL;
END
$$;

CREATE FUNCTION public.audit_uuid7(statement_bytes bytea, sequence bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (encode(OVERLAY(statement_bytes PLACING SUBSTRING(int8send(sequence) FROM 5) FROM 13), 'hex'::text))::uuid;

CREATE FUNCTION public.audit_uuid7_bytes(moment timestamp with time zone) RETURNS bytea
    LANGUAGE sql PARALLEL SAFE
    RETURN set_bit(set_bit(OVERLAY(uuid_send(gen_random_uuid()) PLACING SUBSTRING(int8send((floor((EXTRACT(epoch FROM moment) * (1000)::numeric)))::bigint) FROM 3) FROM 1 FOR 6), (52)::bigint, 1), (53)::bigint, 1);

CREATE FUNCTION public.audit_who_from(context text) RETURNS public.audit_who
    LANGUAGE plpgsql
    AS $$
DECLARE
    who public.audit_who;
    shared public.audit_key;
    digest text;
BEGIN
    IF context IS NULL OR context = '' THEN
        RETURN NULL;
    END IF;
    who := jsonb_populate_record(NULL::public.audit_who, context::jsonb);
    IF greatest(length(who.action), length(who.actor_name), length(who.actor_role), length(who.request_id)) > 1000 THEN
        RAISE EXCEPTION 'The name of an action, its actor, role and request may have 1000 characters each.'
            USING ERRCODE = 'string_data_right_truncation';
    END IF;
    IF who.reason IS NOT NULL THEN
        shared := public.audit_key_of('00000000-0000-0000-0000-000000000000');
        digest := public.audit_digest(shared.inner_pad, shared.outer_pad, 'reason' || chr(31) || who.reason);
        INSERT INTO public.audit_reason (digest, reason) VALUES (digest, who.reason) ON CONFLICT DO NOTHING;
        who.reason := digest;
    END IF;
    RETURN who;
END
$$;

CREATE FUNCTION public.is_of_this_transaction(written_by xid) RETURNS boolean
    LANGUAGE sql STRICT
    SET search_path TO 'pg_catalog', 'pg_temp'
    RETURN COALESCE((pg_xact_status((((((((pg_current_xact_id())::text)::bigint >> 32) << 32) + ((written_by)::text)::bigint))::text)::xid8) = 'in progress'::text), false);

CREATE FUNCTION public.new_reference(prefix text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public'
    AS $$
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

CREATE FUNCTION public.organs_keep_but_for() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF to_jsonb(OLD) - TG_ARGV::text[] <> to_jsonb(NEW) - TG_ARGV::text[] THEN
        RAISE EXCEPTION 'A row of % is evidence: only % may be written.', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.organs_keep_check() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL
        OR to_jsonb(OLD) - '{status,finished_at}'::text[] <> to_jsonb(NEW) - '{status,finished_at}'::text[] THEN
        RAISE EXCEPTION 'A two-person check is evidence: only its end may be written, once.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.organs_keep_offer() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NEW.facts_when_sent <> OLD.facts_when_sent
        OR (OLD.facts_when_answered IS NOT NULL AND NEW.status = OLD.status
            AND NEW.facts_when_answered IS DISTINCT FROM OLD.facts_when_answered) THEN
        RAISE EXCEPTION 'Offer %: the facts it showed are evidence.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.organs_keep_rows_of_run() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT run_id FROM new_rows) AS n
        JOIN public.organs_matchrun AS r ON r.id = n.run_id
        WHERE NOT public.is_of_this_transaction(r.xmin)) THEN
        RAISE EXCEPTION 'The match run is frozen: % takes no further rows of it.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION public.organs_keep_run() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF OLD.invalidated_at IS NOT NULL THEN
        RAISE EXCEPTION 'Match run % has ended: it stays as it is.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(OLD) - 'invalidated_at' - 'invalidated_because'
        <> to_jsonb(NEW) - 'invalidated_at' - 'invalidated_because' THEN
        RAISE EXCEPTION 'Match run % is frozen: only its end may be recorded.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are a record and stay as they are.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION public.staff_keep_dated() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE FUNCTION public.staff_keep_kinds() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE FUNCTION public.staff_needs_kind() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.audit_captured AS
 SELECT c.oid AS relation,
    (c.relname)::text AS table_name
   FROM (pg_class c
     JOIN pg_namespace s ON (((s.oid = c.relnamespace) AND (s.nspname = 'public'::name))))
  WHERE ((c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (NOT c.relispartition) AND (NOT public.audit_is_exempt((c.relname)::text)));

CREATE TABLE public.audit_checkpoint (
    series smallint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    note text NOT NULL,
    CONSTRAINT audit_checkpoint_has_entries CHECK ((size > 0)),
    CONSTRAINT audit_checkpoint_note_is_short CHECK ((length(note) <= 2000)),
    CONSTRAINT audit_checkpoint_root_has_32_bytes CHECK ((octet_length(root) = 32))
);

CREATE TABLE public.audit_detached (
    month date NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    entries bigint NOT NULL,
    detached_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT audit_detached_has_entries CHECK (((first_position > 0) AND (entries > 0) AND (last_position >= first_position))),
    CONSTRAINT audit_detached_names_the_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

CREATE TABLE public.audit_detached_document (
    collection text NOT NULL,
    id uuid NOT NULL,
    digest text NOT NULL,
    month date NOT NULL
);

CREATE TABLE public.audit_ledger (
    sequence bigint DEFAULT nextval('public.audit_ledger_sequence'::regclass) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    event uuid NOT NULL,
    tx bigint NOT NULL,
    kind text NOT NULL,
    table_name text,
    model text,
    object_pk text,
    operation text,
    changes jsonb,
    action text,
    actor_id uuid,
    actor_name text,
    actor_role text,
    hospital_id uuid,
    request_id text,
    address inet,
    reason text,
    database_user text NOT NULL,
    database_role text NOT NULL,
    objects jsonb,
    details jsonb
)
PARTITION BY RANGE (recorded_at);

CREATE TABLE public.audit_tx (
    id bigint NOT NULL,
    xid xid8 NOT NULL,
    n bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    is_closing boolean DEFAULT false NOT NULL,
    number bigint,
    first_position bigint
)
WITH (fillfactor='60');

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

CREATE VIEW public.audit_entry AS
 SELECT l.sequence AS id,
    l.event,
    l.recorded_at AS "timestamp",
    l.tx AS transaction_id,
    t.number,
    l.kind,
    l.table_name,
    l.model,
    COALESCE(l.object_pk, ''::text) AS object_pk,
    (
        CASE l.operation
            WHEN 'insert'::text THEN 0
            WHEN 'update'::text THEN 1
            WHEN 'delete'::text THEN 2
            ELSE 3
        END)::smallint AS action,
    l.changes,
    l.action AS action_name,
    (l.action IS NULL) AS is_unnamed,
    l.actor_id,
    l.actor_name,
    l.actor_role,
    l.hospital_id,
    l.request_id AS cid,
    l.address AS remote_addr,
    l.reason,
    l.database_user,
    l.database_role,
    l.objects AS seen,
    l.details AS additional_data,
    c.id AS content_type_id,
    COALESCE(((l.model || ' '::text) || l.object_pk), l.model, ''::text) AS object_repr,
    NULL::bigint AS object_id,
    NULL::jsonb AS serialized_data,
    ''::text AS changes_text,
    NULL::integer AS remote_port,
    NULL::text AS actor_email
   FROM ((public.audit_ledger l
     LEFT JOIN public.audit_tx t ON ((t.id = l.tx)))
     LEFT JOIN public.django_content_type c ON ((((c.app_label)::text = split_part(l.model, '.'::text, 1)) AND ((c.model)::text = split_part(l.model, '.'::text, 2)))));

CREATE TABLE public.audit_head (
    is_only boolean DEFAULT true NOT NULL,
    number bigint NOT NULL,
    entries bigint NOT NULL
)
WITH (fillfactor='10', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='100', autovacuum_vacuum_cost_delay='0');

CREATE VIEW public.audit_missing AS
 SELECT t.relation,
    t.table_name,
    w.trigger_name,
    (g.tgname IS NOT NULL) AS is_disabled,
    ((g.tgname IS NOT NULL) AND (NOT s.is_right)) AS is_changed
   FROM (((((public.audit_captured t
     LEFT JOIN public.audit_table r ON ((r.table_name = t.table_name)))
     CROSS JOIN LATERAL ( SELECT array_agg(a.attnum ORDER BY a.attnum) AS columns,
            (('WHEN ('::text ||
                CASE
                    WHEN (count(*) = 1) THEN min(d.differs)
                    ELSE (('('::text || string_agg(d.differs, ' OR '::text ORDER BY k.place)) || ')'::text)
                END) || ')'::text) AS condition
           FROM (((pg_constraint p
             CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY k(attnum, place))
             JOIN pg_attribute a ON (((a.attrelid = p.conrelid) AND (a.attnum = k.attnum))))
             CROSS JOIN LATERAL format(
                CASE
                    WHEN (a.atttypid = ('character varying'::regtype)::oid) THEN '((old.%1$I)::text IS DISTINCT FROM (new.%1$I)::text)'::text
                    ELSE '(old.%1$I IS DISTINCT FROM new.%1$I)'::text
                END, a.attname) d(differs))
          WHERE ((p.conrelid = t.relation) AND (p.contype = 'p'::"char"))) pk)
     JOIN ( VALUES ('rows'::text,'audit_insert'::text,'public.audit_capture_row'::regproc,4,NULL::text,'changed_rows'::text), ('rows'::text,'audit_update'::text,'public.audit_capture_update'::regproc,16,'old_rows'::text,'new_rows'::text), ('rows'::text,'audit_delete'::text,'public.audit_capture_row'::regproc,8,'changed_rows'::text,NULL::text), ('rows'::text,'audit_no_truncate'::text,'public.audit_refuse_truncate'::regproc,34,NULL::text,NULL::text), ('rows'::text,'audit_key_is_fixed'::text,'public.audit_refuse_new_key'::regproc,19,NULL::text,NULL::text), ('documents'::text,'audit_document'::text,'public.audit_capture_document'::regproc,4,NULL::text,'changed_rows'::text), ('documents'::text,'audit_document_is_fixed'::text,'public.refuse_change'::regproc,19,NULL::text,NULL::text), ('documents'::text,'audit_update'::text,'public.audit_capture_update'::regproc,16,'old_rows'::text,'new_rows'::text), ('documents'::text,'audit_no_truncate'::text,'public.audit_refuse_truncate'::regproc,34,NULL::text,NULL::text), ('documents'::text,'audit_key_is_fixed'::text,'public.audit_refuse_new_key'::regproc,19,NULL::text,NULL::text)) w(mode, trigger_name, function, type, old_rows, new_rows) ON ((w.mode = COALESCE(r.mode, 'rows'::text))))
     LEFT JOIN pg_trigger g ON (((g.tgrelid = t.relation) AND (g.tgname = w.trigger_name))))
     CROSS JOIN LATERAL ( SELECT ((g.tgfoid = (w.function)::oid) AND (g.tgtype = w.type) AND (NOT g.tgisinternal) AND (g.tgnargs = 0) AND (NOT ((g.tgoldtable)::text IS DISTINCT FROM w.old_rows)) AND (NOT ((g.tgnewtable)::text IS DISTINCT FROM w.new_rows)) AND
                CASE w.trigger_name
                    WHEN 'audit_key_is_fixed'::text THEN ((ARRAY( SELECT unnest((g.tgattr)::smallint[]) AS unnest
                      ORDER BY (unnest((g.tgattr)::smallint[]))) = pk.columns) AND (strpos(pg_get_triggerdef(g.oid), pk.condition) > 0))
                    WHEN 'audit_document_is_fixed'::text THEN ((g.tgqual IS NULL) AND (cardinality((g.tgattr)::smallint[]) = 5))
                    ELSE ((g.tgqual IS NULL) AND (cardinality((g.tgattr)::smallint[]) = 0))
                END) AS is_right) s)
  WHERE ((g.tgenabled IS DISTINCT FROM 'A'::"char") OR (s.is_right IS NOT TRUE));

CREATE VIEW public.audit_months AS
 SELECT ( SELECT count(*) AS count
           FROM (pg_inherits i
             JOIN pg_class c ON ((c.oid = i.inhrelid)))
          WHERE ((i.inhparent = ('public.audit_ledger'::regclass)::oid) AND (c.relname ~ '^audit_ledger_[0-9]{4}_[0-9]{2}$'::text) AND (c.relname > ('audit_ledger_'::text || to_char((now() AT TIME ZONE 'UTC'::text), 'YYYY_MM'::text))))) AS months_ahead,
    public.audit_default_has_rows() AS default_has_rows;

CREATE VIEW public.audit_place AS
 SELECT l.sequence,
    l.recorded_at,
    t.number,
    t.first_position AS begins,
    (t.first_position + t.n) AS ends,
    (t.first_position + ( SELECT count(*) AS count
           FROM public.audit_ledger e
          WHERE ((e.tx = l.tx) AND ((e.recorded_at >= t.first_at) AND (e.recorded_at <= t.last_at)) AND (e.sequence <= l.sequence)))) AS "position"
   FROM (public.audit_ledger l
     JOIN public.audit_tx t ON ((t.id = l.tx)))
  WHERE (t.number IS NOT NULL);

CREATE TABLE public.audit_relay_trouble (
    is_only boolean DEFAULT true NOT NULL,
    what text DEFAULT ''::text NOT NULL,
    began_at timestamp with time zone,
    over_at timestamp with time zone,
    CONSTRAINT audit_relay_trouble_began CHECK (((what = ''::text) = (began_at IS NULL))),
    CONSTRAINT audit_relay_trouble_ends_after_it_began CHECK ((over_at >= began_at)),
    CONSTRAINT audit_relay_trouble_is_one_row CHECK (is_only),
    CONSTRAINT audit_relay_trouble_is_short CHECK ((length(what) <= 1000))
);

CREATE TABLE public.audit_relayed (
    is_only boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL,
    relayed_at timestamp with time zone,
    series smallint DEFAULT 1 NOT NULL,
    CONSTRAINT audit_relayed_is_one_row CHECK (is_only)
)
WITH (fillfactor='10', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='100', autovacuum_vacuum_cost_delay='0');

CREATE VIEW public.audit_progress AS
 SELECT h.number,
    h.entries,
    r."position" AS relayed,
    r.number AS relayed_number,
    r.relayed_at,
    r.series,
    t.what AS trouble,
    t.began_at AS trouble_began_at,
    t.over_at AS trouble_over_at
   FROM ((public.audit_head h
     CROSS JOIN public.audit_relayed r)
     CROSS JOIN public.audit_relay_trouble t);

CREATE TABLE public.audit_reason (
    digest text NOT NULL,
    reason text NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE public.audit_subtree (
    series smallint NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_subtree_hash_has_32_bytes CHECK ((octet_length(hash) = 32)),
    CONSTRAINT audit_subtree_is_within_bounds CHECK ((((level >= 1) AND (level <= 7)) AND (number >= 0)))
);

CREATE VIEW public.audit_transaction AS
 SELECT number,
    first_position AS begins,
    (first_position + n) AS ends,
    first_at,
    last_at
   FROM public.audit_tx
  WHERE (number IS NOT NULL);

ALTER TABLE public.audit_tx ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_tx_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW public.audit_unguarded AS
 SELECT t.table_name,
    w.trigger_name,
    (g.tgname IS NOT NULL) AS is_disabled
   FROM ((( SELECT c.oid AS relation,
            (c.relname)::text AS table_name,
                CASE
                    WHEN c.relispartition THEN 'audit_ledger'::text
                    ELSE (c.relname)::text
                END AS of_table
           FROM (pg_class c
             JOIN pg_namespace s ON (((s.oid = c.relnamespace) AND (s.nspname = 'public'::name))))
          WHERE ((c.relname = ANY (ARRAY['audit_ledger'::name, 'audit_tx'::name, 'audit_head'::name, 'audit_relayed'::name, 'audit_subtree'::name, 'audit_checkpoint'::name])) OR (c.oid IN ( SELECT i.inhrelid
                   FROM pg_inherits i
                  WHERE (i.inhparent = ('public.audit_ledger'::regclass)::oid))))) t
     JOIN ( VALUES ('audit_tx'::text,'audit_tx_close'::text,'public.audit_tx_close'::regproc,5,false), ('audit_tx'::text,'audit_tx_number'::text,'public.audit_tx_number'::regproc,17,false), ('audit_tx'::text,'audit_tx_is_fixed'::text,'public.refuse_change'::regproc,19,true), ('audit_tx'::text,'audit_tx_stays'::text,'public.refuse_change'::regproc,11,false), ('audit_tx'::text,'audit_tx_no_truncate'::text,'public.refuse_change'::regproc,34,false), ('audit_head'::text,'audit_head_goes_forward'::text,'public.refuse_change'::regproc,19,true), ('audit_head'::text,'audit_head_stays'::text,'public.refuse_change'::regproc,46,false), ('audit_relayed'::text,'audit_relayed_goes_forward'::text,'public.refuse_change'::regproc,19,true), ('audit_relayed'::text,'audit_relayed_stays'::text,'public.refuse_change'::regproc,46,false), ('audit_ledger'::text,'audit_ledger_is_fixed'::text,'public.refuse_change'::regproc,27,false), ('audit_ledger'::text,'audit_ledger_stays'::text,'public.refuse_change'::regproc,34,false), ('audit_subtree'::text,'audit_subtree_stays'::text,'public.refuse_change'::regproc,58,false), ('audit_checkpoint'::text,'audit_checkpoint_stays'::text,'public.refuse_change'::regproc,58,false)) w(of_table, trigger_name, function, type, has_condition) ON ((w.of_table = t.of_table)))
     LEFT JOIN pg_trigger g ON (((g.tgrelid = t.relation) AND (g.tgname = w.trigger_name))))
  WHERE ((g.tgenabled IS DISTINCT FROM 'A'::"char") OR (g.tgfoid <> (w.function)::oid) OR (g.tgtype <> w.type) OR ((g.tgqual IS NOT NULL) <> w.has_condition));

CREATE TABLE public.auditlog_logentry (
    id integer NOT NULL,
    object_pk character varying(255) NOT NULL,
    object_id bigint,
    object_repr text NOT NULL,
    action smallint NOT NULL,
    changes jsonb,
    "timestamp" timestamp with time zone NOT NULL,
    actor_id uuid,
    content_type_id integer NOT NULL,
    remote_addr inet,
    additional_data jsonb,
    serialized_data jsonb,
    cid character varying(255),
    changes_text text NOT NULL,
    remote_port integer,
    actor_email character varying(254),
    CONSTRAINT auditlog_logentry_action_check CHECK ((action >= 0)),
    CONSTRAINT auditlog_logentry_remote_port_check CHECK ((remote_port >= 0))
);

ALTER TABLE public.auditlog_logentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auditlog_logentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id uuid NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.documents_delivery (
    id uuid NOT NULL,
    collection text NOT NULL,
    key uuid NOT NULL,
    document_ids uuid[] NOT NULL,
    digests text[] NOT NULL,
    payloads text[] NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    refused_at timestamp with time zone,
    refusal text NOT NULL,
    CONSTRAINT documents_delivery_collection_is_known CHECK ((collection = ANY (ARRAY['transport_events'::text, 'communications'::text]))),
    CONSTRAINT documents_delivery_digest_per_document CHECK ((
CASE
    WHEN (digests IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(digests, 1), 0)
END =
CASE
    WHEN (document_ids IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(document_ids, 1), 0)
END)),
    CONSTRAINT documents_delivery_is_not_empty CHECK ((
CASE
    WHEN (document_ids IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(document_ids, 1), 0)
END > 0)),
    CONSTRAINT documents_delivery_payload_per_document CHECK ((
CASE
    WHEN (payloads IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(payloads, 1), 0)
END =
CASE
    WHEN (document_ids IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(document_ids, 1), 0)
END)),
    CONSTRAINT documents_delivery_refusal_has_reason CHECK ((((refused_at IS NULL) OR (NOT (refusal = ''::text))) AND (1 = (
CASE
    WHEN (refused_at IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (NOT (refusal = ''::text)) THEN 1
    ELSE 0
END))))
);

CREATE TABLE public.messaging_conversation (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('CNV'::text) NOT NULL,
    subject_kind character varying(16) NOT NULL,
    subject_id uuid NOT NULL,
    subject_reference character varying(20) NOT NULL,
    title character varying(120) NOT NULL,
    started_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    last_message_at timestamp with time zone,
    closed_at timestamp with time zone,
    started_by_id uuid NOT NULL,
    patient_id uuid,
    CONSTRAINT messaging_conversation_has_title CHECK ((NOT ((title)::text = ''::text))),
    CONSTRAINT messaging_conversation_subject_kind_is_known CHECK (((subject_kind)::text = ANY ((ARRAY['patient'::character varying, 'offer'::character varying, 'shipment'::character varying, 'donor'::character varying])::text[])))
);

CREATE TABLE public.messaging_conversation_hospitals (
    id bigint NOT NULL,
    conversation_id uuid NOT NULL,
    hospital_id uuid NOT NULL
);

ALTER TABLE public.messaging_conversation_hospitals ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_conversation_hospitals_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.messaging_messageheader (
    id uuid NOT NULL,
    channel character varying(16) NOT NULL,
    counterpart character varying(16) NOT NULL,
    submission uuid,
    is_internal boolean NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    answer_needed_by timestamp with time zone,
    answered_at timestamp with time zone,
    author_id uuid NOT NULL,
    author_hospital_id uuid,
    conversation_id uuid NOT NULL,
    corrects_id uuid,
    CONSTRAINT messaging_messageheader_channel_is_known CHECK (((channel)::text = ANY ((ARRAY['message'::character varying, 'telephone'::character varying, 'in_person'::character varying, 'letter'::character varying])::text[]))),
    CONSTRAINT messaging_messageheader_counterpart_is_known CHECK (((counterpart)::text = ANY ((ARRAY['team'::character varying, 'patient'::character varying, 'family'::character varying])::text[])))
);

CREATE TABLE public.messaging_notice (
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    subject_kind character varying(16) NOT NULL,
    subject_id uuid NOT NULL,
    subject_reference character varying(20) NOT NULL,
    path character varying(200) NOT NULL,
    text character varying(200) NOT NULL,
    is_urgent boolean NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    hospital_id uuid,
    person_id uuid,
    role character varying(16) NOT NULL,
    CONSTRAINT messaging_notice_is_for_someone CHECK (((hospital_id IS NOT NULL) OR (person_id IS NOT NULL))),
    CONSTRAINT messaging_notice_role_is_known CHECK (((role)::text = ANY ((ARRAY[''::character varying, 'coordinator'::character varying, 'clinician'::character varying, 'laboratory'::character varying, 'courier'::character varying, 'regulator'::character varying, 'administrator'::character varying])::text[])))
);

CREATE TABLE public.messaging_noticereceipt (
    id uuid NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    notice_id uuid NOT NULL,
    person_id uuid NOT NULL
);

CREATE TABLE public.messaging_participant (
    id uuid NOT NULL,
    joined_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL
);

CREATE TABLE public.messaging_readreceipt (
    id uuid NOT NULL,
    read_at timestamp with time zone NOT NULL,
    message_id uuid NOT NULL,
    reader_id uuid NOT NULL
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.organs_adverseevent (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    reference character varying(20) DEFAULT public.new_reference('ADV'::text) NOT NULL,
    kind character varying(24) NOT NULL,
    title character varying(120) NOT NULL,
    text text NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    reported_from_id uuid NOT NULL,
    donor_id uuid NOT NULL,
    CONSTRAINT organs_adverseevent_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['late_result'::character varying, 'adverse_event'::character varying, 'adverse_reaction'::character varying])::text[]))),
    CONSTRAINT organs_adverseevent_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_adverseevent_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_adverseeventnotice (
    id uuid NOT NULL,
    sent_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id uuid,
    event_id uuid NOT NULL,
    hospital_id uuid NOT NULL,
    CONSTRAINT organs_adverseeventnotice_says_who CHECK ((((acknowledged_at IS NULL) AND (acknowledged_by_id IS NULL)) OR ((acknowledged_at IS NOT NULL) AND (acknowledged_by_id IS NOT NULL))))
);

CREATE TABLE public.organs_allocation (
    id uuid NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_because text NOT NULL,
    accepted_by_id uuid NOT NULL,
    ended_by_id uuid,
    offer_id uuid NOT NULL,
    part_id uuid NOT NULL,
    CONSTRAINT organs_allocation_says_why_it_fell_through CHECK ((((ended_at IS NULL) AND (ended_because = ''::text) AND (ended_by_id IS NULL)) OR ((ended_at >= accepted_at) AND (ended_at IS NOT NULL) AND (ended_by_id IS NOT NULL) AND (NOT (ended_because = ''::text)))))
);

CREATE TABLE public.organs_balancesheet (
    id uuid NOT NULL,
    organ_kind character varying(16) NOT NULL,
    valid_at timestamp with time zone NOT NULL,
    source character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT organs_balancesheet_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[])))
);

CREATE TABLE public.organs_checkentry (
    id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    donor_reference character varying(20) NOT NULL,
    blood_group character varying(2) NOT NULL,
    contents_right boolean NOT NULL,
    packaging_sound boolean NOT NULL,
    documents_present boolean NOT NULL,
    note text NOT NULL,
    person_id uuid NOT NULL,
    check_made_id uuid NOT NULL,
    recipient_blood_group character varying(2) NOT NULL,
    recipient_reference character varying(20) NOT NULL,
    CONSTRAINT organs_checkentry_blood_group_is_known CHECK (((blood_group)::text = ANY ((ARRAY['O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[]))),
    CONSTRAINT organs_checkentry_recipient_blood_group_is_known CHECK (((recipient_blood_group)::text = ANY ((ARRAY[''::character varying, 'O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[])))
);

CREATE TABLE public.organs_crossmatchassessment (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    method character varying(8) NOT NULL,
    verdict character varying(24) NOT NULL,
    reason text NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    donor_id uuid NOT NULL,
    CONSTRAINT organs_crossmatchassessment_method_is_known CHECK (((method)::text = ANY ((ARRAY['virtual'::character varying, 'cdc'::character varying, 'flow'::character varying])::text[]))),
    CONSTRAINT organs_crossmatchassessment_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_crossmatchassessment_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_crossmatchassessment_verdict_is_known CHECK (((verdict)::text = ANY ((ARRAY['positive'::character varying, 'negative'::character varying, 'cannot_be_excluded'::character varying])::text[])))
);

CREATE TABLE public.organs_crossmatchrequest (
    id uuid NOT NULL,
    reason text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by_id uuid,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL
);

CREATE TABLE public.organs_deathdeclaration (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    method character varying(16) NOT NULL,
    first_declarer character varying(120) NOT NULL,
    second_declarer character varying(120) NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    donor_id uuid NOT NULL,
    CONSTRAINT organs_deathdeclaration_method_is_known CHECK (((method)::text = ANY ((ARRAY['neurological'::character varying, 'circulatory'::character varying])::text[]))),
    CONSTRAINT organs_deathdeclaration_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_deathdeclaration_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_donor (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('DNR'::text) NOT NULL,
    external_id character varying(40),
    external_organ_kind character varying(16) NOT NULL,
    kind character varying(8) NOT NULL,
    age_years smallint NOT NULL,
    sex character varying(8) NOT NULL,
    blood_group character varying(2) NOT NULL,
    blood_subgroup character varying(3) NOT NULL,
    rhesus character varying(8) NOT NULL,
    height_cm smallint,
    weight_kg numeric(4,1),
    cause_of_death character varying(200) NOT NULL,
    esp_office character varying(16) NOT NULL,
    status character varying(16) NOT NULL,
    facts_version integer NOT NULL,
    match_at timestamp with time zone,
    registered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    hospital_id uuid NOT NULL,
    procurement_organisation_id uuid NOT NULL,
    registered_by_id uuid,
    corrected_at timestamp with time zone,
    corrected_by_id uuid,
    identity_erased_at timestamp with time zone,
    CONSTRAINT organs_donor_age_is_possible CHECK ((age_years <= 110)),
    CONSTRAINT organs_donor_age_years_check CHECK ((age_years >= 0)),
    CONSTRAINT organs_donor_blood_group_is_known CHECK (((blood_group)::text = ANY ((ARRAY['O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[]))),
    CONSTRAINT organs_donor_blood_subgroup_is_known CHECK (((blood_subgroup)::text = ANY ((ARRAY[''::character varying, 'A1'::character varying, 'A2'::character varying, 'A1B'::character varying, 'A2B'::character varying])::text[]))),
    CONSTRAINT organs_donor_external_id_says_organ CHECK ((((external_id IS NULL) AND ((external_organ_kind)::text = ''::text)) OR ((external_id IS NOT NULL) AND ((external_organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))))),
    CONSTRAINT organs_donor_external_organ_kind_is_known CHECK (((external_organ_kind)::text = ANY ((ARRAY[''::character varying, 'kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_donor_facts_version_check CHECK ((facts_version >= 0)),
    CONSTRAINT organs_donor_height_cm_check CHECK ((height_cm >= 0)),
    CONSTRAINT organs_donor_height_is_possible CHECK (((height_cm IS NULL) OR ((height_cm >= 20) AND (height_cm <= 260)))),
    CONSTRAINT organs_donor_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['DBD'::character varying, 'DCD'::character varying, 'LIVING'::character varying])::text[]))),
    CONSTRAINT organs_donor_rhesus_is_known CHECK (((rhesus)::text = ANY ((ARRAY['positive'::character varying, 'negative'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT organs_donor_sex_is_known CHECK (((sex)::text = ANY ((ARRAY['female'::character varying, 'male'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT organs_donor_status_is_known CHECK (((status)::text = ANY ((ARRAY['registered'::character varying, 'in_allocation'::character varying, 'recovered'::character varying, 'closed'::character varying, 'not_proceeding'::character varying])::text[]))),
    CONSTRAINT organs_donor_subgroup_fits_abo CHECK ((((blood_subgroup)::text = ''::text) OR (((blood_group)::text = 'A'::text) AND ((blood_subgroup)::text = ANY ((ARRAY['A1'::character varying, 'A2'::character varying])::text[]))) OR (((blood_group)::text = 'AB'::text) AND ((blood_subgroup)::text = ANY ((ARRAY['A1B'::character varying, 'A2B'::character varying])::text[]))))),
    CONSTRAINT organs_donor_weight_is_possible CHECK (((weight_kg IS NULL) OR ((weight_kg > (0)::numeric) AND (weight_kg <= (400)::numeric))))
);

CREATE TABLE public.organs_donorabosample (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    blood_group character varying(2) NOT NULL,
    blood_subgroup character varying(3) NOT NULL,
    donor_id uuid NOT NULL,
    laboratory_id uuid,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    set_aside_at timestamp with time zone,
    set_aside_because text NOT NULL,
    set_aside_by_id uuid,
    CONSTRAINT organs_donorabosample_blood_group_is_known CHECK (((blood_group)::text = ANY ((ARRAY['O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[]))),
    CONSTRAINT organs_donorabosample_blood_subgroup_is_known CHECK (((blood_subgroup)::text = ANY ((ARRAY[''::character varying, 'A1'::character varying, 'A2'::character varying, 'A1B'::character varying, 'A2B'::character varying])::text[]))),
    CONSTRAINT organs_donorabosample_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_donorabosample_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_donorabosample_says_why_set_aside CHECK ((((set_aside_at IS NULL) AND (set_aside_because = ''::text) AND (set_aside_by_id IS NULL)) OR ((set_aside_at IS NOT NULL) AND (set_aside_by_id IS NOT NULL) AND (NOT (set_aside_because = ''::text)))))
);

CREATE TABLE public.organs_donorconsent (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    organ_kind character varying(16) NOT NULL,
    purpose character varying(16) NOT NULL,
    is_given boolean NOT NULL,
    ground character varying(16) NOT NULL,
    is_withdrawn boolean NOT NULL,
    donor_id uuid NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_donorconsent_ground_is_known CHECK (((ground)::text = ANY ((ARRAY['donor_register'::character varying, 'written_will'::character varying, 'family'::character varying, 'presumed'::character varying, 'donor'::character varying])::text[]))),
    CONSTRAINT organs_donorconsent_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_donorconsent_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_donorconsent_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_donorconsent_purpose_is_known CHECK (((purpose)::text = ANY ((ARRAY['transplant'::character varying, 'research'::character varying])::text[])))
);

CREATE TABLE public.organs_donorfinding (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    kind character varying(16) NOT NULL,
    text text NOT NULL,
    donor_id uuid NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_donorfinding_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['medical_history'::character varying, 'social_history'::character varying, 'examination'::character varying, 'imaging'::character varying, 'culture'::character varying, 'haemodynamics'::character varying])::text[]))),
    CONSTRAINT organs_donorfinding_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_donorfinding_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_donorhlatyping (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    antigens character varying(12)[] NOT NULL,
    method character varying(16) NOT NULL,
    is_current boolean NOT NULL,
    donor_id uuid NOT NULL,
    laboratory_id uuid,
    on_behalf_of_id uuid,
    recorded_by_id uuid,
    CONSTRAINT organs_donorhlatyping_has_antigens CHECK ((
CASE
    WHEN (antigens IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(antigens, 1), 0)
END > 0)),
    CONSTRAINT organs_donorhlatyping_method_is_known CHECK (((method)::text = ANY ((ARRAY['serology'::character varying, 'molecular_low'::character varying, 'molecular_high'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT organs_donorhlatyping_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_donorhlatyping_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_donoridentity (
    id uuid NOT NULL,
    given_name character varying(100) NOT NULL,
    family_name character varying(100) NOT NULL,
    birth_date date,
    national_number character varying(32) NOT NULL,
    hospital_number character varying(32) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    superseded_at timestamp with time zone,
    donor_id uuid NOT NULL,
    recorded_by_id uuid
);

CREATE TABLE public.organs_donorstatuschange (
    id uuid NOT NULL,
    from_status character varying(32) NOT NULL,
    to_status character varying(32) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    donor_id uuid NOT NULL
);

CREATE TABLE public.organs_donortest (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    marker character varying(24) NOT NULL,
    result character varying(16) NOT NULL,
    is_haemodiluted boolean NOT NULL,
    is_current boolean NOT NULL,
    donor_id uuid NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_donortest_marker_is_known CHECK (((marker)::text = ANY ((ARRAY['hiv_antibody'::character varying, 'hiv_rna'::character varying, 'hbv_surface_antigen'::character varying, 'hbv_core_antibody'::character varying, 'hcv_antibody'::character varying, 'hcv_rna'::character varying, 'cmv_igg'::character varying, 'ebv_igg'::character varying, 'syphilis'::character varying, 'toxoplasmosis'::character varying])::text[]))),
    CONSTRAINT organs_donortest_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_donortest_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_donortest_result_is_known CHECK (((result)::text = ANY ((ARRAY['negative'::character varying, 'positive'::character varying, 'pending'::character varying, 'not_tested'::character varying, 'not_known'::character varying])::text[])))
);

CREATE TABLE public.organs_exchangebalance (
    id uuid NOT NULL,
    donor_age_group character varying(8) NOT NULL,
    country character varying(40) NOT NULL,
    centre character varying(16) NOT NULL,
    value double precision NOT NULL,
    sheet_id uuid NOT NULL
);

CREATE TABLE public.organs_followup (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    graft character varying(16) NOT NULL,
    recipient_alive boolean NOT NULL,
    creatinine_umol_l numeric(7,1),
    notes text NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    transplant_id uuid NOT NULL,
    CONSTRAINT organs_followup_creatinine_is_possible CHECK (((creatinine_umol_l IS NULL) OR ((creatinine_umol_l > (0)::numeric) AND (creatinine_umol_l <= (5000)::numeric)))),
    CONSTRAINT organs_followup_graft_is_known CHECK (((graft)::text = ANY ((ARRAY['pending'::character varying, 'functioning'::character varying, 'delayed_function'::character varying, 'failed'::character varying, 'recipient_died'::character varying])::text[]))),
    CONSTRAINT organs_followup_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_followup_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_matchaddition (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    reason text NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT organs_matchaddition_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_matchaddition_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_matchaddition_says_why CHECK ((NOT (reason = ''::text)))
);

CREATE TABLE public.organs_matchbypass (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    reason text NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL,
    code_id character varying(3) NOT NULL,
    CONSTRAINT organs_matchbypass_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_matchbypass_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_matchcandidate (
    id bigint NOT NULL,
    rank integer NOT NULL,
    tier character varying(16) NOT NULL,
    total_points integer,
    components jsonb NOT NULL,
    is_in_standard boolean NOT NULL,
    mismatch_a smallint,
    mismatch_b smallint,
    mismatch_dr smallint,
    crossmatch character varying(24) NOT NULL,
    crossmatch_reason text NOT NULL,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT organs_matchcandidate_crossmatch_is_known CHECK (((crossmatch)::text = ANY ((ARRAY['positive'::character varying, 'negative'::character varying, 'cannot_be_excluded'::character varying])::text[]))),
    CONSTRAINT organs_matchcandidate_mismatch_a_check CHECK ((mismatch_a >= 0)),
    CONSTRAINT organs_matchcandidate_mismatch_b_check CHECK ((mismatch_b >= 0)),
    CONSTRAINT organs_matchcandidate_mismatch_dr_check CHECK ((mismatch_dr >= 0)),
    CONSTRAINT organs_matchcandidate_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.organs_matchcandidate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organs_matchcandidate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.organs_matchexclusion (
    id bigint NOT NULL,
    step character varying(32) NOT NULL,
    reason text NOT NULL,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL
);

ALTER TABLE public.organs_matchexclusion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organs_matchexclusion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.organs_matchinputs (
    run_id uuid NOT NULL,
    content bytea NOT NULL
);

CREATE TABLE public.organs_matchrun (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('MTC'::text) NOT NULL,
    organ_kind character varying(16) NOT NULL,
    policy character varying(32) NOT NULL,
    policy_version character varying(32) NOT NULL,
    matched_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    donor_facts_version integer NOT NULL,
    candidates_count integer NOT NULL,
    excluded_count integer NOT NULL,
    inputs_sha256 character varying(64) NOT NULL,
    rows_sha256 character varying(64) NOT NULL,
    invalidated_at timestamp with time zone,
    invalidated_because character varying(200) NOT NULL,
    created_by_id uuid,
    donor_id uuid NOT NULL,
    previous_run_id uuid,
    balance_sheet_id uuid,
    CONSTRAINT organs_matchrun_candidates_count_check CHECK ((candidates_count >= 0)),
    CONSTRAINT organs_matchrun_digests_are_sha256 CHECK ((((inputs_sha256)::text ~ '^[0-9a-f]{64}$'::text) AND ((rows_sha256)::text ~ '^[0-9a-f]{64}$'::text))),
    CONSTRAINT organs_matchrun_donor_facts_version_check CHECK ((donor_facts_version >= 0)),
    CONSTRAINT organs_matchrun_excluded_count_check CHECK ((excluded_count >= 0)),
    CONSTRAINT organs_matchrun_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_matchrun_says_why_invalid CHECK ((((invalidated_at IS NULL) AND ((invalidated_because)::text = ''::text)) OR ((invalidated_at IS NOT NULL) AND (NOT ((invalidated_because)::text = ''::text)))))
);

CREATE TABLE public.organs_offer (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('OFR'::text) NOT NULL,
    organ_kind character varying(16) NOT NULL,
    rank integer,
    kind character varying(8) NOT NULL,
    status character varying(16) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    notified_at timestamp with time zone,
    deadline_at timestamp with time zone,
    answered_at timestamp with time zone,
    on_behalf_note character varying(200) NOT NULL,
    refusal_text text NOT NULL,
    facts_when_sent jsonb NOT NULL,
    facts_when_answered jsonb,
    answered_by_id uuid,
    answered_on_behalf_of_id uuid,
    centre_id uuid NOT NULL,
    notified_by_id uuid,
    registration_id uuid NOT NULL,
    run_id uuid NOT NULL,
    sent_by_id uuid NOT NULL,
    refusal_code_id character varying(3),
    second_refusal_code_id character varying(3),
    answer_confirmed_at timestamp with time zone,
    CONSTRAINT organs_offer_answer_says_who_and_what CHECK (((NOT ((status)::text = ANY ((ARRAY['accepted'::character varying, 'declined'::character varying, 'provisional'::character varying])::text[]))) OR ((answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL) AND (facts_when_answered IS NOT NULL)))),
    CONSTRAINT organs_offer_clock_starts_with_notification CHECK ((((deadline_at IS NULL) AND (notified_at IS NULL) AND (notified_by_id IS NULL)) OR ((notified_at IS NOT NULL) AND (notified_by_id IS NOT NULL) AND (((deadline_at > notified_at) AND (deadline_at IS NOT NULL)) OR ((deadline_at IS NULL) AND ((kind)::text = 'backup'::text)))))),
    CONSTRAINT organs_offer_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['primary'::character varying, 'backup'::character varying])::text[]))),
    CONSTRAINT organs_offer_on_behalf_says_how CHECK (((answered_on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_offer_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_offer_rank_check CHECK ((rank >= 0)),
    CONSTRAINT organs_offer_refusal_has_code CHECK (((NOT ((status)::text = ANY ((ARRAY['declined'::character varying, 'bypassed'::character varying])::text[]))) OR (refusal_code_id IS NOT NULL))),
    CONSTRAINT organs_offer_second_reason_differs CHECK (((second_refusal_code_id IS NULL) OR (NOT (((second_refusal_code_id)::text = (refusal_code_id)::text) AND (second_refusal_code_id IS NOT NULL) AND (refusal_code_id IS NOT NULL))))),
    CONSTRAINT organs_offer_status_is_known CHECK (((status)::text = ANY ((ARRAY['sent'::character varying, 'provisional'::character varying, 'accepted'::character varying, 'declined'::character varying, 'bypassed'::character varying, 'withdrawn'::character varying, 'fell_through'::character varying])::text[])))
);

CREATE TABLE public.organs_offerdeadline (
    id uuid NOT NULL,
    deadline_at timestamp with time zone NOT NULL,
    set_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    offer_id uuid NOT NULL,
    set_by_id uuid NOT NULL,
    CONSTRAINT organs_offerdeadline_lies_ahead CHECK ((deadline_at > set_at))
);

CREATE TABLE public.organs_offerpart (
    id uuid NOT NULL,
    offer_id uuid NOT NULL,
    part_id uuid NOT NULL
);

CREATE TABLE public.organs_offerstatuschange (
    id uuid NOT NULL,
    from_status character varying(32) NOT NULL,
    to_status character varying(32) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    offer_id uuid NOT NULL,
    facts jsonb,
    on_behalf_note character varying(200) NOT NULL,
    on_behalf_of_id uuid,
    CONSTRAINT organs_offerstatuschange_facts_are_of_answers CHECK (((facts IS NULL) OR ((to_status)::text = ANY ((ARRAY['accepted'::character varying, 'declined'::character varying, 'provisional'::character varying])::text[])))),
    CONSTRAINT organs_offerstatuschange_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_organ (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('ORG'::text) NOT NULL,
    kind character varying(16) NOT NULL,
    side character varying(8) NOT NULL,
    cross_clamp_at timestamp with time zone,
    cold_perfusion_at timestamp with time zone,
    recovered_at timestamp with time zone,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    donor_id uuid NOT NULL,
    CONSTRAINT organs_organ_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_organ_perfused_after_clamp CHECK (((cold_perfusion_at IS NULL) OR (cross_clamp_at IS NULL) OR (cold_perfusion_at >= cross_clamp_at))),
    CONSTRAINT organs_organ_recovered_after_clamp CHECK (((recovered_at IS NULL) OR (cross_clamp_at IS NULL) OR (recovered_at >= cross_clamp_at))),
    CONSTRAINT organs_organ_side_fits_kind CHECK (((((kind)::text = ANY ((ARRAY['kidney'::character varying, 'lung'::character varying])::text[])) AND ((side)::text = ANY ((ARRAY['left'::character varying, 'right'::character varying])::text[]))) OR ((NOT ((kind)::text = ANY ((ARRAY['kidney'::character varying, 'lung'::character varying])::text[]))) AND ((side)::text = 'none'::text)))),
    CONSTRAINT organs_organ_side_is_known CHECK (((side)::text = ANY ((ARRAY['left'::character varying, 'right'::character varying, 'none'::character varying])::text[])))
);

CREATE TABLE public.organs_organassessment (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    organ_kind character varying(16) NOT NULL,
    quality character varying(16) NOT NULL,
    text text NOT NULL,
    donor_id uuid NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_organassessment_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_organassessment_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_organassessment_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT organs_organassessment_quality_is_known CHECK (((quality)::text = ANY ((ARRAY['good'::character varying, 'acceptable'::character varying, 'poor'::character varying, 'not_assessed'::character varying])::text[])))
);

CREATE TABLE public.organs_organpart (
    id uuid NOT NULL,
    kind character varying(16) NOT NULL,
    status character varying(16) NOT NULL,
    removed_from_cooling_at timestamp with time zone,
    organ_id uuid NOT NULL,
    CONSTRAINT organs_organpart_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['whole'::character varying, 'left_lateral'::character varying, 'extended_right'::character varying, 'left_lobe'::character varying, 'right_lobe'::character varying])::text[]))),
    CONSTRAINT organs_organpart_status_is_known CHECK (((status)::text = ANY ((ARRAY['available'::character varying, 'allocated'::character varying, 'in_transit'::character varying, 'delivered'::character varying, 'transplanted'::character varying, 'not_transplanted'::character varying, 'split'::character varying])::text[])))
);

CREATE TABLE public.organs_organrecovery (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    cross_clamp_at timestamp with time zone,
    cold_perfusion_at timestamp with time zone,
    recovered_at timestamp with time zone,
    on_behalf_of_id uuid,
    organ_id uuid NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_organrecovery_happened_at_its_latest_time CHECK ((occurred_at = GREATEST(cross_clamp_at, cold_perfusion_at, recovered_at))),
    CONSTRAINT organs_organrecovery_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_organrecovery_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_partstatuschange (
    id uuid NOT NULL,
    from_status character varying(32) NOT NULL,
    to_status character varying(32) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    part_id uuid NOT NULL
);

CREATE TABLE public.organs_preallocationchecklist (
    id uuid NOT NULL,
    organ_kind character varying(16) NOT NULL,
    facts_version integer NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    blood_group character varying(2) NOT NULL,
    consent_seen boolean NOT NULL,
    death_declaration_seen boolean NOT NULL,
    serology_seen boolean NOT NULL,
    hla_seen boolean NOT NULL,
    identity_verified boolean NOT NULL,
    completed_by_id uuid NOT NULL,
    donor_id uuid NOT NULL,
    CONSTRAINT organs_preallocationchecklist_blood_group_is_known CHECK (((blood_group)::text = ANY ((ARRAY['O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[]))),
    CONSTRAINT organs_preallocationchecklist_facts_version_check CHECK ((facts_version >= 0)),
    CONSTRAINT organs_preallocationchecklist_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[])))
);

CREATE TABLE public.organs_preservationperiod (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    kind character varying(24) NOT NULL,
    ended_at timestamp with time zone,
    on_behalf_of_id uuid,
    part_id uuid NOT NULL,
    recorded_by_id uuid NOT NULL,
    CONSTRAINT organs_preservationperiod_ends_after_it_starts CHECK (((ended_at IS NULL) OR (ended_at >= occurred_at))),
    CONSTRAINT organs_preservationperiod_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['warm_functional'::character varying, 'ice'::character varying, 'cold_device'::character varying, 'lung_10c'::character varying, 'machine_hypothermic'::character varying, 'machine_normothermic'::character varying, 'anastomosis'::character varying])::text[]))),
    CONSTRAINT organs_preservationperiod_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_preservationperiod_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.organs_refusalcode (
    code character varying(3) NOT NULL,
    description character varying(200) NOT NULL,
    needs_text boolean NOT NULL,
    is_bypass boolean NOT NULL
);

CREATE TABLE public.organs_ruleexception (
    id uuid NOT NULL,
    rule character varying(64) NOT NULL,
    subject_kind character varying(64) NOT NULL,
    subject_id uuid NOT NULL,
    subject_reference character varying(20) NOT NULL,
    reason text NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reviewed_at timestamp with time zone,
    review text NOT NULL,
    recorded_by_id uuid NOT NULL,
    reviewed_by_id uuid,
    centre_id uuid,
    donor_id uuid NOT NULL,
    subject_path character varying(200) NOT NULL,
    CONSTRAINT organs_ruleexception_rule_is_known CHECK (((rule)::text = ANY ((ARRAY['donation_proceeds_before_recovery'::character varying, 'death_declared_before_recovery'::character varying, 'departure_check_before_departure'::character varying, 'custody_of_carrier_or_centre'::character varying, 'arrival_check_before_delivery'::character varying, 'arrival_recorded_before_transplant'::character varying, 'arrival_check_before_transplant'::character varying, 'accepted_offer_before_transplant'::character varying])::text[]))),
    CONSTRAINT organs_ruleexception_says_why CHECK ((NOT (reason = ''::text)))
);

CREATE TABLE public.organs_transplant (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    reference character varying(20) DEFAULT public.new_reference('TRP'::text) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    removed_from_cooling_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying(16) NOT NULL,
    outcome_at timestamp with time zone,
    notes text NOT NULL,
    hospital_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    CONSTRAINT organs_transplant_ends_after_it_begins CHECK (((ended_at IS NULL) OR (ended_at >= started_at))),
    CONSTRAINT organs_transplant_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT organs_transplant_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT organs_transplant_outcome_is_known CHECK (((outcome)::text = ANY ((ARRAY['pending'::character varying, 'functioning'::character varying, 'delayed_function'::character varying, 'failed'::character varying, 'recipient_died'::character varying])::text[]))),
    CONSTRAINT organs_transplant_reperfused_after_cooling CHECK ((occurred_at >= removed_from_cooling_at))
);

CREATE TABLE public.organs_transplant_allocations (
    id bigint NOT NULL,
    transplant_id uuid NOT NULL,
    allocation_id uuid NOT NULL
);

ALTER TABLE public.organs_transplant_allocations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.organs_transplant_allocations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.organs_transplantteammember (
    id uuid NOT NULL,
    part character varying(16) NOT NULL,
    person_id uuid NOT NULL,
    transplant_id uuid NOT NULL,
    CONSTRAINT organs_transplantteammember_part_is_known CHECK (((part)::text = ANY ((ARRAY['lead_surgeon'::character varying, 'assistant'::character varying, 'anaesthetist'::character varying, 'nurse'::character varying])::text[])))
);

CREATE TABLE public.organs_twopersoncheck (
    id uuid NOT NULL,
    stage character varying(16) NOT NULL,
    attempt smallint NOT NULL,
    status character varying(16) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    allocation_id uuid NOT NULL,
    retry_reason text NOT NULL,
    CONSTRAINT organs_twopersoncheck_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT organs_twopersoncheck_says_why_again CHECK (((attempt = 1) OR (NOT (retry_reason = ''::text)))),
    CONSTRAINT organs_twopersoncheck_stage_is_known CHECK (((stage)::text = ANY ((ARRAY['departure'::character varying, 'arrival'::character varying])::text[]))),
    CONSTRAINT organs_twopersoncheck_status_is_known CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'agreed'::character varying, 'disagreed'::character varying])::text[])))
);

CREATE TABLE public.patients_antibodyscreening (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    vpra numeric(5,4),
    is_valid boolean NOT NULL,
    valid_until date,
    is_current boolean NOT NULL,
    laboratory_id uuid,
    on_behalf_of_id uuid,
    recorded_by_id uuid,
    patient_id uuid NOT NULL,
    CONSTRAINT patients_antibodyscreening_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT patients_antibodyscreening_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT patients_antibodyscreening_vpra_is_a_share CHECK (((vpra >= (0)::numeric) AND (vpra <= (1)::numeric)))
);

CREATE TABLE public.patients_candidatecriteria (
    id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    donor_age_min smallint,
    donor_age_max smallint,
    donor_weight_min_kg smallint,
    donor_weight_max_kg smallint,
    accepts_dcd boolean NOT NULL,
    accepts_hbv_core_antibody boolean NOT NULL,
    accepts_hbv_surface_antigen boolean NOT NULL,
    accepts_hcv_antibody boolean NOT NULL,
    accepts_hcv_viraemic boolean NOT NULL,
    mismatches_max smallint,
    recorded_by_id uuid,
    registration_id uuid NOT NULL,
    accepts_cmv_igg boolean NOT NULL,
    accepts_hiv_antibody boolean NOT NULL,
    donor_height_max_cm smallint,
    donor_height_min_cm smallint,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT patients_candidatecriteria_ages_in_order CHECK (((donor_age_min IS NULL) OR (donor_age_max IS NULL) OR (donor_age_min <= donor_age_max))),
    CONSTRAINT patients_candidatecriteria_at_most_six_mismatches CHECK (((mismatches_max IS NULL) OR (mismatches_max <= 6))),
    CONSTRAINT patients_candidatecriteria_donor_age_max_check CHECK ((donor_age_max >= 0)),
    CONSTRAINT patients_candidatecriteria_donor_age_min_check CHECK ((donor_age_min >= 0)),
    CONSTRAINT patients_candidatecriteria_donor_height_max_cm_check CHECK ((donor_height_max_cm >= 0)),
    CONSTRAINT patients_candidatecriteria_donor_height_min_cm_check CHECK ((donor_height_min_cm >= 0)),
    CONSTRAINT patients_candidatecriteria_donor_weight_max_kg_check CHECK ((donor_weight_max_kg >= 0)),
    CONSTRAINT patients_candidatecriteria_donor_weight_min_kg_check CHECK ((donor_weight_min_kg >= 0)),
    CONSTRAINT patients_candidatecriteria_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT patients_candidatecriteria_heights_in_order CHECK (((donor_height_min_cm IS NULL) OR (donor_height_max_cm IS NULL) OR (donor_height_min_cm <= donor_height_max_cm))),
    CONSTRAINT patients_candidatecriteria_mismatches_max_check CHECK ((mismatches_max >= 0)),
    CONSTRAINT patients_candidatecriteria_weights_in_order CHECK (((donor_weight_min_kg IS NULL) OR (donor_weight_max_kg IS NULL) OR (donor_weight_min_kg <= donor_weight_max_kg)))
);

CREATE TABLE public.patients_combinedorgans (
    id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    following_id uuid NOT NULL,
    leading_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    recorded_by_id uuid,
    CONSTRAINT patients_combinedorgans_are_two CHECK ((NOT (leading_id = following_id))),
    CONSTRAINT patients_combinedorgans_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until >= valid_from)))
);

CREATE TABLE public.patients_heartstatus (
    id uuid NOT NULL,
    valid_until date,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    status character varying(16) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    recorded_by_id uuid,
    registration_id uuid NOT NULL,
    CONSTRAINT patients_heartstatus_status_is_known CHECK (((status)::text = ANY ((ARRAY['adult_1'::character varying, 'adult_2'::character varying, 'adult_3'::character varying, 'adult_4'::character varying, 'adult_5'::character varying, 'adult_6'::character varying, 'paediatric_1a'::character varying, 'paediatric_1b'::character varying, 'paediatric_2'::character varying])::text[])))
);

CREATE TABLE public.patients_hlatyping (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    antigens character varying(12)[] NOT NULL,
    method character varying(16) NOT NULL,
    is_current boolean NOT NULL,
    laboratory_id uuid,
    on_behalf_of_id uuid,
    recorded_by_id uuid,
    patient_id uuid NOT NULL,
    CONSTRAINT patients_hlatyping_has_antigens CHECK ((
CASE
    WHEN (antigens IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(antigens, 1), 0)
END > 0)),
    CONSTRAINT patients_hlatyping_method_is_known CHECK (((method)::text = ANY ((ARRAY['serology'::character varying, 'molecular_low'::character varying, 'molecular_high'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT patients_hlatyping_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT patients_hlatyping_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text))))
);

CREATE TABLE public.patients_kidneyprofile (
    id uuid NOT NULL,
    first_dialysis_on date,
    returned_wait_days integer NOT NULL,
    a2_consent_on date,
    a2_reconfirmed_on date,
    registration_id uuid NOT NULL,
    acceptable_mismatch_since date,
    combined_organs_since date,
    kidney_programme character varying(8) NOT NULL,
    accepts_esp boolean,
    accepts_extended_esp boolean,
    CONSTRAINT patients_kidneyprofile_dialysis_is_possible CHECK (((first_dialysis_on IS NULL) OR (first_dialysis_on >= '1960-01-01'::date))),
    CONSTRAINT patients_kidneyprofile_kidney_programme_is_known CHECK (((kidney_programme)::text = ANY ((ARRAY[''::character varying, 'ESP'::character varying, 'ETKAS'::character varying])::text[]))),
    CONSTRAINT patients_kidneyprofile_reconfirmed_after_consent CHECK (((a2_reconfirmed_on IS NULL) OR ((a2_consent_on IS NOT NULL) AND (a2_reconfirmed_on >= a2_consent_on)))),
    CONSTRAINT patients_kidneyprofile_returned_wait_days_check CHECK ((returned_wait_days >= 0))
);

CREATE TABLE public.patients_laboratoryvalue (
    id uuid NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    on_behalf_note character varying(200) NOT NULL,
    confirmed_at timestamp with time zone,
    analyte character varying(16) NOT NULL,
    value numeric(10,3) NOT NULL,
    unit character varying(8) NOT NULL,
    laboratory_id uuid,
    on_behalf_of_id uuid,
    recorded_by_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    CONSTRAINT patients_laboratoryvalue_above_zero CHECK ((value > (0)::numeric)),
    CONSTRAINT patients_laboratoryvalue_analyte_is_known CHECK (((analyte)::text = ANY ((ARRAY['creatinine'::character varying, 'bilirubin'::character varying, 'inr'::character varying, 'sodium'::character varying, 'albumin'::character varying, 'haemoglobin'::character varying, 'potassium'::character varying, 'anti_a_titre'::character varying])::text[]))),
    CONSTRAINT patients_laboratoryvalue_not_in_the_future CHECK ((occurred_at <= (recorded_at + '00:05:00'::interval))),
    CONSTRAINT patients_laboratoryvalue_on_behalf_says_how CHECK (((on_behalf_of_id IS NULL) OR (NOT ((on_behalf_note)::text = ''::text)))),
    CONSTRAINT patients_laboratoryvalue_unit_fits CHECK (((((analyte)::text = ANY ((ARRAY['creatinine'::character varying, 'bilirubin'::character varying])::text[])) AND ((unit)::text = ANY ((ARRAY['mg/dL'::character varying, 'umol/L'::character varying])::text[]))) OR (((analyte)::text = ANY ((ARRAY['inr'::character varying, 'anti_a_titre'::character varying])::text[])) AND ((unit)::text = '1'::text)) OR (((analyte)::text = ANY ((ARRAY['sodium'::character varying, 'potassium'::character varying])::text[])) AND ((unit)::text = 'mmol/L'::text)) OR (((analyte)::text = 'albumin'::text) AND ((unit)::text = ANY ((ARRAY['g/dL'::character varying, 'g/L'::character varying])::text[]))) OR (((analyte)::text = 'haemoglobin'::text) AND ((unit)::text = ANY ((ARRAY['g/dL'::character varying, 'mmol/L'::character varying])::text[])))))
);

CREATE SEQUENCE public.patients_listing_order
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.patients_lungscore (
    id uuid NOT NULL,
    valid_until date,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    score numeric(7,4) NOT NULL,
    calculated_on date NOT NULL,
    source character varying(200) NOT NULL,
    recorded_by_id uuid,
    registration_id uuid NOT NULL,
    CONSTRAINT patients_lungscore_ends_after_its_day CHECK (((valid_until IS NULL) OR (valid_until > calculated_on))),
    CONSTRAINT patients_lungscore_is_0_to_100 CHECK (((score >= (0)::numeric) AND (score <= (100)::numeric))),
    CONSTRAINT patients_lungscore_says_its_source CHECK ((NOT ((source)::text = ''::text)))
);

CREATE TABLE public.patients_patient (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('PAT'::text) NOT NULL,
    sex character varying(8) NOT NULL,
    blood_group character varying(2) NOT NULL,
    blood_subgroup character varying(3) NOT NULL,
    rhesus character varying(8) NOT NULL,
    height_cm smallint,
    weight_kg numeric(4,1),
    died_on date,
    registered_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    hospital_id uuid NOT NULL,
    registered_by_id uuid,
    identity_erased_at timestamp with time zone,
    CONSTRAINT patients_patient_blood_group_is_known CHECK (((blood_group)::text = ANY ((ARRAY['O'::character varying, 'A'::character varying, 'B'::character varying, 'AB'::character varying])::text[]))),
    CONSTRAINT patients_patient_blood_subgroup_is_known CHECK (((blood_subgroup)::text = ANY ((ARRAY[''::character varying, 'A1'::character varying, 'A2'::character varying, 'A1B'::character varying, 'A2B'::character varying])::text[]))),
    CONSTRAINT patients_patient_height_cm_check CHECK ((height_cm >= 0)),
    CONSTRAINT patients_patient_height_is_possible CHECK (((height_cm IS NULL) OR ((height_cm >= 20) AND (height_cm <= 260)))),
    CONSTRAINT patients_patient_rhesus_is_known CHECK (((rhesus)::text = ANY ((ARRAY['positive'::character varying, 'negative'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT patients_patient_sex_is_known CHECK (((sex)::text = ANY ((ARRAY['female'::character varying, 'male'::character varying, 'unknown'::character varying])::text[]))),
    CONSTRAINT patients_patient_subgroup_fits_abo CHECK ((((blood_subgroup)::text = ''::text) OR (((blood_group)::text = 'A'::text) AND ((blood_subgroup)::text = ANY ((ARRAY['A1'::character varying, 'A2'::character varying])::text[]))) OR (((blood_group)::text = 'AB'::text) AND ((blood_subgroup)::text = ANY ((ARRAY['A1B'::character varying, 'A2B'::character varying])::text[]))))),
    CONSTRAINT patients_patient_weight_is_possible CHECK (((weight_kg IS NULL) OR ((weight_kg > (0)::numeric) AND (weight_kg <= (400)::numeric))))
);

CREATE TABLE public.patients_patientidentity (
    id uuid NOT NULL,
    given_name character varying(100) NOT NULL,
    family_name character varying(100) NOT NULL,
    birth_date date NOT NULL,
    national_number character varying(32) NOT NULL,
    hospital_number character varying(32) NOT NULL,
    address text NOT NULL,
    telephone character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    superseded_at timestamp with time zone,
    patient_id uuid NOT NULL,
    recorded_by_id uuid,
    CONSTRAINT patients_patientidentity_birth_after_1900 CHECK ((birth_date >= '1900-01-01'::date)),
    CONSTRAINT patients_patientidentity_replaced_after_recorded CHECK (((superseded_at IS NULL) OR (superseded_at >= recorded_at)))
);

CREATE TABLE public.patients_registration (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('REG'::text) NOT NULL,
    organ_kind character varying(16) NOT NULL,
    external_id character varying(40),
    listing_order bigint DEFAULT nextval('public.patients_listing_order'::regclass) NOT NULL,
    registered_on date NOT NULL,
    status character varying(2) NOT NULL,
    closed_at timestamp with time zone,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    patient_id uuid NOT NULL,
    programme_id uuid NOT NULL,
    recorded_by_id uuid,
    CONSTRAINT patients_registration_closed_fits_status CHECK ((((closed_at IS NULL) AND ((status)::text = ANY ((ARRAY['HI'::character varying, 'HU'::character varying, 'I'::character varying, 'NT'::character varying, 'T'::character varying])::text[]))) OR ((closed_at IS NOT NULL) AND ((status)::text = ANY ((ARRAY['R'::character varying, 'D'::character varying, 'FU'::character varying])::text[]))))),
    CONSTRAINT patients_registration_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[]))),
    CONSTRAINT patients_registration_status_is_known CHECK (((status)::text = ANY ((ARRAY['HU'::character varying, 'HI'::character varying, 'I'::character varying, 'T'::character varying, 'NT'::character varying, 'R'::character varying, 'D'::character varying, 'FU'::character varying])::text[])))
);

CREATE TABLE public.patients_statusperiod (
    id uuid NOT NULL,
    status character varying(2) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    reason text NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    recorded_by_id uuid,
    registration_id uuid NOT NULL,
    CONSTRAINT patients_statusperiod_ends_after_it_starts CHECK (((ended_at IS NULL) OR (ended_at >= started_at))),
    CONSTRAINT patients_statusperiod_says_why CHECK (((NOT ((status)::text = ANY ((ARRAY['NT'::character varying, 'R'::character varying])::text[]))) OR (NOT (reason = ''::text)))),
    CONSTRAINT patients_statusperiod_status_is_known CHECK (((status)::text = ANY ((ARRAY['HU'::character varying, 'HI'::character varying, 'I'::character varying, 'T'::character varying, 'NT'::character varying, 'R'::character varying, 'D'::character varying, 'FU'::character varying])::text[])))
);

CREATE TABLE public.patients_unacceptableantigen (
    id uuid NOT NULL,
    antigen character varying(12) NOT NULL,
    source character varying(24) NOT NULL,
    mean_fluorescence integer,
    listed_on date NOT NULL,
    removed_on date,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    patient_id uuid NOT NULL,
    recorded_by_id uuid,
    CONSTRAINT patients_unacceptableantigen_mean_fluorescence_check CHECK ((mean_fluorescence >= 0)),
    CONSTRAINT patients_unacceptableantigen_removed_after_listed CHECK (((removed_on IS NULL) OR (removed_on >= listed_on))),
    CONSTRAINT patients_unacceptableantigen_source_is_known CHECK (((source)::text = ANY ((ARRAY['single_antigen_beads'::character varying, 'cdc_screening'::character varying, 'previous_mismatch'::character varying, 'centre_decision'::character varying, 'imported'::character varying])::text[])))
);

CREATE SEQUENCE public.reference_adv
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_cnv
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_dnr
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_mtc
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_ofr
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_org
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_pat
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_reg
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_shp
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.reference_trp
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.staff_carrier (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    telephone character varying(40) NOT NULL,
    is_active boolean NOT NULL
);

CREATE TABLE public.staff_hospital (
    id uuid NOT NULL,
    code character varying(16) NOT NULL,
    name character varying(200) NOT NULL,
    country character varying(2) NOT NULL,
    region character varying(40) NOT NULL,
    city character varying(100) NOT NULL,
    telephone character varying(40) NOT NULL,
    latitude numeric(8,5),
    longitude numeric(8,5),
    is_donor_hospital boolean NOT NULL,
    is_transplant_centre boolean NOT NULL,
    is_laboratory boolean NOT NULL,
    is_procurement_organisation boolean NOT NULL,
    CONSTRAINT staff_hospital_is_of_some_kind CHECK ((is_donor_hospital OR is_transplant_centre OR is_laboratory OR is_procurement_organisation)),
    CONSTRAINT staff_hospital_lies_on_earth CHECK ((((latitude IS NULL) AND (longitude IS NULL)) OR ((latitude IS NOT NULL) AND ((latitude >= ('-90'::integer)::numeric) AND (latitude <= (90)::numeric)) AND (longitude IS NOT NULL) AND ((longitude >= ('-180'::integer)::numeric) AND (longitude <= (180)::numeric)))))
);

CREATE TABLE public.staff_laboratoryagreement (
    id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    hospital_id uuid NOT NULL,
    laboratory_id uuid NOT NULL,
    CONSTRAINT staff_laboratoryagreement_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until > valid_from)))
);

CREATE TABLE public.staff_membership (
    id uuid NOT NULL,
    role character varying(16) NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    carrier_id uuid,
    hospital_id uuid,
    staff_member_id uuid NOT NULL,
    CONSTRAINT staff_membership_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT staff_membership_fits_role CHECK ((((carrier_id IS NULL) AND (hospital_id IS NOT NULL) AND ((role)::text = ANY ((ARRAY['coordinator'::character varying, 'clinician'::character varying, 'laboratory'::character varying])::text[]))) OR ((carrier_id IS NOT NULL) AND (hospital_id IS NULL) AND ((role)::text = 'courier'::text)) OR ((carrier_id IS NULL) AND (hospital_id IS NULL) AND ((role)::text = ANY ((ARRAY['regulator'::character varying, 'administrator'::character varying])::text[]))))),
    CONSTRAINT staff_membership_role_is_known CHECK (((role)::text = ANY ((ARRAY['coordinator'::character varying, 'clinician'::character varying, 'laboratory'::character varying, 'courier'::character varying, 'regulator'::character varying, 'administrator'::character varying])::text[])))
);

CREATE TABLE public.staff_programme (
    id uuid NOT NULL,
    organ_kind character varying(16) NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    hospital_id uuid NOT NULL,
    CONSTRAINT staff_programme_closes_after_opening CHECK (((closed_on IS NULL) OR (closed_on > opened_on))),
    CONSTRAINT staff_programme_organ_kind_is_known CHECK (((organ_kind)::text = ANY ((ARRAY['kidney'::character varying, 'liver'::character varying, 'heart'::character varying, 'lung'::character varying, 'pancreas'::character varying, 'intestine'::character varying])::text[])))
);

CREATE TABLE public.staff_programme_on_call (
    id bigint NOT NULL,
    programme_id uuid NOT NULL,
    staffmember_id uuid NOT NULL
);

ALTER TABLE public.staff_programme_on_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_programme_on_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.staff_programmecriteria (
    id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    donor_age_min smallint,
    donor_age_max smallint,
    donor_weight_min_kg smallint,
    donor_weight_max_kg smallint,
    accepts_dcd boolean NOT NULL,
    accepts_hbv_core_antibody boolean NOT NULL,
    accepts_hbv_surface_antigen boolean NOT NULL,
    accepts_hcv_antibody boolean NOT NULL,
    accepts_hcv_viraemic boolean NOT NULL,
    mismatches_max smallint,
    cold_ischaemia_max_minutes integer,
    a2_titre_max smallint,
    programme_id uuid NOT NULL,
    recorded_by_id uuid,
    accepts_cmv_igg boolean NOT NULL,
    accepts_hiv_antibody boolean NOT NULL,
    donor_height_max_cm smallint,
    donor_height_min_cm smallint,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT staff_programmecriteria_a2_titre_max_check CHECK ((a2_titre_max >= 0)),
    CONSTRAINT staff_programmecriteria_ages_in_order CHECK (((donor_age_min IS NULL) OR (donor_age_max IS NULL) OR (donor_age_min <= donor_age_max))),
    CONSTRAINT staff_programmecriteria_at_most_six_mismatches CHECK (((mismatches_max IS NULL) OR (mismatches_max <= 6))),
    CONSTRAINT staff_programmecriteria_cold_ischaemia_max_minutes_check CHECK ((cold_ischaemia_max_minutes >= 0)),
    CONSTRAINT staff_programmecriteria_donor_age_max_check CHECK ((donor_age_max >= 0)),
    CONSTRAINT staff_programmecriteria_donor_age_min_check CHECK ((donor_age_min >= 0)),
    CONSTRAINT staff_programmecriteria_donor_height_max_cm_check CHECK ((donor_height_max_cm >= 0)),
    CONSTRAINT staff_programmecriteria_donor_height_min_cm_check CHECK ((donor_height_min_cm >= 0)),
    CONSTRAINT staff_programmecriteria_donor_weight_max_kg_check CHECK ((donor_weight_max_kg >= 0)),
    CONSTRAINT staff_programmecriteria_donor_weight_min_kg_check CHECK ((donor_weight_min_kg >= 0)),
    CONSTRAINT staff_programmecriteria_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until > valid_from))),
    CONSTRAINT staff_programmecriteria_heights_in_order CHECK (((donor_height_min_cm IS NULL) OR (donor_height_max_cm IS NULL) OR (donor_height_min_cm <= donor_height_max_cm))),
    CONSTRAINT staff_programmecriteria_mismatches_max_check CHECK ((mismatches_max >= 0)),
    CONSTRAINT staff_programmecriteria_weights_in_order CHECK (((donor_weight_min_kg IS NULL) OR (donor_weight_max_kg IS NULL) OR (donor_weight_min_kg <= donor_weight_max_kg)))
);

CREATE TABLE public.staff_staffmember (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    given_name character varying(100) NOT NULL,
    family_name character varying(100) NOT NULL,
    profession character varying(32) NOT NULL,
    licence_number character varying(64) NOT NULL,
    telephone character varying(40) NOT NULL,
    is_active boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    CONSTRAINT staff_staffmember_doctor_has_licence CHECK (((NOT ((profession)::text = ANY ((ARRAY['surgeon'::character varying, 'physician'::character varying])::text[]))) OR (NOT ((licence_number)::text = ''::text)))),
    CONSTRAINT staff_staffmember_profession_is_known CHECK (((profession)::text = ANY ((ARRAY['coordinator'::character varying, 'surgeon'::character varying, 'physician'::character varying, 'nurse'::character varying, 'laboratory_scientist'::character varying, 'courier'::character varying, 'inspector'::character varying, 'administrator'::character varying])::text[])))
);

CREATE TABLE public.staff_submission (
    id uuid NOT NULL,
    number uuid NOT NULL,
    path character varying(200) NOT NULL,
    submitted_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    by_id uuid NOT NULL
);

CREATE TABLE public.transport_arrivalestimate (
    id uuid NOT NULL,
    expected_at timestamp with time zone NOT NULL,
    because character varying(1000) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reported_by_id uuid NOT NULL,
    shipment_id uuid NOT NULL,
    CONSTRAINT transport_arrivalestimate_lies_ahead CHECK ((expected_at > occurred_at)),
    CONSTRAINT transport_arrivalestimate_says_why CHECK ((NOT ((because)::text = ''::text)))
);

CREATE TABLE public.transport_eventbatch (
    id uuid NOT NULL,
    batch uuid NOT NULL,
    events integer NOT NULL,
    received_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    sent_by_id uuid NOT NULL,
    shipment_id uuid NOT NULL,
    measured_until timestamp with time zone,
    CONSTRAINT transport_eventbatch_events_check CHECK ((events >= 0))
);

CREATE TABLE public.transport_handover (
    id uuid NOT NULL,
    sequence smallint NOT NULL,
    released_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone,
    refused_at timestamp with time zone,
    refused_because text NOT NULL,
    place character varying(120) NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    receiver_id uuid NOT NULL,
    released_by_id uuid NOT NULL,
    shipment_id uuid NOT NULL,
    answer_confirmed_at timestamp with time zone,
    answer_recorded_at timestamp with time zone,
    answer_recorded_by_id uuid,
    answer_told character varying(200) NOT NULL,
    release_confirmed_at timestamp with time zone,
    release_recorded_by_id uuid,
    release_told character varying(200) NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT transport_handover_answer_says_when_recorded CHECK ((((received_at IS NULL) AND (refused_at IS NULL)) OR (answer_recorded_at IS NOT NULL))),
    CONSTRAINT transport_handover_ends_in_one_way CHECK ((((received_at IS NULL) AND (refused_at IS NULL)) OR ((received_at IS NULL) AND (withdrawn_at IS NULL)) OR ((refused_at IS NULL) AND (withdrawn_at IS NULL)))),
    CONSTRAINT transport_handover_needs_two_people CHECK ((NOT (released_by_id = receiver_id))),
    CONSTRAINT transport_handover_nobody_speaks_for_the_other CHECK ((((release_recorded_by_id IS NULL) OR (NOT ((release_recorded_by_id = receiver_id) AND (release_recorded_by_id IS NOT NULL)))) AND ((answer_recorded_by_id IS NULL) OR (NOT ((answer_recorded_by_id = released_by_id) AND (answer_recorded_by_id IS NOT NULL)))))),
    CONSTRAINT transport_handover_not_in_the_future CHECK (((released_at <= (recorded_at + '00:05:00'::interval)) AND ((received_at IS NULL) OR (received_at <= (answer_recorded_at + '00:05:00'::interval))))),
    CONSTRAINT transport_handover_on_behalf_says_how CHECK ((((release_recorded_by_id IS NULL) OR (NOT ((release_told)::text = ''::text))) AND ((answer_recorded_by_id IS NULL) OR (NOT ((answer_told)::text = ''::text))))),
    CONSTRAINT transport_handover_received_after_release CHECK (((received_at IS NULL) OR (received_at >= released_at))),
    CONSTRAINT transport_handover_says_why_refused CHECK (((refused_at IS NULL) OR (NOT (refused_because = ''::text)))),
    CONSTRAINT transport_handover_sequence_check CHECK ((sequence >= 0))
);

CREATE TABLE public.transport_shipment (
    id uuid NOT NULL,
    reference character varying(20) DEFAULT public.new_reference('SHP'::text) NOT NULL,
    preservation character varying(24) NOT NULL,
    temperature_min_c numeric(4,1) NOT NULL,
    temperature_max_c numeric(4,1) NOT NULL,
    device character varying(64) NOT NULL,
    status character varying(16) NOT NULL,
    planned_departure_at timestamp with time zone NOT NULL,
    planned_arrival_at timestamp with time zone NOT NULL,
    departed_at timestamp with time zone,
    arrived_at timestamp with time zone,
    planned_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    carrier_id uuid NOT NULL,
    courier_id uuid,
    destination_id uuid NOT NULL,
    origin_id uuid NOT NULL,
    planned_by_id uuid NOT NULL,
    procurement_organisation_id uuid NOT NULL,
    expected_arrival_at timestamp with time zone,
    CONSTRAINT transport_shipment_arrived_after_departed CHECK (((arrived_at IS NULL) OR ((arrived_at >= departed_at) AND (departed_at IS NOT NULL)))),
    CONSTRAINT transport_shipment_arrives_after_departure CHECK ((planned_arrival_at > planned_departure_at)),
    CONSTRAINT transport_shipment_goes_somewhere_else CHECK ((NOT (origin_id = destination_id))),
    CONSTRAINT transport_shipment_preservation_is_known CHECK (((preservation)::text = ANY ((ARRAY['ice'::character varying, 'cold_device'::character varying, 'lung_10c'::character varying, 'machine_hypothermic'::character varying, 'machine_normothermic'::character varying])::text[]))),
    CONSTRAINT transport_shipment_status_is_known CHECK (((status)::text = ANY ((ARRAY['planned'::character varying, 'ready'::character varying, 'in_transit'::character varying, 'arrived'::character varying, 'delivered'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT transport_shipment_temperatures_in_order CHECK ((temperature_min_c < temperature_max_c))
);

CREATE TABLE public.transport_shipmentcontent (
    id uuid NOT NULL,
    is_active boolean NOT NULL,
    allocation_id uuid NOT NULL,
    shipment_id uuid NOT NULL
);

CREATE TABLE public.transport_shipmentstatuschange (
    id uuid NOT NULL,
    from_status character varying(32) NOT NULL,
    to_status character varying(32) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    reason text NOT NULL,
    by_id uuid,
    shipment_id uuid NOT NULL
);

CREATE TABLE public.transport_temperatureexcursion (
    id uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    extreme_c numeric(5,2) NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledgement text NOT NULL,
    acknowledged_by_id uuid,
    shipment_id uuid NOT NULL,
    CONSTRAINT transport_temperatureexcursion_assessed_when_over CHECK (((acknowledged_at IS NULL) OR ((acknowledged_by_id IS NOT NULL) AND (ended_at IS NOT NULL) AND (NOT (acknowledgement = ''::text))))),
    CONSTRAINT transport_temperatureexcursion_ends_after_it_begins CHECK (((ended_at IS NULL) OR (ended_at >= began_at)))
);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_key PRIMARY KEY (series, size);

ALTER TABLE ONLY public.audit_detached_document
    ADD CONSTRAINT audit_detached_document_key PRIMARY KEY (collection, id, digest);

ALTER TABLE ONLY public.audit_detached
    ADD CONSTRAINT audit_detached_key PRIMARY KEY (month);

ALTER TABLE ONLY public.audit_exempt
    ADD CONSTRAINT audit_exempt_key PRIMARY KEY (table_pattern);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_key PRIMARY KEY (is_only);

ALTER TABLE ONLY public.audit_key
    ADD CONSTRAINT audit_key_key PRIMARY KEY (subject);

ALTER TABLE ONLY public.audit_ledger
    ADD CONSTRAINT audit_ledger_key PRIMARY KEY (recorded_at, sequence);

ALTER TABLE ONLY public.audit_reason
    ADD CONSTRAINT audit_reason_key PRIMARY KEY (digest);

ALTER TABLE ONLY public.audit_relay_trouble
    ADD CONSTRAINT audit_relay_trouble_key PRIMARY KEY (is_only);

ALTER TABLE ONLY public.audit_relayed
    ADD CONSTRAINT audit_relayed_key PRIMARY KEY (is_only);

ALTER TABLE ONLY public.audit_subtree
    ADD CONSTRAINT audit_subtree_key PRIMARY KEY (series, level, number);

ALTER TABLE ONLY public.audit_table
    ADD CONSTRAINT audit_table_key PRIMARY KEY (table_name);

ALTER TABLE ONLY public.audit_tx
    ADD CONSTRAINT audit_tx_key PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_tx
    ADD CONSTRAINT audit_tx_number_is_unique UNIQUE (number);

ALTER TABLE ONLY public.auditlog_logentry
    ADD CONSTRAINT auditlog_logentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cache
    ADD CONSTRAINT cache_pkey PRIMARY KEY (cache_key);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.documents_delivery
    ADD CONSTRAINT documents_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_conversation_hospitals
    ADD CONSTRAINT messaging_conversation_h_conversation_id_hospital_a86aac60_uniq UNIQUE (conversation_id, hospital_id);

ALTER TABLE ONLY public.messaging_conversation_hospitals
    ADD CONSTRAINT messaging_conversation_hospitals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_conversation
    ADD CONSTRAINT messaging_conversation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_conversation
    ADD CONSTRAINT messaging_conversation_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messageheader_corrects_id_key UNIQUE (corrects_id);

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messageheader_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messageheader_submitted_once UNIQUE (author_id, submission);

ALTER TABLE ONLY public.messaging_notice
    ADD CONSTRAINT messaging_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_noticereceipt
    ADD CONSTRAINT messaging_noticereceipt_once UNIQUE (notice_id, person_id);

ALTER TABLE ONLY public.messaging_noticereceipt
    ADD CONSTRAINT messaging_noticereceipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_participant
    ADD CONSTRAINT messaging_participant_once UNIQUE (conversation_id, person_id);

ALTER TABLE ONLY public.messaging_participant
    ADD CONSTRAINT messaging_participant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_readreceipt
    ADD CONSTRAINT messaging_readreceipt_once UNIQUE (message_id, reader_id);

ALTER TABLE ONLY public.messaging_readreceipt
    ADD CONSTRAINT messaging_readreceipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_adverseeventnotice
    ADD CONSTRAINT organs_adverseeventnotice_once UNIQUE (event_id, hospital_id);

ALTER TABLE ONLY public.organs_adverseeventnotice
    ADD CONSTRAINT organs_adverseeventnotice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_allocation
    ADD CONSTRAINT organs_allocation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_balancesheet
    ADD CONSTRAINT organs_balancesheet_one_per_time UNIQUE (organ_kind, valid_at);

ALTER TABLE ONLY public.organs_balancesheet
    ADD CONSTRAINT organs_balancesheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_checkentry
    ADD CONSTRAINT organs_checkentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_checkentry
    ADD CONSTRAINT organs_checkentry_two_people UNIQUE (check_made_id, person_id);

ALTER TABLE ONLY public.organs_crossmatchassessment
    ADD CONSTRAINT organs_crossmatchassessment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_crossmatchrequest
    ADD CONSTRAINT organs_crossmatchrequest_once UNIQUE (run_id, registration_id);

ALTER TABLE ONLY public.organs_crossmatchrequest
    ADD CONSTRAINT organs_crossmatchrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_deathdeclaration
    ADD CONSTRAINT organs_deathdeclaration_donor_id_key UNIQUE (donor_id);

ALTER TABLE ONLY public.organs_deathdeclaration
    ADD CONSTRAINT organs_deathdeclaration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_external_id_per_organ UNIQUE (external_organ_kind, external_id);

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosample_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donorconsent
    ADD CONSTRAINT organs_donorconsent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donorfinding
    ADD CONSTRAINT organs_donorfinding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donorhlatyping
    ADD CONSTRAINT organs_donorhlatyping_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donoridentity
    ADD CONSTRAINT organs_donoridentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donorstatuschange
    ADD CONSTRAINT organs_donorstatuschange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_donortest
    ADD CONSTRAINT organs_donortest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_exchangebalance
    ADD CONSTRAINT organs_exchangebalance_once UNIQUE (sheet_id, donor_age_group, country, centre);

ALTER TABLE ONLY public.organs_exchangebalance
    ADD CONSTRAINT organs_exchangebalance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_followup
    ADD CONSTRAINT organs_followup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_once UNIQUE (run_id, registration_id);

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_once UNIQUE (run_id, registration_id);

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchcandidate
    ADD CONSTRAINT organs_matchcandidate_one_per_rank UNIQUE (run_id, rank);

ALTER TABLE ONLY public.organs_matchcandidate
    ADD CONSTRAINT organs_matchcandidate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchcandidate
    ADD CONSTRAINT organs_matchcandidate_ranked_once UNIQUE (run_id, registration_id);

ALTER TABLE ONLY public.organs_matchexclusion
    ADD CONSTRAINT organs_matchexclusion_once UNIQUE (run_id, registration_id);

ALTER TABLE ONLY public.organs_matchexclusion
    ADD CONSTRAINT organs_matchexclusion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchinputs
    ADD CONSTRAINT organs_matchinputs_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_keeps_its_organ UNIQUE (id, organ_kind);

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_offerdeadline
    ADD CONSTRAINT organs_offerdeadline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_offerpart
    ADD CONSTRAINT organs_offerpart_once UNIQUE (offer_id, part_id);

ALTER TABLE ONLY public.organs_offerpart
    ADD CONSTRAINT organs_offerpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_offerstatuschange
    ADD CONSTRAINT organs_offerstatuschange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_organ
    ADD CONSTRAINT organs_organ_once_per_donor UNIQUE (donor_id, kind, side);

ALTER TABLE ONLY public.organs_organ
    ADD CONSTRAINT organs_organ_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_organ
    ADD CONSTRAINT organs_organ_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_organassessment
    ADD CONSTRAINT organs_organassessment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_organpart
    ADD CONSTRAINT organs_organpart_once_per_organ UNIQUE (organ_id, kind);

ALTER TABLE ONLY public.organs_organpart
    ADD CONSTRAINT organs_organpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_organrecovery
    ADD CONSTRAINT organs_organrecovery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_partstatuschange
    ADD CONSTRAINT organs_partstatuschange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_preallocationchecklist
    ADD CONSTRAINT organs_preallocationchecklist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_preallocationchecklist
    ADD CONSTRAINT organs_preallocationchecklist_two_people UNIQUE (donor_id, organ_kind, facts_version, completed_by_id);

ALTER TABLE ONLY public.organs_preservationperiod
    ADD CONSTRAINT organs_preservationperiod_one_at_a_time EXCLUDE USING gist (part_id WITH =, tstzrange(occurred_at, ended_at) WITH &&);

ALTER TABLE ONLY public.organs_preservationperiod
    ADD CONSTRAINT organs_preservationperiod_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_refusalcode
    ADD CONSTRAINT organs_refusalcode_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.organs_ruleexception
    ADD CONSTRAINT organs_ruleexception_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_transplant_allocations
    ADD CONSTRAINT organs_transplant_alloca_transplant_id_allocation_7faa5b37_uniq UNIQUE (transplant_id, allocation_id);

ALTER TABLE ONLY public.organs_transplant_allocations
    ADD CONSTRAINT organs_transplant_allocations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_offer_id_key UNIQUE (offer_id);

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.organs_transplantteammember
    ADD CONSTRAINT organs_transplantteammember_once UNIQUE (transplant_id, person_id);

ALTER TABLE ONLY public.organs_transplantteammember
    ADD CONSTRAINT organs_transplantteammember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.organs_twopersoncheck
    ADD CONSTRAINT organs_twopersoncheck_once UNIQUE (allocation_id, stage, attempt);

ALTER TABLE ONLY public.organs_twopersoncheck
    ADD CONSTRAINT organs_twopersoncheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_antibodyscreening
    ADD CONSTRAINT patients_antibodyscreening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_candidatecriteria
    ADD CONSTRAINT patients_candidatecriteria_one_at_a_time EXCLUDE USING gist (registration_id WITH =, daterange(valid_from, valid_until) WITH &&);

ALTER TABLE ONLY public.patients_candidatecriteria
    ADD CONSTRAINT patients_candidatecriteria_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorgans_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_heartstatus
    ADD CONSTRAINT patients_heartstatus_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_hlatyping
    ADD CONSTRAINT patients_hlatyping_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_kidneyprofile
    ADD CONSTRAINT patients_kidneyprofile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_kidneyprofile
    ADD CONSTRAINT patients_kidneyprofile_registration_id_key UNIQUE (registration_id);

ALTER TABLE ONLY public.patients_laboratoryvalue
    ADD CONSTRAINT patients_laboratoryvalue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_lungscore
    ADD CONSTRAINT patients_lungscore_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_patient
    ADD CONSTRAINT patients_patient_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_patient
    ADD CONSTRAINT patients_patient_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.patients_patientidentity
    ADD CONSTRAINT patients_patientidentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_external_id_per_organ UNIQUE (organ_kind, external_id);

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_keeps_its_patient UNIQUE (id, patient_id);

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_listing_order_once UNIQUE (listing_order);

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.patients_statusperiod
    ADD CONSTRAINT patients_statusperiod_one_at_a_time EXCLUDE USING gist (registration_id WITH =, tstzrange(started_at, ended_at) WITH &&);

ALTER TABLE ONLY public.patients_statusperiod
    ADD CONSTRAINT patients_statusperiod_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.patients_unacceptableantigen
    ADD CONSTRAINT patients_unacceptableantigen_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_carrier
    ADD CONSTRAINT staff_carrier_name_key UNIQUE (name);

ALTER TABLE ONLY public.staff_carrier
    ADD CONSTRAINT staff_carrier_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_hospital
    ADD CONSTRAINT staff_hospital_code_key UNIQUE (code);

ALTER TABLE ONLY public.staff_hospital
    ADD CONSTRAINT staff_hospital_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_laboratoryagreement
    ADD CONSTRAINT staff_laboratoryagreement_once_at_a_time EXCLUDE USING gist (hospital_id WITH =, laboratory_id WITH =, daterange(valid_from, valid_until) WITH &&);

ALTER TABLE ONLY public.staff_laboratoryagreement
    ADD CONSTRAINT staff_laboratoryagreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_membership
    ADD CONSTRAINT staff_membership_once_at_a_time EXCLUDE USING gist (staff_member_id WITH =, role WITH =, COALESCE(hospital_id, carrier_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, daterange(valid_from, valid_until) WITH &&);

ALTER TABLE ONLY public.staff_membership
    ADD CONSTRAINT staff_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_programme
    ADD CONSTRAINT staff_programme_keeps_its_organ UNIQUE (id, organ_kind);

ALTER TABLE ONLY public.staff_programme_on_call
    ADD CONSTRAINT staff_programme_on_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_programme_on_call
    ADD CONSTRAINT staff_programme_on_call_programme_id_staffmember_1d5098b0_uniq UNIQUE (programme_id, staffmember_id);

ALTER TABLE ONLY public.staff_programme
    ADD CONSTRAINT staff_programme_one_per_hospital_and_organ UNIQUE (hospital_id, organ_kind);

ALTER TABLE ONLY public.staff_programme
    ADD CONSTRAINT staff_programme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_programmecriteria
    ADD CONSTRAINT staff_programmecriteria_one_at_a_time EXCLUDE USING gist (programme_id WITH =, daterange(valid_from, valid_until) WITH &&);

ALTER TABLE ONLY public.staff_programmecriteria
    ADD CONSTRAINT staff_programmecriteria_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_staffmember
    ADD CONSTRAINT staff_staffmember_email_key UNIQUE (email);

ALTER TABLE ONLY public.staff_staffmember
    ADD CONSTRAINT staff_staffmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_submission
    ADD CONSTRAINT staff_submission_once UNIQUE (by_id, number);

ALTER TABLE ONLY public.staff_submission
    ADD CONSTRAINT staff_submission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_arrivalestimate
    ADD CONSTRAINT transport_arrivalestimate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_eventbatch
    ADD CONSTRAINT transport_eventbatch_once UNIQUE (shipment_id, batch);

ALTER TABLE ONLY public.transport_eventbatch
    ADD CONSTRAINT transport_eventbatch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_numbered UNIQUE (shipment_id, sequence);

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.transport_shipmentcontent
    ADD CONSTRAINT transport_shipmentcontent_once UNIQUE (shipment_id, allocation_id);

ALTER TABLE ONLY public.transport_shipmentcontent
    ADD CONSTRAINT transport_shipmentcontent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_shipmentstatuschange
    ADD CONSTRAINT transport_shipmentstatuschange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transport_temperatureexcursion
    ADD CONSTRAINT transport_temperatureexcursion_pkey PRIMARY KEY (id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX audit_detached_document_of_month ON public.audit_detached_document USING btree (month);

CREATE INDEX audit_ledger_action ON ONLY public.audit_ledger USING btree (action, recorded_at, sequence);

CREATE INDEX audit_ledger_actor ON ONLY public.audit_ledger USING btree (actor_id, recorded_at, sequence) WHERE (actor_id IS NOT NULL);

CREATE INDEX audit_ledger_events ON ONLY public.audit_ledger USING btree (kind, recorded_at, sequence) WHERE (kind <> ALL (ARRAY['change'::text, 'document'::text]));

CREATE INDEX audit_ledger_object ON ONLY public.audit_ledger USING btree (object_pk, recorded_at, sequence) WHERE (object_pk IS NOT NULL);

CREATE INDEX audit_ledger_objects ON ONLY public.audit_ledger USING gin (objects jsonb_path_ops) WHERE (objects IS NOT NULL);

CREATE INDEX audit_ledger_tx ON ONLY public.audit_ledger USING btree (tx, sequence);

CREATE UNIQUE INDEX audit_tx_open ON public.audit_tx USING btree (xid) WHERE (NOT is_closing);

CREATE INDEX auditlog_logentry_action_229afe39 ON public.auditlog_logentry USING btree (action);

CREATE INDEX auditlog_logentry_actor_id_959271d2 ON public.auditlog_logentry USING btree (actor_id);

CREATE INDEX auditlog_logentry_cid_9f467263 ON public.auditlog_logentry USING btree (cid);

CREATE INDEX auditlog_logentry_cid_9f467263_like ON public.auditlog_logentry USING btree (cid varchar_pattern_ops);

CREATE INDEX auditlog_logentry_content_type_id_75830218 ON public.auditlog_logentry USING btree (content_type_id);

CREATE INDEX auditlog_logentry_object_id_09c2eee8 ON public.auditlog_logentry USING btree (object_id);

CREATE INDEX auditlog_logentry_object_pk_6e3219c0 ON public.auditlog_logentry USING btree (object_pk);

CREATE INDEX auditlog_logentry_object_pk_6e3219c0_like ON public.auditlog_logentry USING btree (object_pk varchar_pattern_ops);

CREATE INDEX auditlog_logentry_timestamp_37867bb0 ON public.auditlog_logentry USING btree ("timestamp");

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX cache_expires ON public.cache USING btree (expires);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX documents_delivery_by_age ON public.documents_delivery USING btree (recorded_at);

CREATE INDEX documents_delivery_by_document ON public.documents_delivery USING gin (document_ids);

CREATE INDEX documents_delivery_by_key ON public.documents_delivery USING btree (collection, key);

CREATE INDEX messaging_about ON public.messaging_conversation USING btree (subject_kind, subject_id);

CREATE INDEX messaging_awaiting_answer ON public.messaging_messageheader USING btree (answer_needed_by) WHERE ((answer_needed_by IS NOT NULL) AND (answered_at IS NULL));

CREATE INDEX messaging_conversation_hospitals_conversation_id_856c8f72 ON public.messaging_conversation_hospitals USING btree (conversation_id);

CREATE INDEX messaging_conversation_hospitals_hospital_id_61eac417 ON public.messaging_conversation_hospitals USING btree (hospital_id);

CREATE INDEX messaging_conversation_reference_139e1dac_like ON public.messaging_conversation USING btree (reference varchar_pattern_ops);

CREATE INDEX messaging_conversation_started_by_id_48f202ef ON public.messaging_conversation USING btree (started_by_id);

CREATE INDEX messaging_messageheader_author_hospital_id_88f6a0d4 ON public.messaging_messageheader USING btree (author_hospital_id);

CREATE INDEX messaging_messageheader_author_id_04e3361d ON public.messaging_messageheader USING btree (author_id);

CREATE INDEX messaging_messageheader_conversation_id_472948be ON public.messaging_messageheader USING btree (conversation_id);

CREATE INDEX messaging_newest ON public.messaging_conversation USING btree (last_message_at DESC, id DESC);

CREATE INDEX messaging_notice_hospital_id_f0091e2f ON public.messaging_notice USING btree (hospital_id);

CREATE INDEX messaging_notice_person_id_10f030ef ON public.messaging_notice USING btree (person_id);

CREATE INDEX messaging_noticereceipt_notice_id_5584c3ba ON public.messaging_noticereceipt USING btree (notice_id);

CREATE INDEX messaging_noticereceipt_person_id_66e9b3bd ON public.messaging_noticereceipt USING btree (person_id);

CREATE INDEX messaging_of_hospital ON public.messaging_notice USING btree (hospital_id, created_at DESC);

CREATE INDEX messaging_of_patient ON public.messaging_conversation USING btree (patient_id) WHERE (patient_id IS NOT NULL);

CREATE INDEX messaging_participant_conversation_id_07f75de9 ON public.messaging_participant USING btree (conversation_id);

CREATE INDEX messaging_participant_person_id_3b7fab51 ON public.messaging_participant USING btree (person_id);

CREATE INDEX messaging_readreceipt_message_id_bbe49e0a ON public.messaging_readreceipt USING btree (message_id);

CREATE INDEX messaging_readreceipt_reader_id_0f2e54a6 ON public.messaging_readreceipt USING btree (reader_id);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX organs_adverseevent_donor_id_ca0cd700 ON public.organs_adverseevent USING btree (donor_id);

CREATE INDEX organs_adverseevent_on_behalf_of_id_098da035 ON public.organs_adverseevent USING btree (on_behalf_of_id);

CREATE INDEX organs_adverseevent_recorded_by_id_3f5fcee3 ON public.organs_adverseevent USING btree (recorded_by_id);

CREATE INDEX organs_adverseevent_reference_1e881435_like ON public.organs_adverseevent USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_adverseevent_reported_from_id_a55cbae8 ON public.organs_adverseevent USING btree (reported_from_id);

CREATE INDEX organs_adverseeventnotice_acknowledged_by_id_b0da98c4 ON public.organs_adverseeventnotice USING btree (acknowledged_by_id);

CREATE INDEX organs_adverseeventnotice_event_id_5bbd3836 ON public.organs_adverseeventnotice USING btree (event_id);

CREATE INDEX organs_adverseeventnotice_hospital_id_8eff2510 ON public.organs_adverseeventnotice USING btree (hospital_id);

CREATE INDEX organs_allocation_accepted_by_id_fa67c8b1 ON public.organs_allocation USING btree (accepted_by_id);

CREATE INDEX organs_allocation_ended_by_id_e210d13d ON public.organs_allocation USING btree (ended_by_id);

CREATE INDEX organs_allocation_offer_id_91036676 ON public.organs_allocation USING btree (offer_id);

CREATE UNIQUE INDEX organs_allocation_one_per_part ON public.organs_allocation USING btree (part_id) WHERE (ended_at IS NULL);

CREATE INDEX organs_allocation_part_id_ae84aed4 ON public.organs_allocation USING btree (part_id);

CREATE INDEX organs_checkentry_check_made_id_a77f234c ON public.organs_checkentry USING btree (check_made_id);

CREATE INDEX organs_checkentry_person_id_d6cbc3d6 ON public.organs_checkentry USING btree (person_id);

CREATE INDEX organs_crossmatchassessment_donor_id_972bab3b ON public.organs_crossmatchassessment USING btree (donor_id);

CREATE INDEX organs_crossmatchassessment_on_behalf_of_id_b993c147 ON public.organs_crossmatchassessment USING btree (on_behalf_of_id);

CREATE INDEX organs_crossmatchassessment_recorded_by_id_ff7cb41e ON public.organs_crossmatchassessment USING btree (recorded_by_id);

CREATE INDEX organs_crossmatchassessment_registration_id_df7677ee ON public.organs_crossmatchassessment USING btree (registration_id);

CREATE INDEX organs_crossmatchrequest_asked_by_id_14139bf4 ON public.organs_crossmatchrequest USING btree (asked_by_id);

CREATE INDEX organs_crossmatchrequest_registration_id_2f186b25 ON public.organs_crossmatchrequest USING btree (registration_id);

CREATE INDEX organs_crossmatchrequest_run_id_c41c36cf ON public.organs_crossmatchrequest USING btree (run_id);

CREATE INDEX organs_deathdeclaration_on_behalf_of_id_5e494fb5 ON public.organs_deathdeclaration USING btree (on_behalf_of_id);

CREATE INDEX organs_deathdeclaration_recorded_by_id_23ecc2f8 ON public.organs_deathdeclaration USING btree (recorded_by_id);

CREATE INDEX organs_donor_corrected_by_id_a4d42a72 ON public.organs_donor USING btree (corrected_by_id);

CREATE INDEX organs_donor_hospital_id_c13be3e2 ON public.organs_donor USING btree (hospital_id);

CREATE INDEX organs_donor_procurement_organisation_id_b3351c99 ON public.organs_donor USING btree (procurement_organisation_id);

CREATE INDEX organs_donor_reference_67fc46ea_like ON public.organs_donor USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_donor_registered_by_id_a611eae5 ON public.organs_donor USING btree (registered_by_id);

CREATE INDEX organs_donorabosample_donor_id_400941b5 ON public.organs_donorabosample USING btree (donor_id);

CREATE INDEX organs_donorabosample_laboratory_id_b64ef895 ON public.organs_donorabosample USING btree (laboratory_id);

CREATE INDEX organs_donorabosample_on_behalf_of_id_d7c1c62b ON public.organs_donorabosample USING btree (on_behalf_of_id);

CREATE INDEX organs_donorabosample_recorded_by_id_157792c0 ON public.organs_donorabosample USING btree (recorded_by_id);

CREATE UNIQUE INDEX organs_donorabosample_reported_by_different_people ON public.organs_donorabosample USING btree (donor_id, COALESCE(on_behalf_of_id, recorded_by_id)) WHERE (set_aside_at IS NULL);

CREATE INDEX organs_donorabosample_set_aside_by_id_1009cfc0 ON public.organs_donorabosample USING btree (set_aside_by_id);

CREATE UNIQUE INDEX organs_donorabosample_taken_at_different_times ON public.organs_donorabosample USING btree (donor_id, occurred_at) WHERE (set_aside_at IS NULL);

CREATE INDEX organs_donorconsent_donor_id_6f4a4731 ON public.organs_donorconsent USING btree (donor_id);

CREATE INDEX organs_donorconsent_on_behalf_of_id_5e844dd5 ON public.organs_donorconsent USING btree (on_behalf_of_id);

CREATE UNIQUE INDEX organs_donorconsent_one_valid ON public.organs_donorconsent USING btree (donor_id, organ_kind, purpose) WHERE (NOT is_withdrawn);

CREATE INDEX organs_donorconsent_recorded_by_id_2f0039c5 ON public.organs_donorconsent USING btree (recorded_by_id);

CREATE INDEX organs_donorfinding_donor_id_7899303e ON public.organs_donorfinding USING btree (donor_id);

CREATE INDEX organs_donorfinding_on_behalf_of_id_d3ea0c01 ON public.organs_donorfinding USING btree (on_behalf_of_id);

CREATE INDEX organs_donorfinding_recorded_by_id_31a19ad8 ON public.organs_donorfinding USING btree (recorded_by_id);

CREATE INDEX organs_donorhlatyping_donor_id_f790d53d ON public.organs_donorhlatyping USING btree (donor_id);

CREATE INDEX organs_donorhlatyping_laboratory_id_d9f8e8de ON public.organs_donorhlatyping USING btree (laboratory_id);

CREATE INDEX organs_donorhlatyping_on_behalf_of_id_3a853d78 ON public.organs_donorhlatyping USING btree (on_behalf_of_id);

CREATE UNIQUE INDEX organs_donorhlatyping_one_current ON public.organs_donorhlatyping USING btree (donor_id) WHERE is_current;

CREATE INDEX organs_donorhlatyping_recorded_by_id_4acfe23d ON public.organs_donorhlatyping USING btree (recorded_by_id);

CREATE INDEX organs_donoridentity_donor_id_fd7f081a ON public.organs_donoridentity USING btree (donor_id);

CREATE UNIQUE INDEX organs_donoridentity_one_present ON public.organs_donoridentity USING btree (donor_id) WHERE (superseded_at IS NULL);

CREATE INDEX organs_donoridentity_recorded_by_id_260a6327 ON public.organs_donoridentity USING btree (recorded_by_id);

CREATE INDEX organs_donors_of_opo ON public.organs_donor USING btree (procurement_organisation_id, registered_at DESC, id DESC);

CREATE INDEX organs_donorstatuschange_by_id_2f9d774e ON public.organs_donorstatuschange USING btree (by_id);

CREATE INDEX organs_donorstatuschange_donor_id_5d6328c3 ON public.organs_donorstatuschange USING btree (donor_id);

CREATE INDEX organs_donortest_donor_id_24238274 ON public.organs_donortest USING btree (donor_id);

CREATE INDEX organs_donortest_on_behalf_of_id_7674b6da ON public.organs_donortest USING btree (on_behalf_of_id);

CREATE UNIQUE INDEX organs_donortest_one_current ON public.organs_donortest USING btree (donor_id, marker) WHERE is_current;

CREATE INDEX organs_donortest_recorded_by_id_aa4c7f82 ON public.organs_donortest USING btree (recorded_by_id);

CREATE INDEX organs_exceptions_of_subject ON public.organs_ruleexception USING btree (subject_kind, subject_id);

CREATE INDEX organs_exchangebalance_sheet_id_f032b2d5 ON public.organs_exchangebalance USING btree (sheet_id);

CREATE INDEX organs_followup_on_behalf_of_id_65ab6a1a ON public.organs_followup USING btree (on_behalf_of_id);

CREATE INDEX organs_followup_recorded_by_id_68c3c6b9 ON public.organs_followup USING btree (recorded_by_id);

CREATE INDEX organs_followup_transplant_id_dab18eee ON public.organs_followup USING btree (transplant_id);

CREATE INDEX organs_matchaddition_on_behalf_of_id_546a1ef2 ON public.organs_matchaddition USING btree (on_behalf_of_id);

CREATE INDEX organs_matchaddition_recorded_by_id_6e1d0928 ON public.organs_matchaddition USING btree (recorded_by_id);

CREATE INDEX organs_matchaddition_registration_id_466cd886 ON public.organs_matchaddition USING btree (registration_id);

CREATE INDEX organs_matchaddition_run_id_1a5c630b ON public.organs_matchaddition USING btree (run_id);

CREATE INDEX organs_matchbypass_code_id_810a7a4c ON public.organs_matchbypass USING btree (code_id);

CREATE INDEX organs_matchbypass_code_id_810a7a4c_like ON public.organs_matchbypass USING btree (code_id varchar_pattern_ops);

CREATE INDEX organs_matchbypass_on_behalf_of_id_0bd319ae ON public.organs_matchbypass USING btree (on_behalf_of_id);

CREATE INDEX organs_matchbypass_recorded_by_id_c00bf1c6 ON public.organs_matchbypass USING btree (recorded_by_id);

CREATE INDEX organs_matchbypass_registration_id_cbb3ab32 ON public.organs_matchbypass USING btree (registration_id);

CREATE INDEX organs_matchbypass_run_id_da8250aa ON public.organs_matchbypass USING btree (run_id);

CREATE INDEX organs_matchcandidate_registration_id_d1461c3d ON public.organs_matchcandidate USING btree (registration_id);

CREATE INDEX organs_matchcandidate_run_id_e21c4dfa ON public.organs_matchcandidate USING btree (run_id);

CREATE INDEX organs_matchexclusion_registration_id_6069583c ON public.organs_matchexclusion USING btree (registration_id);

CREATE INDEX organs_matchexclusion_run_id_856d5c12 ON public.organs_matchexclusion USING btree (run_id);

CREATE INDEX organs_matchrun_balance_sheet_id_1d543b84 ON public.organs_matchrun USING btree (balance_sheet_id);

CREATE INDEX organs_matchrun_created_by_id_d822b085 ON public.organs_matchrun USING btree (created_by_id);

CREATE INDEX organs_matchrun_donor_id_c396252a ON public.organs_matchrun USING btree (donor_id);

CREATE UNIQUE INDEX organs_matchrun_one_valid_per_donor_and_organ ON public.organs_matchrun USING btree (donor_id, organ_kind) WHERE (invalidated_at IS NULL);

CREATE INDEX organs_matchrun_previous_run_id_dd5321e2 ON public.organs_matchrun USING btree (previous_run_id);

CREATE INDEX organs_matchrun_reference_a10c42c6_like ON public.organs_matchrun USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_offer_answered_by_id_9f612602 ON public.organs_offer USING btree (answered_by_id);

CREATE INDEX organs_offer_answered_on_behalf_of_id_4c6af778 ON public.organs_offer USING btree (answered_on_behalf_of_id);

CREATE INDEX organs_offer_centre_id_30dcee64 ON public.organs_offer USING btree (centre_id);

CREATE INDEX organs_offer_notified_by_id_f64563f5 ON public.organs_offer USING btree (notified_by_id);

CREATE UNIQUE INDEX organs_offer_one_accepted_per_candidate ON public.organs_offer USING btree (registration_id) WHERE ((status)::text = 'accepted'::text);

CREATE UNIQUE INDEX organs_offer_one_live_per_candidate_and_run ON public.organs_offer USING btree (run_id, registration_id) WHERE ((status)::text = ANY ((ARRAY['accepted'::character varying, 'provisional'::character varying, 'sent'::character varying])::text[]));

CREATE INDEX organs_offer_reference_b73e4468_like ON public.organs_offer USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_offer_refusal_code_id_29b6f39d ON public.organs_offer USING btree (refusal_code_id);

CREATE INDEX organs_offer_refusal_code_id_29b6f39d_like ON public.organs_offer USING btree (refusal_code_id varchar_pattern_ops);

CREATE INDEX organs_offer_registration_id_8f6ef6b9 ON public.organs_offer USING btree (registration_id);

CREATE INDEX organs_offer_run_id_78d1eed7 ON public.organs_offer USING btree (run_id);

CREATE INDEX organs_offer_second_refusal_code_id_a7d7d7bc ON public.organs_offer USING btree (second_refusal_code_id);

CREATE INDEX organs_offer_second_refusal_code_id_a7d7d7bc_like ON public.organs_offer USING btree (second_refusal_code_id varchar_pattern_ops);

CREATE INDEX organs_offer_sent_by_id_5b740357 ON public.organs_offer USING btree (sent_by_id);

CREATE INDEX organs_offerdeadline_offer_id_a680b1cb ON public.organs_offerdeadline USING btree (offer_id);

CREATE INDEX organs_offerdeadline_set_by_id_24b61f1c ON public.organs_offerdeadline USING btree (set_by_id);

CREATE INDEX organs_offerpart_offer_id_2622c046 ON public.organs_offerpart USING btree (offer_id);

CREATE INDEX organs_offerpart_part_id_f226639e ON public.organs_offerpart USING btree (part_id);

CREATE INDEX organs_offers_of_centre ON public.organs_offer USING btree (centre_id, status, deadline_at);

CREATE INDEX organs_offers_of_run ON public.organs_offer USING btree (run_id, rank);

CREATE INDEX organs_offerstatuschange_by_id_d6b67e6a ON public.organs_offerstatuschange USING btree (by_id);

CREATE INDEX organs_offerstatuschange_offer_id_9c8d8177 ON public.organs_offerstatuschange USING btree (offer_id);

CREATE INDEX organs_offerstatuschange_on_behalf_of_id_7ca2b91f ON public.organs_offerstatuschange USING btree (on_behalf_of_id);

CREATE INDEX organs_organ_donor_id_4d9d603d ON public.organs_organ USING btree (donor_id);

CREATE INDEX organs_organ_reference_a6241224_like ON public.organs_organ USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_organassessment_donor_id_cbc8120c ON public.organs_organassessment USING btree (donor_id);

CREATE INDEX organs_organassessment_on_behalf_of_id_613f9870 ON public.organs_organassessment USING btree (on_behalf_of_id);

CREATE INDEX organs_organassessment_recorded_by_id_f1c3f100 ON public.organs_organassessment USING btree (recorded_by_id);

CREATE INDEX organs_organpart_organ_id_1959bf3f ON public.organs_organpart USING btree (organ_id);

CREATE INDEX organs_organrecovery_on_behalf_of_id_0e43c90b ON public.organs_organrecovery USING btree (on_behalf_of_id);

CREATE INDEX organs_organrecovery_organ_id_3a05f4b8 ON public.organs_organrecovery USING btree (organ_id);

CREATE INDEX organs_organrecovery_recorded_by_id_2f001ea1 ON public.organs_organrecovery USING btree (recorded_by_id);

CREATE INDEX organs_partstatuschange_by_id_c1847f88 ON public.organs_partstatuschange USING btree (by_id);

CREATE INDEX organs_partstatuschange_part_id_7e5dd486 ON public.organs_partstatuschange USING btree (part_id);

CREATE INDEX organs_preallocationchecklist_completed_by_id_a7958378 ON public.organs_preallocationchecklist USING btree (completed_by_id);

CREATE INDEX organs_preallocationchecklist_donor_id_0e254d7c ON public.organs_preallocationchecklist USING btree (donor_id);

CREATE INDEX organs_preservationperiod_on_behalf_of_id_91f87eae ON public.organs_preservationperiod USING btree (on_behalf_of_id);

CREATE INDEX organs_preservationperiod_part_id_f80b0e04 ON public.organs_preservationperiod USING btree (part_id);

CREATE INDEX organs_preservationperiod_recorded_by_id_4989a94c ON public.organs_preservationperiod USING btree (recorded_by_id);

CREATE INDEX organs_refusalcode_code_3a644bac_like ON public.organs_refusalcode USING btree (code varchar_pattern_ops);

CREATE INDEX organs_ruleexception_centre_id_092af798 ON public.organs_ruleexception USING btree (centre_id);

CREATE INDEX organs_ruleexception_donor_id_a7a555ca ON public.organs_ruleexception USING btree (donor_id);

CREATE INDEX organs_ruleexception_recorded_by_id_43745bea ON public.organs_ruleexception USING btree (recorded_by_id);

CREATE INDEX organs_ruleexception_reviewed_by_id_62249bd3 ON public.organs_ruleexception USING btree (reviewed_by_id);

CREATE INDEX organs_transplant_allocations_allocation_id_08b5290d ON public.organs_transplant_allocations USING btree (allocation_id);

CREATE INDEX organs_transplant_allocations_transplant_id_f8a48485 ON public.organs_transplant_allocations USING btree (transplant_id);

CREATE INDEX organs_transplant_hospital_id_33ed4552 ON public.organs_transplant USING btree (hospital_id);

CREATE INDEX organs_transplant_on_behalf_of_id_9bcffb28 ON public.organs_transplant USING btree (on_behalf_of_id);

CREATE INDEX organs_transplant_recorded_by_id_9fdf0bbe ON public.organs_transplant USING btree (recorded_by_id);

CREATE INDEX organs_transplant_reference_50ab2520_like ON public.organs_transplant USING btree (reference varchar_pattern_ops);

CREATE INDEX organs_transplant_registration_id_5e822540 ON public.organs_transplant USING btree (registration_id);

CREATE INDEX organs_transplants_of_centre ON public.organs_transplant USING btree (hospital_id, occurred_at DESC, id DESC);

CREATE UNIQUE INDEX organs_transplantteammember_one_lead ON public.organs_transplantteammember USING btree (transplant_id) WHERE ((part)::text = 'lead_surgeon'::text);

CREATE INDEX organs_transplantteammember_person_id_98f7e339 ON public.organs_transplantteammember USING btree (person_id);

CREATE INDEX organs_transplantteammember_transplant_id_0396dee9 ON public.organs_transplantteammember USING btree (transplant_id);

CREATE INDEX organs_twopersoncheck_allocation_id_7b6bcc8a ON public.organs_twopersoncheck USING btree (allocation_id);

CREATE UNIQUE INDEX organs_twopersoncheck_one_open ON public.organs_twopersoncheck USING btree (allocation_id, stage) WHERE ((status)::text = 'open'::text);

CREATE INDEX patients_antibodyscreening_laboratory_id_7c967e2e ON public.patients_antibodyscreening USING btree (laboratory_id);

CREATE INDEX patients_antibodyscreening_on_behalf_of_id_53efb17e ON public.patients_antibodyscreening USING btree (on_behalf_of_id);

CREATE UNIQUE INDEX patients_antibodyscreening_one_current ON public.patients_antibodyscreening USING btree (patient_id) WHERE is_current;

CREATE INDEX patients_antibodyscreening_patient_id_0705d63b ON public.patients_antibodyscreening USING btree (patient_id);

CREATE INDEX patients_antibodyscreening_recorded_by_id_97c9a61e ON public.patients_antibodyscreening USING btree (recorded_by_id);

CREATE INDEX patients_by_name ON public.patients_patientidentity USING btree (family_name, given_name) WHERE (superseded_at IS NULL);

CREATE INDEX patients_candidatecriteria_recorded_by_id_78407c6f ON public.patients_candidatecriteria USING btree (recorded_by_id);

CREATE INDEX patients_candidatecriteria_registration_id_291461ef ON public.patients_candidatecriteria USING btree (registration_id);

CREATE INDEX patients_combinedorgans_following_id_41d4f881 ON public.patients_combinedorgans USING btree (following_id);

CREATE UNIQUE INDEX patients_combinedorgans_follows_one ON public.patients_combinedorgans USING btree (following_id) WHERE (valid_until IS NULL);

CREATE INDEX patients_combinedorgans_leading_id_4b0046be ON public.patients_combinedorgans USING btree (leading_id);

CREATE INDEX patients_combinedorgans_patient_id_22c7a822 ON public.patients_combinedorgans USING btree (patient_id);

CREATE INDEX patients_combinedorgans_recorded_by_id_deaa7a9d ON public.patients_combinedorgans USING btree (recorded_by_id);

CREATE INDEX patients_heartstatus_recorded_by_id_73560730 ON public.patients_heartstatus USING btree (recorded_by_id);

CREATE INDEX patients_heartstatus_registration_id_cdea408e ON public.patients_heartstatus USING btree (registration_id);

CREATE INDEX patients_hlatyping_laboratory_id_cdf25bcd ON public.patients_hlatyping USING btree (laboratory_id);

CREATE INDEX patients_hlatyping_on_behalf_of_id_c71498d3 ON public.patients_hlatyping USING btree (on_behalf_of_id);

CREATE UNIQUE INDEX patients_hlatyping_one_current ON public.patients_hlatyping USING btree (patient_id) WHERE is_current;

CREATE INDEX patients_hlatyping_patient_id_49b9c691 ON public.patients_hlatyping USING btree (patient_id);

CREATE INDEX patients_hlatyping_recorded_by_id_a38f0ce2 ON public.patients_hlatyping USING btree (recorded_by_id);

CREATE INDEX patients_laboratoryvalue_laboratory_id_597dce34 ON public.patients_laboratoryvalue USING btree (laboratory_id);

CREATE INDEX patients_laboratoryvalue_on_behalf_of_id_2cddbe37 ON public.patients_laboratoryvalue USING btree (on_behalf_of_id);

CREATE INDEX patients_laboratoryvalue_patient_id_2552dbc7 ON public.patients_laboratoryvalue USING btree (patient_id);

CREATE INDEX patients_laboratoryvalue_recorded_by_id_d5f7b1cb ON public.patients_laboratoryvalue USING btree (recorded_by_id);

CREATE INDEX patients_lungscore_recorded_by_id_98438fdb ON public.patients_lungscore USING btree (recorded_by_id);

CREATE INDEX patients_lungscore_registration_id_b6262379 ON public.patients_lungscore USING btree (registration_id);

CREATE INDEX patients_newest_value ON public.patients_laboratoryvalue USING btree (patient_id, analyte, occurred_at DESC);

CREATE INDEX patients_of_hospital ON public.patients_patient USING btree (hospital_id, registered_at DESC, id DESC);

CREATE INDEX patients_of_programme ON public.patients_registration USING btree (programme_id, status);

CREATE INDEX patients_patient_hospital_id_e0c73902 ON public.patients_patient USING btree (hospital_id);

CREATE INDEX patients_patient_reference_9c52b693_like ON public.patients_patient USING btree (reference varchar_pattern_ops);

CREATE INDEX patients_patient_registered_by_id_5e584461 ON public.patients_patient USING btree (registered_by_id);

CREATE UNIQUE INDEX patients_patientidentity_one_present ON public.patients_patientidentity USING btree (patient_id) WHERE (superseded_at IS NULL);

CREATE INDEX patients_patientidentity_patient_id_7b9f2b27 ON public.patients_patientidentity USING btree (patient_id);

CREATE INDEX patients_patientidentity_recorded_by_id_ecb9de6b ON public.patients_patientidentity USING btree (recorded_by_id);

CREATE UNIQUE INDEX patients_registration_one_open ON public.patients_registration USING btree (patient_id, programme_id, organ_kind) WHERE (closed_at IS NULL);

CREATE INDEX patients_registration_patient_id_d3a83fba ON public.patients_registration USING btree (patient_id);

CREATE INDEX patients_registration_programme_id_061d9d57 ON public.patients_registration USING btree (programme_id);

CREATE INDEX patients_registration_recorded_by_id_f409710d ON public.patients_registration USING btree (recorded_by_id);

CREATE INDEX patients_registration_reference_b01c1f65_like ON public.patients_registration USING btree (reference varchar_pattern_ops);

CREATE INDEX patients_statusperiod_recorded_by_id_514bcedb ON public.patients_statusperiod USING btree (recorded_by_id);

CREATE INDEX patients_statusperiod_registration_id_f6795aee ON public.patients_statusperiod USING btree (registration_id);

CREATE UNIQUE INDEX patients_unacceptableantigen_listed_once ON public.patients_unacceptableantigen USING btree (patient_id, antigen) WHERE (removed_on IS NULL);

CREATE INDEX patients_unacceptableantigen_patient_id_fbb7bd78 ON public.patients_unacceptableantigen USING btree (patient_id);

CREATE INDEX patients_unacceptableantigen_recorded_by_id_fdc5ac30 ON public.patients_unacceptableantigen USING btree (recorded_by_id);

CREATE INDEX patients_waiting ON public.patients_registration USING btree (organ_kind, status, listing_order);

CREATE INDEX staff_carrier_name_fb4f19d5_like ON public.staff_carrier USING btree (name varchar_pattern_ops);

CREATE INDEX staff_hospital_code_4a50c2f2_like ON public.staff_hospital USING btree (code varchar_pattern_ops);

CREATE INDEX staff_laboratoryagreement_hospital_id_b51de013 ON public.staff_laboratoryagreement USING btree (hospital_id);

CREATE INDEX staff_laboratoryagreement_laboratory_id_7e1297de ON public.staff_laboratoryagreement USING btree (laboratory_id);

CREATE INDEX staff_membership_carrier_id_1b5165ce ON public.staff_membership USING btree (carrier_id);

CREATE INDEX staff_membership_hospital_id_d7a49732 ON public.staff_membership USING btree (hospital_id);

CREATE INDEX staff_membership_staff_member_id_0a3036f8 ON public.staff_membership USING btree (staff_member_id);

CREATE INDEX staff_programme_hospital_id_c9f9edba ON public.staff_programme USING btree (hospital_id);

CREATE INDEX staff_programme_on_call_programme_id_bf5cbbf0 ON public.staff_programme_on_call USING btree (programme_id);

CREATE INDEX staff_programme_on_call_staffmember_id_a1f5949b ON public.staff_programme_on_call USING btree (staffmember_id);

CREATE INDEX staff_programmecriteria_programme_id_8bed1d7b ON public.staff_programmecriteria USING btree (programme_id);

CREATE INDEX staff_programmecriteria_recorded_by_id_accc5dc5 ON public.staff_programmecriteria USING btree (recorded_by_id);

CREATE INDEX staff_staffmember_email_ffe7047d_like ON public.staff_staffmember USING btree (email varchar_pattern_ops);

CREATE UNIQUE INDEX staff_staffmember_one_per_email ON public.staff_staffmember USING btree (lower((email)::text));

CREATE INDEX staff_submission_by_id_97161710 ON public.staff_submission USING btree (by_id);

CREATE INDEX transport_arrivalestimate_reported_by_id_10c35116 ON public.transport_arrivalestimate USING btree (reported_by_id);

CREATE INDEX transport_arrivalestimate_shipment_id_294fb9ce ON public.transport_arrivalestimate USING btree (shipment_id);

CREATE INDEX transport_eventbatch_sent_by_id_27c0832d ON public.transport_eventbatch USING btree (sent_by_id);

CREATE INDEX transport_eventbatch_shipment_id_64ef3491 ON public.transport_eventbatch USING btree (shipment_id);

CREATE INDEX transport_handover_answer_recorded_by_id_d5e8fa42 ON public.transport_handover USING btree (answer_recorded_by_id);

CREATE UNIQUE INDEX transport_handover_one_waiting ON public.transport_handover USING btree (shipment_id) WHERE ((received_at IS NULL) AND (refused_at IS NULL) AND (withdrawn_at IS NULL));

CREATE INDEX transport_handover_receiver_id_0e9873c5 ON public.transport_handover USING btree (receiver_id);

CREATE INDEX transport_handover_release_recorded_by_id_04ff22cb ON public.transport_handover USING btree (release_recorded_by_id);

CREATE INDEX transport_handover_released_by_id_25a6bbee ON public.transport_handover USING btree (released_by_id);

CREATE INDEX transport_handover_shipment_id_994e4678 ON public.transport_handover USING btree (shipment_id);

CREATE INDEX transport_of_courier ON public.transport_shipment USING btree (courier_id, status);

CREATE INDEX transport_of_opo ON public.transport_shipment USING btree (procurement_organisation_id, planned_departure_at DESC, id DESC);

CREATE INDEX transport_shipment_carrier_id_304915f1 ON public.transport_shipment USING btree (carrier_id);

CREATE INDEX transport_shipment_courier_id_ace38ef9 ON public.transport_shipment USING btree (courier_id);

CREATE INDEX transport_shipment_destination_id_7bc7f01d ON public.transport_shipment USING btree (destination_id);

CREATE INDEX transport_shipment_origin_id_afeca737 ON public.transport_shipment USING btree (origin_id);

CREATE INDEX transport_shipment_planned_by_id_f7df2861 ON public.transport_shipment USING btree (planned_by_id);

CREATE INDEX transport_shipment_procurement_organisation_id_360217f8 ON public.transport_shipment USING btree (procurement_organisation_id);

CREATE INDEX transport_shipment_reference_ea37223e_like ON public.transport_shipment USING btree (reference varchar_pattern_ops);

CREATE INDEX transport_shipmentcontent_allocation_id_995edcd3 ON public.transport_shipmentcontent USING btree (allocation_id);

CREATE UNIQUE INDEX transport_shipmentcontent_one_open_shipment ON public.transport_shipmentcontent USING btree (allocation_id) WHERE is_active;

CREATE INDEX transport_shipmentcontent_shipment_id_1f0ed400 ON public.transport_shipmentcontent USING btree (shipment_id);

CREATE INDEX transport_shipmentstatuschange_by_id_f92359c2 ON public.transport_shipmentstatuschange USING btree (by_id);

CREATE INDEX transport_shipmentstatuschange_shipment_id_520658d0 ON public.transport_shipmentstatuschange USING btree (shipment_id);

CREATE INDEX transport_temperatureexcursion_acknowledged_by_id_744eeab5 ON public.transport_temperatureexcursion USING btree (acknowledged_by_id);

CREATE UNIQUE INDEX transport_temperatureexcursion_one_running ON public.transport_temperatureexcursion USING btree (shipment_id) WHERE (ended_at IS NULL);

CREATE INDEX transport_temperatureexcursion_shipment_id_2d54dc30 ON public.transport_temperatureexcursion USING btree (shipment_id);

CREATE INDEX transport_to_hospital ON public.transport_shipment USING btree (destination_id, planned_departure_at DESC, id DESC);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE TRIGGER audit_checkpoint_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_stays;

CREATE TRIGGER audit_delete AFTER DELETE ON public.account_emailaddress REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.account_emailaddress ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.account_emailconfirmation REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.account_emailconfirmation ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.audit_exempt REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.audit_exempt ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.audit_table REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.audit_table ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.auth_group REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_group ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.auth_group_permissions REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_group_permissions ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.auth_permission REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_permission ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.django_admin_log REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.django_admin_log ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_conversation REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_conversation ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_conversation_hospitals REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_conversation_hospitals ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_messageheader REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_messageheader ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_notice REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_notice ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_noticereceipt REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_noticereceipt ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_participant REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_participant ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.messaging_readreceipt REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_readreceipt ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.mfa_authenticator REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_adverseevent REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_adverseevent ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_adverseeventnotice REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_adverseeventnotice ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_allocation REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_allocation ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_balancesheet REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_balancesheet ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_checkentry REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_crossmatchassessment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_crossmatchassessment ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_crossmatchrequest REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_crossmatchrequest ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_deathdeclaration REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_deathdeclaration ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donor REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donor ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donorabosample REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorabosample ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donorconsent REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorconsent ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donorfinding REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorfinding ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donorhlatyping REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorhlatyping ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donoridentity REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donoridentity ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donorstatuschange REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_donortest REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donortest ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_exchangebalance REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_exchangebalance ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_followup REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_followup ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_matchaddition REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_matchbypass REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_matchrun REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_offer REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_offerdeadline REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_offerpart REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerpart ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_offerstatuschange REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_organ REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organ ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_organassessment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organassessment ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_organpart REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organpart ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_organrecovery REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_partstatuschange REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_preallocationchecklist REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_preservationperiod REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_preservationperiod ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_refusalcode REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_refusalcode ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_ruleexception REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_transplant REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplant ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_transplant_allocations REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplant_allocations ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_transplantteammember REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplantteammember ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.organs_twopersoncheck REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_antibodyscreening REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_antibodyscreening ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_candidatecriteria REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_candidatecriteria ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_combinedorgans REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_combinedorgans ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_heartstatus REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_heartstatus ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_hlatyping REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_hlatyping ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_kidneyprofile REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_kidneyprofile ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_laboratoryvalue REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_laboratoryvalue ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_lungscore REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_lungscore ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_patient REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_patient ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_patientidentity REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_patientidentity ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_registration REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_registration ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_statusperiod REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_statusperiod ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.patients_unacceptableantigen REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_unacceptableantigen ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_carrier REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_carrier ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_hospital REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_hospital ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_laboratoryagreement REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_laboratoryagreement ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_membership REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_membership ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_programme REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programme ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_programme_on_call REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programme_on_call ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_programmecriteria REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programmecriteria ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.staff_staffmember REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_staffmember ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_arrivalestimate REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_eventbatch REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_eventbatch ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_handover REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_shipment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipment ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_shipmentcontent REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipmentcontent ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_shipmentstatuschange REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_delete AFTER DELETE ON public.transport_temperatureexcursion REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_temperatureexcursion ENABLE ALWAYS TRIGGER audit_delete;

CREATE TRIGGER audit_document AFTER INSERT ON public.documents_delivery REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_document();

ALTER TABLE public.documents_delivery ENABLE ALWAYS TRIGGER audit_document;

CREATE TRIGGER audit_document_is_fixed BEFORE UPDATE OF collection, key, document_ids, digests, payloads ON public.documents_delivery FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.documents_delivery ENABLE ALWAYS TRIGGER audit_document_is_fixed;

CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON public.audit_head FOR EACH ROW WHEN (((new.number <= old.number) OR (new.entries < old.entries))) EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER audit_head_goes_forward;

CREATE TRIGGER audit_head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER audit_head_stays;

CREATE TRIGGER audit_insert AFTER INSERT ON public.account_emailaddress REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.account_emailaddress ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.account_emailconfirmation REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.account_emailconfirmation ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.audit_exempt REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.audit_exempt ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.audit_table REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.audit_table ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.auth_group REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_group ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.auth_group_permissions REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_group_permissions ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.auth_permission REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.auth_permission ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.django_admin_log REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.django_admin_log ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_conversation REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_conversation ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_conversation_hospitals REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_conversation_hospitals ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_messageheader REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_messageheader ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_notice REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_notice ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_noticereceipt REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_noticereceipt ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_participant REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_participant ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.messaging_readreceipt REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.messaging_readreceipt ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.mfa_authenticator REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_adverseevent REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_adverseevent ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_adverseeventnotice REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_adverseeventnotice ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_allocation REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_allocation ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_balancesheet REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_balancesheet ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_checkentry REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_crossmatchassessment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_crossmatchassessment ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_crossmatchrequest REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_crossmatchrequest ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_deathdeclaration REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_deathdeclaration ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donor REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donor ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donorabosample REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorabosample ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donorconsent REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorconsent ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donorfinding REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorfinding ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donorhlatyping REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorhlatyping ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donoridentity REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donoridentity ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donorstatuschange REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_donortest REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_donortest ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_exchangebalance REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_exchangebalance ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_followup REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_followup ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_matchaddition REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_matchbypass REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_matchrun REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_offer REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_offerdeadline REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_offerpart REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerpart ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_offerstatuschange REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_organ REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organ ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_organassessment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organassessment ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_organpart REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organpart ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_organrecovery REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_partstatuschange REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_preallocationchecklist REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_preservationperiod REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_preservationperiod ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_refusalcode REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_refusalcode ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_ruleexception REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_transplant REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplant ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_transplant_allocations REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplant_allocations ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_transplantteammember REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_transplantteammember ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.organs_twopersoncheck REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_antibodyscreening REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_antibodyscreening ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_candidatecriteria REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_candidatecriteria ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_combinedorgans REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_combinedorgans ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_heartstatus REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_heartstatus ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_hlatyping REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_hlatyping ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_kidneyprofile REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_kidneyprofile ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_laboratoryvalue REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_laboratoryvalue ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_lungscore REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_lungscore ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_patient REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_patient ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_patientidentity REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_patientidentity ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_registration REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_registration ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_statusperiod REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_statusperiod ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.patients_unacceptableantigen REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.patients_unacceptableantigen ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_carrier REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_carrier ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_hospital REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_hospital ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_laboratoryagreement REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_laboratoryagreement ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_membership REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_membership ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_programme REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programme ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_programme_on_call REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programme_on_call ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_programmecriteria REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_programmecriteria ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.staff_staffmember REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.staff_staffmember ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_arrivalestimate REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_eventbatch REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_eventbatch ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_handover REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_shipment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipment ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_shipmentcontent REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipmentcontent ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_shipmentstatuschange REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_insert AFTER INSERT ON public.transport_temperatureexcursion REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_row();

ALTER TABLE public.transport_temperatureexcursion ENABLE ALWAYS TRIGGER audit_insert;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.account_emailaddress FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.account_emailaddress ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.account_emailconfirmation FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.account_emailconfirmation ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF table_pattern ON public.audit_exempt FOR EACH ROW WHEN ((old.table_pattern IS DISTINCT FROM new.table_pattern)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.audit_exempt ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF table_name ON public.audit_table FOR EACH ROW WHEN ((old.table_name IS DISTINCT FROM new.table_name)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.audit_table ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.auth_group FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.auth_group ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.auth_group_permissions FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.auth_group_permissions ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.auth_permission FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.auth_permission ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.django_admin_log FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.django_admin_log ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.documents_delivery FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.documents_delivery ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_conversation FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_conversation ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_conversation_hospitals FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_conversation_hospitals ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_messageheader FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_messageheader ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_notice FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_notice ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_noticereceipt FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_noticereceipt ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_participant FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_participant ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.messaging_readreceipt FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.messaging_readreceipt ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.mfa_authenticator FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_adverseevent FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_adverseevent ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_adverseeventnotice FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_adverseeventnotice ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_allocation FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_allocation ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_balancesheet FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_balancesheet ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_checkentry FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_crossmatchassessment FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_crossmatchassessment ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_crossmatchrequest FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_crossmatchrequest ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_deathdeclaration FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_deathdeclaration ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donor FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donor ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donorabosample FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donorabosample ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donorconsent FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donorconsent ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donorfinding FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donorfinding ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donorhlatyping FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donorhlatyping ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donoridentity FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donoridentity ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donorstatuschange FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_donortest FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_donortest ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_exchangebalance FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_exchangebalance ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_followup FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_followup ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_matchaddition FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_matchbypass FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_matchrun FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_offer FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_offerdeadline FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_offerpart FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_offerpart ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_offerstatuschange FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_organ FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_organ ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_organassessment FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_organassessment ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_organpart FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_organpart ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_organrecovery FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_partstatuschange FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_preallocationchecklist FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_preservationperiod FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_preservationperiod ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF code ON public.organs_refusalcode FOR EACH ROW WHEN (((old.code)::text IS DISTINCT FROM (new.code)::text)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_refusalcode ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_ruleexception FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_transplant FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_transplant ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_transplant_allocations FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_transplant_allocations ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_transplantteammember FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_transplantteammember ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.organs_twopersoncheck FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_antibodyscreening FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_antibodyscreening ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_candidatecriteria FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_candidatecriteria ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_combinedorgans FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_combinedorgans ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_heartstatus FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_heartstatus ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_hlatyping FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_hlatyping ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_kidneyprofile FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_kidneyprofile ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_laboratoryvalue FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_laboratoryvalue ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_lungscore FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_lungscore ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_patient FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_patient ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_patientidentity FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_patientidentity ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_registration FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_registration ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_statusperiod FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_statusperiod ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.patients_unacceptableantigen FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.patients_unacceptableantigen ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_carrier FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_carrier ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_hospital FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_hospital ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_laboratoryagreement FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_laboratoryagreement ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_membership FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_membership ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_programme FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_programme ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_programme_on_call FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_programme_on_call ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_programmecriteria FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_programmecriteria ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.staff_staffmember FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.staff_staffmember ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_arrivalestimate FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_eventbatch FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_eventbatch ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_handover FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_shipment FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_shipment ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_shipmentcontent FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_shipmentcontent ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_shipmentstatuschange FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_key_is_fixed BEFORE UPDATE OF id ON public.transport_temperatureexcursion FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id)) EXECUTE FUNCTION public.audit_refuse_new_key();

ALTER TABLE public.transport_temperatureexcursion ENABLE ALWAYS TRIGGER audit_key_is_fixed;

CREATE TRIGGER audit_ledger_is_fixed BEFORE DELETE OR UPDATE ON public.audit_ledger FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_ledger ENABLE ALWAYS TRIGGER audit_ledger_is_fixed;

CREATE TRIGGER audit_ledger_stays BEFORE TRUNCATE ON public.audit_ledger FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_ledger ENABLE ALWAYS TRIGGER audit_ledger_stays;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.account_emailaddress FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.account_emailaddress ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.account_emailconfirmation FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.account_emailconfirmation ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_exempt FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.audit_exempt ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_table FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.audit_table ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.auth_group FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.auth_group ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.auth_group_permissions FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.auth_group_permissions ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.auth_permission FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.auth_permission ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.django_admin_log FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.django_admin_log ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.documents_delivery FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.documents_delivery ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_conversation FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_conversation ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_conversation_hospitals FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_conversation_hospitals ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_messageheader FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_messageheader ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_notice FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_notice ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_noticereceipt FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_noticereceipt ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_participant FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_participant ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.messaging_readreceipt FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.messaging_readreceipt ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.mfa_authenticator FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_adverseevent FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_adverseevent ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_adverseeventnotice FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_adverseeventnotice ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_allocation FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_allocation ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_balancesheet FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_balancesheet ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_checkentry FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_crossmatchassessment FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_crossmatchassessment ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_crossmatchrequest FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_crossmatchrequest ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_deathdeclaration FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_deathdeclaration ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donor FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donor ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donorabosample FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donorabosample ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donorconsent FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donorconsent ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donorfinding FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donorfinding ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donorhlatyping FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donorhlatyping ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donoridentity FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donoridentity ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donorstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_donortest FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_donortest ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_exchangebalance FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_exchangebalance ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_followup FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_followup ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_matchaddition FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_matchbypass FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_matchrun FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_offer FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_offerdeadline FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_offerpart FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_offerpart ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_offerstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_organ FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_organ ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_organassessment FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_organassessment ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_organpart FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_organpart ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_organrecovery FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_partstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_preallocationchecklist FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_preservationperiod FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_preservationperiod ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_refusalcode FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_refusalcode ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_ruleexception FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_transplant FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_transplant ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_transplant_allocations FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_transplant_allocations ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_transplantteammember FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_transplantteammember ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.organs_twopersoncheck FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_antibodyscreening FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_antibodyscreening ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_candidatecriteria FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_candidatecriteria ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_combinedorgans FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_combinedorgans ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_heartstatus FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_heartstatus ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_hlatyping FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_hlatyping ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_kidneyprofile FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_kidneyprofile ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_laboratoryvalue FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_laboratoryvalue ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_lungscore FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_lungscore ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_patient FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_patient ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_patientidentity FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_patientidentity ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_registration FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_registration ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_statusperiod FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_statusperiod ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.patients_unacceptableantigen FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.patients_unacceptableantigen ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_carrier FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_carrier ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_hospital FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_hospital ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_laboratoryagreement FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_laboratoryagreement ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_membership FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_membership ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_programme FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_programme ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_programme_on_call FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_programme_on_call ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_programmecriteria FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_programmecriteria ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.staff_staffmember FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.staff_staffmember ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_arrivalestimate FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_eventbatch FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_eventbatch ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_handover FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_shipment FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_shipment ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_shipmentcontent FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_shipmentcontent ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_shipmentstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.transport_temperatureexcursion FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();

ALTER TABLE public.transport_temperatureexcursion ENABLE ALWAYS TRIGGER audit_no_truncate;

CREATE TRIGGER audit_relayed_goes_forward BEFORE UPDATE ON public.audit_relayed FOR EACH ROW WHEN ((ROW(new.series, new."position") <= ROW(old.series, old."position"))) EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_goes_forward;

CREATE TRIGGER audit_relayed_stays BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_relayed FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_stays;

CREATE TRIGGER audit_subtree_stays BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_subtree FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_subtree ENABLE ALWAYS TRIGGER audit_subtree_stays;

CREATE CONSTRAINT TRIGGER audit_tx_close AFTER INSERT ON public.audit_tx DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit_tx_close();

ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_close;

CREATE TRIGGER audit_tx_is_fixed BEFORE UPDATE ON public.audit_tx FOR EACH ROW WHEN ((old.number IS NOT NULL)) EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_is_fixed;

CREATE TRIGGER audit_tx_no_truncate BEFORE TRUNCATE ON public.audit_tx FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_no_truncate;

CREATE CONSTRAINT TRIGGER audit_tx_number AFTER UPDATE OF is_closing ON public.audit_tx DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit_tx_number();

ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_number;

CREATE TRIGGER audit_tx_stays BEFORE DELETE ON public.audit_tx FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_stays;

CREATE TRIGGER audit_update AFTER UPDATE ON public.account_emailaddress REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.account_emailaddress ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.account_emailconfirmation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.account_emailconfirmation ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.audit_exempt REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.audit_exempt ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.audit_table REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.audit_table ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.auth_group REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.auth_group ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.auth_group_permissions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.auth_group_permissions ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.auth_permission REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.auth_permission ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.django_admin_log REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.django_admin_log ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.documents_delivery REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.documents_delivery ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_conversation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_conversation ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_conversation_hospitals REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_conversation_hospitals ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_messageheader REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_messageheader ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_notice REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_notice ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_noticereceipt REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_noticereceipt ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_participant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_participant ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.messaging_readreceipt REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.messaging_readreceipt ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.mfa_authenticator REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.mfa_authenticator ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_adverseevent REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_adverseevent ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_adverseeventnotice REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_adverseeventnotice ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_allocation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_allocation ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_balancesheet REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_balancesheet ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_checkentry REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_crossmatchassessment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_crossmatchassessment ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_crossmatchrequest REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_crossmatchrequest ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_deathdeclaration REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_deathdeclaration ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donor REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donor ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donorabosample REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donorabosample ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donorconsent REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donorconsent ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donorfinding REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donorfinding ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donorhlatyping REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donorhlatyping ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donoridentity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donoridentity ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donorstatuschange REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_donortest REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_donortest ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_exchangebalance REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_exchangebalance ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_followup REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_followup ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_matchaddition REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_matchbypass REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_matchrun REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_offer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_offerdeadline REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_offerpart REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_offerpart ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_offerstatuschange REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_organ REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_organ ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_organassessment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_organassessment ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_organpart REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_organpart ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_organrecovery REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_partstatuschange REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_preallocationchecklist REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_preservationperiod REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_preservationperiod ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_refusalcode REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_refusalcode ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_ruleexception REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_transplant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_transplant ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_transplant_allocations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_transplant_allocations ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_transplantteammember REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_transplantteammember ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.organs_twopersoncheck REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_antibodyscreening REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_antibodyscreening ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_candidatecriteria REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_candidatecriteria ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_combinedorgans REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_combinedorgans ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_heartstatus REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_heartstatus ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_hlatyping REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_hlatyping ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_kidneyprofile REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_kidneyprofile ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_laboratoryvalue REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_laboratoryvalue ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_lungscore REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_lungscore ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_patient REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_patient ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_patientidentity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_patientidentity ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_registration REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_registration ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_statusperiod REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_statusperiod ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.patients_unacceptableantigen REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.patients_unacceptableantigen ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_carrier REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_carrier ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_hospital REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_hospital ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_laboratoryagreement REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_laboratoryagreement ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_membership REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_membership ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_programme REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_programme ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_programme_on_call REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_programme_on_call ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_programmecriteria REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_programmecriteria ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.staff_staffmember REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.staff_staffmember ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_arrivalestimate REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_eventbatch REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_eventbatch ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_handover REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_shipment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_shipment ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_shipmentcontent REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_shipmentcontent ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_shipmentstatuschange REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER audit_update AFTER UPDATE ON public.transport_temperatureexcursion REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.audit_capture_update();

ALTER TABLE public.transport_temperatureexcursion ENABLE ALWAYS TRIGGER audit_update;

CREATE TRIGGER check_is_kept BEFORE UPDATE ON public.organs_twopersoncheck FOR EACH ROW EXECUTE FUNCTION public.organs_keep_check();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER check_is_kept;

CREATE TRIGGER evidence_is_complete AFTER INSERT ON public.organs_matchcandidate REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.organs_keep_rows_of_run();

ALTER TABLE public.organs_matchcandidate ENABLE ALWAYS TRIGGER evidence_is_complete;

CREATE TRIGGER evidence_is_complete AFTER INSERT ON public.organs_matchexclusion REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.organs_keep_rows_of_run();

ALTER TABLE public.organs_matchexclusion ENABLE ALWAYS TRIGGER evidence_is_complete;

CREATE TRIGGER evidence_is_complete AFTER INSERT ON public.organs_matchinputs REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.organs_keep_rows_of_run();

ALTER TABLE public.organs_matchinputs ENABLE ALWAYS TRIGGER evidence_is_complete;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_checkentry FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_donorstatuschange FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_matchaddition FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_matchbypass FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_matchcandidate FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchcandidate ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_matchexclusion FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchexclusion ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_matchinputs FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchinputs ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_matchrun FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_offer FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_offerdeadline FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_offerstatuschange FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_organrecovery FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_partstatuschange FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.organs_preallocationchecklist FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_ruleexception FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.organs_twopersoncheck FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.transport_arrivalestimate FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE ON public.transport_handover FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_fixed BEFORE DELETE OR UPDATE ON public.transport_shipmentstatuschange FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER evidence_is_fixed;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE ON public.organs_matchaddition FOR EACH ROW EXECUTE FUNCTION public.organs_keep_but_for('confirmed_at');

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER evidence_is_kept;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE ON public.organs_matchbypass FOR EACH ROW EXECUTE FUNCTION public.organs_keep_but_for('confirmed_at');

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER evidence_is_kept;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE ON public.organs_organrecovery FOR EACH ROW EXECUTE FUNCTION public.organs_keep_but_for('confirmed_at');

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER evidence_is_kept;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE ON public.organs_ruleexception FOR EACH ROW EXECUTE FUNCTION public.organs_keep_but_for('reviewed_at', 'reviewed_by_id', 'review');

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER evidence_is_kept;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_checkentry FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_checkentry ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_donorstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_donorstatuschange ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchaddition FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchaddition ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchbypass FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchbypass ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchcandidate FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchcandidate ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchexclusion FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchexclusion ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchinputs FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchinputs ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_matchrun FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_offer FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_offerdeadline FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offerdeadline ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_offerstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_offerstatuschange ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_organrecovery FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_organrecovery ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_partstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_partstatuschange ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_preallocationchecklist FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_preallocationchecklist ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_ruleexception FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_ruleexception ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.organs_twopersoncheck FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.organs_twopersoncheck ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.transport_arrivalestimate FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_arrivalestimate ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.transport_handover FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_handover ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON public.transport_shipmentstatuschange FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

ALTER TABLE public.transport_shipmentstatuschange ENABLE ALWAYS TRIGGER evidence_stays;

CREATE TRIGGER facts_are_kept BEFORE UPDATE ON public.organs_offer FOR EACH ROW EXECUTE FUNCTION public.organs_keep_offer();

ALTER TABLE public.organs_offer ENABLE ALWAYS TRIGGER facts_are_kept;

CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF laboratory_id ON public.staff_laboratoryagreement FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();

CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF hospital_id, role ON public.staff_membership FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();

CREATE TRIGGER fits_kind_of_hospital BEFORE INSERT OR UPDATE OF hospital_id ON public.staff_programme FOR EACH ROW EXECUTE FUNCTION public.staff_needs_kind();

CREATE TRIGGER is_not_rewritten BEFORE UPDATE ON public.staff_laboratoryagreement FOR EACH ROW EXECUTE FUNCTION public.staff_keep_dated();

CREATE TRIGGER is_not_rewritten BEFORE UPDATE ON public.staff_membership FOR EACH ROW EXECUTE FUNCTION public.staff_keep_dated();

CREATE TRIGGER is_not_rewritten BEFORE UPDATE ON public.staff_programmecriteria FOR EACH ROW EXECUTE FUNCTION public.staff_keep_dated();

CREATE TRIGGER keeps_kinds BEFORE UPDATE OF is_transplant_centre, is_laboratory, is_procurement_organisation ON public.staff_hospital FOR EACH ROW WHEN (((old.is_transplant_centre AND (NOT new.is_transplant_centre)) OR (old.is_laboratory AND (NOT new.is_laboratory)) OR (old.is_procurement_organisation AND (NOT new.is_procurement_organisation)))) EXECUTE FUNCTION public.staff_keep_kinds();

CREATE TRIGGER run_is_frozen BEFORE UPDATE ON public.organs_matchrun FOR EACH ROW EXECUTE FUNCTION public.organs_keep_run();

ALTER TABLE public.organs_matchrun ENABLE ALWAYS TRIGGER run_is_frozen;

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_staff_staffmember_id FOREIGN KEY (user_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.audit_detached_document
    ADD CONSTRAINT audit_detached_document_month FOREIGN KEY (month) REFERENCES public.audit_detached(month) ON DELETE CASCADE;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_staff_staffmember_id FOREIGN KEY (user_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_conversation_hospitals
    ADD CONSTRAINT messaging_conversati_conversation_id_856c8f72_fk_messaging FOREIGN KEY (conversation_id) REFERENCES public.messaging_conversation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_conversation_hospitals
    ADD CONSTRAINT messaging_conversati_hospital_id_61eac417_fk_staff_hos FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_conversation
    ADD CONSTRAINT messaging_conversati_started_by_id_48f202ef_fk_staff_sta FOREIGN KEY (started_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messagehea_author_hospital_id_88f6a0d4_fk_staff_hos FOREIGN KEY (author_hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messagehea_author_id_04e3361d_fk_staff_sta FOREIGN KEY (author_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messagehea_conversation_id_472948be_fk_messaging FOREIGN KEY (conversation_id) REFERENCES public.messaging_conversation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_messageheader
    ADD CONSTRAINT messaging_messagehea_corrects_id_692ba4ed_fk_messaging FOREIGN KEY (corrects_id) REFERENCES public.messaging_messageheader(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_notice
    ADD CONSTRAINT messaging_notice_hospital_id_f0091e2f_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_notice
    ADD CONSTRAINT messaging_notice_person_id_10f030ef_fk_staff_staffmember_id FOREIGN KEY (person_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_noticereceipt
    ADD CONSTRAINT messaging_noticerece_notice_id_5584c3ba_fk_messaging FOREIGN KEY (notice_id) REFERENCES public.messaging_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_noticereceipt
    ADD CONSTRAINT messaging_noticerece_person_id_66e9b3bd_fk_staff_sta FOREIGN KEY (person_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_participant
    ADD CONSTRAINT messaging_participan_conversation_id_07f75de9_fk_messaging FOREIGN KEY (conversation_id) REFERENCES public.messaging_conversation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_participant
    ADD CONSTRAINT messaging_participan_person_id_3b7fab51_fk_staff_sta FOREIGN KEY (person_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_readreceipt
    ADD CONSTRAINT messaging_readreceip_message_id_bbe49e0a_fk_messaging FOREIGN KEY (message_id) REFERENCES public.messaging_messageheader(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_readreceipt
    ADD CONSTRAINT messaging_readreceip_reader_id_0f2e54a6_fk_staff_sta FOREIGN KEY (reader_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_staff_staffmember_id FOREIGN KEY (user_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_donor_id_ca0cd700_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_on_behalf_of_id_098da035_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_recorded_by_id_3f5fcee3_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseevent
    ADD CONSTRAINT organs_adverseevent_reported_from_id_a55cbae8_fk_staff_hos FOREIGN KEY (reported_from_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseeventnotice
    ADD CONSTRAINT organs_adverseeventn_acknowledged_by_id_b0da98c4_fk_staff_sta FOREIGN KEY (acknowledged_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseeventnotice
    ADD CONSTRAINT organs_adverseeventn_event_id_5bbd3836_fk_organs_ad FOREIGN KEY (event_id) REFERENCES public.organs_adverseevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_adverseeventnotice
    ADD CONSTRAINT organs_adverseeventn_hospital_id_8eff2510_fk_staff_hos FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_allocation
    ADD CONSTRAINT organs_allocation_accepted_by_id_fa67c8b1_fk_staff_sta FOREIGN KEY (accepted_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_allocation
    ADD CONSTRAINT organs_allocation_ended_by_id_e210d13d_fk_staff_staffmember_id FOREIGN KEY (ended_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_allocation
    ADD CONSTRAINT organs_allocation_offer_id_91036676_fk_organs_offer_id FOREIGN KEY (offer_id) REFERENCES public.organs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_allocation
    ADD CONSTRAINT organs_allocation_part_id_ae84aed4_fk_organs_organpart_id FOREIGN KEY (part_id) REFERENCES public.organs_organpart(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_checkentry
    ADD CONSTRAINT organs_checkentry_check_made_id_a77f234c_fk_organs_tw FOREIGN KEY (check_made_id) REFERENCES public.organs_twopersoncheck(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_checkentry
    ADD CONSTRAINT organs_checkentry_person_id_d6cbc3d6_fk_staff_staffmember_id FOREIGN KEY (person_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchassessment
    ADD CONSTRAINT organs_crossmatchass_donor_id_972bab3b_fk_organs_do FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchassessment
    ADD CONSTRAINT organs_crossmatchass_on_behalf_of_id_b993c147_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchassessment
    ADD CONSTRAINT organs_crossmatchass_recorded_by_id_ff7cb41e_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchassessment
    ADD CONSTRAINT organs_crossmatchass_registration_id_df7677ee_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchrequest
    ADD CONSTRAINT organs_crossmatchreq_asked_by_id_14139bf4_fk_staff_sta FOREIGN KEY (asked_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchrequest
    ADD CONSTRAINT organs_crossmatchreq_registration_id_2f186b25_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_crossmatchrequest
    ADD CONSTRAINT organs_crossmatchrequest_run_id_c41c36cf_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_deathdeclaration
    ADD CONSTRAINT organs_deathdeclarat_on_behalf_of_id_5e494fb5_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_deathdeclaration
    ADD CONSTRAINT organs_deathdeclarat_recorded_by_id_23ecc2f8_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_deathdeclaration
    ADD CONSTRAINT organs_deathdeclaration_donor_id_66cb70a3_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_corrected_by_id_a4d42a72_fk_staff_staffmember_id FOREIGN KEY (corrected_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_hospital_id_c13be3e2_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_procurement_organisa_b3351c99_fk_staff_hos FOREIGN KEY (procurement_organisation_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donor
    ADD CONSTRAINT organs_donor_registered_by_id_a611eae5_fk_staff_staffmember_id FOREIGN KEY (registered_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosampl_laboratory_id_b64ef895_fk_staff_hos FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosampl_on_behalf_of_id_d7c1c62b_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosampl_recorded_by_id_157792c0_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosampl_set_aside_by_id_1009cfc0_fk_staff_sta FOREIGN KEY (set_aside_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorabosample
    ADD CONSTRAINT organs_donorabosample_donor_id_400941b5_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorconsent
    ADD CONSTRAINT organs_donorconsent_donor_id_6f4a4731_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorconsent
    ADD CONSTRAINT organs_donorconsent_on_behalf_of_id_5e844dd5_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorconsent
    ADD CONSTRAINT organs_donorconsent_recorded_by_id_2f0039c5_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorfinding
    ADD CONSTRAINT organs_donorfinding_donor_id_7899303e_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorfinding
    ADD CONSTRAINT organs_donorfinding_on_behalf_of_id_d3ea0c01_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorfinding
    ADD CONSTRAINT organs_donorfinding_recorded_by_id_31a19ad8_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorhlatyping
    ADD CONSTRAINT organs_donorhlatypin_laboratory_id_d9f8e8de_fk_staff_hos FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorhlatyping
    ADD CONSTRAINT organs_donorhlatypin_on_behalf_of_id_3a853d78_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorhlatyping
    ADD CONSTRAINT organs_donorhlatypin_recorded_by_id_4acfe23d_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorhlatyping
    ADD CONSTRAINT organs_donorhlatyping_donor_id_f790d53d_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donoridentity
    ADD CONSTRAINT organs_donoridentity_donor_id_fd7f081a_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donoridentity
    ADD CONSTRAINT organs_donoridentity_recorded_by_id_260a6327_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorstatuschange
    ADD CONSTRAINT organs_donorstatuschange_by_id_2f9d774e_fk_staff_staffmember_id FOREIGN KEY (by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donorstatuschange
    ADD CONSTRAINT organs_donorstatuschange_donor_id_5d6328c3_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donortest
    ADD CONSTRAINT organs_donortest_donor_id_24238274_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donortest
    ADD CONSTRAINT organs_donortest_on_behalf_of_id_7674b6da_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_donortest
    ADD CONSTRAINT organs_donortest_recorded_by_id_aa4c7f82_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_exchangebalance
    ADD CONSTRAINT organs_exchangebalan_sheet_id_f032b2d5_fk_organs_ba FOREIGN KEY (sheet_id) REFERENCES public.organs_balancesheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_followup
    ADD CONSTRAINT organs_followup_on_behalf_of_id_65ab6a1a_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_followup
    ADD CONSTRAINT organs_followup_recorded_by_id_68c3c6b9_fk_staff_staffmember_id FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_followup
    ADD CONSTRAINT organs_followup_transplant_id_dab18eee_fk_organs_transplant_id FOREIGN KEY (transplant_id) REFERENCES public.organs_transplant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_on_behalf_of_id_546a1ef2_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_recorded_by_id_6e1d0928_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_registration_id_466cd886_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchaddition
    ADD CONSTRAINT organs_matchaddition_run_id_1a5c630b_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_code_id_810a7a4c_fk_organs_refusalcode_code FOREIGN KEY (code_id) REFERENCES public.organs_refusalcode(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_on_behalf_of_id_0bd319ae_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_recorded_by_id_c00bf1c6_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_registration_id_cbb3ab32_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchbypass
    ADD CONSTRAINT organs_matchbypass_run_id_da8250aa_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchcandidate
    ADD CONSTRAINT organs_matchcandidat_registration_id_d1461c3d_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchcandidate
    ADD CONSTRAINT organs_matchcandidate_run_id_e21c4dfa_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchexclusion
    ADD CONSTRAINT organs_matchexclusio_registration_id_6069583c_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchexclusion
    ADD CONSTRAINT organs_matchexclusion_run_id_856d5c12_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchinputs
    ADD CONSTRAINT organs_matchinputs_run_id_48a155c1_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_balance_sheet_id_1d543b84_fk_organs_ba FOREIGN KEY (balance_sheet_id) REFERENCES public.organs_balancesheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_created_by_id_d822b085_fk_staff_staffmember_id FOREIGN KEY (created_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_donor_id_c396252a_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_matchrun
    ADD CONSTRAINT organs_matchrun_previous_run_id_dd5321e2_fk_organs_matchrun_id FOREIGN KEY (previous_run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_answered_by_id_9f612602_fk_staff_staffmember_id FOREIGN KEY (answered_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_answered_on_behalf_o_4c6af778_fk_staff_sta FOREIGN KEY (answered_on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_centre_id_30dcee64_fk_staff_hospital_id FOREIGN KEY (centre_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_notified_by_id_f64563f5_fk_staff_staffmember_id FOREIGN KEY (notified_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_organ_of_its_run FOREIGN KEY (run_id, organ_kind) REFERENCES public.organs_matchrun(id, organ_kind);

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_refusal_code_id_29b6f39d_fk_organs_re FOREIGN KEY (refusal_code_id) REFERENCES public.organs_refusalcode(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_registration_id_8f6ef6b9_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_run_id_78d1eed7_fk_organs_matchrun_id FOREIGN KEY (run_id) REFERENCES public.organs_matchrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_second_refusal_code__a7d7d7bc_fk_organs_re FOREIGN KEY (second_refusal_code_id) REFERENCES public.organs_refusalcode(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offer
    ADD CONSTRAINT organs_offer_sent_by_id_5b740357_fk_staff_staffmember_id FOREIGN KEY (sent_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerdeadline
    ADD CONSTRAINT organs_offerdeadline_offer_id_a680b1cb_fk_organs_offer_id FOREIGN KEY (offer_id) REFERENCES public.organs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerdeadline
    ADD CONSTRAINT organs_offerdeadline_set_by_id_24b61f1c_fk_staff_staffmember_id FOREIGN KEY (set_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerpart
    ADD CONSTRAINT organs_offerpart_offer_id_2622c046_fk_organs_offer_id FOREIGN KEY (offer_id) REFERENCES public.organs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerpart
    ADD CONSTRAINT organs_offerpart_part_id_f226639e_fk_organs_organpart_id FOREIGN KEY (part_id) REFERENCES public.organs_organpart(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerstatuschange
    ADD CONSTRAINT organs_offerstatusch_on_behalf_of_id_7ca2b91f_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerstatuschange
    ADD CONSTRAINT organs_offerstatuschange_by_id_d6b67e6a_fk_staff_staffmember_id FOREIGN KEY (by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_offerstatuschange
    ADD CONSTRAINT organs_offerstatuschange_offer_id_9c8d8177_fk_organs_offer_id FOREIGN KEY (offer_id) REFERENCES public.organs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organ
    ADD CONSTRAINT organs_organ_donor_id_4d9d603d_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organassessment
    ADD CONSTRAINT organs_organassessme_on_behalf_of_id_613f9870_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organassessment
    ADD CONSTRAINT organs_organassessme_recorded_by_id_f1c3f100_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organassessment
    ADD CONSTRAINT organs_organassessment_donor_id_cbc8120c_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organpart
    ADD CONSTRAINT organs_organpart_organ_id_1959bf3f_fk_organs_organ_id FOREIGN KEY (organ_id) REFERENCES public.organs_organ(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organrecovery
    ADD CONSTRAINT organs_organrecovery_on_behalf_of_id_0e43c90b_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organrecovery
    ADD CONSTRAINT organs_organrecovery_organ_id_3a05f4b8_fk_organs_organ_id FOREIGN KEY (organ_id) REFERENCES public.organs_organ(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_organrecovery
    ADD CONSTRAINT organs_organrecovery_recorded_by_id_2f001ea1_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_partstatuschange
    ADD CONSTRAINT organs_partstatuschange_by_id_c1847f88_fk_staff_staffmember_id FOREIGN KEY (by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_partstatuschange
    ADD CONSTRAINT organs_partstatuschange_part_id_7e5dd486_fk_organs_organpart_id FOREIGN KEY (part_id) REFERENCES public.organs_organpart(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_preallocationchecklist
    ADD CONSTRAINT organs_preallocation_completed_by_id_a7958378_fk_staff_sta FOREIGN KEY (completed_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_preallocationchecklist
    ADD CONSTRAINT organs_preallocation_donor_id_0e254d7c_fk_organs_do FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_preservationperiod
    ADD CONSTRAINT organs_preservationp_on_behalf_of_id_91f87eae_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_preservationperiod
    ADD CONSTRAINT organs_preservationp_part_id_f80b0e04_fk_organs_or FOREIGN KEY (part_id) REFERENCES public.organs_organpart(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_preservationperiod
    ADD CONSTRAINT organs_preservationp_recorded_by_id_4989a94c_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_ruleexception
    ADD CONSTRAINT organs_ruleexception_centre_id_092af798_fk_staff_hospital_id FOREIGN KEY (centre_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_ruleexception
    ADD CONSTRAINT organs_ruleexception_donor_id_a7a555ca_fk_organs_donor_id FOREIGN KEY (donor_id) REFERENCES public.organs_donor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_ruleexception
    ADD CONSTRAINT organs_ruleexception_recorded_by_id_43745bea_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_ruleexception
    ADD CONSTRAINT organs_ruleexception_reviewed_by_id_62249bd3_fk_staff_sta FOREIGN KEY (reviewed_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant_allocations
    ADD CONSTRAINT organs_transplant_al_allocation_id_08b5290d_fk_organs_al FOREIGN KEY (allocation_id) REFERENCES public.organs_allocation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant_allocations
    ADD CONSTRAINT organs_transplant_al_transplant_id_f8a48485_fk_organs_tr FOREIGN KEY (transplant_id) REFERENCES public.organs_transplant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_hospital_id_33ed4552_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_offer_id_4a8241e0_fk_organs_offer_id FOREIGN KEY (offer_id) REFERENCES public.organs_offer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_on_behalf_of_id_9bcffb28_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_recorded_by_id_9fdf0bbe_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplant
    ADD CONSTRAINT organs_transplant_registration_id_5e822540_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplantteammember
    ADD CONSTRAINT organs_transplanttea_person_id_98f7e339_fk_staff_sta FOREIGN KEY (person_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_transplantteammember
    ADD CONSTRAINT organs_transplanttea_transplant_id_0396dee9_fk_organs_tr FOREIGN KEY (transplant_id) REFERENCES public.organs_transplant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.organs_twopersoncheck
    ADD CONSTRAINT organs_twopersonchec_allocation_id_7b6bcc8a_fk_organs_al FOREIGN KEY (allocation_id) REFERENCES public.organs_allocation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_antibodyscreening
    ADD CONSTRAINT patients_antibodyscr_laboratory_id_7c967e2e_fk_staff_hos FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_antibodyscreening
    ADD CONSTRAINT patients_antibodyscr_on_behalf_of_id_53efb17e_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_antibodyscreening
    ADD CONSTRAINT patients_antibodyscr_patient_id_0705d63b_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_antibodyscreening
    ADD CONSTRAINT patients_antibodyscr_recorded_by_id_97c9a61e_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_candidatecriteria
    ADD CONSTRAINT patients_candidatecr_recorded_by_id_78407c6f_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_candidatecriteria
    ADD CONSTRAINT patients_candidatecr_registration_id_291461ef_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorg_following_id_41d4f881_fk_patients_ FOREIGN KEY (following_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorg_leading_id_4b0046be_fk_patients_ FOREIGN KEY (leading_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorg_patient_id_22c7a822_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorg_recorded_by_id_deaa7a9d_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorgans_following_of_its_patient FOREIGN KEY (following_id, patient_id) REFERENCES public.patients_registration(id, patient_id);

ALTER TABLE ONLY public.patients_combinedorgans
    ADD CONSTRAINT patients_combinedorgans_leading_of_its_patient FOREIGN KEY (leading_id, patient_id) REFERENCES public.patients_registration(id, patient_id);

ALTER TABLE ONLY public.patients_heartstatus
    ADD CONSTRAINT patients_heartstatus_recorded_by_id_73560730_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_heartstatus
    ADD CONSTRAINT patients_heartstatus_registration_id_cdea408e_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_hlatyping
    ADD CONSTRAINT patients_hlatyping_laboratory_id_cdf25bcd_fk_staff_hospital_id FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_hlatyping
    ADD CONSTRAINT patients_hlatyping_on_behalf_of_id_c71498d3_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_hlatyping
    ADD CONSTRAINT patients_hlatyping_patient_id_49b9c691_fk_patients_patient_id FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_hlatyping
    ADD CONSTRAINT patients_hlatyping_recorded_by_id_a38f0ce2_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_kidneyprofile
    ADD CONSTRAINT patients_kidneyprofi_registration_id_9dca941b_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_laboratoryvalue
    ADD CONSTRAINT patients_laboratoryv_laboratory_id_597dce34_fk_staff_hos FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_laboratoryvalue
    ADD CONSTRAINT patients_laboratoryv_on_behalf_of_id_2cddbe37_fk_staff_sta FOREIGN KEY (on_behalf_of_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_laboratoryvalue
    ADD CONSTRAINT patients_laboratoryv_patient_id_2552dbc7_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_laboratoryvalue
    ADD CONSTRAINT patients_laboratoryv_recorded_by_id_d5f7b1cb_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_lungscore
    ADD CONSTRAINT patients_lungscore_recorded_by_id_98438fdb_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_lungscore
    ADD CONSTRAINT patients_lungscore_registration_id_b6262379_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_patient
    ADD CONSTRAINT patients_patient_hospital_id_e0c73902_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_patient
    ADD CONSTRAINT patients_patient_registered_by_id_5e584461_fk_staff_sta FOREIGN KEY (registered_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_patientidentity
    ADD CONSTRAINT patients_patientiden_patient_id_7b9f2b27_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_patientidentity
    ADD CONSTRAINT patients_patientiden_recorded_by_id_ecb9de6b_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registratio_patient_id_d3a83fba_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registratio_programme_id_061d9d57_fk_staff_pro FOREIGN KEY (programme_id) REFERENCES public.staff_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registratio_recorded_by_id_f409710d_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_registration
    ADD CONSTRAINT patients_registration_organ_of_its_programme FOREIGN KEY (programme_id, organ_kind) REFERENCES public.staff_programme(id, organ_kind);

ALTER TABLE ONLY public.patients_statusperiod
    ADD CONSTRAINT patients_statusperio_recorded_by_id_514bcedb_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_statusperiod
    ADD CONSTRAINT patients_statusperio_registration_id_f6795aee_fk_patients_ FOREIGN KEY (registration_id) REFERENCES public.patients_registration(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_unacceptableantigen
    ADD CONSTRAINT patients_unacceptabl_patient_id_fbb7bd78_fk_patients_ FOREIGN KEY (patient_id) REFERENCES public.patients_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.patients_unacceptableantigen
    ADD CONSTRAINT patients_unacceptabl_recorded_by_id_fdc5ac30_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_laboratoryagreement
    ADD CONSTRAINT staff_laboratoryagre_hospital_id_b51de013_fk_staff_hos FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_laboratoryagreement
    ADD CONSTRAINT staff_laboratoryagre_laboratory_id_7e1297de_fk_staff_hos FOREIGN KEY (laboratory_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_membership
    ADD CONSTRAINT staff_membership_carrier_id_1b5165ce_fk_staff_carrier_id FOREIGN KEY (carrier_id) REFERENCES public.staff_carrier(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_membership
    ADD CONSTRAINT staff_membership_hospital_id_d7a49732_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_membership
    ADD CONSTRAINT staff_membership_staff_member_id_0a3036f8_fk_staff_sta FOREIGN KEY (staff_member_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_programme
    ADD CONSTRAINT staff_programme_hospital_id_c9f9edba_fk_staff_hospital_id FOREIGN KEY (hospital_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_programme_on_call
    ADD CONSTRAINT staff_programme_on_c_programme_id_bf5cbbf0_fk_staff_pro FOREIGN KEY (programme_id) REFERENCES public.staff_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_programme_on_call
    ADD CONSTRAINT staff_programme_on_c_staffmember_id_a1f5949b_fk_staff_sta FOREIGN KEY (staffmember_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_programmecriteria
    ADD CONSTRAINT staff_programmecrite_programme_id_8bed1d7b_fk_staff_pro FOREIGN KEY (programme_id) REFERENCES public.staff_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_programmecriteria
    ADD CONSTRAINT staff_programmecrite_recorded_by_id_accc5dc5_fk_staff_sta FOREIGN KEY (recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.staff_submission
    ADD CONSTRAINT staff_submission_by_id_97161710_fk_staff_staffmember_id FOREIGN KEY (by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_arrivalestimate
    ADD CONSTRAINT transport_arrivalest_reported_by_id_10c35116_fk_staff_sta FOREIGN KEY (reported_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_arrivalestimate
    ADD CONSTRAINT transport_arrivalest_shipment_id_294fb9ce_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_eventbatch
    ADD CONSTRAINT transport_eventbatch_sent_by_id_27c0832d_fk_staff_sta FOREIGN KEY (sent_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_eventbatch
    ADD CONSTRAINT transport_eventbatch_shipment_id_64ef3491_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_answer_recorded_by_i_d5e8fa42_fk_staff_sta FOREIGN KEY (answer_recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_receiver_id_0e9873c5_fk_staff_staffmember_id FOREIGN KEY (receiver_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_release_recorded_by__04ff22cb_fk_staff_sta FOREIGN KEY (release_recorded_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_released_by_id_25a6bbee_fk_staff_sta FOREIGN KEY (released_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_handover
    ADD CONSTRAINT transport_handover_shipment_id_994e4678_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_carrier_id_304915f1_fk_staff_carrier_id FOREIGN KEY (carrier_id) REFERENCES public.staff_carrier(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_courier_id_ace38ef9_fk_staff_staffmember_id FOREIGN KEY (courier_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_destination_id_7bc7f01d_fk_staff_hospital_id FOREIGN KEY (destination_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_origin_id_afeca737_fk_staff_hospital_id FOREIGN KEY (origin_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_planned_by_id_f7df2861_fk_staff_sta FOREIGN KEY (planned_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipment
    ADD CONSTRAINT transport_shipment_procurement_organisa_360217f8_fk_staff_hos FOREIGN KEY (procurement_organisation_id) REFERENCES public.staff_hospital(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipmentcontent
    ADD CONSTRAINT transport_shipmentco_allocation_id_995edcd3_fk_organs_al FOREIGN KEY (allocation_id) REFERENCES public.organs_allocation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipmentcontent
    ADD CONSTRAINT transport_shipmentco_shipment_id_1f0ed400_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipmentstatuschange
    ADD CONSTRAINT transport_shipmentst_by_id_f92359c2_fk_staff_sta FOREIGN KEY (by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_shipmentstatuschange
    ADD CONSTRAINT transport_shipmentst_shipment_id_520658d0_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_temperatureexcursion
    ADD CONSTRAINT transport_temperatur_acknowledged_by_id_744eeab5_fk_staff_sta FOREIGN KEY (acknowledged_by_id) REFERENCES public.staff_staffmember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transport_temperatureexcursion
    ADD CONSTRAINT transport_temperatur_shipment_id_2d54dc30_fk_transport FOREIGN KEY (shipment_id) REFERENCES public.transport_shipment(id) DEFERRABLE INITIALLY DEFERRED;

