/** Where a value was written. */
export interface Place {
  /** The file, where that is not settings.py itself; undefined as well for a variable of the environment. */
  readonly path?: string | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
  /** The key of OMERO's configuration that it comes from. */
  readonly key?: string | undefined;
}

/** The place of a finding, as findings have it. */
export function at({ path, line }: Place): { readonly file?: string; readonly line?: number } {
  return { ...(path === undefined ? {} : { file: path }), ...(line === undefined ? {} : { line }) };
}

/** A Python value as far as the files tell it. A list or tuple may hold things that are not known. */
export type Value =
  | TextValue
  | SequenceValue
  | UnknownValue
  | { readonly kind: 'boolean'; readonly is: boolean; readonly place: Place }
  | { readonly kind: 'number'; readonly number: number; readonly place: Place }
  | { readonly kind: 'none'; readonly place: Place }
  | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, Value>; readonly place: Place };

export interface TextValue {
  readonly kind: 'text';
  readonly text: string;
  /** The adjacent literals that Python joined, where there were several. */
  readonly parts?: readonly string[];
  readonly place: Place;
}

export interface SequenceValue {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly items: readonly Value[];
  readonly place: Place;
}

/** In a list or tuple it stands for any number of elements. */
export interface UnknownValue {
  readonly kind: 'unknown';
  /** Completes "it is ...". */
  readonly reason: string;
  readonly place: Place;
}

export function unknown(reason: string, place: Place): UnknownValue {
  return { kind: 'unknown', reason, place };
}

export function isSequence(value: Value): value is SequenceValue {
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'set';
}

/** What a value has as a list; undefined for one that is none. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (isSequence(value)) return value.items;
  return value.kind === 'unknown' ? [value] : undefined;
}

/** The strings among the elements. */
export function textsOf(value: Value | undefined): readonly TextValue[] {
  const items = value === undefined ? [] : (itemsOf(value) ?? []);
  return items.filter((item) => item.kind === 'text');
}

/** Every string in a value, at any depth. */
export function stringsIn(value: Value): readonly string[] {
  if (value.kind === 'text') return [value.text];
  if (value.kind === 'dictionary') return [...value.entries.values()].flatMap(stringsIn);
  return isSequence(value) ? value.items.flatMap(stringsIn) : [];
}

/** Whether a configured value only says what OMERO.web's default of its key says: nobody, not everybody. */
export function repeatsDefault(value: Value): boolean {
  const hasKey = value.place.key !== 'omero.web.django_additional_settings';
  return (isSequence(value) && value.items.length === 0) || (hasKey && value.kind === 'boolean' && !value.is);
}

/** Whether all of a value is known. */
export function isKnown(value: Value): boolean {
  return isSequence(value) ? value.items.every(isKnown) : value.kind !== 'unknown';
}

/** What `if value:` does; undefined where it is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'boolean':
      return value.is;
    case 'number':
      return value.number !== 0;
    case 'text':
      return value.text !== '';
    case 'none':
      return false;
    case 'dictionary':
      return value.entries.size > 0;
    default:
      if (value.items.length === 0) return false;
      return value.items.some((item) => item.kind !== 'unknown') ? true : undefined;
  }
}

/** What Python's `==` says, for what can be an element here; undefined where it is not known. */
export function areEqual(a: Value, b: Value): boolean | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') return undefined;
  if (isSequence(a) && isSequence(b)) {
    if (!isKnown(a) || !isKnown(b)) return undefined;
    return (
      a.kind === b.kind &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => areEqual(item, b.items[index] as Value))
    );
  }
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind === 'none' && b.kind === 'none') return true;
  if (a.kind === 'dictionary' && b.kind === 'dictionary') return undefined;
  const [left, right] = [numberOf(a), numberOf(b)];
  return left !== undefined && left === right;
}

/** To Python, `True == 1`. */
export function numberOf(value: Value): number | undefined {
  if (value.kind === 'boolean') return Number(value.is);
  return value.kind === 'number' ? value.number : undefined;
}

/** What `json.loads` makes of a text that `JSON.parse` has read. */
export function fromJson(json: unknown, place: Place): Value {
  if (typeof json === 'string') return { kind: 'text', text: json, place };
  if (typeof json === 'boolean') return { kind: 'boolean', is: json, place };
  if (typeof json === 'number') return { kind: 'number', number: json, place };
  if (Array.isArray(json)) return { kind: 'list', items: json.map((item) => fromJson(item, place)), place };
  if (typeof json !== 'object' || json === null) return { kind: 'none', place };
  const entries = new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item, place)]));
  return { kind: 'dictionary', entries, place };
}
