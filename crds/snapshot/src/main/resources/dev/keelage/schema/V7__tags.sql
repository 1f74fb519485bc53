-- What calls were tagged with, in rows and in sums beside those of users and customers.

ALTER TABLE keelage.ledger ADD COLUMN tags text[]; -- NULL: none

ALTER TABLE keelage.usage_by_name_hour
  DROP CONSTRAINT usage_by_name_hour_kind_check, ADD CHECK (kind IN ('user', 'customer', 'tag'));
ALTER TABLE keelage.usage_by_name_day
  DROP CONSTRAINT usage_by_name_hour_kind_check, ADD CHECK (kind IN ('user', 'customer', 'tag'));

-- As before, with the tags. A call with several counts under each of them, so sums of tags do not add up to those of calls.
CREATE OR REPLACE FUNCTION keelage.roll_up_names(hours timestamptz[], days date[], named integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM keelage.usage_by_name_hour
  WHERE hour = ANY (hours) AND NOT keelage.is_forgotten(team, (hour AT TIME ZONE 'UTC')::date);
  INSERT INTO keelage.usage_by_name_hour
  SELECT each.hour, each.tenant, each.team, each.kind, kept.name, sum(each.calls), sum(each.input_tokens), sum(each.output_tokens), sum(each.cost)
  FROM (
    SELECT due.hour, tenant, team, said.kind, said.name, count(*) FILTER (WHERE corrects IS NULL) AS calls,
      sum(input_tokens + cached_input_tokens + cache_write_5m_tokens + cache_write_1h_tokens
        + coalesce(audio_input_tokens, 0) + coalesce(image_input_tokens, 0)) AS input_tokens,
      sum(output_tokens + reasoning_tokens + coalesce(audio_output_tokens, 0) + coalesce(image_output_tokens, 0)) AS output_tokens,
      sum(cost) AS cost,
      row_number() OVER (PARTITION BY due.hour, tenant, team, said.kind ORDER BY sum(cost) DESC, count(*) DESC, said.name) AS place
    FROM unnest(hours) AS due (hour)
    JOIN keelage.ledger ON day = (due.hour AT TIME ZONE 'UTC')::date
      AND started_at >= due.hour AND started_at < due.hour + interval '1 hour',
    LATERAL (
      SELECT 'user', end_user UNION ALL SELECT 'customer', customer UNION ALL SELECT 'tag', unnest(tags)
    ) AS said (kind, name)
    WHERE day = ANY (days) AND said.name IS NOT NULL AND NOT keelage.is_forgotten(team, day)
    GROUP BY due.hour, tenant, team, said.kind, said.name
  ) AS each, LATERAL (SELECT CASE WHEN each.place <= named THEN each.name END AS name) AS kept
  GROUP BY each.hour, each.tenant, each.team, each.kind, kept.name;

  DELETE FROM keelage.usage_by_name_day WHERE day = ANY (days);
  INSERT INTO keelage.usage_by_name_day
  SELECT due.day, tenant, team, kind, name, sum(calls), sum(input_tokens), sum(output_tokens), sum(cost)
  FROM unnest(days) AS due (day)
  JOIN keelage.usage_by_name_hour ON hour >= due.day::timestamp AT TIME ZONE 'UTC' AND hour < (due.day + 1)::timestamp AT TIME ZONE 'UTC'
  GROUP BY due.day, tenant, team, kind, name;
END
$$;

-- As before, with the tags.
CREATE OR REPLACE FUNCTION keelage.correct(of_day date, calls text[], numbers integer[], costs numeric[], parts text[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  written integer;
BEGIN
  INSERT INTO keelage.ledger (call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
    output_tokens, reasoning_tokens, latency_ms, attempts, http_status, estimated, priced, cost, cost_parts, status, operation,
    tenant, team, key, end_user, customer, tags, model, deployment, provider, service_tier, corrects)
  SELECT book.call_id || '~' || due.number, book.day, book.started_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, true, due.cost, due.parts::jsonb,
    'rerated', book.operation, book.tenant, book.team, book.key, book.end_user, book.customer, book.tags, book.model, book.deployment,
    book.provider, book.service_tier, book.call_id
  FROM unnest(calls, numbers, costs, correct.parts) AS due (call, number, cost, parts)
  JOIN keelage.ledger AS book ON book.call_id = due.call AND book.day = of_day
  ON CONFLICT (call_id, day) DO NOTHING;
  GET DIAGNOSTICS written = ROW_COUNT;
  RETURN written;
END
$$;

CREATE OR REPLACE VIEW keelage.team_ledger WITH (security_barrier) AS
SELECT * FROM keelage.ledger AS book
WHERE EXISTS (
  SELECT FROM keelage.readers AS reader
  WHERE reader.role = current_user AND reader.team IN (book.team, book.tenant));

CREATE OR REPLACE FUNCTION keelage.schema_version() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 4;
