import type { Given, Received, Site } from './serve.js';

export const viewer = 'https://viewer.example.org';

const loginPage = '<!DOCTYPE html><form method="post"><input name="username"><input type="password"></form>';

/** OMERO.web's own answers, as far as the probe cares, without any CORS. */
export const omeroWeb: Site = ({ path, headers }) => {
  const [pathname = ''] = path.split('?');
  switch (pathname) {
    case '/webclient/login/':
      return { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body: loginPage };
    case '/api/':
      return { status: 200, headers: [['Content-Type', 'application/json']], body: '{"data": []}' };
    case '/webgateway/tile/1/':
      if (headers['if-none-match'] === '"tile"') return { status: 304, headers: [['ETag', '"tile"']] };
      return {
        status: 200,
        headers: [
          ['Content-Type', 'image/jpeg'],
          ['ETag', '"tile"'],
        ],
        body: 'tile',
      };
    case '/webgateway/private/1/':
      return { status: 302, headers: [['Location', `/webclient/login/?url=${encodeURIComponent(path)}`]] };
    case '/webclient/login':
    case '/api':
    case '/api/v0':
    case '/webgateway/tile/1':
    case '/webgateway/private/1':
      return { status: 301, headers: [['Location', path.replace(pathname, `${pathname}/`)]] };
    default:
      return { status: 404, headers: [['Content-Type', 'text/html']], body: 'not found' };
  }
};

export interface CorsSettings {
  /** Which origins are let in. */
  readonly allows: (origin: string) => boolean;
  readonly everyone?: boolean;
  readonly credentials?: boolean;
  readonly urls?: RegExp;
}

/** What django-cors-headers 3.7 does, in first place, above a site. */
export function withCors(site: Site, settings: Partial<CorsSettings> = {}): Site {
  const { allows = (origin) => origin === viewer, everyone, credentials, urls = /^/ } = settings;
  return (request) => {
    if (!urls.test(request.path)) return site(request);
    const preflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    const { status, headers, body = '' }: Given = preflight ? { status: 200, headers: [] } : site(request);
    const more: [string, string][] = [['Vary', 'Cookie, Origin']];
    const { origin } = request.headers;
    if (origin !== undefined) {
      if (credentials) more.push(['Access-Control-Allow-Credentials', 'true']);
      if (everyone || allows(origin)) {
        more.push(['Access-Control-Allow-Origin', everyone && !credentials ? '*' : origin]);
        if (preflight) {
          more.push(['Access-Control-Allow-Headers', 'accept, authorization, content-type, x-csrftoken']);
          more.push(['Access-Control-Allow-Methods', 'DELETE, GET, OPTIONS, PATCH, POST, PUT']);
        }
      }
    }
    return { status, headers: [...headers, ...more], body };
  };
}

/** Changes what a site answers, on its way out. */
export function change(site: Site, edit: (given: Given, request: Received) => Given): Site {
  return (request) => edit(site(request), request);
}

/** `given` without this header. */
export function without(given: Given, name: string): Given {
  return { ...given, headers: given.headers.filter(([other]) => other.toLowerCase() !== name) };
}

/** `given` with this header in place of what it had under that name. */
export function replacing(given: Given, name: string, ...values: readonly string[]): Given {
  const rest = without(given, name.toLowerCase());
  return { ...rest, headers: [...rest.headers, ...values.map((value) => [name, value] as const)] };
}

/** A cache before the site that knows an answer by its path and query, and by nothing else. */
export function behindBadCache(site: Site): Site {
  const kept = new Map<string, Given>();
  return (request) => {
    if (request.method !== 'GET') return site(request);
    const known = kept.get(request.path);
    if (known !== undefined) return { ...known, headers: [...known.headers, ['X-Cache', 'HIT']] };
    const fresh = site(request);
    kept.set(request.path, fresh);
    return fresh;
  };
}
