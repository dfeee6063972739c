import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types for the documents; `npm run check:generated` fails if they are stale. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/documents.ts',
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
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
