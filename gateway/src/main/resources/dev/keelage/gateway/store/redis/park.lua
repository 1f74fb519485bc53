-- Moves a ledger entry that Postgres refuses out of the way, keeping it.
--
-- KEYS[1]   ledger stream; KEYS[2] stream of parked entries
-- ARGV      consumer group, entry id, entry, reason
redis.call('XADD', KEYS[2], '*', 'e', ARGV[3], 'reason', ARGV[4], 'id', ARGV[2])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return redis.call('XDEL', KEYS[1], ARGV[2])
