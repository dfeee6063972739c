import type { CloudflareAnswer, CloudflareNotice } from '../../model/failure.ts';
import { Failure } from '../../model/failure.ts';
import type { Envelope, UpstreamResponse } from '../call.ts';
import { apiError } from './api-error.ts';
import type { JsonObject } from './json.ts';

/** A success, and what Cloudflare said beside it. */
export interface DecodedEnvelope extends Envelope {
  readonly messages: readonly CloudflareNotice[];
}

/** `secret` is what was sent: what quotes it back must not be shown. */
export interface DecodeContext {
  readonly nowMs: number;
  readonly secret: string;
}

/**
 * Judges an answer. Only `success: true` inside a 2xx is a success:
 * Cloudflare has answered errors, and HTML, with status 200.
 */
export function decodeEnvelope(
  answer: UpstreamResponse,
  { nowMs, secret }: DecodeContext,
): DecodedEnvelope {
  const body = isJson(answer) ? parseObject(answer.body) : null;
  if (isSuccessful(answer.status) && body?.['success'] === true) {
    return {
      result: body['result'],
      resultInfo: body['result_info'],
      messages: notices(body['messages'], secret),
    };
  }
  const cloudflare: CloudflareAnswer = {
    status: answer.status,
    rayId: header(answer, 'cf-ray')?.replaceAll(secret, '[credential]') ?? null,
    errors: notices(body?.['errors'], secret),
    messages: notices(body?.['messages'], secret),
  };
  if (body === null || typeof body['success'] !== 'boolean' || body['success']) {
    throw unreadable(answer, cloudflare, nowMs);
  }
  throw apiError(cloudflare, header(answer, 'retry-after'), nowMs);
}

/** A body that is no envelope still has a status, and some statuses say enough. */
function unreadable(answer: UpstreamResponse, cloudflare: CloudflareAnswer, nowMs: number) {
  if (cloudflare.status === 429 || cloudflare.status >= 500) {
    return apiError(cloudflare, header(answer, 'retry-after'), nowMs);
  }
  const message = `Cloudflare's answer (HTTP ${cloudflare.status}) is not its JSON envelope.`;
  const isTransient = isCutOff(answer);
  return new Failure('UPSTREAM_INVALID_RESPONSE', message, { cloudflare, isTransient });
}

/** Says that it is JSON and is none: somewhere on the way the rest was lost. */
function isCutOff(answer: UpstreamResponse): boolean {
  return isSuccessful(answer.status) && isJson(answer) && parse(answer.body) === undefined;
}

/** By its type, and not compressed: this gateway asks for no compression. */
function isJson(answer: UpstreamResponse): boolean {
  const type = header(answer, 'content-type') ?? '';
  const encoding = header(answer, 'content-encoding') ?? 'identity';
  return /^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type) && encoding === 'identity';
}

function isSuccessful(status: number): boolean {
  return status >= 200 && status < 300;
}

function parseObject(body: string): JsonObject | null {
  return asObject(parse(body));
}

/** Undefined where it is no JSON. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;
}

function header(answer: UpstreamResponse, name: string): string | null {
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
