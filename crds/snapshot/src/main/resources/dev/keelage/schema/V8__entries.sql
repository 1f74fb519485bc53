-- How gateways hand on what they append: text of this type is read in half the time that JSON takes.
-- Rows wait in Redis in this form, so it never changes: what is to be said otherwise gets a type of its own.
CREATE TYPE keelage.entry AS (
  call        text,
  at          bigint,  -- microseconds since 1970
  tenant      text,
  team        text,
  key         text,
  "user"      text,
  customer    text,
  tags        text[],
  model       text,
  deployment  text,
  provider    text,
  op          text,
  "in"        bigint,  -- tokens, here and below
  cached      bigint,
  write5m     bigint,
  write1h     bigint,
  audio_in    bigint,
  image_in    bigint,
  out         bigint,
  reasoning   bigint,
  audio_out   bigint,
  image_out   bigint,
  searches    integer,
  tier        text,
  estimated   boolean,
  cost        bigint,  -- 10^-10 USD
  parts       jsonb,
  priced      boolean,
  status      text,
  attempts    smallint,
  http        smallint,
  ms          bigint,
  ttft        bigint
);

-- Rows of a day are added and hardly ever changed: to vacuum them while they come takes as much as to write them, and marks what
-- a later vacuum marks as well. Dead rows (a team's that are forgotten) and the age of transactions still call for one.
CREATE FUNCTION keelage.spare_partition(partition text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'ALTER TABLE keelage.%I SET (autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0.5)', partition);
END
$$;

SELECT keelage.spare_partition(child.relname) FROM pg_inherits
JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = 'keelage.ledger'::regclass AND child.relname ~ '^ledger_\d{8}$';

-- As before, with that.
CREATE OR REPLACE FUNCTION keelage.ensure_partitions(first date, last date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  next_day date;
  partition text;
  created integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('keelage.ensure_partitions'));
  FOR next_day IN SELECT generate_series(first, last, interval '1 day')::date LOOP
    partition := 'ledger_' || to_char(next_day, 'YYYYMMDD');
    CONTINUE WHEN to_regclass('keelage.' || partition) IS NOT NULL;
    EXECUTE format('CREATE TABLE keelage.%I (LIKE keelage.ledger INCLUDING ALL)', partition);
    PERFORM keelage.spare_partition(partition);
    -- Attaching checks the default partition: nothing may come between moving and attaching.
    LOCK TABLE keelage.ledger_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
      'WITH moved AS (DELETE FROM keelage.ledger_default WHERE day = %L RETURNING *) INSERT INTO keelage.%I SELECT * FROM moved',
      next_day, partition);
    EXECUTE format(
      'ALTER TABLE keelage.ledger ATTACH PARTITION keelage.%I FOR VALUES FROM (%L) TO (%L)',
      partition, next_day, next_day + 1);
    created := created + 1;
  END LOOP;
  RETURN created;
END
$$;

CREATE OR REPLACE FUNCTION keelage.schema_version() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 5;
