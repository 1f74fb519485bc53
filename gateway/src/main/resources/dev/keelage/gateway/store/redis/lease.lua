-- Borrows from the counter of a window for one gateway. What is lent counts as used at once, so all gateways together never pass the limit.
--
-- KEYS[1]   counter
-- ARGV      limit, amount wanted, into how many parts what is left is divided (one of them is lent at most), the least that is of use,
--           expiry of a new counter in seconds from now
-- returns   what is lent, 0 = the limit is near; what is used, the loan included
redis.replicate_commands()
local held = redis.call('GET', KEYS[1])
local used = tonumber(held or '0')
local lent = math.min(tonumber(ARGV[2]), math.floor((tonumber(ARGV[1]) - used) / tonumber(ARGV[3])))
if lent < tonumber(ARGV[4]) then
  return {0, used}
end
redis.call('INCRBY', KEYS[1], string.format('%.0f', lent))
if not held then
  redis.call('EXPIRE', KEYS[1], ARGV[5])
end
return {lent, used + lent}
