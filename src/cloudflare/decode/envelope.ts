import {
  type CloudflareErrorResponse,
  type CloudflareNotice,
  Failure,
} from '../../model/failure.ts';
import type { Envelope, UpstreamResponse } from '../types.ts';
import { apiError, isRateLimited, quoteFirst } from './api-error.ts';
import { decodeEdgeResponse } from './edge-response.ts';
import { asJsonObject, type JsonObject } from './json.ts';
import { decodeNotices } from './notices.ts';

/** A success, with the envelope's `messages`. */
export interface DecodedEnvelope extends Envelope {
  readonly messages: readonly CloudflareNotice[];
}

/**
 * Only `success: true` with a 2xx status is a success: Cloudflare has sent errors, and HTML, with
 * status 200. Everything else is thrown. `explain`: what an error means at the endpoint that was called.
 */
export function decodeEnvelope(
  response: UpstreamResponse,
  nowMs: number,
  explain?: (failure: Failure) => Failure,
): DecodedEnvelope {
  const json = isJsonResponse(response) ? parseJson(response.body) : undefined;
  const body = asJsonObject(json);
  if (isSuccessful(response.status) && body?.['success'] === true) {
    return {
      result: body['result'],
      resultInfo: body['result_info'],
      messages: decodeNotices(body['messages']),
    };
  }
  if (body?.['success'] !== false) throw envelopeError(response, json, nowMs);
  const failure = apiError(
    cloudflareError(response, decodeNotices(body['errors']), body),
    headerOf(response, 'retry-after'),
    nowMs,
  );
  throw explain?.(failure) ?? failure;
}

function cloudflareError(
  response: UpstreamResponse,
  errors: readonly CloudflareNotice[],
  body: JsonObject | null,
): CloudflareErrorResponse {
  return {
    status: response.status,
    rayId: headerOf(response, 'cf-ray')?.slice(0, MAX_RAY_LENGTH) ?? null,
    errors,
    messages: decodeNotices(body?.['messages']),
  };
}

/** Cloudflare's rays have 20 characters. Every error of an answer repeats the ray. */
const MAX_RAY_LENGTH = 64;

/** The body is not the envelope, but some answers say enough without it. `json`: undefined if there is none. */
function envelopeError(response: UpstreamResponse, json: unknown, nowMs: number): Failure {
  const { status, bodyProblem } = response;
  const isJson = isJsonResponse(response);
  const body = asJsonObject(json);
  const named = decodeNotices(body?.['errors']);
  const isBrokenJson = isJson && body === null;
  const edgeError = named.length > 0 || isBrokenJson ? null : decodeEdgeResponse(response, body);
  const errors = edgeError === null ? named : [edgeError];
  const logDetail = bodyProblem ?? edgeError?.message;
  const cloudflare = cloudflareError(response, errors, body);
  if (status >= 500 || isRateLimited(cloudflare)) {
    return apiError(cloudflare, headerOf(response, 'retry-after'), nowMs, logDetail);
  }
  const detail = bodyProblem === undefined ? quoteFirst(errors) : `: ${bodyProblem}`;
  const message = `Cloudflare's response (HTTP ${status}) is not its JSON envelope${detail}.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message, {
    cloudflare,
    // A successful JSON response that does not parse: the rest of it was lost on the way.
    isTransient: isSuccessful(status) && isJson && json === undefined,
    ...(logDetail !== undefined && { logDetail }),
  });
}

/** By its media type, and readable. */
function isJsonResponse(response: UpstreamResponse): boolean {
  const type = headerOf(response, 'content-type') ?? '';
  const isJson = /^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type);
  return isJson && response.bodyProblem === undefined;
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

/** Without the white space around it, which is no part of the value. Some HTTP parsers leave it at the end. */
function headerOf(response: UpstreamResponse, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value)?.trim() ?? null;
}
