-- Keeps the reservations of calls that still run, and loans, from expiring.
--
-- ARGV[1]   life of a reservation in milliseconds; then for each call: id, number of concurrency keys
-- KEYS      for each call: reaper's ZSET, then its concurrency keys
-- returns   how many there are
redis.replicate_commands()
local time = redis.call('TIME')
local expiry = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[1])
local k, alive = 1, 0
for a = 2, #ARGV, 2 do
  for i = 0, tonumber(ARGV[a + 1]) do
    if redis.call('ZSCORE', KEYS[k], ARGV[a]) then
      redis.call('ZADD', KEYS[k], expiry, ARGV[a])
      alive = alive + 1
    end
    k = k + 1
  end
end
return alive
