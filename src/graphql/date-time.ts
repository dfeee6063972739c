import { builder } from './builder.ts';
import { parseText } from './parse-text.ts';

builder.scalarType('DateTime', {
  description: 'An instant as RFC 3339 text in UTC, exactly as Cloudflare sent it.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  // Passed on as text: parsing would lose digits of Cloudflare's fractions of a second.
  serialize: String,
  parseValue: parseText,
});
