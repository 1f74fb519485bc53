-- Sends entries that the ledger refused on their way to Postgres once more, at most 100 of them, in one step each.
-- What is refused again is parked again.
--
-- KEYS[1]   stream of parked entries; KEYS[2] ledger stream, of the same tag
local moved = 0
for _, parked in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 100)) do
  local fields = parked[2]
  for i = 1, #fields, 2 do
    if fields[i] == 'e' then
      redis.call('XADD', KEYS[2], '*', 'e', fields[i + 1])
    end
  end
  moved = moved + redis.call('XDEL', KEYS[1], parked[1])
end
return moved
