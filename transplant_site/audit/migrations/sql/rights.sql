-- What each role may do. The owner owns; the application changes ordinary tables and never the ledger: the
-- definer functions write it, and the view audit_entry shows it. Called after every migrate. The auditor's view
-- audit_missing asks audit_is_exempt(): whoever reads a view calls its functions in their own name.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION
    public.audit_uuid7_bytes(timestamptz), public.audit_uuid7(bytea, bigint), public.audit_digest(bytea, bytea, text), public.audit_key_of(uuid),
    public.audit_is_secret(text), public.audit_rule_by_default(regclass), public.audit_rule_of(regclass, text),
    public.audit_who_from(text),
    public.audit_short(jsonb), public.audit_capture_row(), public.audit_capture_update(),
    public.audit_capture_document(), public.audit_refuse_truncate(), public.audit_refuse_new_key(),
    public.audit_tx_close(), public.audit_tx_number(), public.audit_make_months(date, integer),
    public.audit_make_months_ahead(), public.audit_settle_default(),
    public.audit_detach_month(date), public.audit_attach_month(date),
    public.audit_record(text, jsonb, jsonb, jsonb, jsonb), public.audit_is_exempt(text), public.audit_attach(jsonb)
    FROM PUBLIC;

CREATE FUNCTION public.audit_grant(application text, relay text, auditor text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
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
REVOKE EXECUTE ON FUNCTION public.audit_grant(text, text, text) FROM PUBLIC;
