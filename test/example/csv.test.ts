import { expect, test } from 'vitest';

import { csvOf } from '../../examples/tokens-table/src/csv.ts';
import { printCsv } from '../../src/audit/print-csv.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';

/** The example is made to be copied, so it has these rules of its own: the audit's. */
test("the example's CSV has the same cells as the audit's", () => {
  for (const name of HOSTILE_NAMES) {
    const audited = printCsv({
      isComplete: true,
      lists: [],
      known: 0,
      findings: [
        {
          severity: 'HIGH',
          kind: 'BROAD_WRITE',
          tokenId: 'a',
          tokenName: name,
          account: null,
          policyId: null,
          message: '',
        },
      ],
    });
    const shown = csvOf([{ ...TOKEN, name }]);

    const cell = audited
      .split('\r\n')[1]
      ?.replace(/^HIGH,BROAD_WRITE,a,/, '')
      .replace(/,,,$/, '');
    expect(shown.split('\r\n')[1]).toBe(`${cell},a,ACTIVE,,,,,,,ALLOWLIST,`);
  }
});

const TOKEN: Parameters<typeof csvOf>[0][number] = {
  __typename: 'Token',
  id: 'a',
  tokenId: 'a',
  name: null,
  status: 'ACTIVE',
  issuedOn: null,
  modifiedOn: null,
  notBefore: null,
  lastUsedOn: null,
  expiresOn: null,
  ipRestriction: 'ALLOWLIST',
  condition: null,
  findings: [],
  policies: [],
};
