import { builder } from './builder.ts';

export const SortDirection = builder.enumType('SortDirection', {
  description:
    "The order of the whole list, as Cloudflare's `direction` parameter sets it. Cloudflare does " +
    'not document by which value it sorts.',
  values: {
    ASC: { description: "Cloudflare's ascending order." },
    DESC: { description: "Cloudflare's descending order: the ascending one reversed." },
  } as const,
});
