import { isAscii, transcode } from 'node:buffer';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The text of UTF-8 without a byte order mark, U+FFFD where it is none. The
 * same as `toString`, which takes five times as long where one character is
 * not ASCII.
 */
export function decodeUtf8(bytes: Buffer): string {
  const text = isAscii(bytes) ? bytes.toString('latin1') : decodeUnicode(bytes);
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function decodeUnicode(bytes: Buffer): string {
  try {
    return transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
  } catch {
    // It is stricter than `toString`.
    return bytes.toString('utf8');
  }
}
