-- What counters in Redis have yet to move by for corrections: written in one transaction with these, gone when it is done. So a re-rating that
-- ends half way leaves nothing undone that the next one would not find.
CREATE TABLE keelage.counters_due (
  run    text    NOT NULL, -- of a re-rating
  number integer NOT NULL, -- batches of a run are done in this order, each once
  tag    text    NOT NULL, -- of all its counters
  keys   text[]  NOT NULL,
  moves  text[]  NOT NULL, -- one for each key, as rerate.lua wants them
  PRIMARY KEY (run, number)
);
