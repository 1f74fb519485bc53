-- Re-rating: what calls of the past cost at other prices. A call's row stays as it is; a row of its own says what is to be added.

-- The call whose cost this row corrects; NULL in rows of calls. Such a row is a copy of who and what, without usage, of status 'rerated';
-- its cost and parts are differences. The cost of a call is the sum over its row and its corrections.
ALTER TABLE keelage.ledger ADD COLUMN corrects text;
CREATE INDEX ledger_corrects ON keelage.ledger (corrects) WHERE corrects IS NOT NULL;

-- Appends corrections to rows of a day. The number-th correction of a call has an id of its own, so that doing it again changes nothing.
-- Returns how many were written.
CREATE FUNCTION keelage.correct(of_day date, calls text[], numbers integer[], costs numeric[], parts text[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  written integer;
BEGIN
  INSERT INTO keelage.ledger (call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
    output_tokens, reasoning_tokens, latency_ms, attempts, http_status, estimated, priced, cost, cost_parts, status, operation,
    tenant, team, key, model, deployment, provider, service_tier, corrects)
  SELECT book.call_id || '~' || due.number, book.day, book.started_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, true, due.cost, due.parts::jsonb,
    'rerated', book.operation, book.tenant, book.team, book.key, book.model, book.deployment, book.provider, book.service_tier, book.call_id
  FROM unnest(calls, numbers, costs, correct.parts) AS due (call, number, cost, parts)
  JOIN keelage.ledger AS book ON book.call_id = due.call AND book.day = of_day
  ON CONFLICT (call_id, day) DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END
$$;

-- Both with the new column.
CREATE OR REPLACE VIEW keelage.cost_breakdown AS
SELECT book.call_id, book.day, book.started_at, book.tenant, book.team, book.key, book.model, book.deployment,
  part.key AS part, part.value::numeric * 0.0000000001 AS cost, book.corrects
FROM keelage.ledger AS book, LATERAL jsonb_each_text(book.cost_parts) AS part;

CREATE OR REPLACE VIEW keelage.team_ledger WITH (security_barrier) AS
SELECT * FROM keelage.ledger AS book
WHERE EXISTS (
  SELECT FROM keelage.readers AS reader
  WHERE reader.role = current_user AND reader.team IN (book.team, book.tenant));

-- As before, but a correction is no call.
CREATE OR REPLACE FUNCTION keelage.roll_up(at_most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  state keelage.rollup_state;
  finished bigint;
  hours timestamptz[];
  days date[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('keelage.roll_up'));
  SELECT * INTO state FROM keelage.rollup_state;
  finished := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  IF finished < state.known_below THEN
    -- Restored into another cluster, where transactions are counted anew.
    state.known_below := 0;
  END IF;
  INSERT INTO keelage.rollup_due
  SELECT DISTINCT date_trunc('hour', started_at, 'UTC') FROM keelage.ledger
  WHERE changed_in >= state.known_below AND day >= state.complete_from
  ON CONFLICT DO NOTHING;
  UPDATE keelage.rollup_state SET known_below = finished;

  hours := ARRAY(SELECT hour FROM keelage.rollup_due ORDER BY hour LIMIT at_most);
  days := ARRAY(SELECT DISTINCT (hour AT TIME ZONE 'UTC')::date FROM unnest(hours) AS hour);
  DELETE FROM keelage.usage_by_hour
  WHERE hour = ANY (hours) AND NOT keelage.is_forgotten(team, (hour AT TIME ZONE 'UTC')::date);
  INSERT INTO keelage.usage_by_hour
  SELECT due.hour, tenant, team, key, model, deployment, provider,
    count(*) FILTER (WHERE corrects IS NULL), count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'orphaned'),
    count(*) FILTER (WHERE estimated), count(*) FILTER (WHERE NOT priced),
    sum(input_tokens), sum(cached_input_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens),
    sum(coalesce(audio_input_tokens, 0)), sum(coalesce(image_input_tokens, 0)), sum(output_tokens), sum(reasoning_tokens),
    sum(coalesce(audio_output_tokens, 0)), sum(coalesce(image_output_tokens, 0)), sum(coalesce(searches, 0)), sum(cost)
  FROM unnest(hours) AS due (hour)
  JOIN keelage.ledger ON day = (due.hour AT TIME ZONE 'UTC')::date
    AND started_at >= due.hour AND started_at < due.hour + interval '1 hour'
  WHERE day = ANY (days) AND NOT keelage.is_forgotten(team, day)
  GROUP BY due.hour, tenant, team, key, model, deployment, provider;

  DELETE FROM keelage.usage_by_day WHERE day = ANY (days);
  INSERT INTO keelage.usage_by_day
  SELECT due.day, tenant, team, key, model, deployment, provider,
    sum(calls), sum(failed), sum(orphaned), sum(estimated), sum(unpriced),
    sum(input_tokens), sum(cached_input_tokens), sum(cache_write_5m_tokens), sum(cache_write_1h_tokens),
    sum(audio_input_tokens), sum(image_input_tokens), sum(output_tokens), sum(reasoning_tokens),
    sum(audio_output_tokens), sum(image_output_tokens), sum(searches), sum(cost)
  FROM unnest(days) AS due (day)
  JOIN keelage.usage_by_hour ON hour >= due.day::timestamp AT TIME ZONE 'UTC' AND hour < (due.day + 1)::timestamp AT TIME ZONE 'UTC'
  GROUP BY due.day, tenant, team, key, model, deployment, provider;

  DELETE FROM keelage.rollup_due WHERE hour = ANY (hours);
  RETURN (SELECT count(*) FROM keelage.rollup_due);
END
$$;
