import { defaultsOf, readMappings } from '../../src/check/mappings.js';
import type { Namespace } from '../../src/check/namespace.js';
import { runModule } from '../../src/check/run-module.js';
import { isSequence, type Value } from '../../src/check/value.js';
import { loadPythonParser } from '../../src/python/parse.js';
import { readCheckedModel } from '../../src/settings/patch.js';
import { effectiveConfig } from '../../src/site/effective-config.js';

const parser = await loadPythonParser();

/** What surrounds a text when it runs. */
export interface Around {
  /** Keys of OMERO's configuration with their text, as config.xml has them; undefined: it can't be read. */
  readonly config?: Readonly<Record<string, string>> | undefined;
  readonly modules?: readonly string[];
}

/** Runs a text as settings.py. */
export function run(text: string, around: Around = { config: {} }): Namespace {
  const tree = parser.parse(text);
  try {
    const mappings = readMappings(tree);
    const properties = new Map(
      Object.entries(around.config ?? {}).map(([key, value], index) => [
        key,
        { value, path: '/config.xml', line: index + 7 },
      ]),
    );
    const sources = {
      config: { profile: 'default', properties },
      configOperations: [],
      environmentConfig: new Map(),
    };
    const config =
      around.config === undefined ? undefined : effectiveConfig(sources, defaultsOf(mappings.values()));
    const modules = new Set(around.modules);
    return runModule(readCheckedModel(tree, 'settings.py'), { mappings, config, modules });
  } finally {
    tree.free();
  }
}

/** A tuple, which JSON has not. */
export class Tuple {
  readonly items: readonly unknown[];

  constructor(...items: readonly unknown[]) {
    this.items = items;
  }
}

export const tuple = (...items: readonly unknown[]) => new Tuple(...items);

/** Stands for what is not known. */
export const UNKNOWN = Symbol('unknown');

/** A value in the words of a test. */
export function plain(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  if (isSequence(value)) {
    const items = value.items.map(plain);
    return value.kind === 'tuple' ? tuple(...items) : value.kind === 'set' ? new Set(items) : items;
  }
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'boolean':
      return value.is;
    case 'number':
      return value.number;
    case 'dictionary':
      return new Map([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    default:
      return value.kind === 'none' ? null : UNKNOWN;
  }
}

/** What a name holds in the end. */
export function finalValue(text: string, name = 'X', around?: Around): unknown {
  return plain(run(text, around).get(name)?.value);
}
