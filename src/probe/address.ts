import { quoteTyped } from '../cors/quoting.js';
import { SettingsError } from '../errors.js';

/** The login page and the API stand for a whole site; `page` is the very path that a viewer asks for. */
export type Role = 'login' | 'api' | 'page';

export interface Address {
  readonly url: string;
  readonly role: Role;
}

/** The first path segment of what OMERO.web and its usual apps answer: not the folder it lies in. */
const omeroWebPaths = new Set([
  'api',
  'figure',
  'gallery',
  'index',
  'iviewer',
  'mapr',
  'omero_iviewer',
  'parade',
  'static',
  'webadmin',
  'webclient',
  'webgateway',
  'webtest',
  'zarr',
]);

/**
 * @param given an http or https address as typed. One that ends in `/`, has no query and names none of
 *   OMERO.web's own paths is a site, maybe behind a prefix (`https://host/omero/`); any other is a page
 * @returns the addresses to ask: of a site the login page and the API
 * @throws SettingsError `not-a-url`, `url-with-user`
 */
export function readAddresses(given: string): readonly Address[] {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:\/\//i.test(given.trim())) {
    throw new SettingsError('not-a-url', `${quoteTyped(given)} is not an http or https address`, {
      hint: 'Give the address as the browser shows it, for example https://omero.example.org/',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new SettingsError('url-with-user', `the address of ${url.host} holds a user or a password`, {
      hint: 'Take it out: probe asks what a visitor without a session gets, and never sends credentials.',
    });
  }
  url.hash = '';
  if (!isSite(url)) return [{ url: url.href, role: 'page' }];
  return [
    { url: new URL('webclient/login/', url).href, role: 'login' },
    { url: new URL('api/', url).href, role: 'api' },
  ];
}

function isSite(url: URL): boolean {
  return (
    url.pathname.endsWith('/') &&
    url.search === '' &&
    !url.pathname.split('/').some((segment) => omeroWebPaths.has(segment))
  );
}

/** Whether a browser keeps a page of this origin from asking this address at all. */
export function isMixedContent(origin: string, url: string): boolean {
  return origin.startsWith('https://') && url.startsWith('http://') && !isLoopback(url);
}

/** A "potentially trustworthy" host of the Secure Contexts standard: what is asked never leaves the machine. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** The same address under a query that no cache has seen yet. OMERO.web ignores parameters it does not know. */
export function withNonce(url: string, nonce: string): string {
  const fresh = new URL(url);
  fresh.searchParams.append('omero-cors-probe', nonce);
  return fresh.href;
}
