/**
 * Hostile requests within the limits, made from the schema: aliases, fragments,
 * variables, long names, line breaks, representations, directives,
 * introspection. The same seed makes the same requests.
 */
import { getNamedType, isAbstractType, isCompositeType, isEnumType, isListType } from 'graphql';

/** Mulberry32. */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MOST_TOKENS = 900;
const MOST_ALIASES = 30;
const MOST_DIRECTIVES = 50;
const MOST_LEVELS = 12;

/** An endless supply of request bodies. `ids` are ids of tokens that exist. */
export function createRequests(schema, seed, ids) {
  const random = createRandom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const oneOf = (all) => all[below(all.length)];
  const chance = (share) => random() < share;

  /** What is left of the limits of one document. */
  let left = {};
  let longNames = false;
  let names = 0;
  const longName = () => {
    names += 1;
    return `n${names}`.padEnd(longNames ? 1 + below(255) : 4, 'x');
  };

  function literalOf(type, name) {
    if (name === 'first' || name === 'last') return oneOf(['100', '100', '50', '$n', '1']);
    if (name === 'representations') return '$r';
    if (name === 'filter') return '$f';
    const inner = getNamedType(type);
    const one = isEnumType(inner)
      ? oneOf(inner.getValues()).name
      : ({ Int: '1', Boolean: oneOf(['true', '$b']), ID: `"${oneOf(ids)}"` }[inner.name] ??
        `"${oneOf(['x', '__type', 'Token', 'Query'])}"`);
    return isListType(type.ofType ?? type)
      ? `[${Array(1 + below(60))
          .fill(one)
          .join(' ')}]`
      : one;
  }

  function argumentsOf(field) {
    const given = field.args.filter(
      ({ name, type }) =>
        String(type).endsWith('!') || (name === 'first' && chance(0.8)) || chance(0.1),
    );
    left.tokens -= given.length * 4;
    return given.length === 0
      ? ''
      : `(${given.map(({ name, type }) => `${name}: ${literalOf(type, name)}`).join(' ')})`;
  }

  function directive() {
    if (left.directives <= 0 || !chance(0.04)) return '';
    left.directives -= 1;
    left.tokens -= 7;
    return oneOf([' @skip(if: $s)', ' @include(if: $b)', ' @include(if: true)']);
  }

  function fieldText(field, level) {
    const type = getNamedType(field.type);
    const isLeaf = !isCompositeType(type);
    if (!isLeaf && level >= MOST_LEVELS) return '';
    left.tokens -= 3;
    // Without an alias, other arguments would conflict.
    const needsAlias = field.args.length > 0 || chance(0.3);
    if (needsAlias && left.aliases <= 0)
      return field.args.length > 0 ? '' : field.name + directive();
    let alias = '';
    if (needsAlias) {
      left.aliases -= 1;
      alias = `${longName()}: `;
    }
    return `${alias}${field.name}${argumentsOf(field)}${directive()}${isLeaf ? '' : selection(type, level + 1)}`;
  }

  function selection(type, level) {
    const parts = [];
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const wanted = 1 + below(level < 3 ? 12 : 6);
    for (let count = 0; count < wanted && left.tokens > 20; count++) {
      const usable =
        level > 6 ? fields.filter((each) => !isCompositeType(getNamedType(each.type))) : fields;
      if (chance(0.1) || usable.length === 0) parts.push('__typename');
      else parts.push(fieldText(oneOf(usable), level));
      if (isAbstractType(type) && chance(0.7)) {
        const possible = oneOf(schema.getPossibleTypes(type));
        parts.push(`... on ${possible}${selection(possible, level + 1)}`);
      }
    }
    // The same selections again: merged, and so compared by validation.
    if (chance(0.2) && left.tokens > 200) {
      const repeated = oneOf(['__typename', '__typename', 'id']);
      const isThere = repeated === '__typename' || fields.some(({ name }) => name === 'id');
      const times = below(Math.min(140, left.tokens / 2));
      if (isThere) parts.push(`${repeated} `.repeat(times));
      left.tokens -= times;
    }
    const texts = parts.filter((text) => text !== '');
    left.tokens -= 2;
    return ` { ${texts.length > 0 ? texts.join(' ') : '__typename'} }`;
  }

  function introspection() {
    const many = 1 + below(14);
    const fragment =
      ' fragment S on __Schema { types { name description fields { name description args { name } type { name ofType { name } } } enumValues { name } possibleTypes { name } } }';
    return `{ ${Array.from({ length: many }, () => `${longName()}: __schema { ...S }`).join(' ')} }${fragment}`;
  }

  function entities() {
    const fields = Array.from({ length: below(29) }, () => `${longName()}: id`).join(' ');
    const type = oneOf(['Zone', 'Account', 'Token', 'PermissionGroup']);
    return `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on ${type} { id ${fields} } } }`;
  }

  function wrong() {
    const many = below(400);
    return `{ ${Array.from({ length: many }, () => oneOf(['tokns', longName(), 'tokens', '... on Tokn { id }', '...F'])).join(' ')} __typename }`;
  }

  function query() {
    const text = selection(schema.getQueryType(), 0);
    const repeated = chance(0.4) ? ' { ...F ...F ... { ...F } }' : ' { ...F }';
    return `${repeated} fragment F on Query${text}`;
  }

  /** Declares the variables that a document uses. */
  function declared(text) {
    const types = { $n: 'Int', $f: 'TokenFilter', $r: '[_Any!]!', $b: 'Boolean!', $s: 'Boolean!' };
    const used = Object.keys(types).filter((name) => text.includes(name));
    const list = used.map((name) => `${name}: ${types[name]}`).join(' ');
    return used.length === 0 ? text : `query (${list})${text}`;
  }

  /** About as many conditions as a filter may have; a text at or above its longest. */
  function filter() {
    const text = oneOf(['ẞ', 'x', '0']).repeat(oneOf([1, 1_000, 1_000, 30_000]));
    const make = oneOf([
      (index) => ({ nameContains: `${text.slice(0, 990)}${index}` }),
      (index) => ({ usableFrom: `10.0.0.${index}` }),
      (index) => ({ unusedForDays: index }),
      () => ({ expiresBefore: `2020-01-01T00:00:00.${text}1Z` }),
      () => ({ nameContains: text }),
    ]);
    return { or: Array.from({ length: 1 + below(52) }, (_, index) => make(index)) };
  }

  function variables() {
    const typename = oneOf(['Zone', 'Account', 'Token', 'PermissionGroup', 'Nothing']);
    const count = below(1_001);
    return {
      n: 100,
      b: true,
      s: false,
      f: filter(),
      r: Array.from({ length: count }, (_, index) =>
        chance(0.05)
          ? oneOf([1, {}, []])
          : { __typename: typename, id: oneOf([`${index}`, oneOf(ids)]) },
      ),
    };
  }

  return () => {
    left = { tokens: MOST_TOKENS, aliases: oneOf([9, MOST_ALIASES]), directives: MOST_DIRECTIVES };
    longNames = chance(0.3);
    const make = oneOf([query, query, query, introspection, entities, wrong]);
    const text = make();
    const document = make === query ? declared(text) : text;
    const breaks = chance(0.2) ? oneOf(['\n', '\r\n', ',', '#\n']).repeat(below(20_000)) : '';
    const usesEntities = document.includes('$r');
    const usesFilter = document.includes('$f');
    const { r, f, ...others } = variables();
    return JSON.stringify({
      query: breaks + document,
      variables: { ...(usesEntities && { r }), ...(usesFilter && { f }), ...others },
    });
  };
}
