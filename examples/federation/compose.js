/**
 * Reads the schemas of both subgraphs, composes them, and writes the supergraph to
 * supergraph.graphql. If they do not compose, it fails with the composition errors.
 */
import { writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const SUBGRAPHS = {
  tokens: process.env.TOKENS_URL ?? 'http://127.0.0.1:4000/graphql',
  teams: process.env.TEAMS_URL ?? 'http://127.0.0.1:4001/graphql',
};

async function readSubgraph([name, url]) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  }).catch(() => {
    console.error(`${name}: ${url} does not answer; start this subgraph first`);
    process.exit(1);
  });
  const { data, errors } = await response.json();
  if (!data) throw new Error(`${name}: ${errors[0].message}`);
  return { name, url, typeDefs: parse(data._service.sdl) };
}

const subgraphs = await Promise.all(Object.entries(SUBGRAPHS).map(readSubgraph));
const { supergraphSdl, errors } = composeServices(subgraphs);
if (!supergraphSdl) throw new Error(errors.map(({ message }) => message).join('\n'));
const file = process.env.SUPERGRAPH ?? 'supergraph.graphql';
writeFileSync(file, supergraphSdl);
console.log(`composed: ${file}`);
