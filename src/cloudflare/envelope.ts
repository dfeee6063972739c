import type { CloudflareAnswer, CloudflareNotice } from '../model/failure.ts';
import { Failure } from '../model/failure.ts';
import type { UpstreamAnswer } from './exchange.ts';
import type { JsonObject } from './mismatch.ts';
import { refusal } from './refusal.ts';

/** What a success carries, still undecoded. */
export interface Envelope {
  readonly result: unknown;
  readonly resultInfo: unknown;
}

/** `secret` is what was sent: what quotes it back must not be shown. */
export interface Circumstances {
  readonly nowMs: number;
  readonly secret: string;
}

/**
 * Judges an answer. Only `success: true` inside a 2xx is a success:
 * Cloudflare has answered errors, and HTML, with status 200.
 */
export function openEnvelope(answer: UpstreamAnswer, { nowMs, secret }: Circumstances): Envelope {
  const body = parseObject(answer.body);
  if (isSuccessful(answer.status) && body?.['success'] === true) {
    return { result: body['result'], resultInfo: body['result_info'] };
  }
  const cloudflare: CloudflareAnswer = {
    status: answer.status,
    rayId: header(answer, 'cf-ray'),
    errors: notices(body?.['errors'], secret),
    messages: notices(body?.['messages'], secret),
  };
  if (body === null || typeof body['success'] !== 'boolean' || body['success']) {
    throw unreadable(cloudflare, header(answer, 'retry-after'), nowMs);
  }
  throw refusal(cloudflare, header(answer, 'retry-after'), nowMs);
}

/** A body that is no envelope still has a status, and some statuses say enough. */
function unreadable(cloudflare: CloudflareAnswer, retryAfter: string | null, nowMs: number) {
  if (cloudflare.status === 429 || cloudflare.status >= 500) {
    return refusal(cloudflare, retryAfter, nowMs);
  }
  const message = `Cloudflare's answer (HTTP ${cloudflare.status}) is not its JSON envelope.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message, { cloudflare });
}

function isSuccessful(status: number): boolean {
  return status >= 200 && status < 300;
}

function parseObject(body: string): JsonObject | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}

function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

function header(answer: UpstreamAnswer, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Lenient: this is read when something is wrong already, and hiding the reason would be worse. */
function notices(value: unknown, secret: string): readonly CloudflareNotice[] {
  if (!Array.isArray(value)) return [];
  return value.map(asObject).flatMap((from) => notice(from, secret));
}

function notice(from: JsonObject | null, secret: string): readonly CloudflareNotice[] {
  if (typeof from?.['message'] !== 'string') return [];
  const text = (value: unknown) =>
    typeof value === 'string' ? value.replaceAll(secret, '[credential]') : undefined;
  const documentationUrl = text(from['documentation_url']);
  const pointer = text(asObject(from['source'])?.['pointer']);
  const errorChain = notices(from['error_chain'], secret);
  return [
    {
      code: typeof from['code'] === 'number' ? from['code'] : 0,
      message: text(from['message']) ?? '',
      ...(documentationUrl !== undefined && { documentationUrl }),
      ...(pointer !== undefined && { source: { pointer } }),
      ...(errorChain.length > 0 && { errorChain }),
    },
  ];
}
