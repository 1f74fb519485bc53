-- What the leading operator makes of the book: sums per hour and day, an end to old days, and a view for people who may see one team.
-- Gateways only append rows, as before.

-- The transaction that wrote the row, or put it right: how the roll-up knows what is new. Transactions end in another order than they begin,
-- so everything below pg_snapshot_xmin() is there for good, and nothing above it is taken for known.
ALTER TABLE keelage.ledger ADD COLUMN changed_in bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint);

-- Rows come in the order of both: a summary per block range finds them, at next to no cost for the writer.
CREATE INDEX ledger_changed ON keelage.ledger USING brin (changed_in) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX ledger_started ON keelage.ledger USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);

CREATE FUNCTION keelage.mark_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_in := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END
$$;

-- The one change that is allowed: an orphan put right.
CREATE TRIGGER ledger_put_right BEFORE UPDATE ON keelage.ledger FOR EACH ROW EXECUTE FUNCTION keelage.mark_changed();

-- Sums of an hour (UTC): add up over what is not asked for. Ids and the classes of tokens are those of the ledger.
CREATE TABLE keelage.usage_by_hour (
  hour                  timestamptz    NOT NULL,
  tenant                text           NOT NULL,
  team                  text,
  key                   text           NOT NULL,
  model                 text           NOT NULL,
  deployment            text,
  provider              text,
  calls                 bigint         NOT NULL,
  failed                bigint         NOT NULL, -- of these
  orphaned              bigint         NOT NULL, -- of these, booked at what was reserved
  estimated             bigint         NOT NULL, -- of these
  unpriced              bigint         NOT NULL, -- of these
  input_tokens          bigint         NOT NULL,
  cached_input_tokens   bigint         NOT NULL,
  cache_write_5m_tokens bigint         NOT NULL,
  cache_write_1h_tokens bigint         NOT NULL,
  audio_input_tokens    bigint         NOT NULL,
  image_input_tokens    bigint         NOT NULL,
  output_tokens         bigint         NOT NULL,
  reasoning_tokens      bigint         NOT NULL,
  audio_output_tokens   bigint         NOT NULL,
  image_output_tokens   bigint         NOT NULL,
  searches              bigint         NOT NULL,
  cost                  numeric(24,10) NOT NULL  -- USD
);
CREATE INDEX usage_by_hour_hour ON keelage.usage_by_hour (hour);

-- The same of a day (UTC), the sum of its hours.
CREATE TABLE keelage.usage_by_day (LIKE keelage.usage_by_hour);
ALTER TABLE keelage.usage_by_day RENAME COLUMN hour TO day;
ALTER TABLE keelage.usage_by_day ALTER COLUMN day TYPE date USING (day AT TIME ZONE 'UTC')::date;
CREATE INDEX usage_by_day_day ON keelage.usage_by_day (day);

-- Hours that have rows the sums do not know.
CREATE TABLE keelage.rollup_due (hour timestamptz PRIMARY KEY);

-- One row: how far the ledger has been looked through, and the first day that has all of its rows.
CREATE TABLE keelage.rollup_state (
  only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  known_below  bigint  NOT NULL DEFAULT 0,
  complete_from date   NOT NULL DEFAULT '-infinity'
);
INSERT INTO keelage.rollup_state DEFAULT VALUES;

-- Teams some of whose rows were removed before the others': of those days their sums are all there is.
CREATE TABLE keelage.forgotten (
  team       text PRIMARY KEY, -- namespace/name
  first_kept date NOT NULL
);

CREATE FUNCTION keelage.is_forgotten(asked_team text, asked_day date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (SELECT FROM keelage.forgotten WHERE team = asked_team AND asked_day < first_kept);

-- Notes the hours of all rows that came or changed since the last time, and sums up at most so many of them anew, the oldest first.
-- An hour is summed up from all of its rows, so doing it again changes nothing. Returns how many hours are left to do.
CREATE FUNCTION keelage.roll_up(at_most integer) RETURNS integer
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
    count(*), count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'orphaned'),
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

-- Ends the days before that one: their rows go, their sums stay as they are. Returns how many partitions were dropped.
-- Refuses while sums of them are due.
CREATE FUNCTION keelage.drop_before(first_kept date) RETURNS integer
LANGUAGE plpgsql
-- Whoever waits for this lock holds up those who write.
SET lock_timeout = '2s' AS $$
DECLARE
  partition record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('keelage.roll_up'));
  IF EXISTS (SELECT FROM keelage.rollup_due WHERE hour < first_kept::timestamp AT TIME ZONE 'UTC') THEN
    RAISE EXCEPTION 'days before % are not summed up yet', first_kept USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  FOR partition IN
    SELECT child.relname AS name FROM pg_inherits
    JOIN pg_class AS child ON child.oid = inhrelid
    WHERE inhparent = 'keelage.ledger'::regclass AND child.relname ~ '^ledger_\d{8}$'
      AND to_date(substr(child.relname, 8), 'YYYYMMDD') < first_kept
  LOOP
    EXECUTE format('DROP TABLE keelage.%I', partition.name);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM keelage.ledger_default WHERE day < first_kept;
  UPDATE keelage.rollup_state SET complete_from = greatest(complete_from, first_kept);
  RETURN dropped;
END
$$;

-- Removes rows of a team before that day, at most so many, for a team whose rows may be kept for less long than the others'; sums stay.
-- Returns how many were removed: call it until that is 0.
CREATE FUNCTION keelage.forget_team(forgotten_team text, first_kept date, at_most integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  removed integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('keelage.roll_up'));
  IF EXISTS (SELECT FROM keelage.rollup_due WHERE hour < first_kept::timestamp AT TIME ZONE 'UTC') THEN
    RAISE EXCEPTION 'days before % are not summed up yet', first_kept USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO keelage.forgotten AS known VALUES (forgotten_team, forget_team.first_kept)
  ON CONFLICT (team) DO UPDATE SET first_kept = greatest(known.first_kept, excluded.first_kept);
  DELETE FROM keelage.ledger AS book USING (
    SELECT call_id, day FROM keelage.ledger WHERE team = forgotten_team AND day < forget_team.first_kept LIMIT at_most
  ) AS old
  WHERE book.call_id = old.call_id AND book.day = old.day;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;

-- Which database role may read the rows of which team, or of which tenant (a root team with all teams below it).
CREATE TABLE keelage.readers (
  role name NOT NULL,
  team text NOT NULL, -- namespace/name
  PRIMARY KEY (role, team)
);

-- The ledger as a role in keelage.readers may see it, and empty for everybody else. It needs no right on the ledger itself.
CREATE VIEW keelage.team_ledger WITH (security_barrier) AS
SELECT * FROM keelage.ledger AS book
WHERE EXISTS (
  SELECT FROM keelage.readers AS reader
  WHERE reader.role = current_user AND reader.team IN (book.team, book.tenant));

GRANT USAGE ON SCHEMA keelage TO PUBLIC;
GRANT SELECT ON keelage.team_ledger TO PUBLIC;
