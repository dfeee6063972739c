import { Failure } from '../../model/failure.ts';
import { UnreadableRow } from '../../model/token-source.ts';
import { array, DecodeError, type Decoder, decodeAt } from './json.ts';

/** Decodes the envelope's `result`, or another part of it. Throws a `Failure` that says where it is wrong. */
export function decodePart<T>(path: string, decode: Decoder<T>, value: unknown): T {
  try {
    return decodeAt(path, decode, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new Failure('UPSTREAM_INVALID_RESPONSE', `Cloudflare's response: ${error.report}`);
  }
}

/**
 * Decodes a `result` that is a list: null is an empty one. A row that cannot be decoded does not
 * fail the others; too many rows do, before any is decoded.
 */
export function decodeRows<T>(
  decode: Decoder<T>,
  result: unknown,
  maxRows: number,
): (T | UnreadableRow)[] {
  if (result === null) return [];
  const rows = decodePart('result', array, result);
  if (rows.length > maxRows) throw wrongPage(`${rows.length} rows instead of at most ${maxRows}`);
  return rows.map((row, index) => decodeRow(decode, row, index));
}

/** Row positions are computed from the page number, so no row may be left out. */
export function wrongPage(difference: string): Failure {
  const message = `Cloudflare's page is not the requested one: ${difference}.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

function decodeRow<T>(decode: Decoder<T>, row: unknown, index: number): T | UnreadableRow {
  try {
    return decodePart(`result[${index}]`, decode, row);
  } catch (error) {
    if (error instanceof Failure) return new UnreadableRow(error.message, readableId(row));
    throw error;
  }
}

function readableId(row: unknown): string | null {
  if (typeof row !== 'object' || row === null || !('id' in row)) return null;
  return typeof row.id === 'string' && row.id !== '' ? row.id : null;
}
