-- Checks and reserves for any number of calls, one after the other; every call holds all its claims or none.
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

local function standing(kind, key, limit, amount)
  if kind == 'B' then
    local held = redis.call('HMGET', key, 'spent', 'reserved')
    return over(held[1], held[2], amount, limit), (held[1] or '0') .. ' ' .. (held[2] or '0')
  elseif kind == 'C' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    local used = redis.call('ZCARD', key)
    return used >= tonumber(limit), used
  end
  local used = tonumber(redis.call('GET', key) or '0')
  return used + tonumber(amount) > tonumber(limit), used
end

local function hold(kind, key, amount, expiry, id, used)
  if kind == 'B' then
    redis.call('HINCRBY', key, 'reserved', amount)
    if used == '0 0' then
      redis.call('EXPIREAT', key, expiry)
    end
  elseif kind == 'C' then
    redis.call('ZADD', key, now + ttl, id)
  else
    redis.call('INCRBY', key, amount)
    if used == 0 then
      redis.call('EXPIRE', key, expiry)
    end
  end
end

local replies = {}
local kinds, limits, amounts, expiries, used = {}, {}, {}, {}, {}
local k = 1
for a = 2, #ARGV, 3 do
  local id, record = ARGV[a], ARGV[a + 1]
  local reservation, reaper = KEYS[k], KEYS[k + 1]
  k = k + 2
  local claims, refusedBy = 0, 0
  for kind, limit, amount, expiry in string.gmatch(ARGV[a + 2], '(%a),(%d+),(%d+),(%d+);') do
    claims = claims + 1
    kinds[claims], limits[claims], amounts[claims], expiries[claims] = kind, limit, amount, expiry
    local exceeded, figure = standing(kind, KEYS[k + claims - 1], limit, amount)
    used[claims] = figure
    if exceeded and refusedBy == 0 then
      refusedBy = claims
    end
  end
  if refusedBy == 0 then
    if redis.call('SET', reservation, record, 'NX') then
      for i = 1, claims do
        hold(kinds[i], KEYS[k + i - 1], amounts[i], expiries[i], id, used[i])
      end
      redis.call('ZADD', reaper, now + ttl, id)
    else
      refusedBy = -1
    end
  end
  replies[#replies + 1] = refusedBy
  for i = 1, claims do
    replies[#replies + 1] = used[i]
  end
  k = k + claims
end
return replies
