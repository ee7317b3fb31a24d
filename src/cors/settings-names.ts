/** A setting of django-cors-headers that was renamed in 3.5 (corsheaders/conf.py at 3.5.0). */
export interface RenamedSetting {
  /** Read by every version up to 4.9; the name that OMERO.web itself sets, and that we write. */
  readonly old: string;
  /** Where it is set, 3.5 and later read it alone: the old name is muted whole, nothing is merged. */
  readonly renamed: string;
}

export const ALLOW_ALL: RenamedSetting = {
  old: 'CORS_ORIGIN_ALLOW_ALL',
  renamed: 'CORS_ALLOW_ALL_ORIGINS',
};

/** A sequence of strings: origins before 3.0 without, from 3.0 on with their scheme. */
export const ALLOW_LIST: RenamedSetting = { old: 'CORS_ORIGIN_WHITELIST', renamed: 'CORS_ALLOWED_ORIGINS' };

/** A sequence of regular expressions, held against the whole origin with `re.match`. */
export const ALLOW_REGEXES: RenamedSetting = {
  old: 'CORS_ORIGIN_REGEX_WHITELIST',
  renamed: 'CORS_ALLOWED_ORIGIN_REGEXES',
};

export const RENAMED_SETTINGS: readonly RenamedSetting[] = [ALLOW_ALL, ALLOW_LIST, ALLOW_REGEXES];

/** Whether answers tell the browser that they may be read with the visitor's session. */
export const CREDENTIALS = 'CORS_ALLOW_CREDENTIALS';

/** A regular expression for the paths that answer, held with `re.match`; all of them where it is not set. */
export const URLS_REGEX = 'CORS_URLS_REGEX';

/** Removed in 4.0, whose check `corsheaders.E013` refuses it; OMERO.web sets it from 5.3.2 on. */
export const REPLACE_HTTPS_REFERER = 'CORS_REPLACE_HTTPS_REFERER';

/** The first django-cors-headers that reads the new names. */
export const RENAMED_SINCE = '3.5';
