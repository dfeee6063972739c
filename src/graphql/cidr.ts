import { builder } from './builder.ts';
import { parseText } from './parse-text.ts';

builder.scalarType('CIDR', {
  description:
    'An IPv4 or IPv6 block in CIDR notation, or a single address. Host bits may be set ' +
    "(Cloudflare's own documentation shows 123.123.123.100/24), so a value is passed on as it " +
    'came and never rewritten.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc4632',
  serialize: String,
  parseValue: parseText,
});
