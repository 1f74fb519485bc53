-- Checks and reserves for any number of calls, one after the other; every call holds all its claims or none.
-- Each counter is named, read and written once, however many calls of the run draw on it.
--
-- ARGV[1]   life of a reservation in milliseconds; [2] counters: "kind,expiry;" one after the other
--             R requests     expiry in seconds from now
--             T tokens       expiry in seconds from now
--             C concurrency  expiry unused
--             B budget       amounts in 10^-10 USD, expiry as Unix time in seconds
--           [3] number of reapers' ZSETs; then for each call
--           id, record (kept for the reaper), claims: "counter,limit,amount;" one after the other, number of its reaper's ZSET
-- KEYS      counters, reapers' ZSETs, then a reservation per call
-- returns   for each call a number, then one figure per claim as it stood before the call:
--           0 = reserved, n = refused by its n-th claim, -1 = the call is known already
--           R, T, C: what is used; B: "spent reserved"
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

-- Counters as they stand in this run. Reading comes before the first change: a counter that is something else ends the run without a trace.
local function load(kind, key, expiry)
  local counter = {kind = kind, key = key, expiry = expiry}
  if kind == 'B' then
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
  return counter
end

-- Whether spent + reserved + cost is over the limit, or nothing is left at all: a call that costs nothing does not pass an exhausted budget.
local function over(budget, limit, cost)
  if budget.limit ~= limit then
    local high, low = parts(limit)
    high, low = high - budget.spentHigh, low - budget.spentLow
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
for kind, expiry in string.gmatch(ARGV[2], '(%a),(%d+);') do
  counters[#counters + 1] = load(kind, KEYS[#counters + 1], expiry)
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
