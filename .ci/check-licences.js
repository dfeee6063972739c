/**
 * Fails if an installed package of production has a licence that is not listed
 * here or runs a script at install, or if CONTRIBUTING.md does not name each
 * dependency with its licence.
 */
import { readFileSync } from 'node:fs';

/** Permissive licences: their only condition is that their text is included. */
const ALLOWED = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
];

const [lock = 'package-lock.json', guide = 'CONTRIBUTING.md'] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
// A link is a workspace of this repository; its dependencies are entries of their own.
const installed = Object.entries(packages).filter(
  ([path, { dev, devOptional, link }]) => path !== '' && !dev && !devOptional && !link,
);

const problems = [
  ...installed
    .filter(([, { license }]) => !ALLOWED.includes(license))
    .map(([path, { license = 'none' }]) => `${path}: licence ${license} is not allowed`),
  ...installed
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => `${path}: runs a script at install`),
  ...differences(wantedRows(), foundRows()),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${installed.length} packages, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 && installed.length > 0 ? 0 : 1;

function wantedRows() {
  const names = Object.keys(packages[''].dependencies);
  return names.map((name) => `\`${name}\` | ${packages[`node_modules/${name}`].license}`);
}

/** The rows of the table in CONTRIBUTING.md: name, licence and a reason, which must not be empty. */
function foundRows() {
  const rows = readFileSync(guide, 'utf8').matchAll(/^\| (`[^`]+` \| [\w.-]+) \| \S.* \|$/gm);
  return Array.from(rows, ([, row]) => row);
}

function differences(wanted, found) {
  return [
    ...wanted.filter((row) => !found.includes(row)).map((row) => `${guide}: lacks | ${row} |`),
    ...found.filter((row) => !wanted.includes(row)).map((row) => `${guide}: has | ${row} |`),
  ];
}
