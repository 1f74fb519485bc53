-- Ends any number of calls: books their cost, gives back what was held, appends their ledger entries. Idempotent by call id.
--
-- ARGV[1]   how long the end of a call is remembered, in seconds; then for each call
--           mode, id, ledger entry ('' = none), number of claims; then for each claim
--           kind, reserved, actual, expiry (kinds and expiry as in reserve.lua), then
--           the number of spending counters, what was reserved, what it cost (10^-10 USD), their expiry in seconds from now
--             S settle   book the cost, with or without a reservation
--             O orphan   book an expired reservation at what it holds
--             X release  undo a reservation whose call was not made
-- KEYS      for each call: reservation, reaper's ZSET, ledger stream, one key per claim, then the spending counters
-- returns   one letter per call, then the number of counters that could not be changed:
--           S booked, N booked without a reservation, C an orphan corrected, O booked as an orphan,
--           X released, D done before, - not to be done
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
      unhold(key, reserved, expiry)
    elseif state == 'O' then
      spend(key, negative(reserved), expiry)
    end
    if mode ~= 'X' then
      spend(key, actual, expiry)
    end
  elseif kind == 'C' then
    redis.call('ZREM', key, id)
  elseif state == '' then
    if mode == 'S' then
      add(key, actual, expiry)
    end
  elseif mode == 'X' then
    correct(key, -tonumber(reserved))
  else
    correct(key, tonumber(actual) - tonumber(reserved))
  end
end

local function stateOf(mode, reservation, reaper, id)
  local held = redis.call('GET', reservation)
  local first = held and string.sub(held, 1, 1) or ''
  if first == 'S' or (first == 'X' and mode ~= 'S') then
    return 'D'
  elseif mode == 'O' then
    local expires = redis.call('ZSCORE', reaper, id)
    if first ~= '{' or (expires and tonumber(expires) > now) then
      return '-'
    end
    return 'R'
  elseif first == 'O' then
    return mode == 'S' and 'O' or 'D'
  end
  return first == '{' and 'R' or ''
end

local letters = {}
local k, a = 1, 2
while a <= #ARGV do
  local mode, id, entry, claims = ARGV[a], ARGV[a + 1], ARGV[a + 2], tonumber(ARGV[a + 3])
  local reservation, reaper, stream = KEYS[k], KEYS[k + 1], KEYS[k + 2]
  local claimArguments, claimKeys = a + 4, k + 3
  local counterArguments, counterKeys = claimArguments + claims * 4, claimKeys + claims
  local counters = tonumber(ARGV[counterArguments])
  a, k = counterArguments + 4, counterKeys + counters

  local state = stateOf(mode, reservation, reaper, id)
  local letter = state
  if state ~= 'D' and state ~= '-' then
    letter = mode
    if mode == 'S' then
      letter = state == 'O' and 'C' or (state == '' and 'N' or 'S')
    end
    if entry ~= '' and mode ~= 'X' then
      redis.call('XADD', stream, '*', 'e', entry)
    end
    for i = 1, claims do
      local at = claimArguments + (i - 1) * 4
      claim(state, mode, ARGV[at], KEYS[claimKeys + i - 1], id, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
    end
    if mode ~= 'X' then
      for i = 1, counters do
        local key, expiry = KEYS[counterKeys + i - 1], ARGV[counterArguments + 3]
        if state == 'O' then
          add(key, negative(ARGV[counterArguments + 1]), expiry)
        end
        add(key, ARGV[counterArguments + 2], expiry)
      end
    end
    redis.call('SET', reservation, mode, 'EX', mode == 'O' and ORPHAN_MEMORY or memory)
    redis.call('ZREM', reaper, id)
  elseif mode == 'O' and state == 'D' then
    redis.call('ZREM', reaper, id)
  end
  letters[#letters + 1] = letter
end
return table.concat(letters) .. failures
