import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { MAX_TTL_MS, READ_TIME } from './lua-parts.ts';

/**
 * Replicas that are connected come back to a Redis that has lost its data within this time. So long,
 * a replica that finds Redis empty cannot know whether there are any.
 */
const EMPTY_MS = 4_000;

/** After so long, no replica relies on an answer of the Redis that has lost its data. */
const LONGEST_LEASE_MS = 3_310_000;

/** A replica that was not seen for so long is forgotten: before, the answer that it relies on has ended. */
const FORGOTTEN_MS = 3_500_000;

/** Stands for replicas that nobody knows. */
export const UNKNOWN_REPLICAS = 'unknown';

/**
 * Says that a replica is there, and returns the other replicas. If Redis has lost this replica, it
 * has lost more: until all that were known before have reported again, it grants nothing.
 *
 * A loss has the number of the attempt that has found it, and only a replica that has reported for
 * that number has reported: an attempt that was sent before the replica knew of the loss does not
 * say so. The reply: the number for which this replica must report, or 0; which replicas are awaited,
 * since when, and which have been seen; how long replicas whose keys have another format still count.
 *
 * The second key holds, for each replica of any format, until when its calls count if nobody hears of
 * it again. The field is the prefix of its keys, a space and its name.
 */
export const PRESENCE_SCRIPT = `${READ_TIME}
local key, formatsKey, prefix = KEYS[1], KEYS[2], ARGV[8]
local me, state, wasKnown, expected, now = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4], readTime(ARGV[5])
local attempt, reported = tonumber(ARGV[6]), tonumber(ARGV[7])
local size = redis.pcall('HLEN', key)
if type(size) ~= 'number' then
  redis.call('UNLINK', key)
  size = 0
end
local own = redis.call('HGET', key, me)
local due = tonumber(string.match(own or '', ' reporting (%d+)$')) or 0
if due == reported then due = 0 end
if size == 0 then redis.call('HSET', key, 'emptyEnds', string.format('%.0f', now + ${EMPTY_MS})) end
if wasKnown and not own then
  local before = redis.call('HGET', key, 'expected') or ''
  redis.call('HSET', key, 'expected', before .. ' ' .. expected, 'lostAt', string.format('%.0f', now))
  due = attempt
end
if due > 0 then state = string.format('reporting %.0f', due) end
redis.call('HSET', key, me, string.format('%.0f', now) .. ' ' .. state)
redis.call('PEXPIRE', key, ${MAX_TTL_MS})
local fields, replicas, old = redis.call('HGETALL', key), {}, {}
local lostAt, emptyEnds, waitFor = 0, 0, ''
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == 'lostAt' then lostAt = tonumber(value) or 0
  elseif name == 'emptyEnds' then emptyEnds = tonumber(value) or 0
  elseif name == 'expected' then waitFor = value
  else
    local seen, how = string.match(value, '^(%d+) (%l+) ?%d*$')
    if not seen or now - tonumber(seen) > ${FORGOTTEN_MS} then old[#old + 1] = name
    else
      replicas[#replicas + 1] = name
      replicas[#replicas + 1] = now - tonumber(seen)
      replicas[#replicas + 1] = how
    end
  end
end
if #old > 0 then redis.call('HDEL', key, unpack(old)) end
if now - lostAt > ${LONGEST_LEASE_MS} then
  if lostAt > 0 then redis.call('HDEL', key, 'lostAt', 'expected') end
  waitFor = ''
end
if now < emptyEnds then waitFor = waitFor .. ' ${UNKNOWN_REPLICAS}' end
if type(redis.pcall('HLEN', formatsKey)) ~= 'number' then redis.call('UNLINK', formatsKey) end
local countsFor = ${LONGEST_LEASE_MS}
if state == 'left' then countsFor = ${CALL_COUNTS_MS} end
redis.call('HSET', formatsKey, prefix .. ' ' .. me, string.format('%.0f', now + countsFor))
redis.call('PEXPIRE', formatsKey, ${MAX_TTL_MS})
local formats, otherFormatMs = redis.call('HGETALL', formatsKey), 0
for i = 1, #formats, 2 do
  local left = (tonumber(formats[i + 1]) or 0) - now
  if left <= 0 then redis.call('HDEL', formatsKey, formats[i])
  elseif string.match(formats[i], '^%S+') ~= prefix then otherFormatMs = math.max(otherFormatMs, left) end
end
return { due, waitFor, now - lostAt, replicas, otherFormatMs }
`;
