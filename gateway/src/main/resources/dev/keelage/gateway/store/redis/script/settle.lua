-- Ends any number of calls: books their cost, gives back what was held, appends their ledger entries,
-- as one JSON array per stream. Idempotent by call id. Counters are named once, however many calls of the run change them.
--
-- ARGV[1]   how long the end of a call is remembered, in seconds; [2] counters: "kind,expiry;" one after the other,
--           kinds (B, C, H, R, T …) and expiry as in reserve.lua, and M what was spent in a month, expiry in seconds from now;
--           [3] number of ledger streams, [4] number of reapers' ZSETs, [5] number of HASHes of loans, [6] number of ZSETs of gateways,
--           [7] number of HASHes of what one decided, [8] number of this run: one that is sent again, because its answer was lost, has the same, and does
--           nothing then, however long ago it was; then for each call
--           id, ledger entry ('' = none),
--           "mode,reserved,cost,stream,reaper,loans,gateways,notes,gateway": what was reserved, what it cost (10^-10 USD), numbers of its stream, its ZSET,
--           its HASH of loans and, of a call that note.lua noted (L, Q), of the ZSET of gateways and of what the one decided that decided it; that one,
--           claims: "counter,reserved,actual,loan;" one after the other (loan: L, Q: see lease.lua; '' = one that keeps no account),
--           spending counters: "counter;"
--             S settle   book the cost, with or without a reservation
--             L lent     the same for a call that a gateway decided out of loans
--             O orphan   book an expired reservation at what it holds
--             Q          book such a call of a gateway that shows no sign of life at what it holds
--             P part     the same for what an orphan draws on under another tag, reserved or not yet
--             X release  undo a reservation whose call was not made
-- KEYS      counters, ledger streams, reapers' ZSETs, HASHes of loans, ZSETs of gateways, HASHes of what they decided, then a reservation per call, then the number of the sender's last run
-- returns   = if this very run was done before, else one letter per call, then the number of counters that could not be changed:
--           S booked, N booked without a reservation, C an orphan corrected, O booked as an orphan,
--           P booked as part of an orphan, X released, D done before, - not to be done
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local memory = ARGV[1]
-- As long as a sender may wait for Redis, at the least.
local RUN_MEMORY = '604800'
local last = redis.call('GET', KEYS[#KEYS])
if last and tonumber(last) >= tonumber(ARGV[8]) then
  return '='
end
-- An orphan may be corrected long after: by a gateway that comes back with its journal.
local ORPHAN_MEMORY = '86400'
local failures = 0

-- A counter that cannot be changed must not keep the others, and the ledger, from being written.
local function change(command, key, ...)
  local result = redis.pcall(command, key, ...)
  if type(result) == 'table' and result.err then
    if string.find(result.err, 'overflow', 1, true) then
      return fill(command, key, ...)
    end
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
  if high > 9223372036 or high == 9223372036 and low > 854775807 then
    return MOST
  end
  return high == 0 and string.format('%.0f', low) or string.format('%.0f%09.0f', high, low)
end

local function later(what, counter, amount)
  local sum = counter[what]
  if not sum then
    sum = {high = 0, low = 0}
    counter[what] = sum
  end
  addTo(sum, amount)
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

-- What of an amount the loan still covers leaves it.
local function draw(hash, counter, loan, amount)
  if amount == '0' then
    return amount
  end
  local name = counter.kind .. counter.key .. ' ' .. loan
  local lent = change('HGET', hash, name) or '0'
  if tonumber(lent) <= tonumber(amount) then
    change('HDEL', hash, name)
    return lent
  end
  change('HINCRBY', hash, name, negative(amount))
  return amount
end

-- state: R reserved, L on loan, O orphan booked, '' unknown
local function claim(state, mode, counter, id, reserved, actual, loan, loans)
  if state == 'L' then
    if loan ~= '' then
      -- A loan that was ended meanwhile has given back what the call held.
      reserved = draw(loans, counter, loan, reserved)
    elseif counter.kind == 'H' then
      -- Nothing was written down of it.
      reserved = '0'
    end
    state = 'R'
  end
  if counter.kind == 'B' or counter.kind == 'H' then
    if state == 'R' then
      later('unheld', counter, reserved)
    elseif state == 'O' and counter.kind == 'H' then
      remember(counter, negative(reserved), now, change)
    elseif state == 'O' then
      spend(counter.key, negative(reserved), counter.expiry)
    end
    if mode ~= 'X' then
      later('spent', counter, actual)
    end
  elseif counter.kind == 'C' then
    counter.gone[#counter.gone + 1] = id
  elseif state == '' then
    if mode == 'S' then
      add(counter.key, actual, counter.expiry)
    end
  elseif reserved ~= actual then
    later('less', counter, reserved)
    if mode ~= 'X' then
      later('more', counter, actual)
    end
  end
end

local function changeAll(counters)
  for _, counter in ipairs(counters) do
    if counter.kind == 'H' then
      if counter.unheld then
        forget(counter, negative(text(counter.unheld)), change)
      end
      if counter.spent then
        remember(counter, text(counter.spent), now, change)
      end
      if counter.unheld or counter.spent then
        compare(counter, change)
      end
    elseif counter.unheld then
      unhold(counter.key, text(counter.unheld), counter.expiry)
    end
    if counter.spent and counter.kind ~= 'H' then
      spend(counter.key, text(counter.spent), counter.expiry)
    end
    if counter.less then
      local more = counter.more and text(counter.more) or '0'
      correct(counter.key, tonumber(more) - tonumber(text(counter.less)))
    end
    if counter.told then
      add(counter.key, text(counter.told), counter.expiry)
    end
    if #counter.gone > 0 then
      change('ZREM', counter.key, unpack(counter.gone))
    end
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
    if not string.find(held.err, 'WRONGTYPE', 1, true) then
      -- Full, or a replica: nothing of this run is written, it comes again.
      error(held.err)
    end
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

-- A call that a gateway decided is noted until it is booked.
local function stateOfNoted(reservation, gateways, notes, gateway, id)
  local lives = redis.call('ZSCORE', gateways, gateway)
  if lives and tonumber(lives) > now then
    return '-'
  end
  local note = change('HGET', notes, id)
  if not note then
    return '-'
  end
  redis.call('HDEL', notes, id)
  return redis.call('GET', reservation) and 'D' or 'L', note
end

local counters, streams, reapers = {}, {}, {}
for kind, expiry in string.gmatch(ARGV[2], '(%a),(%d+);') do
  counters[#counters + 1] = {kind = kind, key = KEYS[#counters + 1], expiry = expiry, gone = {}}
end
local k = #counters
-- All or nothing: what could keep the entries from their streams comes before the first change.
for i = 1, tonumber(ARGV[3]) do
  k = k + 1
  local kind = redis.call('TYPE', KEYS[k]).ok
  if kind ~= 'none' and kind ~= 'stream' then
    return redis.error_reply('WRONGTYPE ' .. KEYS[k] .. ' is a ' .. kind)
  end
  streams[i] = {key = KEYS[k], rows = {}}
end
for i = 1, tonumber(ARGV[4]) do
  k = k + 1
  reapers[i] = {key = KEYS[k], gone = {}}
end
local loans = k
local gateways = loans + tonumber(ARGV[5])
local decided = gateways + tonumber(ARGV[6])
k = decided + tonumber(ARGV[7])
redis.call('SET', KEYS[#KEYS], ARGV[8], 'EX', RUN_MEMORY)

local letters = {}
for a = 9, #ARGV, 5 do
  k = k + 1
  local id, entry = ARGV[a], ARGV[a + 1]
  local mode, reserved, cost, stream, reaper, hash, lives, notes, gateway =
    string.match(ARGV[a + 2], '(%a),(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),(%d+),(.*)')
  reaper = reapers[tonumber(reaper)]
  local state, note
  if mode == 'Q' then
    mode = 'O'
    state, note = stateOfNoted(KEYS[k], KEYS[gateways + tonumber(lives)], KEYS[decided + tonumber(notes)], gateway, id)
  elseif mode == 'L' then
    mode = 'S'
    state = stateOf(mode, KEYS[k], reaper.key, id, cost)
    state = state == '' and 'L' or state
    if gateway ~= '' then
      change('HDEL', KEYS[decided + tonumber(notes)], id)
    end
  else
    state = stateOf(mode, KEYS[k], reaper.key, id, cost)
  end
  local due = state ~= 'D' and state ~= '-'
  local letter = state
  if due then
    letter = mode
    if mode == 'S' then
      letter = state == 'O' and 'C' or (state == '' and 'N' or 'S')
    end
    if entry ~= '' and mode ~= 'X' then
      local rows = streams[tonumber(stream)].rows
      rows[#rows + 1] = entry
    end
    for number, held, actual, loan in string.gmatch(ARGV[a + 3], '(%d+),(%d+),(%d+),([^;]*);') do
      claim(state, mode, counters[tonumber(number)], id, held, actual, loan, KEYS[loans + tonumber(hash)])
    end
    if mode ~= 'X' then
      for number in string.gmatch(ARGV[a + 4], '(%d+);') do
        local counter = counters[tonumber(number)]
        if state == 'O' then
          add(counter.key, negative(reserved), counter.expiry)
        end
        later('told', counter, cost)
      end
    end
    if mode ~= 'S' then
      -- With the note, book.lua can take it back.
      redis.call('SET', KEYS[k], mode == 'X' and 'X' or 'O' .. (note or ''), 'EX', mode == 'X' and memory or ORPHAN_MEMORY)
    end
  end
  if due or (mode == 'O' and state == 'D') then
    reaper.gone[#reaper.gone + 1] = id
  end
  letters[#letters + 1] = letter
end
for _, stream in ipairs(streams) do
  if #stream.rows > 0 then
    redis.call('XADD', stream.key, '*', 'e', '[' .. table.concat(stream.rows, ',') .. ']')
  end
end
changeAll(counters)
for _, reaper in ipairs(reapers) do
  if #reaper.gone > 0 then
    change('ZREM', reaper.key, unpack(reaper.gone))
  end
end
return table.concat(letters) .. failures
