import { useEffect, useState } from 'react';

import { KINDS } from './findings.ts';
import type { TokenFilter, TokenFindingKind, TokenOrderField } from './generated/graphql.ts';
import { QUESTION_IDS, type QuestionId, questionOf } from './questions.ts';

/** What the page shows. All of it is in the page's address, and nothing else is: never a credential. */
export interface View {
  /** Null: the tokens of the user. */
  readonly account: string | null;
  readonly question: QuestionId | null;
  /** The value that the question needs; empty if it needs none, or has none yet. */
  readonly value: string;
  readonly finding: TokenFindingKind | null;
  readonly search: string;
  readonly orderBy: TokenOrderField;
  readonly descending: boolean;
  readonly includeExpired: boolean;
}

export const DEFAULT_VIEW: View = {
  account: null,
  question: null,
  value: '',
  finding: null,
  search: '',
  orderBy: 'EXPIRES_ON',
  descending: false,
  includeExpired: false,
};

const ORDERS: readonly TokenOrderField[] = [
  'CLOUDFLARE',
  'EXPIRES_ON',
  'ISSUED_ON',
  'LAST_USED_ON',
  'MODIFIED_ON',
  'NAME',
];

/** Unknown values count as not given: an address may come from another version of the page. */
export function readView(query: string): View {
  const given = new URLSearchParams(query);
  const oneOf = <T extends string>(name: string, known: readonly T[]): T | null =>
    known.find((each) => each === given.get(name)) ?? null;
  return {
    account: given.get('account'),
    question: oneOf('ask', QUESTION_IDS),
    value: given.get('value') ?? '',
    finding: oneOf('finding', KINDS),
    search: given.get('q') ?? '',
    orderBy: oneOf('sort', ORDERS) ?? DEFAULT_VIEW.orderBy,
    descending: given.has('desc'),
    includeExpired: given.has('expired'),
  };
}

/** The address of a view, relative to the page. Defaults are left out. */
export function hrefOf(view: View): string {
  const query = new URLSearchParams();
  if (view.account !== null) query.set('account', view.account);
  if (view.question !== null) query.set('ask', view.question);
  if (view.value !== '') query.set('value', view.value);
  if (view.finding !== null) query.set('finding', view.finding);
  if (view.search !== '') query.set('q', view.search);
  if (view.orderBy !== DEFAULT_VIEW.orderBy) query.set('sort', view.orderBy);
  if (view.descending) query.set('desc', '');
  if (view.includeExpired) query.set('expired', '');
  return `?${query.toString().replaceAll('=&', '&').replace(/=$/, '')}`;
}

/** A question starts with its own value and order; asked again, it is taken back. */
export function askIn(view: View, id: QuestionId, value?: string): View {
  if (view.question === id && value === undefined) return { ...view, question: null, value: '' };
  const { orderBy, input } = questionOf(id);
  return {
    ...view,
    question: id,
    value: value ?? input?.initial() ?? '',
    orderBy,
    descending: false,
  };
}

export function isIncomplete({ question, value }: View): boolean {
  return question !== null && questionOf(question).input !== undefined && value === '';
}

/** The filter of everything but the finding: the counts by finding are over these tokens. */
export function overviewOf(view: View): TokenFilter {
  const { question, value, search } = view;
  return {
    ...(question !== null && !isIncomplete(view) && { and: [questionOf(question).filter(value)] }),
    ...(search !== '' && { nameContains: search }),
  };
}

export function filterOf(view: View): TokenFilter {
  return { ...overviewOf(view), ...(view.finding !== null && { findings: [view.finding] }) };
}

/** `replace`: the browser's Back goes past it, as for each letter of a search. */
export type Go = (next: View, how?: 'replace') => void;

export function useView(): readonly [View, Go] {
  const [view, setView] = useState(() => readView(location.search));
  useEffect(() => {
    const onBack = () => setView(readView(location.search));
    addEventListener('popstate', onBack);
    return () => removeEventListener('popstate', onBack);
  }, []);
  return [
    view,
    (next, how) => {
      setView(next);
      if (how === 'replace') history.replaceState(null, '', hrefOf(next));
      else history.pushState(null, '', hrefOf(next));
    },
  ];
}
