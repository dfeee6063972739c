import type { TokenFilter, TokenOrderField } from './generated/graphql.ts';

/** A question of docs/questions.md: one filter, and the order in which its answer reads best. */
export interface Question {
  readonly label: string;
  readonly orderBy: TokenOrderField;
  readonly filter: (value: string) => TokenFilter;
  /** The value that the question needs. */
  readonly input?: {
    readonly label: string;
    readonly type: 'number' | 'text' | 'date';
    /** Empty: the user must say it. */
    readonly initial: () => string;
    readonly example?: string;
  };
}

const ACTIVE: TokenFilter = { status: ['ACTIVE'] };
const YEAR_MS = 365 * 86_400_000;

export const QUESTIONS = {
  'never-expires': {
    label: 'Never expire',
    orderBy: 'ISSUED_ON',
    filter: () => ({ ...ACTIVE, neverExpires: true }),
  },
  'expires-within': {
    label: 'Expire within …',
    orderBy: 'EXPIRES_ON',
    filter: (value) => ({ expiresWithinDays: Number(value) }),
    input: { label: 'Days', type: 'number', initial: () => '30' },
  },
  'never-used': {
    label: 'Never used',
    orderBy: 'ISSUED_ON',
    filter: () => ({ ...ACTIVE, neverUsed: true }),
  },
  'unused-for': {
    label: 'Unused for …',
    orderBy: 'LAST_USED_ON',
    filter: (value) => ({ ...ACTIVE, unusedForDays: Number(value) }),
    input: { label: 'Days', type: 'number', initial: () => '90' },
  },
  'usable-from-anywhere': {
    label: 'Usable from anywhere',
    orderBy: 'NAME',
    filter: () => ({ ...ACTIVE, ipRestriction: ['NONE'] }),
  },
  'usable-from': {
    label: 'Usable from …',
    orderBy: 'NAME',
    filter: (value) => ({ usableFrom: value }),
    input: { label: 'Address', type: 'text', initial: () => '', example: '192.0.2.17' },
  },
  'broad-write': {
    label: 'Write to all zones or accounts',
    orderBy: 'NAME',
    filter: () => ({ findings: ['BROAD_WRITE'] }),
  },
  'creates-tokens': {
    label: 'Create tokens',
    orderBy: 'NAME',
    filter: () => ({ findings: ['CREATES_TOKENS'] }),
  },
  'touches-zone': {
    label: 'Touch zone …',
    orderBy: 'NAME',
    filter: (value) => ({ grants: { zoneId: value } }),
    input: { label: 'Zone id', type: 'text', initial: () => '', example: '32 letters or digits' },
  },
  'unchanged-since': {
    label: 'Unchanged since …',
    orderBy: 'MODIFIED_ON',
    filter: (value) => ({ modifiedBefore: `${value}T00:00:00Z` }),
    input: {
      label: 'Date',
      type: 'date',
      initial: () => new Date(Date.now() - YEAR_MS).toISOString().slice(0, 'YYYY-MM-DD'.length),
    },
  },
} as const satisfies Readonly<Record<string, Question>>;

export type QuestionId = keyof typeof QUESTIONS;
export const QUESTION_IDS = Object.keys(QUESTIONS) as readonly QuestionId[];

export const questionOf = (id: QuestionId): Question => QUESTIONS[id];
