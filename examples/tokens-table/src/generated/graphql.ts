/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An IPv4 or IPv6 block in CIDR notation, or a single address. Host bits may be set (Cloudflare's own documentation shows 123.123.123.100/24), so a value is passed on as it came and never rewritten. */
  CIDR: { input: string; output: string; }
  /** An instant as RFC 3339 text in UTC, exactly as Cloudflare sent it. */
  DateTime: { input: string; output: string; }
  /** A reference by which a router asks for an entity: an object with its `__typename` and the fields of its key. */
  _Any: { input: unknown; output: unknown; }
};

/** A Cloudflare account: its id, and the tokens that belong to it. In a larger graph other subgraphs add to it. @key(fields: "id") */
export type Account = {
  __typename?: 'Account';
  /** The account-owned token that this request uses at Cloudflare. For a user-owned token, ask `Query.credential`. Needs no permission. */
  credential: Credential;
  /** Cloudflare's account id: exactly 32 letters or digits. */
  id: Scalars['ID']['output'];
  /** The permission groups that a token of this account may have. Cloudflare's answer may be up to ten minutes old. */
  permissionGroups: Array<PermissionGroup>;
  /** The API tokens that belong to this account, page by page, as `Query.tokens`. A credential that may list only its own tokens gets only those, and Cloudflare does not say so. */
  tokens: AccountTokenConnection;
};


/** A Cloudflare account: its id, and the tokens that belong to it. In a larger graph other subgraphs add to it. @key(fields: "id") */
export type AccountPermissionGroupsArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
  scope?: InputMaybe<Scalars['String']['input']>;
};


/** A Cloudflare account: its id, and the tokens that belong to it. In a larger graph other subgraphs add to it. @key(fields: "id") */
export type AccountTokensArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  direction?: InputMaybe<SortDirection>;
  filter?: InputMaybe<TokenFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  includeExpired?: InputMaybe<Scalars['Boolean']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TokenOrderField>;
};

/** A Cloudflare API token that belongs to an account instead of a user. */
export type AccountToken = ApiToken & Node & {
  __typename?: 'AccountToken';
  /** The account that the token belongs to. */
  account: Account;
  /** From where the token may be used. Null where Cloudflare sent none. The token may then be used from anywhere, as it may where `requestIp` is null. */
  condition?: Maybe<TokenCondition>;
  /** The email address of the user who created it, at that time; null where Cloudflare has none. */
  creatorEmailAtCreation?: Maybe<Scalars['String']['output']>;
  /** When the token stops working. Null where the token does not expire. */
  expiresOn?: Maybe<Scalars['DateTime']['output']>;
  /** What a reviewer should look at, worst first. Computed from this token's fields alone, as of the operation; no call is made. Deny policies are not subtracted. */
  findings: Array<TokenFinding>;
  /** `<account id>.<token id>`: a token id alone does not say where to read it again. */
  id: Scalars['ID']['output'];
  /** From where the token may be used, read from its condition. */
  ipRestriction: IpRestriction;
  /** When the token was created. */
  issuedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last used. Null where the token was never used. */
  lastUsedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last modified. */
  modifiedOn?: Maybe<Scalars['DateTime']['output']>;
  /** The token's name, at most 120 characters. */
  name?: Maybe<Scalars['String']['output']>;
  /** When the token starts working. Null where it works from its creation. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** The policies that say what the token may do, in Cloudflare's order. Empty where Cloudflare sent none. */
  policies: Array<TokenPolicy>;
  /** For an OAuth application its client id; null where Cloudflare does not know it. */
  provisionerId?: Maybe<Scalars['ID']['output']>;
  /** The service that provisioned it (`com.cloudflare.api.oauthtoken`); null where a person did. */
  provisionerType?: Maybe<Scalars['String']['output']>;
  /** The status that Cloudflare reports. A token past its expiry can still be reported as ACTIVE: look at `expiresOn`, too. */
  status?: Maybe<TokenStatus>;
  /** Cloudflare's token identifier tag, unchanged: what audit logs call the token id. */
  tokenId: Scalars['ID']['output'];
};


/** A Cloudflare API token that belongs to an account instead of a user. */
export type AccountTokenFindingsArgs = {
  kinds?: InputMaybe<Array<TokenFindingKind>>;
};

/** One page of the list of tokens. */
export type AccountTokenConnection = {
  __typename?: 'AccountTokenConnection';
  /** The rows of this page with their cursors, in the order of the list. */
  edges: Array<AccountTokenEdge>;
  /** The edges' nodes, without cursors. */
  nodes: Array<Maybe<AccountToken>>;
  /** Whether the list has more pages, and the cursors that lead to them. */
  pageInfo: PageInfo;
  /** Counts over the whole list, after `filter`, not over the page. Reads all of the list: one call for each 50 tokens. */
  summary: TokenSummary;
  /** How many tokens the whole list holds, after `filter`; null where Cloudflare did not say. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One row of the list: a token and its cursor. */
export type AccountTokenEdge = {
  __typename?: 'AccountTokenEdge';
  /** The position of this row, for `after` and `before`. Opaque, at most 64 URL-safe characters (1,024 in a list ordered by name). It belongs to the order and list it came from. */
  cursor: Scalars['String']['output'];
  /** The token. Null, with an error at this path, where Cloudflare's row cannot be read; its neighbours are unharmed. */
  node?: Maybe<AccountToken>;
};

/** What the tokens of users and of accounts have in common. */
export type ApiToken = {
  /** From where the token may be used. Null where Cloudflare sent none. The token may then be used from anywhere, as it may where `requestIp` is null. */
  condition?: Maybe<TokenCondition>;
  /** When the token stops working. Null where the token does not expire. */
  expiresOn?: Maybe<Scalars['DateTime']['output']>;
  /** What a reviewer should look at, worst first. Computed from this token's fields alone, as of the operation; no call is made. Deny policies are not subtracted. */
  findings: Array<TokenFinding>;
  /** The id, unique among all nodes. */
  id: Scalars['ID']['output'];
  /** From where the token may be used, read from its condition. */
  ipRestriction: IpRestriction;
  /** When the token was created. */
  issuedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last used. Null where the token was never used. */
  lastUsedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last modified. */
  modifiedOn?: Maybe<Scalars['DateTime']['output']>;
  /** The token's name, at most 120 characters. */
  name?: Maybe<Scalars['String']['output']>;
  /** When the token starts working. Null where it works from its creation. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** The policies that say what the token may do, in Cloudflare's order. Empty where Cloudflare sent none. */
  policies: Array<TokenPolicy>;
  /** The status that Cloudflare reports. A token past its expiry can still be reported as ACTIVE: look at `expiresOn`, too. */
  status?: Maybe<TokenStatus>;
  /** Cloudflare's token identifier tag, unchanged: what audit logs call the token id. */
  tokenId: Scalars['ID']['output'];
};


/** What the tokens of users and of accounts have in common. */
export type ApiTokenFindingsArgs = {
  kinds?: InputMaybe<Array<TokenFindingKind>>;
};

/** A credential, as Cloudflare's verify describes it: never its secret. */
export type Credential = {
  __typename?: 'Credential';
  /** When the token stops working. Null where it does not expire. */
  expiresOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token starts working. Null where it works from its creation. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** The status that Cloudflare reports. */
  status: TokenStatus;
  /** Cloudflare's token identifier tag: the `tokenId` of a token in a list. */
  tokenId: Scalars['ID']['output'];
};

/** How bad a finding is. Each kind of finding has one severity. */
export type FindingSeverity =
  /** The secret is known to others. */
  | 'CRITICAL'
  /** The token can do much harm, or should not work any more. */
  | 'HIGH'
  /** Something to tidy up. */
  | 'LOW'
  /** The token is open to misuse for longer, or from more places, than it needs. */
  | 'MEDIUM';

/** From where a token may be used. */
export type IpRestriction =
  /** From the listed addresses only. Whether `notIn` excludes all of them is not computed. */
  | 'ALLOWLIST'
  /** From nowhere: an empty `in` list. */
  | 'BLOCKS_ALL'
  /** From anywhere but the excluded addresses. */
  | 'DENYLIST'
  /** From anywhere: no condition, or an `in` list whose blocks together let every IPv4 or every IPv6 address through, and nothing excluded. */
  | 'NONE';

/** An object that `node` can fetch again by its id alone. */
export type Node = {
  /** The id, unique among all nodes. */
  id: Scalars['ID']['output'];
};

/** The position of a page in its list, as the Relay cursor connections specification defines it. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge: pass it as `after` for the next page. Null where the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether the list has rows after the last edge. Exact in both directions of paging. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether the list has rows before the first edge. Exact in both directions of paging. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null where the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What a permission group lets do, read from its name: Cloudflare says it nowhere else. */
export type PermissionAccess =
  /** It only reads: its name ends in `Read`. */
  | 'READ'
  /** Its name does not certainly say that it only reads. Some groups that only read are among these, but no group that writes is READ. */
  | 'WRITE';

/** A named group of permissions, such as "Zone Read" or "DNS Write". */
export type PermissionGroup = {
  __typename?: 'PermissionGroup';
  /** What the group lets do: READ only where its name certainly says so (it ends in `Read`), else WRITE. */
  access: PermissionAccess;
  /** Cloudflare's identifier of the group, the same for every customer. */
  id: Scalars['ID']['output'];
  /** Further attributes of the group; null where Cloudflare sent none. */
  meta?: Maybe<PermissionGroupMeta>;
  /** The group's name. Two groups of different scopes can share one. */
  name?: Maybe<Scalars['String']['output']>;
};

/** Attributes of a permission group. The named fields are those that Cloudflare has documented so far; `entries` holds every attribute that came. Every value is text, as Cloudflare sends it. A named field is null where Cloudflare did not send it. */
export type PermissionGroupMeta = {
  __typename?: 'PermissionGroupMeta';
  /** The product area that the group belongs to. */
  category?: Maybe<Scalars['String']['output']>;
  /** Whether the group is deprecated, as text. */
  deprecated?: Maybe<Scalars['String']['output']>;
  /** Cloudflare's description of what the group permits. */
  description?: Maybe<Scalars['String']['output']>;
  /** Whether the group may be edited, as text. */
  editable?: Maybe<Scalars['String']['output']>;
  /** Every attribute that Cloudflare sent, in its order: nothing is dropped. Only keys that are whole numbers come first, in ascending order. */
  entries: Array<PermissionGroupMetaEntry>;
  /** When Cloudflare retires the group (`eol_at`), as RFC 3339 text. */
  eolAt?: Maybe<Scalars['String']['output']>;
  /** The attribute `key`, documented until early 2026. */
  key?: Maybe<Scalars['String']['output']>;
  /** The group's machine-readable label, such as `load_balancer_admin`. */
  label?: Maybe<Scalars['String']['output']>;
  /** The resources that the group applies to, such as `com.cloudflare.api.account`. */
  scopes?: Maybe<Scalars['String']['output']>;
  /** The attribute `value`, documented until early 2026. */
  value?: Maybe<Scalars['String']['output']>;
  /** Cloudflare's attribute `visibility`: who can see the group. */
  visibility?: Maybe<Scalars['String']['output']>;
};

/** One attribute of a permission group. */
export type PermissionGroupMetaEntry = {
  __typename?: 'PermissionGroupMetaEntry';
  /** The attribute's name, in Cloudflare's spelling. */
  key: Scalars['String']['output'];
  /** The attribute's text. A value that is not text is given as its JSON, with numbers in double precision: a longer one loses digits. */
  value: Scalars['String']['output'];
};

/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type Query = {
  __typename?: 'Query';
  /** For routers: entities by their keys, in the order of the representations. An entity that does not exist is null; one that cannot be read is null, with an error at its path. */
  _entities: Array<Maybe<_Entity>>;
  /** For routers and composers: this schema as a subgraph. Needs no credential. */
  _service: _Service;
  /** An account by its id, for its tokens. No call is made for the account itself. */
  account: Account;
  /** The token that this request uses at Cloudflare, as Cloudflare's verify describes it: which one am I, and until when? For a user-owned token; for an account-owned one, ask the account's `credential`. Needs no permission. */
  credential: Credential;
  /** Relay refetch: any Node by its id; null where there is none. */
  node?: Maybe<Node>;
  /** Relay refetch of several nodes, in the order of the ids. */
  nodes: Array<Maybe<Node>>;
  /** The permission groups that a token may have, as Cloudflare lists them; both arguments are Cloudflare's own. Its answer may be up to ten minutes old. */
  permissionGroups: Array<PermissionGroup>;
  /** What is left of Cloudflare's limit for the credential of this request, as this gateway counts it. Makes no call. */
  rateLimit: RateLimit;
  /** One token by its identifier; null where the caller has no such token. */
  token?: Maybe<Token>;
  /** The API tokens that the caller created, page by page, as the Relay cursor connections specification defines. Without `first` and `last`: the first 20 tokens. */
  tokens: TokenConnection;
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type Query_EntitiesArgs = {
  representations: Array<Scalars['_Any']['input']>;
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryPermissionGroupsArgs = {
  name?: InputMaybe<Scalars['String']['input']>;
  scope?: InputMaybe<Scalars['String']['input']>;
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryTokenArgs = {
  id: Scalars['ID']['input'];
};


/** Reads the caller's Cloudflare API tokens: which tokens exist, and what each may do, from where and until when. */
export type QueryTokensArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  direction?: InputMaybe<SortDirection>;
  filter?: InputMaybe<TokenFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  includeExpired?: InputMaybe<Scalars['Boolean']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TokenOrderField>;
};

/** Cloudflare's limit of calls for one credential, as this gateway counts it. Calls that others make with the credential are not counted here, but Cloudflare counts them. */
export type RateLimit = {
  __typename?: 'RateLimit';
  /** Calls per window that this gateway allows itself. */
  limit: Scalars['Int']['output'];
  /** Calls that are left, before the calls of this operation. 0 while Cloudflare blocks the credential. */
  remaining: Scalars['Int']['output'];
  /** When calls that were made begin to be forgotten; null where none were. While Cloudflare blocks the credential: when the block ends. */
  resetsAt?: Maybe<Scalars['DateTime']['output']>;
  /** The length of the window in seconds: a call is forgotten so long after it. */
  windowSeconds: Scalars['Int']['output'];
};

/** How much a resource name covers. */
export type ResourceCoverage =
  /** All accounts, all zones, all users: a wildcard that names no account. */
  | 'ALL'
  /** All zones (or buckets, …) of one account. */
  | 'ALL_IN_ACCOUNT'
  /** One thing. */
  | 'ONE'
  /** The name is in no known form. */
  | 'UNKNOWN';

/** The order of the whole list, as Cloudflare's `direction` parameter sets it. Cloudflare does not document by which value it sorts. */
export type SortDirection =
  /** Cloudflare's ascending order. */
  | 'ASC'
  /** Cloudflare's descending order: the ascending one reversed. */
  | 'DESC';

/** A Cloudflare API token that belongs to a user: its metadata, never its secret. */
export type Token = ApiToken & Node & {
  __typename?: 'Token';
  /** From where the token may be used. Null where Cloudflare sent none. The token may then be used from anywhere, as it may where `requestIp` is null. */
  condition?: Maybe<TokenCondition>;
  /** When the token stops working. Null where the token does not expire. */
  expiresOn?: Maybe<Scalars['DateTime']['output']>;
  /** What a reviewer should look at, worst first. Computed from this token's fields alone, as of the operation; no call is made. Deny policies are not subtracted. */
  findings: Array<TokenFinding>;
  /** Cloudflare's token identifier tag, unchanged (at most 32 characters). */
  id: Scalars['ID']['output'];
  /** From where the token may be used, read from its condition. */
  ipRestriction: IpRestriction;
  /** When the token was created. */
  issuedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last used. Null where the token was never used. */
  lastUsedOn?: Maybe<Scalars['DateTime']['output']>;
  /** When the token was last modified. */
  modifiedOn?: Maybe<Scalars['DateTime']['output']>;
  /** The token's name, at most 120 characters. */
  name?: Maybe<Scalars['String']['output']>;
  /** When the token starts working. Null where it works from its creation. */
  notBefore?: Maybe<Scalars['DateTime']['output']>;
  /** The policies that say what the token may do, in Cloudflare's order. Empty where Cloudflare sent none. */
  policies: Array<TokenPolicy>;
  /** The status that Cloudflare reports. A token past its expiry can still be reported as ACTIVE: look at `expiresOn`, too. */
  status?: Maybe<TokenStatus>;
  /** The same as `id`. */
  tokenId: Scalars['ID']['output'];
};


/** A Cloudflare API token that belongs to a user: its metadata, never its secret. */
export type TokenFindingsArgs = {
  kinds?: InputMaybe<Array<TokenFindingKind>>;
};

/** The conditions under which a token may be used. */
export type TokenCondition = {
  __typename?: 'TokenCondition';
  /** The condition on the client's address; null where there is none. */
  requestIp?: Maybe<TokenRequestIpCondition>;
};

/** One page of the list of tokens. */
export type TokenConnection = {
  __typename?: 'TokenConnection';
  /** The rows of this page with their cursors, in the order of the list. */
  edges: Array<TokenEdge>;
  /** The edges' nodes, without cursors. */
  nodes: Array<Maybe<Token>>;
  /** Whether the list has more pages, and the cursors that lead to them. */
  pageInfo: PageInfo;
  /** Counts over the whole list, after `filter`, not over the page. Reads all of the list: one call for each 50 tokens. */
  summary: TokenSummary;
  /** How many tokens the whole list holds, after `filter`; null where Cloudflare did not say. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One row of the list: a token and its cursor. */
export type TokenEdge = {
  __typename?: 'TokenEdge';
  /** The position of this row, for `after` and `before`. Opaque, at most 64 URL-safe characters (1,024 in a list ordered by name). It belongs to the order and list it came from. */
  cursor: Scalars['String']['output'];
  /** The token. Null, with an error at this path, where Cloudflare's row cannot be read; its neighbours are unharmed. */
  node?: Maybe<Token>;
};

/** All conditions that are given must hold; null is the same as not given. What a token lacks is not before, after or within anything. A row that cannot be read passes every filter, since nothing can rule it out. */
export type TokenFilter = {
  /** All of these hold; an empty list does. */
  and?: InputMaybe<Array<TokenFilter>>;
  /** Expires after this instant. */
  expiresAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Expires before this instant. */
  expiresBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Expires from now on, within so many days; what has expired already does not count. */
  expiresWithinDays?: InputMaybe<Scalars['Int']['input']>;
  /** Has at least one finding of one of these kinds. */
  findings?: InputMaybe<Array<TokenFindingKind>>;
  /** At least one policy of the token says all of this. */
  grants?: InputMaybe<TokenGrantFilter>;
  /** From where the token may be used: one of these. */
  ipRestriction?: InputMaybe<Array<IpRestriction>>;
  /** Issued after this instant. */
  issuedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Issued before this instant. */
  issuedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Modified after this instant. */
  modifiedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Modified before this instant. */
  modifiedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Part of the name; case is ignored (Unicode simple case folding). */
  nameContains?: InputMaybe<Scalars['String']['input']>;
  /** Whether the token has no expiry. */
  neverExpires?: InputMaybe<Scalars['Boolean']['input']>;
  /** Whether the token was never used. */
  neverUsed?: InputMaybe<Scalars['Boolean']['input']>;
  /** This does not hold. */
  not?: InputMaybe<TokenFilter>;
  /** At least one of these holds; an empty list matches nothing. */
  or?: InputMaybe<Array<TokenFilter>>;
  /** The status is one of these. */
  status?: InputMaybe<Array<TokenStatus>>;
  /** Issued at least so many days ago, and not used since then. */
  unusedForDays?: InputMaybe<Scalars['Int']['input']>;
  /** A single address: may the token be used from there, by its condition? An IPv4-mapped IPv6 address is its IPv4 address. A block in the condition that cannot be read may hold the address. */
  usableFrom?: InputMaybe<Scalars['CIDR']['input']>;
};

/** Something about a token that a reviewer should look at. It is a fact, not a verdict: what deny policies take away is not subtracted. */
export type TokenFinding = {
  __typename?: 'TokenFinding';
  /** What was found. */
  kind: TokenFindingKind;
  /** One sentence with the facts, such as "Not used since 2026-03-01 (270 days).". It names dates, permission groups and resources. */
  message: Scalars['String']['output'];
  /** The policy that is to blame, where one is. */
  policyId?: Maybe<Scalars['ID']['output']>;
  /** How bad it is; the same for all findings of a kind. */
  severity: FindingSeverity;
};

/** How many tokens have at least one finding of a kind. */
export type TokenFindingCount = {
  __typename?: 'TokenFindingCount';
  /** The number of tokens. */
  count: Scalars['Int']['output'];
  /** The kind of finding. */
  kind: TokenFindingKind;
  /** The severity of this kind. */
  severity: FindingSeverity;
};

/** The kinds of findings, the worst first. */
export type TokenFindingKind =
  /** ACTIVE although `expiresOn` has passed. Severity HIGH. */
  | 'ACTIVE_PAST_EXPIRY'
  /** The condition lets no address through. Severity LOW. */
  | 'BLOCKED_EVERYWHERE'
  /** An ALLOW policy grants more than reading on all accounts or all zones (of one account, too). Severity HIGH. */
  | 'BROAD_WRITE'
  /** An ALLOW policy lets it create tokens: it can give itself any permission. Severity HIGH. */
  | 'CREATES_TOKENS'
  /** A policy names a permission group that Cloudflare's attributes call deprecated or past its end. Severity LOW. */
  | 'DEPRECATED_PERMISSION'
  /** ACTIVE, and expires within 30 days. Severity LOW. */
  | 'EXPIRES_SOON'
  /** Cloudflare revoked it because its secret was found in public. Severity CRITICAL. */
  | 'EXPOSED'
  /** ACTIVE, and has no expiry. Severity MEDIUM. */
  | 'NEVER_EXPIRES'
  /** ACTIVE, issued at least 90 days ago, and not used in the last 90 days. Severity MEDIUM. */
  | 'UNUSED'
  /** ACTIVE, and usable from any address. Severity MEDIUM. */
  | 'USABLE_FROM_ANYWHERE';

/** At least one policy of the token says all of this: one of its permission groups meets what is said of groups, and one of its resources meets what is said of resources. What deny policies take away is not subtracted. */
export type TokenGrantFilter = {
  /** What a permission group lets do, as its `access` says. */
  access?: InputMaybe<PermissionAccess>;
  /** A resource reaches into this account: it names it or something of it (an R2 bucket, a zone under it), or is a wildcard over all accounts or all zones. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** How much a resource covers: one of these. */
  coverage?: InputMaybe<Array<ResourceCoverage>>;
  /** The policy's effect. Null is the same as ALLOW. */
  effect?: InputMaybe<TokenPolicyEffect>;
  /** The id of a permission group is one of these. */
  permissionGroupIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Part of a permission group's name; case is ignored. */
  permissionGroupNameContains?: InputMaybe<Scalars['String']['input']>;
  /** A resource covers this zone: it names it, or all zones. "All zones of account A" covers it where `accountId` is A or is not given: Cloudflare does not say whose a zone is, and a reviewer must not miss it. Account permissions are not zone permissions. */
  zoneId?: InputMaybe<Scalars['ID']['input']>;
};

/** What a list is sorted by. What never expires comes last, what was never used comes first, and so does what has no name. Ties are sorted by token id; rows that cannot be read come last. */
export type TokenOrderField =
  /** Cloudflare's own order; it does not say what that is. */
  | 'CLOUDFLARE'
  /** By `expiresOn`, the next expiry first. */
  | 'EXPIRES_ON'
  /** By `issuedOn`, the oldest token first. */
  | 'ISSUED_ON'
  /** By `lastUsedOn`, the longest unused token first. */
  | 'LAST_USED_ON'
  /** By `modifiedOn`, the longest unchanged token first. */
  | 'MODIFIED_ON'
  /** By name; case is ignored (Unicode simple case folding). */
  | 'NAME';

/** Allows or denies permissions on resources. */
export type TokenPolicy = {
  __typename?: 'TokenPolicy';
  /** Whether the policy allows or denies these permissions. */
  effect: TokenPolicyEffect;
  /** Cloudflare's policy identifier. */
  id: Scalars['ID']['output'];
  /** The groups of permissions that the policy allows or denies. */
  permissionGroups: Array<PermissionGroup>;
  /** The resources the policy applies to, in Cloudflare's order. Both of Cloudflare's forms: plain and nested. Only names that are whole numbers come first. */
  resources: Array<TokenPolicyResource>;
};

/** Whether a policy allows or denies the permissions of its permission groups. */
export type TokenPolicyEffect =
  /** The policy allows these permissions. */
  | 'ALLOW'
  /** The policy denies these permissions. */
  | 'DENY'
  /** Cloudflare reported an effect that this version does not know. */
  | 'UNKNOWN';

/** A resource name such as `com.cloudflare.api.account.zone.<id>`, and the permission that the policy gives for it. */
export type TokenPolicyResource = {
  /** The account that the name refers to, R2 buckets included; null where it names none or all. */
  account?: Maybe<Account>;
  /** How much the name covers; of a nested resource, how much its outer name covers together with its widest inner one. An inner name is read by itself: all zones inside of one account are ALL there, and ALL_IN_ACCOUNT on the outer resource. */
  coverage: ResourceCoverage;
  /** The kind of resource that the name points at, read from its prefix. */
  kind: TokenPolicyResourceKind;
  /** The full resource name, unchanged. */
  name: Scalars['String']['output'];
  /** The id in the name; null where it is a wildcard or is in no known form. For an R2 bucket: `<account>_<jurisdiction>_<name>`, since a bucket name alone is not unique. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /** The zone that the name refers to; null where it names none or all. */
  zone?: Maybe<Zone>;
};

/** A resource in Cloudflare's plain form: `"name": "permission"`. */
export type TokenPolicyResourceGrant = TokenPolicyResource & {
  __typename?: 'TokenPolicyResourceGrant';
  /** The account that the name refers to, R2 buckets included; null where it names none or all. */
  account?: Maybe<Account>;
  /** How much the name covers; of a nested resource, how much its outer name covers together with its widest inner one. An inner name is read by itself: all zones inside of one account are ALL there, and ALL_IN_ACCOUNT on the outer resource. */
  coverage: ResourceCoverage;
  /** The kind of resource that the name points at, read from its prefix. */
  kind: TokenPolicyResourceKind;
  /** The full resource name, unchanged. */
  name: Scalars['String']['output'];
  /** The permission on this resource. Usually `*`. */
  permission: Scalars['String']['output'];
  /** The id in the name; null where it is a wildcard or is in no known form. For an R2 bucket: `<account>_<jurisdiction>_<name>`, since a bucket name alone is not unique. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /** The zone that the name refers to; null where it names none or all. */
  zone?: Maybe<Zone>;
};

/** The kind of resource that a resource name points at, read from its prefix. */
export type TokenPolicyResourceKind =
  /** `com.cloudflare.api.account.…`: an account, or all of them. */
  | 'ACCOUNT'
  /** Any other resource: look at its name. */
  | 'OTHER'
  /** `com.cloudflare.edge.r2.bucket.…`: an R2 bucket. */
  | 'R2_BUCKET'
  /** `com.cloudflare.api.user.…`: a user. */
  | 'USER'
  /** `com.cloudflare.edge.worker.script.<tag>`: one Worker's script. */
  | 'WORKER_SCRIPT'
  /** `com.cloudflare.api.account.zone.…`: a zone, or all of them. */
  | 'ZONE';

/** A resource in Cloudflare's nested form: `"name": {"inner name": "permission"}`. */
export type TokenPolicyResourceScope = TokenPolicyResource & {
  __typename?: 'TokenPolicyResourceScope';
  /** The account that the name refers to, R2 buckets included; null where it names none or all. */
  account?: Maybe<Account>;
  /** How much the name covers; of a nested resource, how much its outer name covers together with its widest inner one. An inner name is read by itself: all zones inside of one account are ALL there, and ALL_IN_ACCOUNT on the outer resource. */
  coverage: ResourceCoverage;
  /** The resources inside this one, in Cloudflare's order. Only names that are whole numbers come first. */
  grants: Array<TokenPolicyResourceGrant>;
  /** The kind of resource that the name points at, read from its prefix. */
  kind: TokenPolicyResourceKind;
  /** The full resource name, unchanged. */
  name: Scalars['String']['output'];
  /** The id in the name; null where it is a wildcard or is in no known form. For an R2 bucket: `<account>_<jurisdiction>_<name>`, since a bucket name alone is not unique. */
  resourceId?: Maybe<Scalars['ID']['output']>;
  /** The zone that the name refers to; null where it names none or all. */
  zone?: Maybe<Zone>;
};

/** The client addresses that a token may and may not be used from. */
export type TokenRequestIpCondition = {
  __typename?: 'TokenRequestIpCondition';
  /** Addresses the token may be used from; null where Cloudflare set no such list. An empty list is not null: it lets no address through. */
  in?: Maybe<Array<Scalars['CIDR']['output']>>;
  /** Addresses the token may not be used from; null where Cloudflare set no such list. */
  notIn?: Maybe<Array<Scalars['CIDR']['output']>>;
};

/** A token's status, as Cloudflare reports it. */
export type TokenStatus =
  /** The token works. */
  | 'ACTIVE'
  /** The token was switched off and can be switched on again. */
  | 'DISABLED'
  /** The token is past its expiry. */
  | 'EXPIRED'
  /** Cloudflare revoked the token, for instance because its secret was found in public. */
  | 'REVOKED'
  /** Cloudflare reported a status that this version does not know. */
  | 'UNKNOWN';

/** How many tokens have a status. */
export type TokenStatusCount = {
  __typename?: 'TokenStatusCount';
  /** The number of tokens. */
  count: Scalars['Int']['output'];
  /** The status; null for tokens of which Cloudflare did not say. */
  status?: Maybe<TokenStatus>;
};

/** Counts over a whole list, after `filter`. */
export type TokenSummary = {
  __typename?: 'TokenSummary';
  /** Tokens with at least one finding of the kind; kinds that occur, in the order of the enum. */
  byFinding: Array<TokenFindingCount>;
  /** Each status that occurs, in the order of the enum; tokens without a status come last. */
  byStatus: Array<TokenStatusCount>;
  /** All rows. */
  total: Scalars['Int']['output'];
  /** Rows that cannot be read: they are in `total` and in no other count. */
  unreadable: Scalars['Int']['output'];
};

/** A Cloudflare zone. Here only its id is known; in a larger graph other subgraphs add to it. @key(fields: "id") */
export type Zone = {
  __typename?: 'Zone';
  /** Cloudflare's zone id. */
  id: Scalars['ID']['output'];
};

/** Every type with a key. Other subgraphs may add fields to it. */
export type _Entity = Account | AccountToken | PermissionGroup | Token | Zone;

/** This service as a subgraph of a larger graph. */
export type _Service = {
  __typename?: '_Service';
  /** The schema of the subgraph with the directives of Apollo Federation 2, for composition. */
  sdl: Scalars['String']['output'];
};

type TokenRow_AccountToken_Fragment = { __typename: 'AccountToken', creatorEmailAtCreation?: string | null, provisionerType?: string | null, provisionerId?: string | null, id: string, tokenId: string, name?: string | null, status?: TokenStatus | null, issuedOn?: string | null, modifiedOn?: string | null, lastUsedOn?: string | null, notBefore?: string | null, expiresOn?: string | null, ipRestriction: IpRestriction, condition?: { __typename?: 'TokenCondition', requestIp?: { __typename?: 'TokenRequestIpCondition', in?: Array<string> | null, notIn?: Array<string> | null } | null } | null, findings: Array<{ __typename?: 'TokenFinding', kind: TokenFindingKind, severity: FindingSeverity, message: string, policyId?: string | null }>, policies: Array<{ __typename?: 'TokenPolicy', id: string, effect: TokenPolicyEffect, permissionGroups: Array<{ __typename?: 'PermissionGroup', id: string, name?: string | null, access: PermissionAccess }>, resources: Array<
      | { __typename: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }
      | { __typename: 'TokenPolicyResourceScope', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, grants: Array<{ __typename?: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }>, account?: { __typename?: 'Account', id: string } | null }
    > }> };

type TokenRow_Token_Fragment = { __typename: 'Token', id: string, tokenId: string, name?: string | null, status?: TokenStatus | null, issuedOn?: string | null, modifiedOn?: string | null, lastUsedOn?: string | null, notBefore?: string | null, expiresOn?: string | null, ipRestriction: IpRestriction, condition?: { __typename?: 'TokenCondition', requestIp?: { __typename?: 'TokenRequestIpCondition', in?: Array<string> | null, notIn?: Array<string> | null } | null } | null, findings: Array<{ __typename?: 'TokenFinding', kind: TokenFindingKind, severity: FindingSeverity, message: string, policyId?: string | null }>, policies: Array<{ __typename?: 'TokenPolicy', id: string, effect: TokenPolicyEffect, permissionGroups: Array<{ __typename?: 'PermissionGroup', id: string, name?: string | null, access: PermissionAccess }>, resources: Array<
      | { __typename: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }
      | { __typename: 'TokenPolicyResourceScope', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, grants: Array<{ __typename?: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }>, account?: { __typename?: 'Account', id: string } | null }
    > }> };

export type TokenRowFragment =
  | TokenRow_AccountToken_Fragment
  | TokenRow_Token_Fragment
;

type Resource_TokenPolicyResourceGrant_Fragment = { __typename?: 'TokenPolicyResourceGrant', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null };

type Resource_TokenPolicyResourceScope_Fragment = { __typename?: 'TokenPolicyResourceScope', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null };

export type ResourceFragment =
  | Resource_TokenPolicyResourceGrant_Fragment
  | Resource_TokenPolicyResourceScope_Fragment
;

export type SummaryFragment = { __typename?: 'TokenSummary', total: number, unreadable: number, byFinding: Array<{ __typename?: 'TokenFindingCount', kind: TokenFindingKind, severity: FindingSeverity, count: number }> };

export type UserTokensQueryVariables = Exact<{
  filter: TokenFilter;
  overview: TokenFilter;
  orderBy: TokenOrderField;
  direction: SortDirection;
  includeExpired: Scalars['Boolean']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type UserTokensQuery = { __typename?: 'Query', overview: { __typename?: 'TokenConnection', summary: { __typename?: 'TokenSummary', total: number, unreadable: number, byFinding: Array<{ __typename?: 'TokenFindingCount', kind: TokenFindingKind, severity: FindingSeverity, count: number }> } }, tokens: { __typename?: 'TokenConnection', totalCount?: number | null, edges: Array<{ __typename?: 'TokenEdge', cursor: string, node?: { __typename: 'Token', id: string, tokenId: string, name?: string | null, status?: TokenStatus | null, issuedOn?: string | null, modifiedOn?: string | null, lastUsedOn?: string | null, notBefore?: string | null, expiresOn?: string | null, ipRestriction: IpRestriction, condition?: { __typename?: 'TokenCondition', requestIp?: { __typename?: 'TokenRequestIpCondition', in?: Array<string> | null, notIn?: Array<string> | null } | null } | null, findings: Array<{ __typename?: 'TokenFinding', kind: TokenFindingKind, severity: FindingSeverity, message: string, policyId?: string | null }>, policies: Array<{ __typename?: 'TokenPolicy', id: string, effect: TokenPolicyEffect, permissionGroups: Array<{ __typename?: 'PermissionGroup', id: string, name?: string | null, access: PermissionAccess }>, resources: Array<
            | { __typename: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }
            | { __typename: 'TokenPolicyResourceScope', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, grants: Array<{ __typename?: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }>, account?: { __typename?: 'Account', id: string } | null }
          > }> } | null }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } };

export type AccountTokensQueryVariables = Exact<{
  account: Scalars['ID']['input'];
  filter: TokenFilter;
  overview: TokenFilter;
  orderBy: TokenOrderField;
  direction: SortDirection;
  includeExpired: Scalars['Boolean']['input'];
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type AccountTokensQuery = { __typename?: 'Query', account: { __typename?: 'Account', overview: { __typename?: 'AccountTokenConnection', summary: { __typename?: 'TokenSummary', total: number, unreadable: number, byFinding: Array<{ __typename?: 'TokenFindingCount', kind: TokenFindingKind, severity: FindingSeverity, count: number }> } }, tokens: { __typename?: 'AccountTokenConnection', totalCount?: number | null, edges: Array<{ __typename?: 'AccountTokenEdge', cursor: string, node?: { __typename: 'AccountToken', creatorEmailAtCreation?: string | null, provisionerType?: string | null, provisionerId?: string | null, id: string, tokenId: string, name?: string | null, status?: TokenStatus | null, issuedOn?: string | null, modifiedOn?: string | null, lastUsedOn?: string | null, notBefore?: string | null, expiresOn?: string | null, ipRestriction: IpRestriction, condition?: { __typename?: 'TokenCondition', requestIp?: { __typename?: 'TokenRequestIpCondition', in?: Array<string> | null, notIn?: Array<string> | null } | null } | null, findings: Array<{ __typename?: 'TokenFinding', kind: TokenFindingKind, severity: FindingSeverity, message: string, policyId?: string | null }>, policies: Array<{ __typename?: 'TokenPolicy', id: string, effect: TokenPolicyEffect, permissionGroups: Array<{ __typename?: 'PermissionGroup', id: string, name?: string | null, access: PermissionAccess }>, resources: Array<
              | { __typename: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }
              | { __typename: 'TokenPolicyResourceScope', name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, grants: Array<{ __typename?: 'TokenPolicyResourceGrant', permission: string, name: string, kind: TokenPolicyResourceKind, resourceId?: string | null, coverage: ResourceCoverage, account?: { __typename?: 'Account', id: string } | null }>, account?: { __typename?: 'Account', id: string } | null }
            > }> } | null }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } } } };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { __typename?: 'Query', credential: { __typename?: 'Credential', tokenId: string, status: TokenStatus, expiresOn?: string | null }, rateLimit: { __typename?: 'RateLimit', remaining: number } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ResourceFragmentDoc = new TypedDocumentString(`
    fragment Resource on TokenPolicyResource {
  name
  kind
  resourceId
  coverage
  account {
    id
  }
}
    `, {"fragmentName":"Resource"}) as unknown as TypedDocumentString<ResourceFragment, unknown>;
export const TokenRowFragmentDoc = new TypedDocumentString(`
    fragment TokenRow on ApiToken {
  __typename
  id
  tokenId
  name
  status
  issuedOn
  modifiedOn
  lastUsedOn
  notBefore
  expiresOn
  ipRestriction
  condition {
    requestIp {
      in
      notIn
    }
  }
  findings {
    kind
    severity
    message
    policyId
  }
  policies {
    id
    effect
    permissionGroups {
      id
      name
      access
    }
    resources {
      __typename
      ...Resource
      ... on TokenPolicyResourceGrant {
        permission
      }
      ... on TokenPolicyResourceScope {
        grants {
          permission
          ...Resource
        }
      }
    }
  }
  ... on AccountToken {
    creatorEmailAtCreation
    provisionerType
    provisionerId
  }
}
    fragment Resource on TokenPolicyResource {
  name
  kind
  resourceId
  coverage
  account {
    id
  }
}`, {"fragmentName":"TokenRow"}) as unknown as TypedDocumentString<TokenRowFragment, unknown>;
export const SummaryFragmentDoc = new TypedDocumentString(`
    fragment Summary on TokenSummary {
  total
  unreadable
  byFinding {
    kind
    severity
    count
  }
}
    `, {"fragmentName":"Summary"}) as unknown as TypedDocumentString<SummaryFragment, unknown>;
export const UserTokensDocument = new TypedDocumentString(`
    query UserTokens($filter: TokenFilter!, $overview: TokenFilter!, $orderBy: TokenOrderField!, $direction: SortDirection!, $includeExpired: Boolean!, $first: Int!, $after: String) {
  overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {
    summary {
      ...Summary
    }
  }
  tokens(
    filter: $filter
    orderBy: $orderBy
    direction: $direction
    includeExpired: $includeExpired
    first: $first
    after: $after
  ) {
    totalCount
    edges {
      cursor
      node {
        ...TokenRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment TokenRow on ApiToken {
  __typename
  id
  tokenId
  name
  status
  issuedOn
  modifiedOn
  lastUsedOn
  notBefore
  expiresOn
  ipRestriction
  condition {
    requestIp {
      in
      notIn
    }
  }
  findings {
    kind
    severity
    message
    policyId
  }
  policies {
    id
    effect
    permissionGroups {
      id
      name
      access
    }
    resources {
      __typename
      ...Resource
      ... on TokenPolicyResourceGrant {
        permission
      }
      ... on TokenPolicyResourceScope {
        grants {
          permission
          ...Resource
        }
      }
    }
  }
  ... on AccountToken {
    creatorEmailAtCreation
    provisionerType
    provisionerId
  }
}
fragment Resource on TokenPolicyResource {
  name
  kind
  resourceId
  coverage
  account {
    id
  }
}
fragment Summary on TokenSummary {
  total
  unreadable
  byFinding {
    kind
    severity
    count
  }
}`) as unknown as TypedDocumentString<UserTokensQuery, UserTokensQueryVariables>;
export const AccountTokensDocument = new TypedDocumentString(`
    query AccountTokens($account: ID!, $filter: TokenFilter!, $overview: TokenFilter!, $orderBy: TokenOrderField!, $direction: SortDirection!, $includeExpired: Boolean!, $first: Int!, $after: String) {
  account(id: $account) {
    overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {
      summary {
        ...Summary
      }
    }
    tokens(
      filter: $filter
      orderBy: $orderBy
      direction: $direction
      includeExpired: $includeExpired
      first: $first
      after: $after
    ) {
      totalCount
      edges {
        cursor
        node {
          ...TokenRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment TokenRow on ApiToken {
  __typename
  id
  tokenId
  name
  status
  issuedOn
  modifiedOn
  lastUsedOn
  notBefore
  expiresOn
  ipRestriction
  condition {
    requestIp {
      in
      notIn
    }
  }
  findings {
    kind
    severity
    message
    policyId
  }
  policies {
    id
    effect
    permissionGroups {
      id
      name
      access
    }
    resources {
      __typename
      ...Resource
      ... on TokenPolicyResourceGrant {
        permission
      }
      ... on TokenPolicyResourceScope {
        grants {
          permission
          ...Resource
        }
      }
    }
  }
  ... on AccountToken {
    creatorEmailAtCreation
    provisionerType
    provisionerId
  }
}
fragment Resource on TokenPolicyResource {
  name
  kind
  resourceId
  coverage
  account {
    id
  }
}
fragment Summary on TokenSummary {
  total
  unreadable
  byFinding {
    kind
    severity
    count
  }
}`) as unknown as TypedDocumentString<AccountTokensQuery, AccountTokensQueryVariables>;
export const WhoAmIDocument = new TypedDocumentString(`
    query WhoAmI {
  credential {
    tokenId
    status
    expiresOn
  }
  rateLimit {
    remaining
  }
}
    `) as unknown as TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>;