-- Forgets ledger entries that Postgres has, in one step: an entry is pending and there, or neither.
--
-- KEYS[1]   ledger stream; ARGV[1] consumer group, then entry ids
local deleted = 0
for i = 2, #ARGV do
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  deleted = deleted + redis.call('XDEL', KEYS[1], ARGV[i])
end
return deleted
