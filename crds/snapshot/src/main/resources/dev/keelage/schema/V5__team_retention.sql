-- Removes rows of a team before that day, at most so many, for a team whose rows may be kept for less long than the others'; sums stay.
-- Returns how many were removed: call it until that is 0. Whoever calls it every day need not look at days that were emptied before: since.
DROP FUNCTION keelage.forget_team(text, date, integer);

CREATE FUNCTION keelage.forget_team(forgotten_team text, first_kept date, at_most integer, since date DEFAULT '-infinity') RETURNS integer
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
    SELECT call_id, day FROM keelage.ledger
    WHERE team = forgotten_team AND day >= since AND day < forget_team.first_kept LIMIT at_most
  ) AS old
  WHERE book.call_id = old.call_id AND book.day = old.day AND book.day >= since AND book.day < forget_team.first_kept;
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END
$$;
