import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';

import { printSubgraph } from './src/graphql/federation/print-subgraph.ts';
import { schema } from './src/graphql/schema.ts';

/** What is generated, and from what; `npm run check:generated` fails where it is stale. */
const config: CodegenConfig = {
  // Printed here: codegen cannot read a schema from a TypeScript file by its path.
  schema: printSchema(schema),
  documents: 'schema/operations/*.graphql',
  generates: {
    'schema/schema.graphql': {
      plugins: ['schema-ast'],
      config: { sort: false },
    },
    'schema/subgraph.graphql': {
      plugins: [{ add: { content: printSubgraph(schema) } }],
    },
    // The example can be copied out, so it has the schema beside it.
    'examples/tokens-table/schema.graphql': {
      plugins: ['schema-ast'],
      config: { sort: false },
    },
    'test/support/generated/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        // The manifest that TRUSTED_DOCUMENTS reads.
        persistedDocuments: { hashAlgorithm: 'sha256' },
      },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', CIDR: 'string', _Any: 'unknown' },
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
      },
    },
  },
};

export default config;
