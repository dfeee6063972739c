import { expect, test } from 'vitest';

import { JsonWriter } from '../../src/execution/json-writer.ts';

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Compares bytes: a matcher for each text would take longer than the writing. */
function expectAsStringify(texts: Iterable<string>) {
  const writer = new JsonWriter();
  for (const text of texts) {
    writer.string(text);
    const written = writer.take();
    if (!written.equals(bytesOf(text))) expect(written.toString()).toBe(JSON.stringify(text));
  }
}

test('every unit of a string is written as JSON.stringify writes it, at every position', () => {
  expectAsStringify(
    (function* () {
      for (let unit = 0; unit <= 0xffff; unit++) {
        const character = String.fromCharCode(unit);
        yield `${character}`;
        yield `before${character}`;
        yield `${character}\u{1f600}\udc00`;
      }
    })(),
  );
});

test('long texts are written whole', () => {
  const lengths = [0, 1, 65_533, 65_534, 65_535, 65_536, 200_000, 3_000_000];
  expectAsStringify(
    lengths.flatMap((length) => ['a', '"', 'é', '\ud800'].map((c) => c.repeat(length))),
  );
});

test('the last bytes can be taken back, and a taken answer is a copy', () => {
  const writer = new JsonWriter();
  writer.raw(Buffer.from('['));
  writer.string('kept');
  const { length } = writer;
  writer.string('é'.repeat(100_000));
  writer.length = length;
  writer.value(1.5);
  const taken = writer.take();
  writer.string('other');

  expect(taken.toString()).toBe('["kept"1.5');
  expect(writer.take().toString()).toBe('"other"');
});
