import type { Clock } from '../../lib/clock.ts';
import type { SendCall, Transport } from '../call.ts';
import { decodeEnvelope } from './envelope.ts';

/** Sends a call and decodes its response. Anything but a success is thrown as a `Failure`. */
export function decodeResponse(transport: Transport, { now }: Pick<Clock, 'now'>): SendCall {
  return async ({ path, credential, signal, headers, decode, explain }) => {
    const response = await transport({ path, credential, signal, headers });
    const context = { nowMs: now(), secret: credential.reveal(), explain };
    const envelope = decodeEnvelope(response, context);
    return {
      value: decode(envelope),
      messages: envelope.messages,
      bytes: response.body.length,
    };
  };
}
