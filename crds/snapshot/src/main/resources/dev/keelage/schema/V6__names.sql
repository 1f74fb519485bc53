-- Who used what through a key: the users and customers that callers name, in rows and in sums of their own.

ALTER TABLE keelage.ledger
  ADD COLUMN end_user text, -- as the caller said it, if that is short and plain; else a digest
  ADD COLUMN customer text;

-- Sums of an hour (UTC) per user and per customer: those that cost most have a row each, the others of a team share one, without a name.
-- They go with the rows they are made of.
CREATE TABLE keelage.usage_by_name_hour (
  hour          timestamptz    NOT NULL,
  tenant        text           NOT NULL,
  team          text,
  kind          text           NOT NULL CHECK (kind IN ('user', 'customer')),
  name          text,                    -- NULL: all others that were named
  calls         bigint         NOT NULL,
  input_tokens  bigint         NOT NULL, -- of all classes
  output_tokens bigint         NOT NULL, -- of all classes
  cost          numeric(24,10) NOT NULL  -- USD
);
CREATE INDEX usage_by_name_hour_hour ON keelage.usage_by_name_hour (hour);

-- The same of a day (UTC), the sum of its hours.
CREATE TABLE keelage.usage_by_name_day (LIKE keelage.usage_by_name_hour INCLUDING CONSTRAINTS);
ALTER TABLE keelage.usage_by_name_day RENAME COLUMN hour TO day;
ALTER TABLE keelage.usage_by_name_day ALTER COLUMN day TYPE date USING (day AT TIME ZONE 'UTC')::date;
CREATE INDEX usage_by_name_day_day ON keelage.usage_by_name_day (day);

-- Sums up these hours, and the days they are of, anew. At most so many names of an hour, a team and a kind have a row of their own.
CREATE FUNCTION keelage.roll_up_names(hours timestamptz[], days date[], named integer) RETURNS void
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
    LATERAL (VALUES ('user', end_user), ('customer', customer)) AS said (kind, name)
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

-- What was roll_up, for hours that are known.
CREATE FUNCTION keelage.roll_up_calls(hours timestamptz[], days date[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
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
END
$$;

-- Notes the hours of all rows that came or changed since the last time, and sums up at most so many of them anew, the oldest first.
-- An hour is summed up from all of its rows, so doing it again changes nothing. Returns how many hours are left to do.
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
  PERFORM keelage.roll_up_calls(hours, days);
  PERFORM keelage.roll_up_names(hours, days, 500);
  DELETE FROM keelage.rollup_due WHERE hour = ANY (hours);
  RETURN (SELECT count(*) FROM keelage.rollup_due);
END
$$;

-- Names go with the rows they were in, whoever removes those.
CREATE FUNCTION keelage.forget_names(first_kept date, of_team text DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
DELETE FROM keelage.usage_by_name_hour
WHERE hour < first_kept::timestamp AT TIME ZONE 'UTC' AND (of_team IS NULL OR team = of_team);
DELETE FROM keelage.usage_by_name_day WHERE day < first_kept AND (of_team IS NULL OR team = of_team);
$$;

CREATE FUNCTION keelage.names_follow() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM keelage.forget_names(NEW.first_kept, NEW.team);
  RETURN NULL;
END
$$;
CREATE TRIGGER names_follow AFTER INSERT OR UPDATE ON keelage.forgotten FOR EACH ROW EXECUTE FUNCTION keelage.names_follow();

CREATE FUNCTION keelage.all_names_follow() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM keelage.forget_names(NEW.complete_from);
  RETURN NULL;
END
$$;
CREATE TRIGGER names_follow AFTER UPDATE OF complete_from ON keelage.rollup_state
FOR EACH ROW WHEN (NEW.complete_from > OLD.complete_from) EXECUTE FUNCTION keelage.all_names_follow();

-- As before, with the names.
CREATE OR REPLACE FUNCTION keelage.correct(of_day date, calls text[], numbers integer[], costs numeric[], parts text[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  written integer;
BEGIN
  INSERT INTO keelage.ledger (call_id, day, started_at, input_tokens, cached_input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
    output_tokens, reasoning_tokens, latency_ms, attempts, http_status, estimated, priced, cost, cost_parts, status, operation,
    tenant, team, key, end_user, customer, model, deployment, provider, service_tier, corrects)
  SELECT book.call_id || '~' || due.number, book.day, book.started_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, true, due.cost, due.parts::jsonb,
    'rerated', book.operation, book.tenant, book.team, book.key, book.end_user, book.customer, book.model, book.deployment, book.provider,
    book.service_tier, book.call_id
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
RETURN 3;
