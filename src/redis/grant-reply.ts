import type { CallGrant, SharedFailure } from '../model/rate-limit-store.ts';

/** Four numbers and whether the grant is complete, a block, a rejection. */
const REPLY = /^(\d+) (\d+) (\d+) (-1|\d+) ([01])\|([\d ]*)\|([\d ]*)$/;

/** Reads the script's reply for one credential. Throws if it is not one: then Redis is away. */
export function grantOf(reply: unknown): CallGrant {
  const text = String(reply);
  const [, ...parts] = REPLY.exec(text) ?? [];
  if (parts.length === 0)
    throw new Error(text.startsWith('-') ? text.slice(1) : 'REPLY unreadable');
  const [allowance = 0, otherCalls = 0, otherReserves = 0, firstEndsInMs = 0] = parts.map(Number);
  const [, , , , isComplete, block = '', rejection = ''] = parts;
  return {
    allowance,
    isComplete: isComplete === '1',
    otherCalls,
    otherReserves,
    firstEndsInMs: firstEndsInMs < 0 ? null : firstEndsInMs,
    block: markedFailure(block),
    rejection: markedFailure(rejection),
  };
}

function markedFailure(text: string): SharedFailure | null {
  if (text === '') return null;
  const [endsInMs = 0, status = 0, ...codes] = text.split(' ').map(Number);
  return { endsInMs, status, codes };
}
