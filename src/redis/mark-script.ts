import { MAX_TTL_MS, READ_FIELDS, READ_TIME } from './lua-parts.ts';

/** Stores a block (the later end holds) or a rejection (the first one holds until it ends), and tells the other replicas. */
export const MARK_SCRIPT = `${READ_TIME}${READ_FIELDS}
local key, channel = KEYS[1], ARGV[1]
local field, endsIn, text, now = ARGV[2], tonumber(ARGV[3]), ARGV[4], readTime(ARGV[5])
readFields(key, now)
local value = redis.call('HGET', key, field)
local ends = tonumber(string.match(value or '', '^%d+') or '0')
local holds = now < ends
if field == 'block' then holds = ends >= now + endsIn end
if not holds then
  redis.call('HSET', key, field, string.format('%.0f', now + endsIn) .. ' ' .. text)
  local ttl = redis.call('PTTL', key)
  redis.call('PEXPIRE', key, math.min(math.max(ttl, endsIn), ${MAX_TTL_MS}))
end
redis.call('PUBLISH', channel, ARGV[6] .. ' ' .. key)
return 1
`;
