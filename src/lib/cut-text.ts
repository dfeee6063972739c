const ELLIPSIS = '…';

/** The text, or its start and an ellipsis: never longer than `maxLength`, and never half a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - ELLIPSIS.length).replace(LONELY_HALF, '')}${ELLIPSIS}`;
}

/** The first half of a character of two units, whose second half was cut off. */
const LONELY_HALF = /[\ud800-\udbff]$/;
