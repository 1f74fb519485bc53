-- Ends loans of gateways that show no sign of life: what is left of them is free again.
--
-- KEYS      ZSET of loans by expiry, HASH of what is on loan, ZSET of gateways by expiry; then for each loan its counter,
--           of a budget the history of that, else the counter again, and the HASH of what the gateway decided that borrowed it
-- ARGV      for each loan the name that both have for it: kind, counter, blank, loan; then the gateway
-- returns   how many were ended: not those of gateways whose calls are still to be booked, see settle.lua
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- Where what is on loan counts in windows that were declared since, these have to be made anew.
local function ended(history)
  if redis.call('HEXISTS', history, 'o') == 1 then
    redis.call('HSET', history, 'd', '')
  end
end

-- What calls of a dead gateway hold is theirs until they are booked. A living one has the loans live on that its calls hold something of.
local function hasCalls(gateway, notes)
  local lives = redis.call('ZSCORE', KEYS[3], gateway)
  return (not lives or tonumber(lives) <= now) and redis.call('EXISTS', notes) == 1
end

local recalled = 0
local k = 4
for a = 1, #ARGV, 2 do
  local name, counter, history, notes = ARGV[a], KEYS[k], KEYS[k + 1], KEYS[k + 2]
  k = k + 3
  local expires = redis.call('ZSCORE', KEYS[1], name)
  if expires and tonumber(expires) <= now and not hasCalls(ARGV[a + 1], notes) then
    local lent = redis.call('HGET', KEYS[2], name)
    if lent and redis.call('EXISTS', counter) == 1 then
      if string.sub(name, 1, 1) == 'B' then
        if redis.call('HINCRBY', counter, 'reserved', '-' .. lent) < 0 then
          -- The counter was lost and began anew: what it does not know, it cannot give back.
          redis.call('HSET', counter, 'reserved', '0')
        end
        ended(history)
      else
        redis.call('INCRBY', counter, '-' .. lent)
      end
    end
    redis.call('HDEL', KEYS[2], name)
    redis.call('ZREM', KEYS[1], name)
    recalled = recalled + 1
  end
end
return recalled
