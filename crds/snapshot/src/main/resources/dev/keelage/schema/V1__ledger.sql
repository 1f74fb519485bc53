-- The book. Gateways append to it and own nothing of it: the operator (or a standalone gateway) migrates it.
CREATE SCHEMA IF NOT EXISTS keelage;

-- One row per call, narrow on purpose. Amounts in USD; ids are namespace/name.
CREATE TABLE keelage.ledger (
  call_id              text           NOT NULL,
  day                  date           NOT NULL, -- of started_at in UTC
  started_at           timestamptz    NOT NULL,
  input_tokens         bigint         NOT NULL, -- the classes are disjoint
  cached_input_tokens  bigint         NOT NULL,
  cache_write_5m_tokens bigint        NOT NULL,
  cache_write_1h_tokens bigint        NOT NULL,
  output_tokens        bigint         NOT NULL,
  reasoning_tokens     bigint         NOT NULL,
  latency_ms           integer        NOT NULL,
  ttft_ms              integer,                 -- of streams
  attempts             smallint       NOT NULL,
  http_status          smallint       NOT NULL,
  estimated            boolean        NOT NULL, -- a figure comes from a tokenizer
  priced               boolean        NOT NULL, -- false: served without a price, cost 0
  cost                 numeric(20,10) NOT NULL,
  status               text           NOT NULL, -- completed, client_gone, upstream_cut, drained, blocked, failed, orphaned
  operation            text           NOT NULL,
  tenant               text           NOT NULL, -- root team, or the key
  team                 text,
  key                  text           NOT NULL,
  model                text           NOT NULL,
  deployment           text,
  provider             text,
  PRIMARY KEY (call_id, day)
) PARTITION BY RANGE (day);

-- A day that nobody has prepared loses nothing.
CREATE TABLE keelage.ledger_default PARTITION OF keelage.ledger DEFAULT;

-- What gateways check before they write.
CREATE FUNCTION keelage.schema_version() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1;

-- Creates the partitions of all days from first to last that are not there, and moves into them what went to the default partition meanwhile.
-- Returns how many were created. Safe to call at any time, by several at once.
CREATE FUNCTION keelage.ensure_partitions(first date, last date) RETURNS integer
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
