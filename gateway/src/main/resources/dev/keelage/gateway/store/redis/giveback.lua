-- Gives back what a gateway borrowed and did not use, if its window is still counted.
--
-- KEYS[1]   counter; ARGV[1] amount
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
return redis.call('DECRBY', KEYS[1], ARGV[1])
