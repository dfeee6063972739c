import { type GraphQLError, locatedError } from 'graphql';

import { type JsonWriter, OutputTooLarge } from './json-writer.ts';
import { isPromiseLike, promiseError } from './promises.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** One execution: the values for resolvers, the writer of the answer, and the errors so far. */
export interface ExecutionContext {
  readonly context: unknown;
  readonly out: JsonWriter;
  readonly variables: Variables;
  /** The current index in each list around the current value, the outermost list first. */
  readonly indexes: number[];
  readonly errors: GraphQLError[];
  readonly bounds: Bounds;
  errorsOmitted: number;
  /** Fields written so far. */
  fieldCount: number;
}

/** What one execution may write. */
export interface Bounds {
  /** Of the body. Beyond it the execution stops, and throws `OutputTooLarge`. */
  readonly maxBytes: number;
  /** Of all objects together. Beyond it the execution stops, and throws `OutputTooLarge`. */
  readonly maxFields: number;
  /** More errors than these are only counted. */
  readonly maxErrors: number;
}

/** A field that an operation selects. */
export interface CompiledField extends CompiledValue {
  /** The JSON in front of the value: `{"id":`, or `,"name":` after another field. */
  readonly prefix: Uint8Array;
  /** The prefix and `null`. */
  readonly prefixAndNull: Uint8Array;
  /**
   * The property of the source that is the field's value; null where the field has a resolver. Root
   * fields are resolved before anything is written: theirs is the index of their value.
   */
  readonly property: string | null;
  /** Whether a string is written without a call of `serialize`. */
  readonly isText: boolean;
  readonly isList: boolean;
  resolve(source: unknown, execution: ExecutionContext): unknown;
}

/** A resolved value in the answer: the value of a field, or an item of a list. */
export interface CompiledValue {
  /** `Type.field`, as errors name it; for an item, the field that has the list. */
  readonly coordinate: string;
  readonly isNullable: boolean;
  /** Writes a value that is not null. Throws an error that propagates to the nearest nullable parent. */
  readonly write: Write;
  /** Adds the locations and the path of this value to an error. */
  locate(error: unknown, execution: ExecutionContext): GraphQLError;
}

export type Write = (value: unknown, execution: ExecutionContext) => void;

/** Writes an object with these fields. */
export function writeFields(
  fields: readonly CompiledField[],
  source: unknown,
  execution: ExecutionContext,
): void {
  const { out } = execution;
  countFields(fields.length, execution);
  const properties = propertiesOf(source);
  for (const field of fields) {
    const { property } = field;
    const value = property === null ? resolveField(field, source, execution) : properties[property];
    if (value === null && field.isNullable) {
      out.raw(field.prefixAndNull);
      continue;
    }
    if (value === undefined) refusePromise(source, field);
    out.raw(field.prefix);
    if (typeof value === 'string' && field.isText) out.string(value);
    else writeValue(field, value, execution);
  }
  if (fields.length === 0) out.byte(OPEN_OBJECT);
  out.byte(CLOSE_OBJECT);
}

function countFields(count: number, execution: ExecutionContext): void {
  execution.fieldCount += count;
  const { maxFields } = execution.bounds;
  if (execution.fieldCount > maxFields) throw new OutputTooLarge(`${maxFields} fields`);
}

/** An object with a `then` that is not a Promise lacks the properties of the object that it promises. */
function refusePromise(source: unknown, { coordinate }: CompiledField): void {
  if (isPromiseLike(source)) throw promiseError(`The source of ${coordinate}`, source);
}

/** As in graphql-js, a value that is not an object has none. */
export function propertiesOf(source: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof source === 'object' && source !== null;
  return isObject ? (source as Readonly<Record<string, unknown>>) : NO_PROPERTIES;
}

/** The value of a field, or the error that its resolver threw. */
export function resolveField(
  field: CompiledField,
  source: unknown,
  execution: ExecutionContext,
): unknown {
  try {
    return field.resolve(source, execution);
  } catch (error) {
    return asExecutionError(error);
  }
}

/** A thrown value that is not an Error becomes one, with the message that graphql-js gives it. */
export function asExecutionError(error: unknown): Error {
  return error instanceof Error ? error : locatedError(error, undefined);
}

/** Where a nullable value cannot be written, writes null and records the error. */
export function writeValue(
  compiled: CompiledValue,
  value: unknown,
  execution: ExecutionContext,
): void {
  const start = execution.out.length;
  try {
    writeOrThrow(compiled, value, execution);
  } catch (error) {
    if (error instanceof OutputTooLarge) throw error;
    if (!compiled.isNullable) throw compiled.locate(error, execution);
    execution.out.length = start;
    execution.out.raw(NULL);
    recordError(compiled, error, execution);
  }
}

/** To locate an error costs more than to write a row, so those that nobody will see are not located. */
function recordError(compiled: CompiledValue, error: unknown, execution: ExecutionContext): void {
  const { errors, bounds } = execution;
  if (errors.length < bounds.maxErrors) errors.push(compiled.locate(error, execution));
  else execution.errorsOmitted += 1;
}

function writeOrThrow(compiled: CompiledValue, value: unknown, execution: ExecutionContext): void {
  if (value === null || value === undefined) writeNull(compiled, execution);
  else if (typeof value === 'object') {
    if (value instanceof Error) throw value;
    if (value instanceof Promise) throw promiseError(compiled.coordinate, value);
    compiled.write(value, execution);
  } else if (typeof value === 'function') throw functionError(compiled);
  else compiled.write(value, execution);
}

function writeNull({ coordinate, isNullable }: CompiledValue, { out }: ExecutionContext): void {
  if (!isNullable) throw new Error(`Cannot return null for non-nullable field ${coordinate}.`);
  out.raw(NULL);
}

function functionError({ coordinate }: CompiledValue): Error {
  return new Error(`${coordinate} is a function. The compiled path does not call properties.`);
}

const NO_PROPERTIES: Readonly<Record<string, unknown>> = Object.create(null);

const NULL = Buffer.from('null');
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
