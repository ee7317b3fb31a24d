/** How much a finding weighs: `error` stops or opens the site, `warning` is fragile, `info` is for the reader. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * A finding is data: a kebab-case code, where it was seen, and what its sentence needs. The sentences are
 * made in terminal/messages, so tests and scripts compare codes and never words.
 *
 * Each part of the program adds its codes here, with the arguments that the sentence uses.
 */
export interface FindingArguments
  extends PlanFindings,
    PackageFindings,
    CorsFindings,
    SiteFindings,
    ConfigFindings,
    LimitsFindings {}

/** Why patch can't make one part of the edit, or what it wants to add. `name` is the setting. */
export interface PlanFindings {
  'loader-missing': object;
  'loader-repeated': { firstLine: number };
  'setting-missing': { name: string };
  /** `reason` completes "it is ...". */
  'setting-not-plain': { name: string; reason: string };
  'setting-repeated': { name: string; firstLine: number };
  'setting-after-loader': { name: string; loaderLine: number };
  'value-not-literal': { name: string };
  'middleware-twice': object;
  'block-edited': { name: string };
  'new-name-set': { name: string };
  'new-name-configured': { name: string };
  /** `keys` lists what OMERO's configuration sets. */
  'config-sets-origins': { keys: string };
  'allow-all-by-hand': object;
  'allow-all-needs-choice': object;
}

/** Whether django-cors-headers fits; `settings` as the user named it. */
export interface PackageFindings {
  'package-missing': { settings: string };
  /** `needs` is the Django that the installed django-cors-headers begins or stops at. */
  'package-incompatible': {
    settings: string;
    version: string;
    reason: 'setting-removed' | 'django-too-old' | 'django-too-new';
    django: string;
    needs: string;
  };
}

/** What to know about the scheme of an origin that is written (src/cors). `origin` as the file has it. */
export interface CorsFindings {
  /** `instead` is the same origin with the other scheme, as --origin takes it. */
  'scheme-assumed': { origin: string; instead: string };
  'scheme-not-compared': { origin: string };
}

/** What stands around settings.py (src/site). */
export interface SiteFindings {
  'config-not-found': { searched: readonly string[] };
  'config-ambiguous': { candidates: readonly string[] };
  'config-unreadable': { reason: string };
  'config-line-unreadable': { reason: string };
  'python-disagrees': { name: string; asked: string; found: string };
}

/** What stands in the way of turning CORS on by OMERO's configuration, or makes it useless. */
export interface ConfigFindings {
  'config-not-a-list': { key: string };
  /** `entry` is the JSON to take out of `key`. */
  'config-mutes': { name: string; key: string; entry: string };
  'config-allows-all': { key: string };
  'config-reset': { folder: string };
  'file-overrides-config': { settings: string };
  'file-names-app': { settings: string };
}

/** Why limits can't raise the number of open files, and what it has to say. `soft`, `value`: descriptors. */
export interface LimitsFindings {
  'limits-d-wins': { user: string; type: 'soft' | 'hard'; value: number };
  'limits-exempt': { user: string };
  'drop-in-wins': { unit: string; soft: number };
  'drop-in-edited': { unit: string };
  'user-unknown': { user: string };
  'unit-other-user': { unit: string; user: string; runsAs: string };
  'unit-same-user': { unit: string; user: string };
  'soft-limit-low': { soft: number; nofile: number };
  'limit-nearly-reached': { open: number; soft: number };
  'leak-suspected': { open: number; sockets: number; pipes: number };
  'open-files-unknown': object;
}

export type FindingCode = keyof FindingArguments;

export type Finding<C extends FindingCode = FindingCode> = {
  [K in C]: {
    readonly code: K;
    readonly severity: Severity;
    /** The file it was seen in, where that is not the settings.py itself. */
    readonly file?: string;
    /** Counted from 1. */
    readonly line?: number;
  } & Readonly<FindingArguments[K]>;
}[C];
