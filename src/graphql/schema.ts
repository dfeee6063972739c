import { builder } from './builder.ts';

// Each of these files adds what it is named after; the rest follow by their imports.
import './cidr.ts';
import './date-time.ts';
import './query.ts';
import './federation/any.ts';
import './federation/entity.ts';
import './federation/service.ts';
import './token-policy-resource-grant.ts';
import './token-policy-resource-scope.ts';

/** The schema that is served and printed. */
export const schema = builder.toSchema();
