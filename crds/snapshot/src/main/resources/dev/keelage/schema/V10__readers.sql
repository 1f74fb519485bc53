-- As before, but a key without a team, which is a tenant of its own, may be named like a team: its rows are not that team's.
CREATE OR REPLACE VIEW keelage.team_ledger WITH (security_barrier) AS
SELECT * FROM keelage.ledger AS book
WHERE book.team IS NOT NULL AND EXISTS (
  SELECT FROM keelage.readers AS reader
  WHERE reader.role = current_user AND reader.team IN (book.team, book.tenant));
