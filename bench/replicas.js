/**
 * A simulation of many credentials and replicas, with the arithmetic of the program:
 * `npm run simulate:replicas`. Each credential makes calls at random moments for ten minutes; each
 * call goes to a random replica. docs/scaling.md has the figures.
 */
import { CALL_COUNTS_MS, CallWindow } from '../dist/cloudflare/call-window.js';
import { grantAllowance, isOver } from '../dist/cloudflare/sharing/grant-allowance.js';
import { SharedCalls } from '../dist/cloudflare/sharing/shared-calls.js';

const MINUTES = 10;
const WINDOW_MS = 300_000;
const rules = { maxCalls: 1_140, windowMs: CALL_COUNTS_MS, isIncomplete: false };

/** A few credentials are busy, most are not: calls per second of the credential of this rank. */
const rateOf = (rank) => Math.max(0.02, 6 / (rank + 1));

for (const credentials of [10, 1_000, 100_000]) {
  for (const replicas of [2, 10]) simulate(credentials, replicas);
}

function simulate(credentials, replicas) {
  // All credentials of a large number would take long: those of higher ranks are alike.
  const simulated = Math.min(credentials, 2_000);
  const total = { calls: 0, refused: 0, operations: 0, most: 0, bytes: 0 };
  for (let rank = 0; rank < simulated; rank++) {
    const weight = rank < 1_000 ? 1 : (credentials - 1_000) / Math.max(1, simulated - 1_000);
    const each = simulateCredential(rateOf(rank), replicas);
    total.calls += each.calls * weight;
    total.refused += each.refused * weight;
    total.operations += each.operations * weight;
    total.bytes += each.bytes * weight;
    total.most = Math.max(total.most, each.most);
  }
  const seconds = MINUTES * 60;
  const line = [
    `${credentials} credentials, ${replicas} replicas:`,
    `${(total.calls / seconds).toFixed(0)} calls/s,`,
    `${(total.operations / seconds + replicas).toFixed(0)} Redis operations/s,`,
    `${((total.refused / (total.calls + total.refused)) * 100).toFixed(2)} % refused,`,
    `${(total.bytes / credentials).toFixed(0)} bytes of fields per credential,`,
    `at most ${total.most} calls of one credential in five minutes`,
  ].join(' ');
  process.stdout.write(`${line}\n`);
}

function simulateCredential(callsPerSecond, replicas) {
  const holders = new Map();
  const state = Array.from({ length: replicas }, () => ({
    window: new CallWindow(),
    shared: new SharedCalls(replicas),
  }));
  const result = { calls: 0, refused: 0, operations: 0, most: 0, bytes: 0 };
  const sent = [];
  const exchange = (index, nowMs) => {
    const { window, shared } = state[index];
    const report = shared.report(window, true, nowMs);
    for (const [id, holder] of holders) if (isOver(holder, nowMs)) holders.delete(id);
    const others = [...holders].filter(([id]) => id !== index).map(([, holder]) => holder);
    const { holder, grant } = grantAllowance(others, report, nowMs, { ...rules, shares: replicas });
    holders.set(index, holder);
    shared.accept(report, { ...grant, block: null, rejection: null }, nowMs);
    result.operations += 1;
    return grant.allowance >= report.calls + report.wanted;
  };
  for (let nowMs = 0; nowMs < MINUTES * 60_000; ) {
    nowMs += (-Math.log(1 - Math.random()) / callsPerSecond) * 1_000;
    const index = Math.floor(Math.random() * replicas);
    const { window, shared } = state[index];
    shared.startWaiting(nowMs);
    const isGranted = exchange(index, nowMs);
    shared.stopWaiting(nowMs);
    if (window.calls(nowMs) < shared.maxCalls(nowMs)) {
      window.count(nowMs);
      sent.push(nowMs);
      result.calls += 1;
    } else result.refused += 1;
    // The others hear of it, and give back what they do not need: the first report learns that.
    const others = isGranted ? [] : [...state.keys()].filter((each) => each !== index);
    for (const other of [...others, ...others]) exchange(other, nowMs);
  }
  for (const [index, atMs] of sent.entries()) {
    let first = index;
    while (first > 0 && sent[first - 1] > atMs - WINDOW_MS) first -= 1;
    result.most = Math.max(result.most, index - first + 1);
  }
  for (const [, each] of holders) result.bytes += 36 + Object.values(each).join(' ').length + 4;
  return result;
}
