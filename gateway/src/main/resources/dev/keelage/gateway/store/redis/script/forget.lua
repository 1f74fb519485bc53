-- Forgets a gateway that shows no sign of life, once none of what it decided is left to be booked.
--
-- KEYS[1]   ZSET of gateways by expiry, [2] HASH of what it decided; ARGV[1] gateway
-- returns   1 = forgotten
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lives = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not lives or tonumber(lives) > now or redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
return redis.call('ZREM', KEYS[1], ARGV[1])
