-- Books calls that hold no reservation, many in one step: their ledger entries, and what was spent in sums. Idempotent by the batch.
--
-- ARGV[1]   number of the batch: a writer stores its batches in order; [2] how long the number is remembered, in seconds;
--           [3] expiry of new counters in seconds from now; then for each tag
--           ledger entries as a JSON array; of how many of them note.lua made a note; number of counters; ids of those that were noted;
--           what to add to each counter: 10^-10 USD spent in a month;
--             "c" and a number: corrects a counter of a window, if it is still there;
--             "b", what was spent of a budget, "@", its expiry as Unix time in seconds; or "w", kind, what was used of a window;
--             then " amount loan" for each loan out of which it was taken, see lease.lua;
--             "h", then "amount@history " for what was spent of a budget, see history.lua
-- KEYS      number of the writer's last batch; then for each tag: ledger stream, HASH of what is on loan, ZSET of loans by expiry,
--           HASH of what the gateway decided that decided them, a reservation per noted id, counters
-- returns   how many counters could not be changed; -1 = the batch was booked before
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local last = redis.call('GET', KEYS[1])
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return -1
end

local function each(visit)
  local k, a = 2, 4
  while a <= #ARGV do
    local noted, counters = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2])
    visit(k, a, noted, counters)
    k = k + 4 + noted + counters
    a = a + 3 + noted + counters
  end
end

-- All or nothing: whatever could end the script comes before the first change.
local spoiled
each(function(k)
  local kind = redis.call('TYPE', KEYS[k]).ok
  if kind ~= 'none' and kind ~= 'stream' then
    spoiled = KEYS[k] .. ' is a ' .. kind
  end
end)
if spoiled then
  return redis.error_reply('WRONGTYPE ' .. spoiled)
end

local failures = 0
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

-- What left the loans: it is no more reserved, or was counted as used before.
local function drawn(hash, kind, counter, takes)
  local all = 0
  for amount, loan in string.gmatch(takes, ' (%d+) (%S+)') do
    local name = kind .. counter .. ' ' .. loan
    local lent = tonumber(change('HGET', hash, name) or '0')
    local took = tonumber(amount)
    if took == 0 then
      -- It cost nothing.
    elseif lent <= took then
      took = lent
      change('HDEL', hash, name)
    else
      change('HINCRBY', hash, name, '-' .. amount)
    end
    all = all + took
  end
  return all
end

local function spend(hash, counter, text)
  local spent, expiry, takes = string.match(text, '^b(%d+)@(%d+)(.*)$')
  local taken = drawn(hash, 'B', counter, takes)
  if spent ~= '0' and change('HINCRBY', counter, 'spent', spent) == tonumber(spent) then
    redis.call('EXPIREAT', counter, expiry)
  end
  if taken > 0 then
    local left = change('HINCRBY', counter, 'reserved', string.format('-%.0f', taken))
    if left and left < 0 then
      -- The counter was lost and began anew: what it does not know, it cannot give back.
      redis.call('HSET', counter, 'reserved', '0')
    end
  end
end

-- Takes back that a call was booked as an orphan, when its gateway showed no sign of life: it holds again what it held.
local function revive(note, hash, loans)
  local fields = {}
  for field in string.gmatch(note .. '\t', '([^\t]*)\t') do
    fields[#fields + 1] = field
  end
  -- begun, ledger entry, tag, number of spending counters, these; then for each claim: kind, counter, amount, expiry, loan
  local cost, at = string.match(fields[2], '"cost":(%d+)'), 4 + tonumber(fields[4])
  for i = 5, at do
    if cost ~= '0' and redis.call('EXISTS', fields[i]) == 1 then
      change('INCRBY', fields[i], '-' .. cost)
    end
  end
  for i = at + 1, #fields - 4, 5 do
    local kind, counter, amount, expiry, loan = fields[i], fields[i + 1], fields[i + 2], fields[i + 3], fields[i + 4]
    if amount ~= '0' and kind == 'H' then
      remember({key = counter, expiry = expiry}, '-' .. amount, now, change)
    elseif amount ~= '0' and loan ~= '' and redis.call('EXISTS', counter) == 1 then
      if kind == 'B' then
        change('HINCRBY', counter, 'spent', '-' .. amount)
        change('HINCRBY', counter, 'reserved', amount)
      end
      local name = kind .. counter .. ' ' .. loan
      change('HINCRBY', hash, name, amount)
      -- Nobody may renew it: what is not drawn now is for recall.lua.
      redis.call('ZADD', loans, 'NX', now, name)
    end
  end
end

redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
each(function(k, a, noted, counters)
  redis.call('XADD', KEYS[k], '*', 'e', ARGV[a])
  local hash, loans, notes = KEYS[k + 1], KEYS[k + 2], KEYS[k + 3]
  for i = 1, noted do
    if change('HDEL', notes, ARGV[a + 2 + i]) == 0 then
      local reservation = KEYS[k + 3 + i]
      local state = redis.call('GET', reservation)
      if state and string.sub(state, 1, 2) == 'Ob' then
        revive(string.sub(state, 2), hash, loans)
        redis.call('DEL', reservation)
      end
    end
  end
  for i = 1, counters do
    local counter, amount = KEYS[k + 3 + noted + i], ARGV[a + 2 + noted + i]
    local what = string.sub(amount, 1, 1)
    if what == 'b' then
      spend(hash, counter, amount)
    elseif what == 'h' then
      for spent, packed in string.gmatch(amount, '(%d+)@(%d+)') do
        local history = {key = counter, expiry = packed}
        remember(history, spent, now, change)
        compare(history, change)
      end
    elseif what == 'w' then
      local kind, used, takes = string.match(amount, '^w(%a)(%d+)(.*)$')
      local more = tonumber(used) - drawn(hash, kind, counter, takes)
      if more ~= 0 and redis.call('EXISTS', counter) == 1 then
        change('INCRBY', counter, string.format('%.0f', more))
      end
    elseif what == 'c' then
      if redis.call('EXISTS', counter) == 1 then
        local left = change('INCRBY', counter, string.sub(amount, 2))
        if left and left < 0 then
          -- The counter was lost and began anew: what it does not know, it cannot give back.
          redis.call('INCRBY', counter, string.format('%.0f', -left))
        end
      end
    elseif change('INCRBY', counter, amount) == tonumber(amount) then
      -- A counter that equals what was added is new.
      redis.call('EXPIRE', counter, ARGV[3])
    end
  end
end)
return failures
