-- Writes down, as the reservations that they are, calls which their gateway decided out of its loans and which still run: should it die,
-- they are found like all others. What they hold leaves the loan.
--
-- ARGV[1]   life of a reservation in milliseconds; [2] counters: "kind,expiry;" one after the other, as in reserve.lua;
--           [3] number of reapers' ZSETs; [4] number of HASHes of loans; then for each call
--           id, record (kept for the reaper), claims: "counter,amount,loan;" one after the other (no loan: a window's counter that keeps no account),
--           number of its reaper's ZSET, number of its HASH of loans
-- KEYS      counters, reapers' ZSETs, HASHes of loans, then a reservation per call
-- returns   how many were not known yet
redis.replicate_commands()
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local expiry = now + tonumber(ARGV[1])

-- What of an amount the loan still covers leaves it.
local function draw(hash, name, amount)
  if amount == 0 then
    return 0
  end
  local lent = tonumber(redis.call('HGET', hash, name) or '0')
  if lent <= amount then
    redis.call('HDEL', hash, name)
    return lent
  end
  redis.call('HINCRBY', hash, name, string.format('-%.0f', amount))
  return amount
end

local counters = {}
for kind, life in string.gmatch(ARGV[2], '(%a),(%d+);') do
  counters[#counters + 1] = {kind = kind, key = KEYS[#counters + 1], expiry = life}
end
local reapers = #counters
local loans = reapers + tonumber(ARGV[3])
local k = loans + tonumber(ARGV[4])
local adopted = 0
for a = 5, #ARGV, 5 do
  k = k + 1
  if redis.call('SET', KEYS[k], ARGV[a + 1], 'NX') then
    adopted = adopted + 1
    redis.call('ZADD', KEYS[reapers + tonumber(ARGV[a + 3])], expiry, ARGV[a])
    for number, held, loan in string.gmatch(ARGV[a + 2], '(%d+),(%d+),([^;]*);') do
      local counter = counters[tonumber(number)]
      if counter.kind == 'H' then
        hold(counter, held, redis.call)
        compare(counter, redis.call)
      elseif loan ~= '' then
        local amount = tonumber(held)
        local missing = amount - draw(KEYS[loans + tonumber(ARGV[a + 4])], counter.kind .. counter.key .. ' ' .. loan, amount)
        -- The loan was ended meanwhile: the reservation stands on its own.
        if missing > 0 and counter.kind == 'B' then
          redis.call('HINCRBY', counter.key, 'reserved', string.format('%.0f', missing))
          redis.call('EXPIREAT', counter.key, counter.expiry)
        elseif missing > 0 then
          redis.call('INCRBY', counter.key, string.format('%.0f', missing))
          redis.call('EXPIRE', counter.key, counter.expiry)
        end
      end
    end
  end
end
return adopted
