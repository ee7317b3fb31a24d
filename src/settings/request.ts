import { parseOrigin } from '../cors/origin.js';
import { anchorRegex, checkUrlsRegex, isForEverybody } from '../cors/origin-regex.js';
import type { CorsRequest } from '../cors/request.js';
import type { CorsHeadersTarget } from '../cors/target.js';

/** What the user asks patch for, as typed. */
export interface PatchRequest {
  /** `host[:port]` or `scheme://host[:port]`. */
  readonly origins?: readonly string[];
  /** Python regular expressions; each is made to match the whole origin. */
  readonly originRegexes?: readonly string[];
  readonly allowAll?: boolean;
  /** True and false are written, undefined leaves the setting alone. */
  readonly credentials?: boolean | undefined;
  readonly urlsRegex?: string | undefined;
  /** Exactly these origins, muting those set elsewhere; otherwise they are added. */
  readonly replace?: boolean;
  /** The installed django-cors-headers; undefined: by the era of the file. */
  readonly corsHeaders?: string | undefined;
  /** What OMERO's configuration sets. */
  readonly config?: ConfiguredCors | undefined;
}

/** The part of OMERO's configuration (config.xml) that bears on CORS. */
export interface ConfiguredCors {
  /** `omero.web.cors_origin_whitelist` and `..._allow_all`, where they differ from OMERO.web's defaults. */
  readonly keys: readonly string[];
  /** Settings named by `omero.web.django_additional_settings`. */
  readonly additionalSettings: readonly string[];
  /** True or false where `omero.web.django_additional_settings` says so. */
  readonly credentials?: boolean | undefined;
  /** `omero.web.apps` names corsheaders. */
  readonly namesApp: boolean;
  /** The path of an AppConfig of corsheaders, where `omero.web.apps` names that. */
  readonly appConfig?: string | undefined;
}

/** The request after its words were judged: what the rules work with. */
export interface ResolvedRequest extends ParsedRequest {
  readonly target: CorsHeadersTarget;
  readonly config: ConfiguredCors;
}

export interface ParsedRequest extends CorsRequest {
  readonly replace: boolean;
}

const NO_CONFIG: ConfiguredCors = { keys: [], additionalSettings: [], namesApp: false };

/**
 * Judges what was typed, before any file is read.
 *
 * @throws SettingsError for an origin or expression that can't be written as it was meant
 */
export function parseRequest(request: PatchRequest): ParsedRequest {
  const urlsRegex = request.urlsRegex;
  if (urlsRegex !== undefined) checkUrlsRegex(urlsRegex);
  const regexes = [...new Set((request.originRegexes ?? []).map(anchorRegex))];
  const allowAll = request.allowAll ?? false;
  return {
    origins: (request.origins ?? []).map(parseOrigin),
    regexes,
    allowAll,
    admitsEverybody: allowAll || regexes.some(isForEverybody),
    credentials: request.credentials,
    urlsRegex,
    replace: request.replace ?? false,
  };
}

export function resolveRequest(
  parsed: ParsedRequest,
  target: CorsHeadersTarget,
  config: ConfiguredCors = NO_CONFIG,
): ResolvedRequest {
  return { ...parsed, target, config };
}
