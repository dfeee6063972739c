/** A replica that has reported within this time may be too new for the list of those that are there. */
const JUST_NOW_MS = 5_000;

/** After so long, no call counts that was lost. */
const LOSS_MS = 310_000;

/**
 * `grantAllowance`, `isOver` and `withoutReserve` of src/cloudflare/sharing once more, as a script that
 * Redis runs as one step; a test compares both. A field for each replica: sequence, calls, allowance,
 * first end, calls' end, lease's end. The fields `block` and `rejection`: the end, then a text.
 * Without a time in the arguments, the time is that of Redis.
 */
export const EXCHANGE_SCRIPT = `
local key = KEYS[1]
local me, sequence, calls, firstIn, keeps, wanted, leaseMs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local maxCalls, shares, windowMs, incomplete, now = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11] == '1', tonumber(ARGV[12])
local holdsLease, onlyListed = ARGV[13] == '1', ARGV[14] == '1'
local listed = {}
for i = 15, #ARGV do listed[ARGV[i]] = true end
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local fields = redis.call('HGETALL', key)
local otherCalls, otherAllowances, firstAt, endsAt, mine, block, rejection, over = 0, 0, nil, now, nil, '', '', {}
if firstIn >= 0 then firstAt = now + firstIn end
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == 'block' or name == 'rejection' then
    local ends, text = string.match(value, '^(%d+) (.*)$')
    local left = tonumber(ends) - now
    if left <= 0 then over[#over + 1] = name
    else
      endsAt = math.max(endsAt, tonumber(ends))
      if name == 'block' then block = left .. ' ' .. text else rejection = left .. ' ' .. text end
    end
  else
    local v = {}
    for number in string.gmatch(value, '%-?%d+') do v[#v + 1] = tonumber(number) end
    if name == me then
      mine = v
    else
      local isGone = listed[name] == true
      if onlyListed then isGone = not isGone end
      if isGone and (not onlyListed or now - (v[5] - windowMs) > ${JUST_NOW_MS}) then
        v[3] = v[2]
        v[6] = v[5]
      end
      local over_ = math.max(v[5], v[6])
      if now >= over_ then over[#over + 1] = name
      else
        if now < v[5] then otherCalls = otherCalls + v[2] end
        otherAllowances = otherAllowances + v[3]
        endsAt = math.max(endsAt, over_)
        if v[4] >= 0 and (firstAt == nil or v[4] < firstAt) then firstAt = v[4] end
      end
    end
  end
end
local lost = holdsLease and mine == nil
local left = math.max(0, maxCalls - otherCalls - calls)
local share = 0
if shares > 0 then share = math.floor(left / shares) end
local free = maxCalls - otherAllowances
if incomplete or lost then free = 0 end
local allowance = math.max(keeps, math.min(calls + math.max(wanted, share), free))
if mine == nil or sequence > mine[1] then
  local ownFirst = -1
  if firstIn >= 0 then ownFirst = now + firstIn end
  local leaseEnds = now + leaseMs + 1000
  redis.call('HSET', key, me, string.format('%.0f %.0f %.0f %.0f %.0f %.0f', sequence, calls, allowance, ownFirst, now + windowMs, leaseEnds))
  endsAt = math.max(endsAt, now + windowMs, leaseEnds)
  if #over > 0 then redis.call('HDEL', key, unpack(over)) end
  redis.call('PEXPIRE', key, math.min(endsAt - now, 3590000))
else
  allowance = keeps
end
local first = -1
if firstAt ~= nil then first = math.max(0, firstAt - now) end
return { allowance, otherCalls, otherAllowances - otherCalls, first, lost and 1 or 0, block, rejection }
`;

/** Stores a block (the later end holds) or a rejection (the first one holds until it ends), and tells the other replicas. */
export const MARK_SCRIPT = `
local key, channel = KEYS[1], ARGV[1]
local field, endsIn, text, now = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local value = redis.call('HGET', key, field)
local ends = 0
if value then ends = tonumber(string.match(value, '^%d+')) end
local holds = now < ends
if field == 'block' then holds = ends >= now + endsIn end
if not holds then
  redis.call('HSET', key, field, string.format('%.0f', now + endsIn) .. ' ' .. text)
  local ttl = redis.call('PTTL', key)
  redis.call('PEXPIRE', key, math.min(math.max(ttl, endsIn), 3590000))
end
redis.call('PUBLISH', channel, ARGV[6] .. ' ' .. key)
return 1
`;

/**
 * Says that a replica is there, and returns the other replicas. If Redis has lost this replica, it
 * has lost more: until all that were known before have reported again, it grants nothing.
 */
export const PRESENCE_SCRIPT = `
local key = KEYS[1]
local me, state, wasKnown, expected, now = ARGV[1], ARGV[2], ARGV[3] == '1', ARGV[4], tonumber(ARGV[5])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local lost = wasKnown and redis.call('HEXISTS', key, me) == 0
if lost then
  local before = redis.call('HGET', key, 'expected') or ''
  redis.call('HSET', key, 'expected', before .. ' ' .. expected, 'lossEnds', string.format('%.0f', now + ${LOSS_MS}))
  state = 'reporting'
end
redis.call('HSET', key, me, string.format('%.0f', now) .. ' ' .. state)
redis.call('PEXPIRE', key, 3590000)
local fields, replicas, old = redis.call('HGETALL', key), {}, {}
local lossEnds, waitFor = 0, ''
for i = 1, #fields, 2 do
  local name, value = fields[i], fields[i + 1]
  if name == 'lossEnds' then lossEnds = tonumber(value)
  elseif name == 'expected' then waitFor = value
  else
    local seen, how = string.match(value, '^(%d+) (.*)$')
    if now - tonumber(seen) > 3500000 then old[#old + 1] = name
    else
      replicas[#replicas + 1] = name
      replicas[#replicas + 1] = now - tonumber(seen)
      replicas[#replicas + 1] = how
    end
  end
end
if #old > 0 then redis.call('HDEL', key, unpack(old)) end
if lossEnds > 0 and now >= lossEnds then
  redis.call('HDEL', key, 'lossEnds', 'expected')
  waitFor = ''
end
return { lost and 1 or 0, waitFor, replicas }
`;
