import {
  type CloudflareErrorResponse,
  type CloudflareNotice,
  Failure,
} from '../../model/failure.ts';
import type { Envelope, UpstreamResponse } from '../call.ts';
import { apiError } from './api-error.ts';
import { asJsonObject } from './json.ts';
import { decodeNotices, withoutSecret } from './notices.ts';

/** A success, with the envelope's `messages`. */
export interface DecodedEnvelope extends Envelope {
  readonly messages: readonly CloudflareNotice[];
}

export interface DecodeContext {
  readonly nowMs: number;
  /** The credential that was sent. If the response quotes it, it must not be shown. */
  readonly secret: string;
}

/**
 * Only `success: true` with a 2xx status is a success: Cloudflare has sent errors, and HTML, with
 * status 200. Everything else is thrown.
 */
export function decodeEnvelope(
  response: UpstreamResponse,
  { nowMs, secret }: DecodeContext,
): DecodedEnvelope {
  const body = isJsonResponse(response) ? asJsonObject(parseJson(response.body)) : null;
  if (isSuccessful(response.status) && body?.['success'] === true) {
    return {
      result: body['result'],
      resultInfo: body['result_info'],
      messages: decodeNotices(body['messages'], secret),
    };
  }
  const rayId = headerOf(response, 'cf-ray');
  const cloudflare: CloudflareErrorResponse = {
    status: response.status,
    rayId: rayId === null ? null : withoutSecret(rayId, secret),
    errors: decodeNotices(body?.['errors'], secret),
    messages: decodeNotices(body?.['messages'], secret),
  };
  if (body === null || typeof body['success'] !== 'boolean' || body['success']) {
    throw envelopeError(response, cloudflare, nowMs);
  }
  throw apiError(cloudflare, headerOf(response, 'retry-after'), nowMs);
}

/** The body is not the envelope, but some statuses say enough without it. */
function envelopeError(
  response: UpstreamResponse,
  cloudflare: CloudflareErrorResponse,
  nowMs: number,
): Failure {
  if (cloudflare.status === 429 || cloudflare.status >= 500) {
    return apiError(cloudflare, headerOf(response, 'retry-after'), nowMs);
  }
  const message = `Cloudflare's response (HTTP ${cloudflare.status}) is not its JSON envelope.`;
  const isTransient = isCutOff(response);
  return new Failure('UPSTREAM_INVALID_RESPONSE', message, { cloudflare, isTransient });
}

/** A successful JSON response that does not parse: the rest of it was lost on the way. */
function isCutOff(response: UpstreamResponse): boolean {
  return (
    isSuccessful(response.status) &&
    isJsonResponse(response) &&
    parseJson(response.body) === undefined
  );
}

/** By its media type, and not compressed: this gateway accepts no compression. */
function isJsonResponse(response: UpstreamResponse): boolean {
  const type = headerOf(response, 'content-type') ?? '';
  const encoding = headerOf(response, 'content-encoding') ?? 'identity';
  return /^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type) && encoding === 'identity';
}

function isSuccessful(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Undefined if the text is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function headerOf(response: UpstreamResponse, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
