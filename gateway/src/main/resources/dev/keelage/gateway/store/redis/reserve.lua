-- Checks and reserves for any number of calls, one after the other; every call holds all its claims or none.
-- Each counter is read once and written once, however many calls of the run draw on it.
--
-- ARGV[1]   life of a reservation in milliseconds; then for each call
--           id, record (kept for the reaper), claims: "kind,limit,amount,expiry;" one after the other
--             R requests     amount 1       expiry in seconds from now
--             T tokens       amount tokens  expiry in seconds from now
--             C concurrency  amount 1       expiry unused
--             B budget       amount 10^-10 USD, expiry as Unix time in seconds
-- KEYS      for each call: reservation, reaper's ZSET, then one key per claim
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

-- Whether spent + reserved + cost is over the limit, or nothing is left at all: a call that costs nothing does not pass an exhausted budget.
local function over(spent, reserved, cost, limit)
  local sh, sl = parts(spent)
  local rh, rl = parts(reserved)
  local ch, cl = parts(cost)
  local lh, ll = parts(limit)
  local high, low = lh - sh, ll - sl
  high = high + math.floor(low / BASE)
  low = low % BASE
  if high < 0 or (high == 0 and low == 0) then
    return true
  end
  high, low = high - rh - ch, low - rl - cl
  return high + math.floor(low / BASE) < 0
end

-- Counters as they stand in this run, by key. Reading comes before the first change: a counter that is something else ends the run without a trace.
local counters = {}
local function load(kind, key, expiry)
  local counter = {kind = kind, expiry = expiry}
  if kind == 'B' then
    local held = redis.call('HMGET', key, 'spent', 'reserved')
    counter.new = not held[1] and not held[2]
    counter.spent = held[1] or '0'
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
  counters[key] = counter
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

local function standing(counter, limit, amount)
  if counter.kind == 'B' then
    local reserved = text(counter.high, counter.low)
    return over(counter.spent, reserved, amount, limit), counter.spent .. ' ' .. reserved
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

local function store(key, counter)
  if counter.kind == 'C' then
    if #counter.members > 0 then
      redis.call('ZADD', key, unpack(counter.members))
    end
    return
  end
  local expire = 'EXPIRE'
  if counter.kind == 'B' then
    local added = text(counter.addedHigh, counter.addedLow)
    if added == '0' then
      return
    end
    redis.call('HINCRBY', key, 'reserved', added)
    expire = 'EXPIREAT'
  elseif counter.added == 0 then
    return
  else
    redis.call('INCRBY', key, string.format('%.0f', counter.added))
  end
  if counter.new then
    redis.call(expire, key, counter.expiry)
  end
end

local k = 1
for a = 2, #ARGV, 3 do
  k = k + 2
  for kind, expiry in string.gmatch(ARGV[a + 2], '(%a),%d+,%d+,(%d+);') do
    if not counters[KEYS[k]] then
      load(kind, KEYS[k], expiry)
    end
    k = k + 1
  end
end

local replies, reapers = {}, {}
local held, amounts, used = {}, {}, {}
k = 1
for a = 2, #ARGV, 3 do
  local id, record = ARGV[a], ARGV[a + 1]
  local reservation, reaper = KEYS[k], KEYS[k + 1]
  k = k + 2
  local claims, refusedBy = 0, 0
  for limit, amount in string.gmatch(ARGV[a + 2], '%a,(%d+),(%d+),%d+;') do
    claims = claims + 1
    local counter = counters[KEYS[k]]
    k = k + 1
    held[claims], amounts[claims] = counter, amount
    local exceeded, figure = standing(counter, limit, amount)
    used[claims] = figure
    if exceeded and refusedBy == 0 then
      refusedBy = claims
    end
  end
  if refusedBy == 0 then
    if redis.call('SET', reservation, record, 'NX') then
      for i = 1, claims do
        hold(held[i], amounts[i], id)
      end
      local reaped = reapers[reaper] or {}
      reapers[reaper] = reaped
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
for key, counter in pairs(counters) do
  store(key, counter)
end
for reaper, reaped in pairs(reapers) do
  redis.call('ZADD', reaper, unpack(reaped))
end
return replies
