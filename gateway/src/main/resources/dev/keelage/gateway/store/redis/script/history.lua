-- What a budget spent by the hour: see BudgetHistory. Stands in front of the scripts that write it.
-- A history comes as its key and, in place of an expiry, hour of the call + 2^20 * (kept for a short time + 2 * shape of the windows that it counts in).
local HOURS = 1048576
local function unpacked(history)
  local packed = tonumber(history.expiry)
  return string.format('%.0f', packed % HOURS), math.floor(packed / HOURS) % 2 == 1, string.format('%.0f', math.floor(packed / HOURS / 2))
end

-- What is more than 63 bits hold stays at the most that they do.
local MOST = '9223372036854775807'
local function fill(command, key, field)
  if command == 'HINCRBY' then
    redis.call('HSET', key, field, MOST)
  else
    redis.call('SET', key, MOST, 'KEEPTTL')
  end
end

-- Hours of long ago become days, and days of very long ago are forgotten. Called once for each hour that has calls.
local function tidy(history, short, now)
  local hour = math.floor(now / 3600000)
  redis.call('EXPIRE', history.key, (short and 40 or 410) * 86400)
  if redis.call('HLEN', history.key) < 64 then
    return
  end
  local oldestHour, oldestDay = hour - (short and 48 or 840), math.floor(hour / 24) - (short and 35 or 400)
  local fields = redis.call('HGETALL', history.key)
  for i = 1, #fields, 2 do
    local what, at, from = string.match(fields[i], '^([hy])(%d+)(.*)$')
    if what == 'h' and tonumber(at) < oldestHour then
      redis.call('HINCRBY', history.key, 'y' .. math.floor(tonumber(at) / 24) .. from, fields[i + 1])
      redis.call('HDEL', history.key, fields[i])
    elseif what == 'y' and tonumber(at) < oldestDay then
      redis.call('HDEL', history.key, fields[i])
    end
  end
end

-- change: calls Redis, and does not fail where a key is something else.
local function remember(history, amount, now, change)
  if amount == '0' then
    return
  end
  local hour, short = unpacked(history)
  local spent = change('HINCRBY', history.key, 'h' .. hour, amount)
  change('HINCRBY', history.key, 't', amount)
  if spent and spent == tonumber(amount) then
    tidy(history, short, now)
  end
end

local function hold(history, amount, change)
  local hour = unpacked(history)
  if amount ~= '0' then
    change('HINCRBY', history.key, 'r' .. hour, amount)
  end
end

local function forget(history, less, change)
  if less == '0' then
    return
  end
  local hour = unpacked(history)
  local left = change('HINCRBY', history.key, 'r' .. hour, less)
  if left and left <= 0 then
    redis.call('HDEL', history.key, 'r' .. hour)
  end
end

-- Counters of windows that were declared while the call ran know nothing of it: they have to be made anew.
local function compare(history, change)
  local _, _, shape = unpacked(history)
  local known = change('HGET', history.key, 'd')
  if known and known ~= shape then
    change('HSET', history.key, 'd', '')
  end
end

