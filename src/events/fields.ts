/**
 * The words that events are described with. A field is a value's type in TypeScript, its JSON schema and its meaning in one:
 * types are inferred from fields, and the schema and the tables of docs/metrics.md are made from them. Nothing here is
 * loaded when the program runs.
 */

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Field<T> {
  readonly json: JsonSchema;
  readonly meaning: string;
  /** Absent unless the field can be; says of what it is: "regression". */
  readonly only?: string;
  /** Fields of the object, or of each element of the array, which have rows of their own in the docs. */
  readonly parts?: Fields;
  /** Never there: it holds T in both directions, so that a field for another type is refused. */
  readonly of?: (value: T) => T;
}

// biome-ignore lint/suspicious/noExplicitAny: a field of whatever type
export type Fields = Readonly<Record<string, Field<any> | OptionalField<any>>>;

export interface OptionalField<T> extends Field<T> {
  readonly only: string;
}

/** The value that a field stands for. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The object that fields stand for. */
export type ObjectOf<F> = {
  readonly [K in keyof F as F[K] extends { readonly only: string } ? never : K]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends { readonly only: string } ? K : never]?: ValueOf<F[K]>;
} extends infer O
  ? { [K in keyof O]: O[K] }
  : never;

/** The fields of a type that stands elsewhere: none may be missing, none may be left over. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalField<Exclude<T[K], undefined>> : Field<T[K]>;
};

/** A text, which may be one of a few that other rooms name. */
export function text<T extends string = string>(meaning: string): Field<T> {
  return { json: { type: 'string' }, meaning };
}

export function choice<const T extends string>(values: readonly T[], meaning: string): Field<T> {
  return { json: { enum: values }, meaning };
}

export function constant<const T extends string>(value: T, meaning: string): Field<T> {
  return { json: { const: value }, meaning };
}

/** A whole number, 0 or more. */
export function count(meaning: string): Field<number> {
  return { json: { type: 'integer', minimum: 0 }, meaning };
}

/** A number that is always finite. */
export function number(meaning: string): Field<number> {
  return { json: { type: 'number' }, meaning };
}

/** A number that may not be finite, which JSON has as null. */
export function real(meaning: string): Field<number> {
  return { json: { type: ['number', 'null'] }, meaning };
}

export function boolean(meaning: string): Field<boolean> {
  return { json: { type: 'boolean' }, meaning };
}

export function array<T>(element: Field<T>, meaning: string): Field<readonly T[]> {
  return { json: { type: 'array', items: element.json }, meaning, ...partsOf(element) };
}

/** An object with just these fields. In the docs they have no rows of their own, unless `detailed`. */
export function object<const F extends Fields>(fields: F, meaning: string): Field<ObjectOf<F>> {
  return { json: objectSchema(fields), meaning };
}

/** The same for a type that stands elsewhere. */
export function objectOf<T>(fields: FieldsOf<T>, meaning: string): Field<T> {
  return { json: objectSchema(fields as unknown as Fields), meaning };
}

/** An object, or an array of them, whose fields have rows of their own. */
export function detailed<const F extends Fields>(fields: F, meaning: string): Field<ObjectOf<F>> {
  return { ...object(fields, meaning), parts: fields };
}

export function detailedOf<T>(fields: FieldsOf<T>, meaning: string): Field<T> {
  return { ...objectOf(fields, meaning), parts: fields as unknown as Fields };
}

/** Values by names that are not known beforehand. */
export function byName<T>(value: Field<T>, meaning: string): Field<Readonly<Record<string, T>>> {
  return { json: { type: 'object', additionalProperties: value.json }, meaning };
}

/** An object that has a description of its own elsewhere; `keys` are always there. */
export function elsewhere<T>(keys: readonly string[], meaning: string): Field<T> {
  return { json: { type: 'object', required: keys }, meaning };
}

export function orNull<T>(field: Field<T>): Field<T | null> {
  const { json, meaning } = field;
  return { json: orNullSchema(json), meaning, ...partsOf(field) };
}

/** A field that is there only of some events. */
export function optional<T>(only: string, field: Field<T>): OptionalField<T> {
  return { ...field, only };
}

export interface EventFields<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  readonly about: string;
  readonly fields: F;
}

export function event<Name extends string, const F extends Fields>(
  name: Name,
  about: string,
  fields: F,
): EventFields<Name, F> {
  return { name, about, fields };
}

/** The event that its fields describe. */
export type EventOf<E> = E extends EventFields<infer Name, infer F> ? { readonly event: Name } & ObjectOf<F> : never;

export function objectSchema(fields: Fields): JsonSchema {
  const described = Object.entries(fields).map(([name, { json, meaning }]) => [
    name,
    meaning === '' ? json : { description: meaning, ...json },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(described),
    required: Object.keys(fields).filter(name => fields[name]!.only === undefined),
    additionalProperties: false,
  };
}

function orNullSchema(json: JsonSchema): JsonSchema {
  const { type, enum: values } = json;
  if (Array.isArray(values)) return { ...json, enum: [...values, null] };
  const types = Array.isArray(type) ? type : [type];
  return types.includes('null') ? json : { ...json, type: [...types, 'null'] };
}

function partsOf({ parts }: { parts?: Fields }): { parts?: Fields } {
  return parts === undefined ? {} : { parts };
}
