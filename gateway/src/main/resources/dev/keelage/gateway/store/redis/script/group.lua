-- Creates the consumer group of a ledger stream, from its first entry on, if the stream is there.
--
-- KEYS[1]   ledger stream; ARGV[1] consumer group
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local created = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0')
return created.err and 0 or 1
