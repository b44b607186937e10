-- Capture: three statement triggers with transition tables on every table, and the commit-time number.

-- A UUIDv7 of our own: PostgreSQL has uuidv7() from 18 on only. The moment and the random part are made once
-- for a statement; the last four bytes count its events.
CREATE FUNCTION public.audit_uuid7_bytes(moment timestamptz) RETURNS bytea
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN set_bit(set_bit(
    overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch FROM moment) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
    52, 1), 53, 1);
CREATE FUNCTION public.audit_uuid7(statement_bytes bytea, sequence bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN encode(overlay(statement_bytes placing substring(int8send(sequence) FROM 5) FROM 13), 'hex')::uuid;

-- HMAC-SHA-256 with a padded key. The keyword "masked:" tells a digest from a value. What is hashed
-- besides the value keeps digests of different columns apart, and where a row has no subject of its own
-- (audit_key), those of different rows as well.
CREATE FUNCTION public.audit_digest(inner_pad bytea, outer_pad bytea, message text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'masked:' || encode(sha256(outer_pad || sha256(inner_pad || convert_to(message, 'UTF8'))), 'hex');

-- The key of a subject, made when first needed.
CREATE FUNCTION public.audit_key_of(wanted uuid) RETURNS public.audit_key
LANGUAGE plpgsql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
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
DO $$ BEGIN PERFORM public.audit_key_of('00000000-0000-0000-0000-000000000000'); END $$;

-- Column names that hold secrets wherever they stand: such a value never enters, not even as a digest.
CREATE FUNCTION public.audit_is_secret(column_name text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN column_name ~* '(passw|secret|token|session_key|recovery|private_key|credential|otp|(^|_)(key|pin|salt|nonce)$)';

-- The rule of a table, from its catalogue entry alone: keys, uuids and booleans in clear, secrets by
-- name. It holds for a new table until audit_attach() has written its rule down.
CREATE FUNCTION public.audit_rule_by_default(relation regclass) RETURNS public.audit_table
LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT ROW(
        c.relname::text,
        c.relname::text,
        (SELECT array_agg(a.attname::text ORDER BY k.place)
           FROM pg_constraint p
           CROSS JOIN unnest(p.conkey) WITH ORDINALITY AS k (attnum, place)
           JOIN pg_attribute a ON a.attrelid = p.conrelid AND a.attnum = k.attnum
          WHERE p.conrelid = c.oid AND p.contype = 'p'),
        coalesce((SELECT array_agg(a.attname::text ORDER BY a.attname)
           FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND (a.atttypid IN ('uuid'::regtype, 'boolean'::regtype)
                 OR EXISTS (SELECT FROM pg_constraint f
                     WHERE f.conrelid = c.oid AND f.contype IN ('p', 'f') AND a.attnum = ANY (f.conkey)))
            AND NOT public.audit_is_secret(a.attname::text)), '{}'),
        coalesce((SELECT array_agg(a.attname::text ORDER BY a.attname)
           FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            AND public.audit_is_secret(a.attname::text)), '{}'),
        NULL::text,
        'rows'::text
    )::public.audit_table
    FROM pg_class c WHERE c.oid = relation
);

-- The rule of a table as all capture functions ask for it. A column that was added after the rule was written
-- down is masked if the rule doesn't know it, and withheld if its name speaks of a secret.
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

-- Who does what, from where and why: the text that the site has set for this transaction.
-- session_user and the role set: inside a definer function current_user is always the owner.
-- No entry may outgrow what MongoDB takes, 1,000,000 characters: it could never be mirrored, and nothing behind
-- it. Values of rows are short already (audit_short); what the site tells beside them has its bounds here and in
-- audit_record().
CREATE TYPE public.audit_who AS (
    action text, actor_id uuid, actor_name text, actor_role text, hospital_id uuid,
    request_id text, address inet, reason text
);
CREATE FUNCTION public.audit_who_from(context text) RETURNS public.audit_who
LANGUAGE plpgsql VOLATILE
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

-- Long values enter as their SHA-256.
CREATE FUNCTION public.audit_short(value jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_column_size(value) <= 2000 THEN value
    ELSE to_jsonb('sha256:' || encode(sha256(convert_to(value #>> '{}', 'UTF8')), 'hex')) END;

-- Capture: the entry of the transaction, then a row of the ledger for each changed row.
-- An inserted or deleted row enters as its JSON image, withheld columns without their value, all columns
-- that the table's rule doesn't know as digests; an updated row as {column: [old, new]} for what changed.
-- A row of more than 16,000 bytes enters with the SHA-256 of each value longer than 2,000 characters.
CREATE FUNCTION public.audit_capture_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET extra_float_digits = 1
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

-- Old and new row are joined on the key, which never changes (audit_key_is_fixed). The plan is kept
-- from the first call, perhaps of one row: without nested loops it is right for thousands as well.
CREATE FUNCTION public.audit_capture_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET extra_float_digits = 1
SET enable_nestloop = off
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

-- A delivery of documents: collection, ids and digests, without the payloads. The digests are checked
-- here, so that what the log notarises is what is delivered.
CREATE FUNCTION public.audit_capture_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
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

-- Refuses what must never happen to a table: TRUNCATE of any captured one, a change of evidence.
-- Other apps' migrations attach it to rows that are evidence:
--   CREATE TRIGGER evidence_is_fixed BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse_change();
--   CREATE TRIGGER evidence_stays BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--   ALTER TABLE t ENABLE ALWAYS TRIGGER evidence_is_fixed, ENABLE ALWAYS TRIGGER evidence_stays;
CREATE FUNCTION public.refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: its rows are a record and stay as they are.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION public.audit_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE of % is refused: it removes rows without a trace. DELETE is recorded.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE FUNCTION public.audit_refuse_new_key() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The primary key of % never changes: the log knows the row by it.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- The commit-time number. It is taken in the last moment of the commit: the first trigger only queues
-- the second, which so runs after every other deferred check, foreign keys included. The head's row
-- lock is held from there to the end of the commit; so the order of numbers is the order of commits,
-- and a rollback leaves no gap.
CREATE FUNCTION public.audit_tx_close() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.audit_tx SET is_closing = true WHERE id = NEW.id;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.audit_tx_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
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
CREATE CONSTRAINT TRIGGER audit_tx_close AFTER INSERT ON public.audit_tx
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit_tx_close();
CREATE CONSTRAINT TRIGGER audit_tx_number AFTER UPDATE OF is_closing ON public.audit_tx
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.audit_tx_number();
ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_close;
ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_number;

-- What is written stays, for the owner as well, as long as he takes no trigger away.
CREATE TRIGGER audit_tx_is_fixed BEFORE UPDATE ON public.audit_tx
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_tx_stays BEFORE DELETE ON public.audit_tx
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_tx_no_truncate BEFORE TRUNCATE ON public.audit_tx
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON public.audit_head
    FOR EACH ROW WHEN (NEW.number <= OLD.number OR NEW.entries < OLD.entries) EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_relayed_goes_forward BEFORE UPDATE ON public.audit_relayed
    FOR EACH ROW WHEN ((NEW.series, NEW.position) <= (OLD.series, OLD.position)) EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_relayed_stays BEFORE INSERT OR DELETE OR TRUNCATE ON public.audit_relayed
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_ledger_is_fixed BEFORE UPDATE OR DELETE ON public.audit_ledger
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER audit_ledger_stays BEFORE TRUNCATE ON public.audit_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_is_fixed;
ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_stays;
ALTER TABLE public.audit_tx ENABLE ALWAYS TRIGGER audit_tx_no_truncate;
ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER audit_head_stays;
ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER audit_head_goes_forward;
ALTER TABLE public.audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_goes_forward;
ALTER TABLE public.audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_stays;
ALTER TABLE public.audit_ledger ENABLE ALWAYS TRIGGER audit_ledger_is_fixed;
ALTER TABLE public.audit_ledger ENABLE ALWAYS TRIGGER audit_ledger_stays;

-- Events that change no row. Only these kinds: a change is believed from the triggers alone.
CREATE FUNCTION public.audit_record(kind text, context jsonb, objects jsonb, details jsonb, private jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
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
