-- What proves the log: the Merkle tree over the mirror's entries and the checkpoints that were signed. Written by
-- the relay, which appends and never changes. A log that had to be begun anew is another series.

-- Hashes of the complete subtrees of 256, 65,536 ... entries, so that no proof has to read the whole log. They
-- follow from the entries: verify_audit computes them anew.
CREATE TABLE public.audit_subtree (
    series smallint NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_subtree_key PRIMARY KEY (series, level, number),
    CONSTRAINT audit_subtree_is_within_bounds CHECK (level BETWEEN 1 AND 7 AND number >= 0),
    CONSTRAINT audit_subtree_hash_has_32_bytes CHECK (octet_length(hash) = 32)
);

-- The notes, each as it was signed; size and root repeat parts of it.
CREATE TABLE public.audit_checkpoint (
    series smallint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    note text NOT NULL,
    CONSTRAINT audit_checkpoint_key PRIMARY KEY (series, size),
    CONSTRAINT audit_checkpoint_has_entries CHECK (size > 0),
    CONSTRAINT audit_checkpoint_root_has_32_bytes CHECK (octet_length(root) = 32),
    CONSTRAINT audit_checkpoint_note_is_short CHECK (length(note) <= 2000)
);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_subtree', 'audit_checkpoint'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON public.%1$I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
        EXECUTE format('ALTER TABLE public.%1$I ENABLE ALWAYS TRIGGER %1$s_stays', name);
    END LOOP;
END
$$;
