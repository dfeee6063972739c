import type { Clock } from '../lib/clock.ts';
import { withinBounds } from './decode/body-bounds.ts';
import { decodeEnvelope } from './decode/envelope.ts';
import { withoutSecret } from './decode/redact.ts';
import type { SendCall, Transport } from './types.ts';

/** Sends a call and decodes its response. Anything but a success is thrown as a `Failure`. */
export function createSendCall(transport: Transport, { now }: Pick<Clock, 'now'>): SendCall {
  return async ({ path, credential, signal, headers, decode, explain }) => {
    const received = await transport({ path, credential, signal, headers });
    const response = withoutSecret(withinBounds(received), credential.reveal());
    const envelope = decodeEnvelope(response, now(), explain);
    return {
      value: decode(envelope),
      messages: envelope.messages,
      bytes: response.body.length,
    };
  };
}
