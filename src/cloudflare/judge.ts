import type { Clock } from '../model/clock.ts';
import { openEnvelope } from './envelope.ts';
import type { Exchange, Transport } from './exchange.ts';

/** Bytes in, a decoded success out; whatever else came is thrown as a named failure. */
export function judge(transport: Transport, { now }: Pick<Clock, 'now'>): Exchange {
  return async ({ path, credential, cancellation, headers, decode }) => {
    const answer = await transport({ path, credential, cancellation, headers });
    const envelope = openEnvelope(answer, { nowMs: now(), secret: credential.reveal() });
    return {
      value: decode(envelope),
      messages: envelope.messages,
      bytes: answer.body.length,
    };
  };
}
