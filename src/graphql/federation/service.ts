import { builder } from '../builder.ts';
import { printSubgraph } from './print-subgraph.ts';

const Service = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  description: 'What this service adds to a larger graph.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      nullable: false,
      description: 'Its schema with the directives of Apollo Federation 2, for composition.',
    }),
  }),
});

/** Printed when it is first asked for: most processes never are. */
let service: { readonly sdl: string } | undefined;

builder.queryField('_service', (t) =>
  t.field({
    type: Service,
    nullable: false,
    description: 'For routers and composers: this schema as a subgraph. Needs no credential.',
    resolve: (_root, _args, _context, { schema }) => {
      service ??= { sdl: printSubgraph(schema) };
      return service;
    },
  }),
);
