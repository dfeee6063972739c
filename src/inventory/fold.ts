/**
 * Text in Unicode's simple case folding: two texts that differ only in case are the same then. The
 * platform has no function for it, but its regular expressions fold in this way, and judge here
 * whether a letter of another case is the same letter.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.toWellFormed().replace(CHANGEABLE, foldLetter);
}

/** Whether a text has this part; case is ignored. A text that is null has no part but the empty one. */
export function hasText(part: string): (text: string | null) => boolean {
  const folded = foldCase(part);
  return (text) => foldCase(text ?? '').includes(folded);
}

const ASCII = /^[ -~]*$/;
/** The letters that may have another case. */
const CHANGEABLE = /[A-Z]|[^ -~]/gu;
/** Cherokee folds to its capital letters, all other scripts to their small ones. */
const CHEROKEE = /^\p{Script=Cherokee}$/u;

/** Letters that were folded before: names have few different ones, and a regular expression for each is slow. */
const foldedLetters = new Map<string, string>();
const MAX_FOLDED_LETTERS = 10_000;

function foldLetter(letter: string): string {
  const known = foldedLetters.get(letter);
  if (known !== undefined) return known;
  if (foldedLetters.size >= MAX_FOLDED_LETTERS) foldedLetters.clear();
  const folded = computeFold(letter);
  foldedLetters.set(letter, folded);
  return folded;
}

function computeFold(letter: string): string {
  if (ASCII.test(letter)) return letter.toLowerCase();
  const upper = letter.toUpperCase();
  if (upper === letter && letter.toLowerCase() === letter) return letter;
  const candidates = CHEROKEE.test(letter) ? [upper] : [upper.toLowerCase(), letter.toLowerCase()];
  return candidates.find((each) => isSameLetter(letter, each)) ?? letter;
}

function isSameLetter(letter: string, other: string): boolean {
  return new RegExp(`^\\u{${letter.codePointAt(0)?.toString(16)}}$`, 'iu').test(other);
}
