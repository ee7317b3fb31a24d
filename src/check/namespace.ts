import { type Place, unknown, type Value } from './value.js';

/** A setting as it is at one moment while settings.py runs. */
export interface Setting {
  readonly value: Value;
  /** Who set it: OMERO.web's default of a key, OMERO's configuration, or a statement of the file. */
  readonly source: 'default' | 'config' | 'file';
  /** Where that was; the elements of a list have places of their own. */
  readonly place: Place;
}

/** What OMERO's configuration gives a setting, whatever the file makes of it afterwards. */
export interface ConfiguredSetting {
  readonly name: string;
  readonly value: Value;
}

/** The names that settings.py has set so far. */
export class Namespace {
  readonly configured: ConfiguredSetting[] = [];
  readonly #settings = new Map<string, Setting>();
  #anything: Setting | undefined;

  /** Undefined where nothing sets the name. */
  get(name: string): Setting | undefined {
    return this.#settings.get(name) ?? this.#anything;
  }

  /** Whether something is known to set the name. */
  sets(name: string): boolean {
    return this.#settings.has(name);
  }

  names(): readonly string[] {
    return [...this.#settings.keys()];
  }

  /** By a statement of the file. */
  set(name: string, value: Value, line: number): void {
    this.#settings.set(name, { value, source: 'file', place: { line } });
  }

  unset(name: string): void {
    this.#settings.delete(name);
  }

  setDefault(name: string, value: Value): void {
    this.#settings.set(name, { value, source: 'default', place: value.place });
  }

  configure(name: string, value: Value): void {
    this.#settings.set(name, { value, source: 'config', place: value.place });
    this.configured.push({ name, value });
  }

  /** From here on any name may have any value, until it is set again. */
  forgetAll(reason: string, place: Place): void {
    this.#settings.clear();
    this.#anything = { value: unknown(reason, place), source: 'file', place };
  }
}
