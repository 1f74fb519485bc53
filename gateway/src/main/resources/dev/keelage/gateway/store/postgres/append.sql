-- $1: JSON arrays of entries. Idempotent by call; the one change that is allowed is to put an orphan right.
INSERT INTO keelage.ledger AS book (
  call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, latency_ms, ttft_ms, attempts, http_status, estimated, priced, cost, status,
  operation, tenant, team, key, model, deployment, provider)
SELECT DISTINCT ON (e.call COLLATE "C")
  e.call,
  (started.at AT TIME ZONE 'UTC')::date,
  started.at,
  coalesce(e."in", 0),
  coalesce(e.cached, 0),
  coalesce(e.write5m, 0),
  coalesce(e.write1h, 0),
  coalesce(e.out, 0),
  coalesce(e.reasoning, 0),
  least(coalesce(e.ms, 0), 2147483647),
  least(e.ttft, 2147483647),
  coalesce(e.attempts, 0),
  coalesce(e.http, 0),
  coalesce(e.estimated, false),
  coalesce(e.priced, true),
  e.cost::numeric * 0.0000000001,
  lower(e.status),
  lower(e.op),
  e.tenant, e.team, e.key, e.model, e.deployment, e.provider
FROM unnest($1::text[]) AS line,
  json_to_recordset(line::json) AS e(
    call text, at bigint, tenant text, team text, key text, model text, deployment text, provider text, op text,
    "in" bigint, cached bigint, write5m bigint, write1h bigint, out bigint, reasoning bigint, estimated boolean,
    cost bigint, priced boolean, status text, attempts smallint, http smallint, ms bigint, ttft bigint),
  LATERAL (SELECT timestamptz 'epoch' + e.at * interval '1 microsecond' AS at) AS started
-- Of an orphan and its correction in one batch, the correction.
ORDER BY e.call COLLATE "C", e.status = 'ORPHANED'
ON CONFLICT (call_id, day) DO UPDATE SET
  input_tokens = excluded.input_tokens,
  cached_input_tokens = excluded.cached_input_tokens,
  cache_write_5m_tokens = excluded.cache_write_5m_tokens,
  cache_write_1h_tokens = excluded.cache_write_1h_tokens,
  output_tokens = excluded.output_tokens,
  reasoning_tokens = excluded.reasoning_tokens,
  latency_ms = excluded.latency_ms,
  ttft_ms = excluded.ttft_ms,
  attempts = excluded.attempts,
  http_status = excluded.http_status,
  estimated = excluded.estimated,
  priced = excluded.priced,
  cost = excluded.cost,
  status = excluded.status,
  deployment = excluded.deployment,
  provider = excluded.provider
WHERE book.status = 'orphaned' AND excluded.status <> 'orphaned'
