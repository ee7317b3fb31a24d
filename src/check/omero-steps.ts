import type { ConfigProperties } from '../site/config-xml.js';
import { applyMapping, type Mapping } from './mappings.js';
import type { Namespace } from './namespace.js';
import { addInPlace } from './operators.js';
import { isSequence, itemsOf, unknown, type Value } from './value.js';

// What OMERO.web's own statements do with its configuration, told by their shape and not run one by one.

/** `process_custom_settings(...)`, and the loop that did the same in OMERO 4.4. */
export function applyTable(
  table: readonly Mapping[],
  config: ConfigProperties | undefined,
  namespace: Namespace,
): void {
  for (const mapping of table) {
    const mapped = applyMapping(mapping, config);
    if (mapped === undefined) continue;
    if (mapped.isDefault) namespace.setDefault(mapped.name, mapped.value);
    else namespace.configure(mapped.name, mapped.value);
  }
}

/** How OMERO.web finds the apps that the configuration names. */
export interface AppSearch {
  /** Since 2014 an app that is no part of omeroweb is added under its own name. */
  readonly addsAnyApp: boolean;
  /** The names in the folder of omeroweb, without `.py`. */
  readonly modules: ReadonlySet<string>;
}

/** `for app in ADDITIONAL_APPS:` appends `omeroweb.<app>` where there is such a module, else `<app>`. */
export function addApps({ addsAnyApp, modules }: AppSearch, namespace: Namespace, line: number): void {
  const before = namespace.get('INSTALLED_APPS')?.value;
  const apps = namespace.get('ADDITIONAL_APPS')?.value;
  if (before === undefined) return;
  const notKnown = unknown('extended by ADDITIONAL_APPS, which is not known', { line });
  const items = (apps === undefined ? undefined : itemsOf(apps)) ?? [notKnown];
  const added = items.map((item): Value => {
    if (item.kind !== 'text' || (addsAnyApp && !modules.has(item.text))) return item;
    return { ...item, text: `omeroweb.${item.text}` };
  });
  namespace.set(
    'INSTALLED_APPS',
    addInPlace(before, { kind: 'tuple', items: added, place: { line } }, line),
    line,
  );
}

/** `for k, v in DJANGO_ADDITIONAL_SETTINGS: setattr(...)`, from OMERO 5.5 on. */
export function setAdditional(namespace: Namespace): void {
  const pairs = namespace.get('DJANGO_ADDITIONAL_SETTINGS')?.value;
  for (const pair of (pairs === undefined ? undefined : itemsOf(pairs)) ?? []) {
    const [name, value] = isSequence(pair) ? pair.items : [];
    if (pair.kind === 'unknown') namespace.forgetAll(pair.reason, pair.place);
    else if (name?.kind === 'text' && value !== undefined) namespace.configure(name.text, value);
  }
}
