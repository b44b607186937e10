-- The ledger: one row per changed row, per read, sign-in, refusal, document.
-- Written only by the functions of capture.sql; read only through the view audit_entry.
-- These tables have no CHECKs: nobody else writes them, and each would be parsed anew in every transaction.

-- One row per transaction that wrote something. Ledger rows refer to its id, never to the xid: in
-- another cluster, after a restore, xids start again.
CREATE TABLE public.audit_tx (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_tx_key PRIMARY KEY,
    xid xid8 NOT NULL,
    n bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    is_closing boolean NOT NULL DEFAULT false,
    number bigint CONSTRAINT audit_tx_number_is_unique UNIQUE,
    -- How many entries the transactions before this one hold: entry k has position first_position + k.
    first_position bigint
) WITH (fillfactor = 60);
CREATE UNIQUE INDEX audit_tx_open ON public.audit_tx (xid) WHERE NOT is_closing;

-- The last number and the count of entries, one row. Its lock orders the commits. It is swept early: every commit
-- reads all its versions that no snapshot allows to be removed.
CREATE TABLE public.audit_head (
    is_only boolean CONSTRAINT audit_head_key PRIMARY KEY DEFAULT true,
    number bigint NOT NULL,
    entries bigint NOT NULL
) WITH (
    fillfactor = 10,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_cost_delay = 0);
INSERT INTO public.audit_head (number, entries) VALUES (0, 0);

CREATE SEQUENCE public.audit_ledger_sequence AS bigint;

CREATE TABLE public.audit_ledger (
    sequence bigint NOT NULL DEFAULT nextval('public.audit_ledger_sequence'),
    recorded_at timestamptz NOT NULL,
    event uuid NOT NULL,
    tx bigint NOT NULL,
    kind text NOT NULL, -- change, document, or one of those that audit_record() accepts
    table_name text,
    model text,
    object_pk text,
    operation text, -- insert, update or delete
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
    details jsonb,
    CONSTRAINT audit_ledger_key PRIMARY KEY (recorded_at, sequence)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX audit_ledger_tx ON public.audit_ledger (tx, sequence);
CREATE INDEX audit_ledger_object ON public.audit_ledger (object_pk, recorded_at, sequence)
    WHERE object_pk IS NOT NULL;
CREATE INDEX audit_ledger_actor ON public.audit_ledger (actor_id, recorded_at, sequence)
    WHERE actor_id IS NOT NULL;
CREATE INDEX audit_ledger_action ON public.audit_ledger (action, recorded_at, sequence);
CREATE INDEX audit_ledger_events ON public.audit_ledger (kind, recorded_at, sequence)
    WHERE kind NOT IN ('change', 'document');
CREATE INDEX audit_ledger_objects ON public.audit_ledger USING gin (objects jsonb_path_ops)
    WHERE objects IS NOT NULL;
CREATE TABLE public.audit_ledger_default PARTITION OF public.audit_ledger DEFAULT;

-- How far the relay has come: the last entry that MongoDB has confirmed. The relay goes on from MongoDB's own
-- tail; this row tells when that tail was cut off, and how far the mirror lags.
CREATE TABLE public.audit_relayed (
    is_only boolean CONSTRAINT audit_relayed_key PRIMARY KEY DEFAULT true,
    position bigint NOT NULL,
    number bigint NOT NULL,
    hash text NOT NULL,
    relayed_at timestamptz,
    -- What is signed of a log that had to be begun anew is no continuation of what was signed before.
    series smallint NOT NULL DEFAULT 1,
    CONSTRAINT audit_relayed_is_one_row CHECK (is_only)
) WITH (
    fillfactor = 10,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_cost_delay = 0);
INSERT INTO public.audit_relayed (position, number, hash) VALUES (0, 0, repeat('0', 64));

-- What last hindered the relay, for those who watch over it; nothing is decided by it.
CREATE TABLE public.audit_relay_trouble (
    is_only boolean CONSTRAINT audit_relay_trouble_key PRIMARY KEY DEFAULT true,
    what text NOT NULL DEFAULT '',
    began_at timestamptz,
    over_at timestamptz,
    CONSTRAINT audit_relay_trouble_is_one_row CHECK (is_only),
    CONSTRAINT audit_relay_trouble_is_short CHECK (length(what) <= 1000),
    CONSTRAINT audit_relay_trouble_began CHECK ((what = '') = (began_at IS NULL)),
    CONSTRAINT audit_relay_trouble_ends_after_it_began CHECK (over_at >= began_at)
);
INSERT INTO public.audit_relay_trouble DEFAULT VALUES;

-- Keys of the masking digests, already padded for HMAC-SHA-256: inner = key xor 36.., outer = key xor
-- 5c... One for everything (subject zero) and one per subject (patient): deleting a subject's key makes
-- its digests in the log meaningless. Read by the owner alone.
CREATE TABLE public.audit_key (
    subject uuid CONSTRAINT audit_key_key PRIMARY KEY,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_key_pads_fill_a_block CHECK (length(inner_pad) = 64 AND length(outer_pad) = 64)
);

-- Texts of reasons, by the digest that stands in the ledger: readable with a purpose, erasable.
CREATE TABLE public.audit_reason (
    digest text CONSTRAINT audit_reason_key PRIMARY KEY,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How each table is captured. What isn't named here is masked. Kept equal to
-- transplant_site/audit/clear_fields.py by audit_attach(), and captured like any other table.
CREATE TABLE public.audit_table (
    table_name text CONSTRAINT audit_table_key PRIMARY KEY,
    model text NOT NULL,
    key_columns text[] NOT NULL,
    clear_columns text[] NOT NULL,
    withheld_columns text[] NOT NULL,
    subject_column text,
    mode text NOT NULL DEFAULT 'rows',
    CONSTRAINT audit_table_mode CHECK (mode IN ('rows', 'documents')),
    CONSTRAINT audit_table_has_key CHECK (cardinality(key_columns) > 0)
);

CREATE TABLE public.audit_exempt (
    table_pattern text CONSTRAINT audit_exempt_key PRIMARY KEY,
    reason text NOT NULL,
    CONSTRAINT audit_exempt_says_why CHECK (reason <> '')
);

-- Capture of the ledger's own tables would never end. The other exemptions come with clear_fields.py.
INSERT INTO public.audit_exempt (table_pattern, reason) VALUES
    ('audit\_ledger%', 'The ledger itself.'),
    ('audit\_detached%', 'Months that left the ledger.'),
    ('audit\_tx', 'The ledger''s transactions.'),
    ('audit\_head', 'The ledger''s counter.'),
    ('audit\_subtree', 'Hashes that follow from the log.'),
    ('audit\_checkpoint', 'What was signed over the log.'),
    ('audit\_relayed', 'How far the relay has come.'),
    ('audit\_key', 'Keys of the digests.'),
    ('audit\_reason', 'Texts of reasons, whose digests stand in the ledger.');
