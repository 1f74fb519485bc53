-- Gives back what a gateway borrowed and did not use, if it is still counted.
--
-- KEYS      as lease.lua's
-- ARGV      [1] kind, see lease.lua; [2] amount; [3] loan
-- returns   what was given back
-- Where what is on loan counts in windows that were declared since, these have to be made anew.
local function ended(history)
  if redis.call('HEXISTS', history, 'o') == 1 then
    redis.call('HSET', history, 'd', '')
  end
end

local counter, amount = KEYS[1], tonumber(ARGV[2])
if KEYS[2] then
  local name = ARGV[1] .. counter .. ' ' .. ARGV[3]
  local lent = tonumber(redis.call('HGET', KEYS[2], name) or '0')
  if lent <= amount then
    amount = lent
    redis.call('HDEL', KEYS[2], name)
  else
    redis.call('HINCRBY', KEYS[2], name, string.format('-%.0f', amount))
  end
end
if amount == 0 or redis.call('EXISTS', counter) == 0 then
  return 0
end
local less = string.format('-%.0f', amount)
if ARGV[1] == 'B' then
  redis.call('HINCRBY', counter, 'reserved', less)
  ended(KEYS[4])
else
  local left = redis.call('INCRBY', counter, less)
  if left < 0 then
    -- The counter was lost and began anew: what it does not know, it cannot give back.
    redis.call('INCRBY', counter, string.format('%.0f', -left))
  end
end
return amount
