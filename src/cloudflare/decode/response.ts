import type { Clock } from '../../lib/clock.ts';
import type { Exchange, Transport } from '../call.ts';
import { decodeEnvelope } from './envelope.ts';

/** Bytes in, a decoded success out; whatever else came is thrown as a named failure. */
export function decodeResponse(transport: Transport, { now }: Pick<Clock, 'now'>): Exchange {
  return async ({ path, credential, cancellation, headers, decode }) => {
    const answer = await transport({ path, credential, cancellation, headers });
    const envelope = decodeEnvelope(answer, { nowMs: now(), secret: credential.reveal() });
    return {
      value: decode(envelope),
      messages: envelope.messages,
      bytes: answer.body.length,
    };
  };
}
