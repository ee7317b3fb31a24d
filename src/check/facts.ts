import { CORS_MIDDLEWARE } from '../cors/middleware.js';
import {
  ALLOW_ALL,
  ALLOW_LIST,
  ALLOW_REGEXES,
  CREDENTIALS,
  RENAMED_SINCE,
  type RenamedSetting,
} from '../cors/settings-names.js';
import { type CorsHeadersTarget, targetFor } from '../cors/target.js';
import { isWithin } from '../cors/version.js';
import type { Installation } from '../site/installation.js';
import type { ConfiguredSetting, Namespace, Setting } from './namespace.js';
import { repeatsDefault, stringsIn, truthOf } from './value.js';

/** The settings that decide about CORS, as Django and django-cors-headers read them. */
export interface Facts {
  readonly namespace: Namespace;
  readonly installation: Installation;
  /** settings.py as the user named it, quoted for a shell: for the commands in hints. */
  readonly settings: string;
  /** The names in the folder of omeroweb, without `.py`. */
  readonly modules: ReadonlySet<string>;
  /** OMERO's configuration sets a part of CORS. */
  readonly isConfigured: boolean;
  readonly target: CorsHeadersTarget;
  readonly apps: Setting | undefined;
  readonly middlewareName: 'MIDDLEWARE' | 'MIDDLEWARE_CLASSES';
  readonly middleware: Setting | undefined;
  readonly allowAll: EffectiveSetting;
  readonly origins: EffectiveSetting;
  readonly regexes: EffectiveSetting;
  /** Undefined where it is not known. */
  readonly allowsAll: boolean | undefined;
  readonly allowsCredentials: boolean | undefined;
}

/** A setting that has an old and a new name, under the one that counts. */
export interface EffectiveSetting {
  readonly name: string;
  readonly setting: Setting | undefined;
}

/** @param around what stands around the file, as the user named it */
export function gatherFacts(
  namespace: Namespace,
  around: Pick<Facts, 'installation' | 'settings' | 'modules'>,
): Facts {
  const { installation } = around;
  const middlewareName = nameMiddleware(namespace, installation.django);
  const { corsHeaders } = installation;
  const version = corsHeaders.state === 'installed' ? corsHeaders.version : undefined;
  const effective = (names: RenamedSetting) => pickName(namespace, names, version);
  const allowAll = effective(ALLOW_ALL);
  return {
    ...around,
    namespace,
    isConfigured: namespace.configured.some(isAboutCors),
    target: targetFor(version, middlewareName),
    apps: namespace.get('INSTALLED_APPS'),
    middlewareName,
    middleware: namespace.get(middlewareName),
    allowAll,
    origins: effective(ALLOW_LIST),
    regexes: effective(ALLOW_REGEXES),
    allowsAll: isOn(allowAll.setting),
    allowsCredentials: isOn(namespace.get(CREDENTIALS)),
  };
}

function isAboutCors({ name, value }: ConfiguredSetting): boolean {
  if (name.startsWith('CORS_')) return !repeatsDefault(value);
  return stringsIn(value).some((text) => text === 'corsheaders' || text === CORS_MIDDLEWARE);
}

/** Django reads MIDDLEWARE from 1.10 on, and up to 1.11 MIDDLEWARE_CLASSES where the other is not set. */
function nameMiddleware(namespace: Namespace, django: string | undefined): Facts['middlewareName'] {
  const readsNew = isWithin(django, '1.10');
  if (readsNew === false) return 'MIDDLEWARE_CLASSES';
  if (isWithin(django, '2.0') === true) return 'MIDDLEWARE';
  // Where Django is not known, a file with both is an old one to which the other name was added.
  if (readsNew === undefined && namespace.sets('MIDDLEWARE_CLASSES')) return 'MIDDLEWARE_CLASSES';
  return namespace.sets('MIDDLEWARE') || !namespace.sets('MIDDLEWARE_CLASSES')
    ? 'MIDDLEWARE'
    : 'MIDDLEWARE_CLASSES';
}

/** The new name where it is set, unless this django-cors-headers is known not to read it. */
function pickName(
  namespace: Namespace,
  { old, renamed }: RenamedSetting,
  version: string | undefined,
): EffectiveSetting {
  const counts = namespace.sets(renamed) && isWithin(version, RENAMED_SINCE) !== false;
  const name = counts ? renamed : old;
  return { name, setting: namespace.get(name) };
}

/** django-cors-headers asks only whether a value is true, so the string 'False' is. Not set means off. */
function isOn(setting: Setting | undefined): boolean | undefined {
  return setting === undefined ? false : truthOf(setting.value);
}
