-- Borrows from a counter for one gateway. What is lent counts as used at once, so all gateways together never pass the limit.
--
-- KEYS[1]   counter; for what has to be given back should the gateway die, [2] HASH of what is on loan, [3] ZSET of loans by expiry;
--           B: [4] the budget's history
-- ARGV      [1] R, T, I, O requests or tokens of a window | B budget | C concurrency; [2] limit; [3] amount wanted;
--           [4] into how many parts what is left is divided (one of them is lent at most); [5] the least that is of use;
--           [6] expiry of a new counter as reserve.lua wants it; [7] loan; [8] its life in milliseconds; [9] C: number of the first slot
-- returns   what is lent, 0 = the limit is near; what is used, the loan included
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local kind, counter, loan, expiry = ARGV[1], KEYS[1], ARGV[7], now + tonumber(ARGV[8])

local new, used = false, nil
if kind == 'B' then
  local held = redis.call('HMGET', counter, 'spent', 'reserved')
  new = not held[1] and not held[2]
  -- A window that was declared just now has yet to get what was spent since it began: reserve.lua does that.
  if new or redis.call('HGET', KEYS[4], 'd') == '' then
    return {0, ARGV[2]}
  end
  -- Beyond 2^53 these are off by a few units of 10^-10 USD: nothing against the parts that are not lent.
  used = tonumber(held[1] or '0') + tonumber(held[2] or '0')
elseif kind == 'C' then
  redis.call('ZREMRANGEBYSCORE', counter, '-inf', now)
  used = redis.call('ZCARD', counter)
else
  local held = redis.call('GET', counter)
  new = not held
  used = tonumber(held or '0')
end

local lent = math.min(tonumber(ARGV[3]), math.floor((tonumber(ARGV[2]) - used) / tonumber(ARGV[4])))
if lent < tonumber(ARGV[5]) then
  return {0, string.format('%.0f', used)}
end
local amount = string.format('%.0f', lent)
if kind == 'C' then
  for slot = tonumber(ARGV[9]), tonumber(ARGV[9]) + lent - 1 do
    redis.call('ZADD', counter, expiry, loan .. '#' .. slot)
  end
elseif kind == 'B' then
  redis.call('HINCRBY', counter, 'reserved', amount)
  if new then
    redis.call('EXPIREAT', counter, ARGV[6])
  end
else
  redis.call('INCRBY', counter, amount)
  if new then
    redis.call('EXPIRE', counter, ARGV[6])
  end
end
if KEYS[2] then
  local name = kind .. counter .. ' ' .. loan
  redis.call('HINCRBY', KEYS[2], name, amount)
  redis.call('ZADD', KEYS[3], expiry, name)
end
return {lent, string.format('%.0f', used + lent)}
