-- Has a budget's history know what was counted under another tag. May be repeated at any time: a figure replaces the one brought before.
--
-- KEYS[1]   history (see BudgetHistory); ARGV[1] the other tag, then field, amount: all that was counted there
-- returns   number of fields that were changed
redis.replicate_commands()
local history, from = KEYS[1], '@' .. ARGV[1]

local brought = {}
for i = 2, #ARGV, 2 do
  brought[ARGV[i]] = ARGV[i + 1]
end
local known, born = {}, nil
local fields = redis.call('HGETALL', history)
for i = 1, #fields, 2 do
  local field, tag = string.match(fields[i], '^(%a%d*)(@.*)$')
  if tag == from then
    known[field] = fields[i + 1]
    brought[field] = brought[field] or '0'
  elseif fields[i] == 'b' then
    born = tonumber(fields[i + 1])
  end
end
if brought.b and (not born or tonumber(brought.b) < born) then
  redis.call('HSET', history, 'b', brought.b)
end
brought.b = nil

local function negative(amount)
  if amount == '0' then
    return '0'
  end
  return string.byte(amount) == 45 and string.sub(amount, 2) or '-' .. amount
end

local changed = 0
for field, amount in pairs(brought) do
  local before = known[field] or '0'
  if before ~= amount then
    changed = changed + 1
    redis.call('HINCRBY', history, field, amount)
    if redis.call('HINCRBY', history, field, negative(before)) == 0 then
      redis.call('HDEL', history, field)
    end
    if amount == '0' then
      redis.call('HDEL', history, field .. from)
    else
      redis.call('HSET', history, field .. from, amount)
    end
  end
end
if changed > 0 then
  redis.call('HSET', history, 'd', '')
  redis.call('EXPIRE', history, 410 * 86400)
end
return changed
