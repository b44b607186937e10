-- Gives every table of the schema its triggers, except those exempt, and writes down how it is captured.
-- Called after every migrate (audit/attach.py); a migration that moves data in a table of its own calls
-- `SELECT audit_attach()` first. `rules` is clear_fields.py: {"exempt": {pattern: reason},
-- "everywhere": [column], "clear": {table: [column]}, "secret": {table: [column]},
-- "subject": {table: column}, "documents": [table], "models": {table: label}}.
CREATE FUNCTION public.audit_is_exempt(name text) RETURNS boolean
LANGUAGE sql STABLE STRICT
SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM public.audit_exempt e WHERE name LIKE e.table_pattern);

-- The tables that capture must cover.
CREATE VIEW public.audit_captured AS
SELECT c.oid AS relation, c.relname::text AS table_name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace AND s.nspname = 'public'
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT public.audit_is_exempt(c.relname::text);

-- What a captured table must have; a row for each trigger that is missing, doesn't always fire, or isn't the one
-- it should be: its function, its moment and event, its transition tables, columns and condition.
CREATE VIEW public.audit_missing AS
SELECT t.relation, t.table_name, w.trigger_name, g.tgname IS NOT NULL AS is_disabled,
    g.tgname IS NOT NULL AND NOT s.is_right AS is_changed
FROM public.audit_captured AS t
LEFT JOIN public.audit_table AS r ON r.table_name = t.table_name
CROSS JOIN LATERAL (
    SELECT array_agg(a.attnum ORDER BY a.attnum) AS columns,
        'WHEN (' || CASE WHEN count(*) = 1 THEN min(d.differs) ELSE '(' || string_agg(d.differs, ' OR ' ORDER BY k.place) || ')' END || ')'
            AS condition
    FROM pg_catalog.pg_constraint AS p
    CROSS JOIN LATERAL unnest(p.conkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.conrelid AND a.attnum = k.attnum
    CROSS JOIN LATERAL format(CASE WHEN a.atttypid = 'varchar'::regtype
            THEN '((old.%1$I)::text IS DISTINCT FROM (new.%1$I)::text)'
            ELSE '(old.%1$I IS DISTINCT FROM new.%1$I)' END, a.attname) AS d (differs)
    WHERE p.conrelid = t.relation AND p.contype = 'p') AS pk
-- The bits of tgtype: 1 each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
JOIN (VALUES
    ('rows', 'audit_insert', 'public.audit_capture_row'::regproc, 4, NULL, 'changed_rows'),
    ('rows', 'audit_update', 'public.audit_capture_update'::regproc, 16, 'old_rows', 'new_rows'),
    ('rows', 'audit_delete', 'public.audit_capture_row'::regproc, 8, 'changed_rows', NULL),
    ('rows', 'audit_no_truncate', 'public.audit_refuse_truncate'::regproc, 34, NULL, NULL),
    ('rows', 'audit_key_is_fixed', 'public.audit_refuse_new_key'::regproc, 19, NULL, NULL),
    ('documents', 'audit_document', 'public.audit_capture_document'::regproc, 4, NULL, 'changed_rows'),
    ('documents', 'audit_document_is_fixed', 'public.refuse_change'::regproc, 19, NULL, NULL),
    ('documents', 'audit_update', 'public.audit_capture_update'::regproc, 16, 'old_rows', 'new_rows'),
    ('documents', 'audit_no_truncate', 'public.audit_refuse_truncate'::regproc, 34, NULL, NULL),
    ('documents', 'audit_key_is_fixed', 'public.audit_refuse_new_key'::regproc, 19, NULL, NULL)
) AS w (mode, trigger_name, function, type, old_rows, new_rows) ON w.mode = coalesce(r.mode, 'rows')
LEFT JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = t.relation AND g.tgname = w.trigger_name
CROSS JOIN LATERAL (
    SELECT g.tgfoid = w.function AND g.tgtype = w.type AND NOT g.tgisinternal AND g.tgnargs = 0
        AND g.tgoldtable::text IS NOT DISTINCT FROM w.old_rows
        AND g.tgnewtable::text IS NOT DISTINCT FROM w.new_rows
        AND CASE w.trigger_name
            WHEN 'audit_key_is_fixed' THEN
                ARRAY(SELECT unnest(g.tgattr::smallint[]) ORDER BY 1) = pk.columns
                AND strpos(pg_catalog.pg_get_triggerdef(g.oid), pk.condition) > 0
            WHEN 'audit_document_is_fixed' THEN g.tgqual IS NULL AND cardinality(g.tgattr::smallint[]) = 5
            ELSE g.tgqual IS NULL AND cardinality(g.tgattr::smallint[]) = 0 END AS is_right) AS s
WHERE g.tgenabled IS DISTINCT FROM 'A' OR s.is_right IS NOT TRUE;

-- The log's own triggers: those that give numbers, and those that refuse. A row for each that is missing, doesn't
-- always fire, or isn't the one it should be. Made good by nobody: whoever took one away had the owner's rights.
CREATE VIEW public.audit_unguarded AS
SELECT t.table_name, w.trigger_name, g.tgname IS NOT NULL AS is_disabled
FROM (
    SELECT c.oid AS relation, c.relname::text AS table_name,
        CASE WHEN c.relispartition THEN 'audit_ledger' ELSE c.relname::text END AS of_table
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace AND s.nspname = 'public'
    WHERE c.relname IN ('audit_ledger', 'audit_tx', 'audit_head', 'audit_relayed', 'audit_subtree', 'audit_checkpoint')
        OR c.oid IN (SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = 'public.audit_ledger'::regclass)
) AS t
JOIN (VALUES
    ('audit_tx', 'audit_tx_close', 'public.audit_tx_close'::regproc, 5, false),
    ('audit_tx', 'audit_tx_number', 'public.audit_tx_number'::regproc, 17, false),
    ('audit_tx', 'audit_tx_is_fixed', 'public.refuse_change'::regproc, 19, true),
    ('audit_tx', 'audit_tx_stays', 'public.refuse_change'::regproc, 11, false),
    ('audit_tx', 'audit_tx_no_truncate', 'public.refuse_change'::regproc, 34, false),
    ('audit_head', 'audit_head_goes_forward', 'public.refuse_change'::regproc, 19, true),
    ('audit_head', 'audit_head_stays', 'public.refuse_change'::regproc, 46, false),
    ('audit_relayed', 'audit_relayed_goes_forward', 'public.refuse_change'::regproc, 19, true),
    ('audit_relayed', 'audit_relayed_stays', 'public.refuse_change'::regproc, 46, false),
    ('audit_ledger', 'audit_ledger_is_fixed', 'public.refuse_change'::regproc, 27, false),
    ('audit_ledger', 'audit_ledger_stays', 'public.refuse_change'::regproc, 34, false),
    ('audit_subtree', 'audit_subtree_stays', 'public.refuse_change'::regproc, 58, false),
    ('audit_checkpoint', 'audit_checkpoint_stays', 'public.refuse_change'::regproc, 58, false)
) AS w (of_table, trigger_name, function, type, has_condition) ON w.of_table = t.of_table
LEFT JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = t.relation AND g.tgname = w.trigger_name
WHERE g.tgenabled IS DISTINCT FROM 'A' OR g.tgfoid <> w.function OR g.tgtype <> w.type
    OR (g.tgqual IS NOT NULL) <> w.has_condition;

CREATE FUNCTION public.audit_attach(rules jsonb DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
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
$$;
