import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { MAX_CALLS } from '../cloudflare/max-calls.ts';

/** No key lives longer: the contract's hour, with a margin for clocks. */
export const MAX_TTL_MS = 3_590_000;

/** One for each replica of the last hour, a block and a rejection: a key with more is not ours. */
const MAX_REDIS_FIELDS = 1_000;

/** The field that holds all calls where nobody knows what the replicas hold. */
const UNKNOWN_FIELD = 'unknown';

/** Sets `now`: the time of Redis, if the argument is negative. */
export const READ_TIME = `
local function readTime(given)
  local ms = tonumber(given)
  if ms >= 0 then return ms end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/**
 * The fields of a key. Another client may have overwritten or deleted the key, and Redis may have evicted
 * it: then nobody knows what the replicas hold. The field `UNKNOWN_FIELD` stands for it: a holder of
 * all calls, until no call counts that was made before.
 */
export const READ_FIELDS = `
local function markUnknown(key, now)
  local ends = string.format('%.0f', now + ${CALL_COUNTS_MS})
  redis.call('HSET', key, '${UNKNOWN_FIELD}', '0 0 ${MAX_CALLS} -1 ' .. ends .. ' ' .. ends)
  if redis.call('PTTL', key) < ${CALL_COUNTS_MS} then redis.call('PEXPIRE', key, ${CALL_COUNTS_MS}) end
end
local function readFields(key, now)
  local size = redis.pcall('HLEN', key)
  if type(size) == 'number' and size <= ${MAX_REDIS_FIELDS} then return redis.call('HGETALL', key) end
  redis.call('UNLINK', key)
  markUnknown(key, now)
  return redis.call('HGETALL', key)
end
`;
