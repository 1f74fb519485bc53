-- Checks and reserves for any number of calls, one after the other; every call holds all its claims or none.
-- Each counter is named, read and written once, however many calls of the run draw on it.
--
-- ARGV[1]   life of a reservation in milliseconds; [2] counters: "kind,expiry;" one after the other, of a budget "B,expiry,history,hour;":
--           the number of its history among the counters, and the hour in which its window began
--             R requests     expiry in seconds from now
--             T tokens       expiry in seconds from now
--             C concurrency  expiry unused
--             B budget       amounts in 10^-10 USD, expiry as Unix time in seconds
--             H history      of a budget (see BudgetHistory), amounts as there; expiry: hour of the call + 2^20 * (kept for a short time + 2 * shape)
--           [3] number of reapers' ZSETs; then for each call
--           id, record (kept for the reaper), claims: "counter,limit,amount;" one after the other, number of its reaper's ZSET
-- KEYS      counters, reapers' ZSETs, then a reservation per call
-- returns   for each call a number, then one figure per claim as it stood before the call:
--           0 = reserved, n = refused by its n-th claim, -1 = the call is known already
--           R, T, C: what is used; B: "spent reserved"; H: 0
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local ttl = tonumber(ARGV[1])

-- Lua's numbers hold 53 bits, amounts have 63: a number is two parts, high * 10^9 + low.
local BASE = 1000000000
local function parts(text)
  if not text then
    return 0, 0
  end
  if string.byte(text) == 45 then
    local high, low = parts(string.sub(text, 2))
    return -high, -low
  end
  if #text <= 9 then
    return 0, tonumber(text)
  end
  return tonumber(string.sub(text, 1, -10)), tonumber(string.sub(text, -9))
end

local function text(high, low)
  high = high + math.floor(low / BASE)
  low = low % BASE
  if high < 0 then
    -- Only where a counter was lost and began anew.
    return '-' .. string.format('%.0f', -(high * BASE + low))
  end
  return high == 0 and string.format('%.0f', low) or string.format('%.0f%09.0f', high, low)
end

local HOURS = 1048576
local LONG, SHORT = 410 * 86400, 40 * 86400

local function larger(high, low, text)
  local otherHigh, otherLow = parts(text)
  if otherHigh > high or (otherHigh == high and otherLow > low) then
    return otherHigh, otherLow
  end
  return high, low
end

-- What a history has of calls that began in that hour or later: spent, then reserved.
local function since(hour, fields)
  local spentHigh, spentLow, heldHigh, heldLow = 0, 0, 0, 0
  for _, field in ipairs(fields) do
    if field.what == 'r' and field.at >= hour then
      heldHigh, heldLow = heldHigh + field.high, heldLow + field.low
    elseif hour == 0 and field.what == 't'
      or hour > 0 and (field.what == 'h' and field.at >= hour or field.what == 'y' and field.at >= math.floor(hour / 24)) then
      spentHigh, spentLow = spentHigh + field.high, spentLow + field.low
    end
  end
  return spentHigh + math.floor(spentLow / BASE), spentLow % BASE, heldHigh + math.floor(heldLow / BASE), heldLow % BASE
end

-- The budget's windows are others than those that its counters stand for: these are made anew.
-- A history that began after the window does not know all of it; what is counted there is no less then. Of calls in flight it knows all,
-- unless it begins now.
--
-- What is on loan (see lease.lua) is reserved too; loans of windows that are no more hold for calls that count in these. Which these are, only
-- the names of loans tell: names here are as CounterNames makes them.
local function onLoan(history, windows)
  local current, byWindow, others = {}, {}, {}
  for _, window in ipairs(windows) do
    current[window.key] = true
    byWindow[window.key] = {high = 0, low = 0}
  end
  local tag, policy = string.match(history.key, '^(%b{}):history:(.*)$')
  local prefix = 'B' .. tag .. ':budget:' .. policy .. ':'
  local loans = redis.call('HGETALL', tag .. ':lent')
  for i = 1, #loans, 2 do
    local key = string.match(loans[i], '^B(%S+) ')
    if key and string.sub(loans[i], 1, #prefix) == prefix and not string.find(key, ':', #prefix + 1, true) then
      local sum = byWindow[key] or others[key] or {high = 0, low = 0}
      local high, low = parts(loans[i + 1])
      sum.high, sum.low = sum.high + high, sum.low + low
      if not current[key] then
        others[key] = sum
      end
    end
  end
  local most = {high = 0, low = 0}
  for _, sum in pairs(others) do
    most.high, most.low = larger(most.high, most.low, text(sum.high, sum.low))
  end
  return byWindow, most
end

local function recount(history, windows)
  local fields, born, fresh = {}, math.floor(now / 3600000), true
  local read = redis.call('HGETALL', history.key)
  for i = 1, #read, 2 do
    local what, at = string.match(read[i], '^([hyrtb])(%d*)$')
    if what == 'b' then
      born, fresh = tonumber(read[i + 1]), false
    elseif what then
      local high, low = parts(read[i + 1])
      fields[#fields + 1] = {what = what, at = tonumber(at), high = high, low = low}
    end
  end
  local lent, others = onLoan(history, windows)
  for _, window in ipairs(windows) do
    local spentHigh, spentLow, heldHigh, heldLow = since(window.since, fields)
    heldHigh, heldLow = heldHigh + lent[window.key].high + others.high, heldLow + lent[window.key].low + others.low
    heldHigh, heldLow = heldHigh + math.floor(heldLow / BASE), heldLow % BASE
    local counted = redis.call('HMGET', window.key, 'spent', 'reserved')
    if born >= window.since then
      spentHigh, spentLow = larger(spentHigh, spentLow, counted[1])
    end
    if fresh then
      heldHigh, heldLow = larger(heldHigh, heldLow, counted[2])
    end
    local spent, held = text(spentHigh, spentLow), text(heldHigh, heldLow)
    if spent ~= (counted[1] or '0') or held ~= (counted[2] or '0') then
      redis.call('HSET', window.key, 'spent', spent, 'reserved', held)
      redis.call('EXPIREAT', window.key, window.expiry)
    end
  end
  redis.call('HSETNX', history.key, 'b', string.format('%.0f', born))
  if others.high > 0 or others.low > 0 then
    redis.call('HSET', history.key, 'o', '1')
  else
    redis.call('HDEL', history.key, 'o')
  end
end

-- Histories by name, and the shape of the windows for which counters stand from here on.
local shapes = {}
local function look(history, number, all)
  local packed = tonumber(history.expiry)
  history.hour = packed % HOURS
  history.shape = string.format('%.0f', math.floor(packed / HOURS / 2))
  local known = shapes[history.key] or redis.call('HGET', history.key, 'd')
  if known ~= history.shape then
    local windows = {}
    for _, counter in ipairs(all) do
      if counter.history == number then
        windows[#windows + 1] = counter
      end
    end
    recount(history, windows)
    redis.call('HSET', history.key, 'd', history.shape)
    redis.call('EXPIRE', history.key, math.floor(packed / HOURS) % 2 == 1 and SHORT or LONG)
  end
  shapes[history.key] = history.shape
end

-- Counters as they stand in this run. Reading comes before the first change: a counter that is something else ends the run without a trace.
local function load(counter)
  local kind, key = counter.kind, counter.key
  if kind == 'H' then
    counter.addedHigh, counter.addedLow = 0, 0
  elseif kind == 'B' then
    local held = redis.call('HMGET', key, 'spent', 'reserved')
    counter.new = not held[1] and not held[2]
    counter.spent = held[1] or '0'
    counter.spentHigh, counter.spentLow = parts(held[1])
    counter.high, counter.low = parts(held[2])
    counter.addedHigh, counter.addedLow = 0, 0
  elseif kind == 'C' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    counter.used = redis.call('ZCARD', key)
    counter.members = {}
  else
    local used = redis.call('GET', key)
    counter.new = not used
    counter.used = tonumber(used or '0')
    counter.added = 0
  end
end

-- The limit of what is counted only: whatever is spent does not count towards it.
local UNBOUNDED = '9223372036854775807'

-- Whether spent + reserved + cost is over the limit, or nothing is left at all: a call that costs nothing does not pass an exhausted budget.
local function over(budget, limit, cost)
  if budget.limit ~= limit then
    local high, low = parts(limit)
    if limit ~= UNBOUNDED then
      high, low = high - budget.spentHigh, low - budget.spentLow
    end
    budget.limit = limit
    budget.freeHigh, budget.freeLow = high + math.floor(low / BASE), low % BASE
  end
  local high, low = budget.freeHigh, budget.freeLow
  if high < 0 or (high == 0 and low == 0) then
    return true
  end
  local costHigh, costLow = parts(cost)
  high, low = high - budget.high - costHigh, low - budget.low - costLow
  return high + math.floor(low / BASE) < 0
end

local function standing(counter, limit, amount)
  if counter.kind == 'B' then
    return over(counter, limit, amount), counter.spent .. ' ' .. text(counter.high, counter.low)
  elseif counter.kind == 'H' then
    return false, '0'
  elseif counter.kind == 'C' then
    return counter.used >= tonumber(limit), counter.used
  end
  return counter.used + tonumber(amount) > tonumber(limit), counter.used
end

local function hold(counter, amount, id)
  if counter.kind == 'B' then
    local high, low = parts(amount)
    counter.high, counter.low = counter.high + high, counter.low + low
    counter.addedHigh, counter.addedLow = counter.addedHigh + high, counter.addedLow + low
  elseif counter.kind == 'H' then
    local high, low = parts(amount)
    counter.addedHigh, counter.addedLow = counter.addedHigh + high, counter.addedLow + low
  elseif counter.kind == 'C' then
    counter.used = counter.used + 1
    counter.members[#counter.members + 1] = now + ttl
    counter.members[#counter.members + 1] = id
  else
    counter.used = counter.used + tonumber(amount)
    counter.added = counter.added + tonumber(amount)
  end
end

local function store(counter)
  local expire = 'EXPIRE'
  if counter.kind == 'C' then
    if #counter.members > 0 then
      redis.call('ZADD', counter.key, unpack(counter.members))
    end
    return
  elseif counter.kind == 'H' then
    local added = text(counter.addedHigh, counter.addedLow)
    if added ~= '0' then
      redis.call('HINCRBY', counter.key, 'r' .. counter.hour, added)
      if shapes[counter.key] ~= counter.shape then
        -- Calls of before and after a change in one run: the later ones' counters know nothing of these.
        redis.call('HSET', counter.key, 'd', '')
      end
    end
    return
  elseif counter.kind == 'B' then
    local added = text(counter.addedHigh, counter.addedLow)
    if added == '0' then
      return
    end
    redis.call('HINCRBY', counter.key, 'reserved', added)
    expire = 'EXPIREAT'
  elseif counter.added == 0 then
    return
  else
    redis.call('INCRBY', counter.key, string.format('%.0f', counter.added))
  end
  if counter.new then
    redis.call(expire, counter.key, counter.expiry)
  end
end

local counters = {}
for kind, expiry, history, hour in string.gmatch(ARGV[2], '(%a),(%d+),?(%d*),?(%d*);') do
  counters[#counters + 1] = {kind = kind, key = KEYS[#counters + 1], expiry = expiry, history = tonumber(history), since = tonumber(hour)}
end
for number, counter in ipairs(counters) do
  if counter.kind == 'H' then
    look(counter, number, counters)
  end
end
for _, counter in ipairs(counters) do
  load(counter)
end
local reapers = {}
for i = 1, tonumber(ARGV[3]) do
  reapers[i] = {}
end

local replies = {}
local held, amounts, used = {}, {}, {}
local k = #counters + #reapers
for a = 4, #ARGV, 4 do
  local id = ARGV[a]
  k = k + 1
  local claims, refusedBy = 0, 0
  for number, limit, amount in string.gmatch(ARGV[a + 2], '(%d+),(%d+),(%d+);') do
    claims = claims + 1
    local counter = counters[tonumber(number)]
    held[claims], amounts[claims] = counter, amount
    local exceeded, figure = standing(counter, limit, amount)
    used[claims] = figure
    if exceeded and refusedBy == 0 then
      refusedBy = claims
    end
  end
  if refusedBy == 0 then
    if redis.call('SET', KEYS[k], ARGV[a + 1], 'NX') then
      for i = 1, claims do
        hold(held[i], amounts[i], id)
      end
      local reaped = reapers[tonumber(ARGV[a + 3])]
      reaped[#reaped + 1] = now + ttl
      reaped[#reaped + 1] = id
    else
      refusedBy = -1
    end
  end
  replies[#replies + 1] = refusedBy
  for i = 1, claims do
    replies[#replies + 1] = used[i]
  end
end
for _, counter in ipairs(counters) do
  store(counter)
end
for i, reaped in ipairs(reapers) do
  if #reaped > 0 then
    redis.call('ZADD', KEYS[#counters + i], unpack(reaped))
  end
end
return replies
