import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types every `graphql(…)` document in the sources; `npm run check:generated` fails where they are stale. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/**/*.tsx',
  generates: {
    'src/generated/': {
      preset: 'client',
      // Apollo Client has a `useFragment` of its own, which does something else.
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
