-- Books calls that hold nothing, many in one step: their ledger entries, and what was spent in sums. Idempotent by the batch.
--
-- ARGV[1]   number of the batch: a writer stores its batches in order; [2] how long the number is remembered, in seconds;
--           [3] expiry of new counters in seconds from now; then for each tag
--           ledger entries as a JSON array, number of counters, what to add to each (10^-10 USD; "c" and a number corrects a counter of a window, if it is still there)
-- KEYS      number of the writer's last batch; then for each tag: ledger stream, counters
-- returns   how many counters could not be changed; -1 = the batch was booked before
redis.replicate_commands()
local last = redis.call('GET', KEYS[1])
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return -1
end

local function each(visit)
  local k, a = 2, 4
  while a <= #ARGV do
    local counters = tonumber(ARGV[a + 1])
    visit(k, a, counters)
    k = k + 1 + counters
    a = a + 2 + counters
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
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
each(function(k, a, counters)
  redis.call('XADD', KEYS[k], '*', 'e', ARGV[a])
  for i = 1, counters do
    local amount = ARGV[a + 1 + i]
    local now = 0
    if string.byte(amount) ~= 99 then
      now = redis.pcall('INCRBY', KEYS[k + i], amount)
    elseif redis.call('EXISTS', KEYS[k + i]) == 1 then
      now = redis.pcall('INCRBY', KEYS[k + i], string.sub(amount, 2))
    end
    if type(now) == 'table' then
      failures = failures + 1
    elseif now == tonumber(amount) then
      -- A counter that equals what was added is new.
      redis.call('EXPIRE', KEYS[k + i], ARGV[3])
    end
  end
end)
return failures
