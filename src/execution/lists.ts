/** The items of an array or of another iterable object; null for any other value, text included. */
export function toItems(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value;
  return isIterable ? Array.from(value as Iterable<unknown>) : null;
}
