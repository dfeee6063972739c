import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types for every `graphql(…)` document; `npm run check:generated` fails if they are stale. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/**/*.tsx',
  generates: {
    'src/generated/': {
      preset: 'client',
      // Apollo Client has its own `useFragment`, which does something else.
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', CIDR: 'string', _Any: 'unknown' },
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
      },
    },
    'src/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: true },
    },
  },
};

export default config;
