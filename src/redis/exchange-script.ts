import { MAX_TTL_MS, READ_FIELDS, READ_TIME } from './lua-parts.ts';

/** A replica that has reported within this time may be too new for the list of those that are there. */
const JUST_NOW_MS = 5_000;

/**
 * `grantAllowance`, `isOver` and `withEndedLease` of src/cloudflare/sharing once more, as a script that
 * Redis runs as one step; a test compares both. The first key lists the replicas, each of the others
 * belongs to a credential. A field for each replica: sequence, calls, allowance, first end, calls'
 * end, lease's end. The fields `block` and `rejection`: the end, then a text.
 *
 * The first argument is for all credentials: replica, most calls, shares, window, whether the store
 * is incomplete, time, whether only the listed replicas are there, the list. Each other argument
 * reports for one credential: sequence, calls, first end, keeps, wanted, lease, whether the replica
 * still relies on an earlier answer. Without a time in the arguments, the time is that of Redis.
 *
 * The reply for a credential: four numbers of the grant and whether it is complete, a block, a
 * rejection, with "|" between them. Only an error begins with "-".
 */
export const EXCHANGE_SCRIPT = `${READ_TIME}${READ_FIELDS}
local words = {}
for word in string.gmatch(ARGV[1], '%S+') do words[#words + 1] = word end
local me, maxCalls, shares, windowMs = words[1], tonumber(words[2]), tonumber(words[3]), tonumber(words[4])
local now, onlyListed, listed = readTime(words[6]), words[7] == '1', {}
for i = 8, #words do listed[words[i]] = true end
-- Redis that does not know this replica has lost its data, and what the others hold. This replica may not know that yet.
local own = redis.pcall('HGET', KEYS[1], me)
local incomplete = words[5] == '1' or type(own) ~= 'string' or string.find(own, ' reporting ', 1, true) ~= nil

local function numbersOf(value)
  local v = {}
  for number in string.gmatch(value, '%-?%d+') do v[#v + 1] = tonumber(number) end
  local isRight = #v == 6 and v[2] >= 0 and v[3] >= v[2]
  if isRight then return v end
end

local function exchange(key, report)
  local r = {}
  for number in string.gmatch(report, '%S+') do r[#r + 1] = tonumber(number) end
  local sequence, calls, firstIn, keeps, wanted, leaseMs, holdsLease = r[1], r[2], r[3], r[4], r[5], r[6], r[7] == 1
  local fields = readFields(key, now)
  local otherCalls, otherAllowances, firstAt, endsAt, mine, block, rejection, over = 0, 0, nil, now, nil, '', '', {}
  local isUnknown = false
  if firstIn >= 0 then firstAt = now + firstIn end
  for i = 1, #fields, 2 do
    local name, value = fields[i], fields[i + 1]
    if name == 'block' or name == 'rejection' then
      local ends, text = string.match(value, '^(%d+) ([%d ]*)$')
      local left = math.min((tonumber(ends) or 0) - now, ${MAX_TTL_MS})
      if left <= 0 then over[#over + 1] = name
      else
        endsAt = math.max(endsAt, now + left)
        local mark = string.format('%.0f', left) .. ' ' .. text
        if name == 'block' then block = mark else rejection = mark end
      end
    else
      local v = numbersOf(value)
      if not v then
        isUnknown = true
        over[#over + 1] = name
      elseif name == me then mine = v
      else
        local isGone = listed[name] == true
        if onlyListed then isGone = not isGone end
        if isGone and (not onlyListed or now - (v[5] - windowMs) > ${JUST_NOW_MS}) and v[6] > now + windowMs then
          v[6] = now + windowMs
          redis.call('HSET', key, name, string.format('%.0f %.0f %.0f %.0f %.0f %.0f', unpack(v)))
        end
        local isOverAt = math.max(v[5], v[6])
        if now >= isOverAt then over[#over + 1] = name
        else
          if now < v[5] then otherCalls = otherCalls + v[2] end
          otherAllowances = otherAllowances + v[3]
          endsAt = math.max(endsAt, isOverAt)
          if v[4] >= 0 and (firstAt == nil or v[4] < firstAt) then firstAt = v[4] end
        end
      end
    end
  end
  -- Redis knows this replica, but not its allowance: it has lost this key, and what others held.
  if holdsLease and mine == nil and not incomplete then isUnknown = true end
  local left = math.max(0, maxCalls - otherCalls - calls)
  local share = 0
  if shares > 0 then share = math.floor(left / shares) end
  local free = maxCalls - otherAllowances
  if incomplete or isUnknown or leaseMs == 0 then free = 0 end
  local allowance = math.max(keeps, math.min(calls + math.max(wanted, share), free))
  if #over > 0 then redis.call('HDEL', key, unpack(over)) end
  if mine == nil or sequence > mine[1] then
    local ownFirst = -1
    if firstIn >= 0 then ownFirst = now + firstIn end
    local leaseEnds = now + leaseMs + 1000
    redis.call('HSET', key, me, string.format('%.0f %.0f %.0f %.0f %.0f %.0f', sequence, calls, allowance, ownFirst, now + windowMs, leaseEnds))
    endsAt = math.max(endsAt, now + windowMs, leaseEnds)
    redis.call('PEXPIRE', key, math.min(endsAt - now, ${MAX_TTL_MS}))
  else
    allowance = keeps
  end
  if isUnknown then markUnknown(key, now) end
  local first = -1
  if firstAt ~= nil then first = math.max(0, firstAt - now) end
  local isComplete = 1
  if incomplete or isUnknown then isComplete = 0 end
  return string.format('%.0f %.0f %.0f %.0f %d|', allowance, otherCalls, otherAllowances - otherCalls, first, isComplete) .. block .. '|' .. rejection
end

local replies = {}
for i = 2, #KEYS do
  local isDone, reply = pcall(exchange, KEYS[i], ARGV[i])
  if not isDone then
    if type(reply) == 'table' then reply = reply.err end
    reply = '-' .. tostring(reply)
  end
  replies[i - 1] = reply
end
return replies
`;
