import type { Token } from '../model/token.ts';

/** An input that may be null, which is the same as not given. */
export type Maybe<T> = T | null | undefined;

export type Predicate = (token: Token) => boolean;
