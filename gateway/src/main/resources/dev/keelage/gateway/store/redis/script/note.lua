-- Says that a gateway lives, and notes calls that it decided and that run. Should it die, others book them, see settle.lua.
--
-- KEYS[1]   ZSET of gateways by expiry, [2] HASH of what this one decided, then a reservation per call
-- ARGV[1]   life of a sign of life in milliseconds, [2] gateway; then for each call: id, note
-- returns   how many calls were noted: not those that have an end already, because this gateway was taken for dead
redis.replicate_commands()
-- A gateway may count on its notes only where they can be made.
local kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'none' and kind ~= 'hash' then
  return redis.error_reply('WRONGTYPE ' .. KEYS[2] .. ' is a ' .. kind)
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), ARGV[2])
local noted = 0
for a = 3, #ARGV, 2 do
  if redis.call('EXISTS', KEYS[2 + (a - 1) / 2]) == 0 then
    redis.call('HSET', KEYS[2], ARGV[a], ARGV[a + 1])
    noted = noted + 1
  end
end
return noted
