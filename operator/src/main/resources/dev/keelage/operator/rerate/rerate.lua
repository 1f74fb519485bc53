-- Moves counters of one tag by what calls of the past cost more or less than was booked. Idempotent: batches of a run come in order, and the number
-- of the last one is kept. All is added, so calls that are booked meanwhile do no harm, nor does this to them.
--
-- A window that is over stays as it is. A budget's history, and with it its counters, move by calls of hours that it knows only: what it never
-- counted is not corrected.
--
-- ARGV[1]   number of the batch; [2] how long it is remembered, in seconds; then for each counter
--             "h<shape> <hour>:<amount> …"           history of a budget (BudgetHistory): what calls that began in that hour cost more, 10^-10 USD;
--                                                    shape of the windows among which the counters that follow are
--             "b<end> <expiry> <hour>:<amount> …"    counter of a window of that budget; its end and expiry as Unix time in seconds
--             "m<end> <expiry> <amount>"             what was spent in a month; its end as Unix time, expiry in seconds from now
-- KEYS      the number, counters
-- returns   how many counters could not be changed; -1 = the batch was done before
redis.replicate_commands()
local now = tonumber(redis.call('TIME')[1])
local last = redis.call('GET', KEYS[1])
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return -1
end
-- The first change: if Redis cannot write, nothing is done.
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])

local failures = 0
local function change(...)
  local result = redis.pcall(...)
  if type(result) == 'table' and result.err then
    failures = failures + 1
    return nil
  end
  return result
end

-- Hours that the history at hand knows.
local known = {}

local function history(key, text)
  known = {}
  local shape, moves = string.match(text, '^(%d+) (.*)$')
  local held = change('HMGET', key, 'b', 'd')
  if not held then
    return
  end
  local born = held[1] and tonumber(held[1])
  local moved = false
  for hour, amount in string.gmatch(moves, '(%d+):(%-?%d+)') do
    if born and tonumber(hour) >= born or redis.call('HEXISTS', key, 'h' .. hour) == 1 then
      known[hour], moved = true, true
      change('HINCRBY', key, 'h' .. hour, amount)
      change('HINCRBY', key, 't', amount)
    end
  end
  if moved and held[2] and held[2] ~= shape then
    -- Other windows than those below are counted in: they have to be made anew.
    redis.call('HSET', key, 'd', '')
  end
end

local function window(key, text)
  local ends, expiry, moves = string.match(text, '^(%d+) (%d+) (.*)$')
  if now >= tonumber(ends) then
    return
  end
  local new, sum = redis.call('EXISTS', key) == 0, 0
  for hour, amount in string.gmatch(moves, '(%d+):(%-?%d+)') do
    sum = sum + (known[hour] and tonumber(amount) or 0)
  end
  if new and sum <= 0 then
    return
  end
  for hour, amount in string.gmatch(moves, '(%d+):(%-?%d+)') do
    if known[hour] then
      change('HINCRBY', key, 'spent', amount)
    end
  end
  if new then
    redis.call('EXPIREAT', key, expiry)
  end
end

local function month(key, text)
  local ends, expiry, amount = string.match(text, '^(%d+) (%d+) (%-?%d+)$')
  local new = redis.call('EXISTS', key) == 0
  if now >= tonumber(ends) or new and tonumber(amount) <= 0 then
    return
  end
  local spent = change('INCRBY', key, amount)
  if new then
    redis.call('EXPIRE', key, expiry)
  elseif spent and spent < 0 then
    -- It was lost and began anew: what it does not know, it cannot give back.
    redis.call('INCRBY', key, string.format('%.0f', -spent))
  end
end

for i = 2, #KEYS do
  local kind, text = string.match(ARGV[i + 1], '^(%a)(.*)$')
  if kind == 'h' then
    history(KEYS[i], text)
  elseif kind == 'b' then
    window(KEYS[i], text)
  else
    month(KEYS[i], text)
  end
end
return failures
