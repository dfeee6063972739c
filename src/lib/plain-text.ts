/**
 * Characters that move the cursor, end a line or turn the direction of the text: a name with them
 * could hide itself, or forge a line. Joiners inside of words and emoji stay.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u{E0000}-\u{E007F}\uFEFF]/gu;

/** Text for people: unsafe characters are shown as U+FFFD. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, '\uFFFD');
}

/** JSON whose text is safe on a terminal. Parsed, it has every character of the values. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, (character) =>
    character === '\n' ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
