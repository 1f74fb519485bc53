-- Ends loans of gateways that show no sign of life: what is left of them is free again.
--
-- KEYS      ZSET of loans by expiry, HASH of what is on loan, then the counter of each loan
-- ARGV      loans, by the name that both have for them: kind, counter, blank, loan
-- returns   how many were ended: not those of gateways whose calls are still to be booked, see settle.lua
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
-- Where what is on loan counts in windows that were declared since, these have to be made anew.
local function ended(counter)
  local history = string.gsub(counter, '^(%b{}):budget:(.*):[^:]*$', '%1:history:%2')
  if redis.call('HEXISTS', history, 'o') == 1 then
    redis.call('HSET', history, 'd', '')
  end
end

-- What calls of a dead gateway hold is theirs until they are booked. A living one has the loans live on that its calls hold something of.
local function hasCalls(tag, gateway)
  local lives = redis.call('ZSCORE', tag .. ':begunx', gateway)
  return (not lives or tonumber(lives) <= now) and redis.call('EXISTS', tag .. ':begun:' .. gateway) == 1
end

local recalled = 0
for i, name in ipairs(ARGV) do
  local expires = redis.call('ZSCORE', KEYS[1], name)
  local tag, gateway = string.match(name, '^%a(%b{}).* (.*)/%d+$')
  if expires and tonumber(expires) <= now and not hasCalls(tag, gateway) then
    local counter = KEYS[i + 2]
    local lent = redis.call('HGET', KEYS[2], name)
    if lent and redis.call('EXISTS', counter) == 1 then
      if string.sub(name, 1, 1) == 'B' then
        if redis.call('HINCRBY', counter, 'reserved', '-' .. lent) < 0 then
          -- The counter was lost and began anew: what it does not know, it cannot give back.
          redis.call('HSET', counter, 'reserved', '0')
        end
        ended(counter)
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
