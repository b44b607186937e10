-- What readers see. Content types are resolved here: their ids differ from database to database.
-- The names are those of django-auditlog's entries, whose pages read it.
CREATE VIEW public.audit_entry AS
SELECT
    l.sequence AS id, l.event, l.recorded_at AS timestamp, l.tx AS transaction_id, t.number,
    l.kind, l.table_name, l.model, coalesce(l.object_pk, '') AS object_pk,
    CASE l.operation WHEN 'insert' THEN 0 WHEN 'update' THEN 1 WHEN 'delete' THEN 2 ELSE 3 END::smallint AS action,
    l.changes, l.action AS action_name, l.action IS NULL AS is_unnamed,
    l.actor_id, l.actor_name, l.actor_role, l.hospital_id,
    l.request_id AS cid, l.address AS remote_addr, l.reason,
    l.database_user, l.database_role, l.objects AS seen, l.details AS additional_data,
    c.id AS content_type_id,
    coalesce(l.model || ' ' || l.object_pk, l.model, '') AS object_repr,
    NULL::bigint AS object_id, NULL::jsonb AS serialized_data, ''::text AS changes_text,
    NULL::integer AS remote_port, NULL::text AS actor_email
FROM public.audit_ledger AS l
LEFT JOIN public.audit_tx AS t ON t.id = l.tx
LEFT JOIN public.django_content_type AS c
    ON c.app_label = split_part(l.model, '.', 1) AND c.model = split_part(l.model, '.', 2);

-- How far the site's mirror lags, which series is signed, and what last hindered the relay, for its pages.
CREATE VIEW public.audit_progress AS
SELECT h.number, h.entries, r.position AS relayed, r.number AS relayed_number, r.relayed_at, r.series,
    t.what AS trouble, t.began_at AS trouble_began_at, t.over_at AS trouble_over_at
FROM public.audit_head AS h CROSS JOIN public.audit_relayed AS r CROSS JOIN public.audit_relay_trouble AS t;

-- Where an entry stands in the log: its position, and those between which its transaction stands.
CREATE VIEW public.audit_place AS
SELECT l.sequence, l.recorded_at, t.number, t.first_position AS begins, t.first_position + t.n AS ends,
    t.first_position + (SELECT count(*) FROM public.audit_ledger AS e WHERE e.tx = l.tx
        AND e.recorded_at BETWEEN t.first_at AND t.last_at AND e.sequence <= l.sequence) AS position
FROM public.audit_ledger AS l JOIN public.audit_tx AS t ON t.id = l.tx
WHERE t.number IS NOT NULL;

-- Between which positions each transaction stands, and when it wrote: also of months whose entries were detached.
CREATE VIEW public.audit_transaction AS
SELECT number, first_position AS begins, first_position + n AS ends, first_at, last_at
FROM public.audit_tx WHERE number IS NOT NULL;
