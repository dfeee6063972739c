import SchemaBuilder from '@pothos/core';

import type { GatewayContext } from './context.ts';

/** The one Pothos builder. Every type's file adds its type to it; `schema.ts` imports these files. */
export const builder = new SchemaBuilder<{
  Context: GatewayContext;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    CIDR: { Input: string; Output: string };
    _Any: { Input: unknown; Output: never };
  };
}>({});

/** A reference to an object type whose values are of this shape. */
export type ObjectRefOf<T> = ReturnType<ReturnType<typeof builder.objectRef<T>>['implement']>;
