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
    CheckFindings,
    LimitsFindings {}

/** Why patch can't make one part of the edit, or what it wants to add. `name` is the setting. */
export interface PlanFindings {
  'loader-missing': object;
  'loader-repeated': { firstLine: number };
  'setting-missing': { name: string };
  /** `reason` completes "it is ...". */
  'setting-not-plain': { name: string; reason: string };
  'setting-repeated': { name: string; firstLine: number };
  /** `before` is the line of load_server_list(), or of our block. */
  'setting-after-loader': { name: string; before: number };
  'setting-after-block': { name: string; before: number };
  /** `how` is what sets it; `before` as above, where it comes later than that. */
  'setting-name-computed': { how: string; before: number | undefined };
  'value-not-literal': { name: string };
  'value-not-boolean': { name: string };
  /** `byConfig`: `other` is what omero.web.apps adds. */
  'app-spelled-twice': { name: string; other: string; byConfig: boolean };
  'middleware-twice': object;
  'block-edited': { name: string };
  'new-name-set': { name: string };
  'new-name-configured': { name: string };
  /** `keys` lists what OMERO's configuration sets. */
  'config-sets-origins': { keys: string };
  'allow-all-by-hand': object;
  'allow-all-needs-choice': object;
  /** `instead` is what was most likely meant, empty where nothing was. */
  'entry-harmful': { entry: string; instead: string };
  'allow-all-kept': object;
  'comment-dropped': { comment: string };
  /** Of `revert --all`. `reason` completes "it is ..."; empty for a plain statement. */
  'left-by-hand': { name: string; reason: string };
}

/** Whether django-cors-headers fits; `settings` as the user named it. */
export interface PackageFindings {
  'package-missing': {
    settings: string;
    /** Of `check`: whether the settings need it already; left out where an edit would. */
    isNeeded?: boolean;
  };
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
  /**
   * `instead` is the same origin with the other scheme, as --origin takes it; `entry` of an earlier run, where it
   * was not typed now.
   */
  'scheme-assumed': { origin: string; instead: string; entry?: string };
  'scheme-not-compared': { origin: string; entry?: string };
}

/** What stands around settings.py (src/site). */
export interface SiteFindings {
  'config-not-found': { searched: readonly string[] };
  /** `isAlike`: the command comes to the same with all of them, as each says; left out before that is known. */
  'config-ambiguous': { candidates: readonly string[]; isAlike?: boolean };
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
  /** `entry` is the JSON to take out of `key`. */
  'config-entry-harmful': { key: string; entry: string };
  'config-reset': { folder: string };
  'file-overrides-config': { settings: string };
  'file-names-app': { settings: string };
}

/** One entry of an allow list that is not what it was meant to be. */
export interface EntryArguments {
  /** The setting that holds it. */
  name: string;
  /** The key of OMERO's configuration that it comes from; undefined where the file has it. */
  key: string | undefined;
  entry: string;
  /** What was meant, as this django-cors-headers reads it. */
  corrected: string | undefined;
  /** Whether it lets `Origin: null` in, and then whether with the visitor's session. */
  admitsNull: 'yes' | 'no' | 'unknown';
  withCredentials: boolean;
  /** Every origin is let in anyhow: only the system checks mind it. */
  isIdle: boolean;
  /** The system checks run, and end the next start where they refuse it. */
  endsStart: boolean;
  settings: string;
}

/** For the command that mends it: settings.py as the user named it, quoted, and who sets CORS there by now. */
export interface Remedy {
  settings: string;
  /** OMERO's configuration sets a part of it: then its lines mend it, and patch could not. */
  isConfigured: boolean;
}

/** What is wrong with CORS as it is when OMERO.web runs (src/check). */
export interface CheckFindings {
  'app-missing': Remedy;
  'app-duplicate': { first: string; second: string; key: string | undefined };
  'middleware-missing': Remedy & { name: string };
  'middleware-duplicate': { name: string; key: string | undefined };
  /** `above` stands above CorsMiddleware; of several, the one that can answer. */
  'middleware-not-first': { name: string; above: string; key: string | undefined; settings: string };
  /** `tooNew`: a new name that this django-cors-headers does not read. */
  'origins-missing': Remedy & { tooNew: string | undefined };
  'origin-without-scheme': EntryArguments;
  'origin-with-scheme': EntryArguments;
  /** `why` is one of the reasons in src/cors/entry.ts, or what is wrong with a regular expression. */
  'origin-never-matches': EntryArguments & { why: string; regex: string | undefined };
  'origin-with-path': EntryArguments;
  'allow-null': EntryArguments;
  /** `kind`: what stands in place of a list of strings, such as "a string". */
  'origins-not-a-sequence': {
    name: string;
    key: string | undefined;
    kind: string;
    text: string | undefined;
    element: boolean;
  };
  'origins-merged': { name: string; parts: readonly string[] };
  'regex-not-anchored': { name: string; regex: string; corrected: string | undefined };
  /** `regex` where an expression lets everybody in. */
  'allow-all-with-credentials': {
    name: string;
    key: string | undefined;
    regex: string | undefined;
    settings: string;
  };
  /** `lost`: what only the old name has. */
  'new-names-mute-old': { name: string; old: string; lost: string };
  'config-overridden': { key: string; name: string; byLine: number | undefined };
  'not-evaluated': { names: string; reason: string };
  /** `hasKeys`: this OMERO.web has a key for it. */
  'csrf-origin-missing': { origins: readonly string[]; hasKeys: boolean };
  'cookies-not-cross-site': { hasKeys: boolean };
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
