/**
 * The vocabulary for describing events. A field combines the type of a value in TypeScript, its JSON schema and its
 * meaning. Types are inferred from fields; the schema and the tables of docs/metrics.md are made from them. The program
 * loads them only to check metrics files.
 */

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface Field<T> {
  readonly json: JsonSchema;
  readonly meaning: string;
  /** Set if the field is optional: the events that have it, such as "regression". */
  readonly only?: string;
  /** Fields of the object, or of each element of the array or value by name, that have their own rows in the docs. */
  readonly parts?: Fields;
  /** Never set. It has T in both directions, so that a field of another type is refused. */
  readonly of?: (value: T) => T;
}

// biome-ignore lint/suspicious/noExplicitAny: a field of whatever type
export type Fields = Readonly<Record<string, Field<any> | OptionalField<any>>>;

export interface OptionalField<T> extends Field<T> {
  readonly only: string;
}

/** The type of a field's value. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The type of the object with these fields. */
export type ObjectOf<F> = {
  readonly [K in keyof F as F[K] extends { readonly only: string } ? never : K]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends { readonly only: string } ? K : never]?: ValueOf<F[K]>;
} extends infer O
  ? { [K in keyof O]: O[K] }
  : never;

/** The fields of a type that is defined elsewhere: none may be missing, none may be left over. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalField<Exclude<T[K], undefined>> : Field<T[K]>;
};

/** A text, or one of a few texts that other rooms define. */
export function text<T extends string = string>(meaning: string): Field<T> {
  return { json: { type: 'string' }, meaning };
}

export function choice<const T extends string>(values: readonly T[], meaning: string): Field<T> {
  return { json: { enum: values }, meaning };
}

export function constant<const T extends string | boolean>(value: T, meaning: string): Field<T> {
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

/** A number that may not be finite; JSON has null instead. */
export function real(meaning: string): Field<number> {
  return { json: { type: ['number', 'null'] }, meaning };
}

export function boolean(meaning: string): Field<boolean> {
  return { json: { type: 'boolean' }, meaning };
}

export function array<T>(element: Field<T>, meaning: string): Field<readonly T[]> {
  return { json: { type: 'array', items: element.json }, meaning, ...partsOf(element) };
}

/** An object with exactly these fields. They have no rows of their own in the docs, unless `detailed`. */
export function object<const F extends Fields>(fields: F, meaning: string): Field<ObjectOf<F>> {
  return { json: objectSchema(fields), meaning };
}

/** An object of a type that is defined elsewhere. */
export function objectOf<T>(fields: FieldsOf<T>, meaning: string): Field<T> {
  return { json: objectSchema(fields as unknown as Fields), meaning };
}

/** An object, or an array of them, whose fields have their own rows. */
export function detailed<const F extends Fields>(fields: F, meaning: string): Field<ObjectOf<F>> {
  return { ...object(fields, meaning), parts: fields };
}

export function detailedOf<T>(fields: FieldsOf<T>, meaning: string): Field<T> {
  return { ...objectOf(fields, meaning), parts: fields as unknown as Fields };
}

/** Values by names that are not known in advance. */
export function byName<T>(value: Field<T>, meaning: string): Field<Readonly<Record<string, T>>> {
  return { json: { type: 'object', additionalProperties: value.json }, meaning, ...partsOf(value) };
}

/** An object that is described elsewhere; `keys` are always present. */
export function elsewhere<T>(keys: readonly string[], meaning: string): Field<T> {
  return { json: { type: 'object', required: keys }, meaning };
}

export function orNull<T>(field: Field<T>): Field<T | null> {
  const { json, meaning } = field;
  return { json: orNullSchema(json), meaning, ...partsOf(field) };
}

/** A number; null if there is none, or it is not finite. */
export function finite(meaning: string): Field<number | null> {
  return orNull(number(meaning));
}

/** An interval with finite ends; null if there is none. */
export function interval(meaning: string) {
  return orNull(object({ low: number('lower end'), high: number('upper end') }, meaning));
}

/** A field that only some events have. */
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

/** The type of an event, from its fields. */
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
