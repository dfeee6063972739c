import { builder } from '../builder.ts';
import { printSubgraph } from './print-subgraph.ts';

const Service = builder.objectRef<{ readonly sdl: string }>('_Service').implement({
  description: 'This service as a subgraph of a larger graph.',
  fields: (t) => ({
    sdl: t.exposeString('sdl', {
      nullable: false,
      description:
        'The schema of the subgraph with the directives of Apollo Federation 2, for composition.',
    }),
  }),
});

/** Printed at the first query for it: most processes never get one. */
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
