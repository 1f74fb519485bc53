-- Classes that few calls have: NULL, which takes no room, where there are none.
ALTER TABLE keelage.ledger
  ADD COLUMN audio_input_tokens  bigint,
  ADD COLUMN image_input_tokens  bigint,
  ADD COLUMN audio_output_tokens bigint,
  ADD COLUMN image_output_tokens bigint,
  ADD COLUMN searches            integer, -- made by the vendor
  ADD COLUMN service_tier        text,    -- NULL: standard; flex, priority, fast, ultrafast
  ADD COLUMN cost_parts          jsonb;   -- what the cost is made of, in 10^-10 USD; the sum is the cost

-- A cost part by part: one row for each part of each call.
CREATE VIEW keelage.cost_breakdown AS
SELECT book.call_id, book.day, book.started_at, book.tenant, book.team, book.key, book.model, book.deployment,
  part.key AS part, part.value::numeric * 0.0000000001 AS cost
FROM keelage.ledger AS book, LATERAL jsonb_each_text(book.cost_parts) AS part;

CREATE OR REPLACE FUNCTION keelage.schema_version() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 2;
