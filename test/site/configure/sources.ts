import type { ConfigProperties } from '../../../src/site/config-xml.js';
import type { ConfigSources } from '../../../src/site/effective-config.js';
import { readEnvironmentConfig } from '../../../src/site/environment-config.js';
import { type ConfigAction, parseOmeroFile } from '../../../src/site/omero-files.js';
import { splitWords } from '../../../src/site/shell-words.js';

/** What is configured: keys of config.xml, lines of *.omero files, variables of the image. */
export function sourcesOf(
  xml: Readonly<Record<string, unknown>> = {},
  omero = '',
  env: Readonly<Record<string, string>> = {},
): ConfigSources {
  const properties: ConfigProperties = new Map(
    Object.entries(xml).map(([key, value], at) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [key, { value: text, path: '/config.xml', line: at + 7 }];
    }),
  );
  return {
    config: { profile: 'default', properties },
    configOperations: parseOmeroFile(omero, '/config/10-apps.omero').operations,
    environmentConfig: readEnvironmentConfig(env),
  };
}

/**
 * omero-py's `omero config`, written anew after omero/plugins/prefs.py as an independent judge: strict, where
 * the program's own reading is lenient. Throws where it would end with an error.
 */
export class StrictClient {
  readonly #values: Map<string, string>;
  readonly #defaults: Readonly<Record<string, string>>;

  constructor(xml: Readonly<Record<string, unknown>>, defaults: Readonly<Record<string, string>>) {
    this.#values = new Map(
      Object.entries(xml).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    this.#defaults = defaults;
  }

  /** A line of a *.omero file, or of a shell when it begins with `omero `. */
  run(line: string): void {
    if (line.startsWith('#')) return;
    const split = splitWords(line);
    if ('problem' in split) throw new Error(split.problem);
    const words = split.words[0] === 'omero' ? split.words.slice(1) : split.words;
    const [command, verb, ...rest] = words;
    if (command !== 'config') throw new Error(`no command: ${line}`);
    const once = rest[0] === '--set';
    const [key = '', value, ...others] = once ? rest.slice(1) : rest;
    if (others.length > 0) throw new Error(`too many words: ${line}`);
    if (verb === 'set') this.#set(key, value);
    else if (verb === 'append') this.#append(key, value ?? '', once);
    else if (verb === 'remove') this.#remove(key, value ?? '');
    else throw new Error(`no such command: ${line}`);
  }

  apply(actions: readonly ConfigAction[], print: (actions: readonly ConfigAction[]) => string): this {
    for (const line of print(actions).trimEnd().split('\n')) this.run(line);
    return this;
  }

  list(key: string): unknown {
    const text = this.#values.get(key) ?? this.#defaults[key];
    return text === undefined ? undefined : JSON.parse(text);
  }

  values(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.#values].map(([key, value]) => [key, JSON.parse(value) as unknown]));
  }

  #set(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  #append(key: string, value: string, once: boolean): void {
    const list = this.#listFor(key);
    const entry: unknown = JSON.parse(value);
    if (!once || !list.some((other) => isSame(other, entry)))
      this.#values.set(key, JSON.stringify([...list, entry]));
  }

  #remove(key: string, value: string): void {
    const list = this.#listFor(key);
    const entry: unknown = JSON.parse(value);
    const at = list.findIndex((other) => isSame(other, entry));
    if (at < 0) throw new Error(`${value} is not defined in ${key}`);
    this.#values.set(key, JSON.stringify(list.toSpliced(at, 1)));
  }

  #listFor(key: string): readonly unknown[] {
    const list = this.list(key);
    if (!Array.isArray(list)) throw new Error(`Property ${key} is not a list`);
    return list;
  }
}

/** Python's ==, by a normal form: keys sorted, booleans as numbers. */
function isSame(a: unknown, b: unknown): boolean {
  return normal(a) === normal(b);
}

function normal(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'boolean') return Number(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
