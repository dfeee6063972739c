import type { GraphQLSchema } from 'graphql';

import { builder } from './builder.ts';

// Each of these files adds the type that it is named after, and imports the types that it uses.
import './account-fields.ts';
import './cidr.ts';
import './date-time.ts';
import './query.ts';
import './federation/any.ts';
import './federation/entity.ts';
import './federation/service.ts';
import './token-policy-resource-grant.ts';
import './token-policy-resource-scope.ts';

/** A new copy: `server/yoga/` changes its own. */
export const createSchema = () => withRouterFieldsLast(builder.toSchema());

/** The schema that is served. `npm run codegen` prints it to `schema/`. */
export const schema = createSchema();

/** Fields are sorted by name. People who browse the schema come for its tokens, not for the fields of routers. */
function withRouterFieldsLast(sorted: GraphQLSchema): GraphQLSchema {
  const fields = sorted.getQueryType()?.getFields() ?? {};
  for (const [name, field] of Object.entries(fields)) {
    if (!name.startsWith('_')) continue;
    delete fields[name];
    fields[name] = field;
  }
  return sorted;
}
