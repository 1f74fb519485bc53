-- Ends any number of calls: books their cost, gives back what was held, appends their ledger entries,
-- as one JSON array per stream. Idempotent by call id.
--
-- ARGV[1]   how long the end of a call is remembered, in seconds; then for each call
--           id, ledger entry ('' = none),
--           "mode,counters,reserved,cost,expiry": how many spending counters there are, what was reserved, what it cost (10^-10 USD),
--           expiry of the counters in seconds from now,
--           claims: "kind,reserved,actual,expiry;" one after the other, kinds and expiry as in reserve.lua
--             S settle   book the cost, with or without a reservation
--             O orphan   book an expired reservation at what it holds
--             P part     the same for what an orphan draws on under another tag, reserved or not yet
--             X release  undo a reservation whose call was not made
-- KEYS      for each call: reservation, reaper's ZSET, ledger stream, one key per claim, then the spending counters
-- returns   one letter per call, then the number of counters that could not be changed:
--           S booked, N booked without a reservation, C an orphan corrected, O booked as an orphan,
--           P booked as part of an orphan, X released, D done before, - not to be done
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local memory = ARGV[1]
-- An orphan may be corrected long after: by a gateway that comes back with its journal.
local ORPHAN_MEMORY = '86400'
local failures = 0

-- A counter that cannot be changed must not keep the others, and the ledger, from being written.
local function change(...)
  local result = redis.pcall(...)
  if type(result) == 'table' and result.err then
    failures = failures + 1
    return nil
  end
  return result
end

local function negative(amount)
  if string.byte(amount) == 45 then
    return string.sub(amount, 2)
  end
  return amount == '0' and '0' or '-' .. amount
end

local function add(key, amount, expiry)
  -- A counter that equals what was added is new.
  if amount ~= '0' and change('INCRBY', key, amount) == tonumber(amount) then
    redis.call('EXPIRE', key, expiry)
  end
end

-- Changes a counter of a minute only if the minute is still counted.
local function correct(key, amount)
  if amount ~= 0 and redis.call('EXISTS', key) == 1 then
    change('INCRBY', key, string.format('%.0f', amount))
  end
end

-- Many calls of a run change the same counters: changes are added up and made once, at the end.
-- Lua's numbers hold 53 bits, amounts have 63: a sum is two parts, high * 10^9 + low.
local BASE = 1000000000
local sums = {}
local function addTo(sum, amount)
  if #amount <= 9 then
    sum.low = sum.low + tonumber(amount)
  else
    sum.high = sum.high + tonumber(string.sub(amount, 1, -10))
    sum.low = sum.low + tonumber(string.sub(amount, -9))
  end
end

local function text(sum)
  local high = sum.high + math.floor(sum.low / BASE)
  local low = sum.low % BASE
  return high == 0 and string.format('%.0f', low) or string.format('%.0f%09.0f', high, low)
end

local function later(what, key, amount, expiry)
  local ofKey = sums[key]
  if not ofKey then
    ofKey = {expiry = expiry}
    sums[key] = ofKey
  end
  local sum = ofKey[what]
  if not sum then
    sum = {high = 0, low = 0}
    ofKey[what] = sum
  end
  addTo(sum, amount)
end

local members = {}
local function removeLater(key, id)
  local of = members[key]
  if not of then
    of = {}
    members[key] = of
  end
  of[#of + 1] = id
end

local function unhold(key, reserved, expiry)
  if reserved == '0' then
    return
  end
  local left = change('HINCRBY', key, 'reserved', negative(reserved))
  if left and left < 0 then
    -- The counter was lost and began anew: what it does not know, it cannot give back.
    redis.call('HSET', key, 'reserved', '0')
    redis.call('EXPIREAT', key, expiry)
  end
end

local function spend(key, amount, expiry)
  if amount ~= '0' and change('HINCRBY', key, 'spent', amount) == tonumber(amount) then
    redis.call('EXPIREAT', key, expiry)
  end
end

-- state: R reserved, O orphan booked, '' unknown
local function claim(state, mode, kind, key, id, reserved, actual, expiry)
  if kind == 'B' then
    if state == 'R' then
      later('unheld', key, reserved, expiry)
    elseif state == 'O' then
      spend(key, negative(reserved), expiry)
    end
    if mode ~= 'X' then
      later('spent', key, actual, expiry)
    end
  elseif kind == 'C' then
    removeLater(key, id)
  elseif state == '' then
    if mode == 'S' then
      add(key, actual, expiry)
    end
  elseif reserved ~= actual then
    later('less', key, reserved, expiry)
    if mode ~= 'X' then
      later('more', key, actual, expiry)
    end
  end
end

local function changeAll()
  for key, sum in pairs(sums) do
    if sum.unheld then
      unhold(key, text(sum.unheld), sum.expiry)
    end
    if sum.spent then
      spend(key, text(sum.spent), sum.expiry)
    end
    if sum.less then
      local more = sum.more and text(sum.more) or '0'
      correct(key, tonumber(more) - tonumber(text(sum.less)))
    end
    if sum.told then
      add(key, text(sum.told), sum.expiry)
    end
  end
  for key, ids in pairs(members) do
    change('ZREM', key, unpack(ids))
  end
end

local function stateOf(mode, reservation, reaper, id, cost)
  -- Whatever was there, a call that is settled is settled from here on.
  local held
  if mode == 'S' then
    held = redis.pcall('SET', reservation, 'S' .. cost, 'EX', memory, 'GET')
  else
    held = redis.pcall('GET', reservation)
  end
  if type(held) == 'table' then
    -- Spoiled: what it held is not known.
    failures = failures + 1
    held = nil
  end
  local first = held and string.sub(held, 1, 1) or ''
  if first == 'S' or (first == 'X' and mode ~= 'S') then
    return 'D'
  elseif mode == 'P' and first == '' then
    return ''
  elseif mode == 'O' or (mode == 'P' and first == '{') then
    local expires = change('ZSCORE', reaper, id)
    if first ~= '{' or (expires and tonumber(expires) > now) then
      return '-'
    end
    return 'R'
  elseif first == 'O' then
    return mode == 'S' and 'O' or 'D'
  end
  return first == '{' and 'R' or ''
end

local function head(text)
  return string.match(text, '(%a),(%d+),(%d+),(%d+),(%d+)')
end

-- All or nothing: what could keep the entries from their streams comes before the first change.
local rows, streams = {}, {}
local k = 1
for a = 2, #ARGV, 4 do
  local stream = KEYS[k + 2]
  if not rows[stream] then
    local kind = redis.call('TYPE', stream).ok
    if kind ~= 'none' and kind ~= 'stream' then
      return redis.error_reply('WRONGTYPE ' .. stream .. ' is a ' .. kind)
    end
    rows[stream] = {}
    streams[#streams + 1] = stream
  end
  local _, counters = head(ARGV[a + 2])
  local _, claims = string.gsub(ARGV[a + 3], ';', '')
  k = k + 3 + claims + tonumber(counters)
end

local letters = {}
k = 1
for a = 2, #ARGV, 4 do
  local id, entry = ARGV[a], ARGV[a + 1]
  local mode, counters, reserved, cost, kept = head(ARGV[a + 2])
  local reservation, reaper, stream = KEYS[k], KEYS[k + 1], KEYS[k + 2]
  local state = stateOf(mode, reservation, reaper, id, cost)
  local due = state ~= 'D' and state ~= '-'
  local letter = state
  if due then
    letter = mode
    if mode == 'S' then
      letter = state == 'O' and 'C' or (state == '' and 'N' or 'S')
    end
    if entry ~= '' and mode ~= 'X' then
      local of = rows[stream]
      of[#of + 1] = entry
    end
  end
  k = k + 3
  for kind, held, actual, expiry in string.gmatch(ARGV[a + 3], '(%a),(%d+),(%d+),(%d+);') do
    if due then
      claim(state, mode, kind, KEYS[k], id, held, actual, expiry)
    end
    k = k + 1
  end
  for i = 1, tonumber(counters) do
    if due and mode ~= 'X' then
      if state == 'O' then
        add(KEYS[k], negative(reserved), kept)
      end
      later('told', KEYS[k], cost, kept)
    end
    k = k + 1
  end
  if due then
    if mode ~= 'S' then
      redis.call('SET', reservation, mode == 'X' and 'X' or 'O', 'EX', mode == 'X' and memory or ORPHAN_MEMORY)
    end
    removeLater(reaper, id)
  elseif mode == 'O' and state == 'D' then
    removeLater(reaper, id)
  end
  letters[#letters + 1] = letter
end
for _, stream in ipairs(streams) do
  local of = rows[stream]
  if #of > 0 then
    redis.call('XADD', stream, '*', 'e', '[' .. table.concat(of, ',') .. ']')
  end
end
changeAll()
return table.concat(letters) .. failures
