import { describe, expect, test } from 'vitest';
import type { ProbeRequest } from '../../src/probe/probe.js';
import { type AskProbe, healthyPage, type Outline, outline, said } from './rows.js';
import { type Site, serve } from './serve.js';
import { behindBadCache, change, omeroWeb, replacing, viewer, withCors, without } from './sites.js';

const tile = '/webgateway/tile/1/';

/** What the probe says of a site, for every way to ask. */
export function probeCases(askProbe: AskProbe): void {
  function ask(url: string, more: Partial<ProbeRequest> = {}) {
    return askProbe({ urls: [url], origin: viewer, seconds: 10, insecure: false, ...more });
  }

  async function askTile(site: Site, more: Partial<ProbeRequest> = {}): Promise<Outline> {
    const { url } = await serve(site);
    return outline(await ask(url + tile, more));
  }

  describe('a site in order', () => {
    const orderly: readonly [name: string, site: Site, differences: Outline][] = [
      ['one origin', withCors(omeroWeb), {}],
      ['with credentials', withCors(omeroWeb, { credentials: true }), { credentials: 'pass credentials-on' }],
      [
        // What `patch --allow-all --no-credentials` leads to: the site's own wish, and no stranger's gain.
        'everyone, without credentials',
        withCors(omeroWeb, { everyone: true }),
        {
          origin: 'pass granted-everyone',
          stranger: 'skipped everyone-let-in',
          null: 'skipped everyone-let-in',
          'look-alike': 'skipped everyone-let-in',
          'other-scheme': 'skipped everyone-let-in',
        },
      ],
      [
        'everyone, by a proxy that says no Vary',
        change(withCors(omeroWeb, { everyone: true }), (given) => without(given, 'vary')),
        {
          origin: 'pass granted-everyone',
          vary: 'skipped vary-not-needed',
          stranger: 'skipped everyone-let-in',
          null: 'skipped everyone-let-in',
          'look-alike': 'skipped everyone-let-in',
          'other-scheme': 'skipped everyone-let-in',
        },
      ],
      [
        'an origin that the proxy writes into every answer, whoever asks: browsers refuse strangers all the same',
        change(withCors(omeroWeb), (given) =>
          without(replacing(given, 'Access-Control-Allow-Origin', viewer), 'vary'),
        ),
        { vary: 'skipped vary-not-needed' },
      ],
      [
        'django-cors-headers 2, which compares no scheme',
        withCors(omeroWeb, { allows: (origin) => /^https?:\/\/viewer\.example\.org$/.test(origin) }),
        { 'other-scheme': 'skipped scheme-not-compared' },
      ],
      [
        'a wildcard for the subdomains',
        withCors(omeroWeb, { allows: (origin) => /^https:\/\/[a-z]+\.example\.org$/.test(origin) }),
        {},
      ],
      ['Vary: *', change(withCors(omeroWeb), (given) => replacing(given, 'Vary', '*')), {}],
      [
        'Vary in several headers and another case',
        change(withCors(omeroWeb), (given) => replacing(given, 'Vary', 'Cookie', 'Accept-Language,ORIGIN')),
        {},
      ],
      [
        'header names in lower case, as HTTP/2 proxies write them',
        change(withCors(omeroWeb), (given) => ({
          ...given,
          headers: given.headers.map(([name, value]) => [name.toLowerCase(), value]),
        })),
        {},
      ],
      [
        'a preflight answered 204, with any header',
        change(withCors(omeroWeb), (given, { method }) =>
          method === 'OPTIONS'
            ? { ...replacing(given, 'Access-Control-Allow-Headers', '*'), status: 204 }
            : given,
        ),
        {},
      ],
      [
        // POST is a safelisted method: browsers do not look for it.
        'a preflight that names no method',
        change(withCors(omeroWeb), (given) => without(given, 'access-control-allow-methods')),
        {},
      ],
      [
        'no ETag',
        change(withCors(omeroWeb), (given) => without(given, 'etag')),
        { 'not-modified': 'skipped no-validator' },
      ],
      [
        'a date for an ETag',
        change(withCors(omeroWeb), (given, { headers }) => {
          const date = 'Wed, 21 Oct 2015 07:28:00 GMT';
          const dated = replacing(without(given, 'etag'), 'Last-Modified', date);
          return headers['if-modified-since'] === date ? { ...dated, status: 304, body: '' } : dated;
        }),
        {},
      ],
      [
        'an ETag that is never looked at',
        withCors((request) => omeroWeb({ ...request, headers: {} })),
        { 'not-modified': 'skipped not-revalidated' },
      ],
      [
        'a site that redirects nothing',
        withCors((request) =>
          request.path === '/webgateway/tile/1' ? { status: 404, headers: [] } : omeroWeb(request),
        ),
        { redirect: 'skipped no-redirect' },
      ],
      [
        // A firewall before the site: its answer says nothing about caches.
        'unknown parameters are refused',
        ((request) =>
          request.path.includes('?') ? { status: 403, headers: [] } : withCors(omeroWeb)(request)) as Site,
        { cache: 'skipped cache-not-asked' },
      ],
      [
        'HTML that is no login page',
        withCors(
          change(omeroWeb, (given) => ({
            ...replacing(given, 'Content-Type', 'text/html'),
            body: '<input type="text" name="password"> Type your password into the other page.',
          })),
        ),
        {},
      ],
    ];

    test.each(orderly)('%s', async (_, site, differences) => {
      const rows = await askTile(site);
      expect(rows).toEqual({ ...healthyPage, ...differences });
      expect(Object.values(rows).filter((row) => row.startsWith('fail'))).toEqual([]);
    });
  });

  describe('a site that misbehaves', () => {
    const shut: Outline = {
      origin: 'fail not-granted',
      vary: 'skipped vary-not-needed',
      redirect: 'fail redirect-not-granted',
      'not-modified': 'fail not-modified-not-granted',
      cache: 'skipped cache-not-asked',
      preflight: 'fail preflight-not-granted',
    };
    const allowHeader = 'Access-Control-Allow-Origin';
    const misbehaving: readonly [name: string, site: Site, differences: Outline][] = [
      ['no CORS at all', omeroWeb, { ...shut, preflight: 'fail preflight-not-granted' }],
      [
        'another origin',
        withCors(omeroWeb, { allows: (origin) => origin === 'https://other.example.org' }),
        shut,
      ],
      [
        // From 3.0 on, what an entry without a scheme does: the intended origin is out and `null` is in.
        'a scheme-less entry',
        withCors(omeroWeb, { allows: (origin) => origin === 'null' }),
        { ...shut, null: 'fail stranger-let-in' },
      ],
      [
        'an origin written otherwise than the browser writes it',
        change(withCors(omeroWeb), (given, { headers }) =>
          headers.origin === viewer ? replacing(given, allowHeader, `${viewer}/`) : given,
        ),
        shut,
      ],
      [
        'the header twice, from nginx and from Django',
        change(withCors(omeroWeb), (given, { headers }) =>
          headers.origin === viewer ? replacing(given, allowHeader, viewer, viewer) : given,
        ),
        shut,
      ],
      [
        'the header as a list',
        change(withCors(omeroWeb), (given) =>
          replacing(given, allowHeader, `${viewer}, https://b.example.org`),
        ),
        shut,
      ],
      [
        '* from nginx and the origin from Django',
        change(withCors(omeroWeb), (given) => ({
          ...given,
          headers: [...given.headers, [allowHeader, '*']],
        })),
        {
          ...shut,
          // Strangers get nginx's * alone.
          stranger: 'skipped everyone-let-in',
          null: 'skipped everyone-let-in',
          'look-alike': 'skipped everyone-let-in',
          'other-scheme': 'skipped everyone-let-in',
        },
      ],
      [
        'no Vary',
        change(withCors(omeroWeb), (given) => replacing(given, 'Vary', 'Cookie, X-Origin')),
        { vary: 'fail vary-missing' },
      ],
      [
        'every origin reflected, with credentials',
        withCors(omeroWeb, { everyone: true, credentials: true }),
        {
          credentials: 'pass credentials-on',
          stranger: 'fail stranger-let-in',
          null: 'fail stranger-let-in',
          'look-alike': 'fail stranger-let-in',
          'other-scheme': 'skipped scheme-not-compared',
        },
      ],
      [
        'null let in beside the origin',
        withCors(omeroWeb, { allows: (origin) => origin === viewer || origin === 'null' }),
        { null: 'fail stranger-let-in' },
      ],
      ...(
        [
          ['no $', /^https:\/\/viewer\.example\.org/],
          ['no ^', /example\.org$/],
          ['dots that are not escaped', /^https:\/\/viewer.example.org$/],
          ['any port', /^https:\/\/viewer\.example\.org(:\d+)?$/],
        ] as const
      ).map(([name, regex]): [string, Site, Outline] => [
        `a regex with ${name}`,
        withCors(omeroWeb, { allows: (origin) => regex.test(origin) }),
        {
          'look-alike': 'fail stranger-let-in',
          // `example\.org$` has no opinion on what stands before it.
          ...(name === 'no ^' ? { 'other-scheme': 'skipped scheme-not-compared' } : {}),
        },
      ]),
      [
        '* with credentials',
        change(withCors(omeroWeb, { everyone: true }), (given) =>
          replacing(given, 'Access-Control-Allow-Credentials', 'true'),
        ),
        {
          origin: 'pass granted-everyone',
          credentials: 'fail credentials-with-everyone',
          stranger: 'skipped everyone-let-in',
          null: 'skipped everyone-let-in',
          'look-alike': 'skipped everyone-let-in',
          'other-scheme': 'skipped everyone-let-in',
        },
      ],
      [
        'credentials twice',
        change(withCors(omeroWeb), (given) =>
          replacing(given, 'Access-Control-Allow-Credentials', 'true', 'true'),
        ),
        { credentials: 'fail credentials-misspelt' },
      ],
      [
        'credentials as Python writes it',
        change(withCors(omeroWeb), (given) => replacing(given, 'Access-Control-Allow-Credentials', 'True')),
        { credentials: 'fail credentials-misspelt' },
      ],
      [
        // CorsMiddleware below CommonMiddleware, on Django 1.11 and later.
        'a redirect without the header',
        change(withCors(omeroWeb), (given) =>
          given.status === 301 ? without(given, allowHeader.toLowerCase()) : given,
        ),
        { redirect: 'fail redirect-not-granted' },
      ],
      [
        'a 304 without the header',
        change(withCors(omeroWeb), (given) =>
          given.status === 304 ? without(given, allowHeader.toLowerCase()) : given,
        ),
        { 'not-modified': 'fail not-modified-not-granted' },
      ],
      [
        'a cache that ignores Vary',
        behindBadCache(withCors(omeroWeb)),
        // What the stranger left at the fresh address is what the origin gets.
        { cache: 'fail cache-mixes', 'not-modified': 'skipped not-revalidated' },
      ],
      ...(
        [
          [403, 'fail preflight-status'],
          [405, 'fail preflight-status'],
          [302, 'fail preflight-status'],
          [500, 'fail preflight-status'],
        ] as const
      ).map(([status, row]): [string, Site, Outline] => [
        `a preflight answered ${status}`,
        change(withCors(omeroWeb), (given, { method }) =>
          method === 'OPTIONS'
            ? { ...given, status, headers: [...given.headers, ['Location', '/api/']] }
            : given,
        ),
        { preflight: row },
      ]),
      [
        'a preflight without headers',
        change(withCors(omeroWeb), (given, { method }) =>
          method === 'OPTIONS' ? { status: 200, headers: [] } : given,
        ),
        { preflight: 'fail preflight-not-granted' },
      ],
      [
        'a preflight that allows other headers',
        change(withCors(omeroWeb), (given) =>
          replacing(given, 'Access-Control-Allow-Headers', 'accept, x-content-type'),
        ),
        { preflight: 'fail preflight-header-missing' },
      ],
      [
        // With credentials, browsers look for a header called `*`.
        'a preflight that allows any header, with credentials',
        change(withCors(omeroWeb, { credentials: true }), (given) =>
          replacing(given, 'Access-Control-Allow-Headers', '*'),
        ),
        { credentials: 'pass credentials-on', preflight: 'fail preflight-header-missing' },
      ],
      [
        'a page with a password field where a tile should be, as single sign-on answers',
        withCors(
          change(omeroWeb, (given, { path }) =>
            path.startsWith(tile)
              ? {
                  status: 200,
                  headers: [['Content-Type', 'text/html']],
                  body: `<INPUT name=p TYPE=password>`,
                }
              : given,
          ),
        ),
        { public: 'fail login-page', 'not-modified': 'skipped no-validator' },
      ],
      [
        'an error of the application, which still carries the header',
        withCors(change(omeroWeb, (given) => (given.status < 300 ? { status: 500, headers: [] } : given))),
        {
          answer: 'fail server-error',
          'not-modified': 'skipped no-validator',
          public: 'skipped nothing-to-read',
        },
      ],
      [
        'a host that ALLOWED_HOSTS does not name',
        withCors(change(omeroWeb, () => ({ status: 400, headers: [] }))),
        {
          answer: 'fail refused-request',
          redirect: 'skipped no-redirect',
          'not-modified': 'skipped no-validator',
          public: 'skipped nothing-to-read',
        },
      ],
      [
        'the API without a session',
        withCors(change(omeroWeb, () => ({ status: 403, headers: [] }))),
        {
          public: 'fail needs-login',
          redirect: 'skipped no-redirect',
          'not-modified': 'skipped no-validator',
        },
      ],
      [
        'no such page',
        withCors(change(omeroWeb, () => ({ status: 404, headers: [] }))),
        {
          answer: 'fail not-found',
          redirect: 'skipped no-redirect',
          'not-modified': 'skipped no-validator',
          public: 'skipped nothing-to-read',
        },
      ],
    ];

    test.each(misbehaving)('%s', async (_, site, differences) => {
      expect(await askTile(site)).toEqual({ ...healthyPage, ...differences });
    });

    test('what another visitor left in the cache', async () => {
      const site = behindBadCache(withCors(omeroWeb));
      const { url } = await serve(site);
      await fetch(url + tile); // without an Origin header, so that the answer has none of CORS
      const rows = await ask(url + tile);
      expect(outline(rows)).toMatchObject({ origin: 'fail not-granted', cache: 'fail cache-mixes' });
      expect(rows.find(({ question }) => question === 'cache')).toMatchObject(
        said({ code: 'cache-mixes', cached: 'X-Cache: HIT' }),
      );
    });

    test.each([502, 503, 504])('a proxy answers %i: nothing more is asked', async (status) => {
      const { url, received } = await serve(() => ({
        status,
        headers: [
          ['Server', 'nginx/1.24.0'],
          ['Content-Type', 'text/html'],
        ],
        body: '<center><h1>Bad Gateway</h1></center>',
      }));
      const rows = await ask(url + tile);
      expect(rows).toMatchObject([
        { result: 'fail', ...said({ code: 'gateway-error', status, server: 'nginx/1.24.0' }) },
      ]);
      expect(received).toHaveLength(1);
    });
  });

  describe('redirects', () => {
    const at = '/webgateway/private/1/';

    test('to the login page: the header is there, and the image is not public', async () => {
      const { url } = await serve(withCors(omeroWeb));
      const rows = await ask(url + at);
      expect(outline(rows)).toMatchObject({
        origin: 'pass granted',
        redirect: 'pass redirect-granted',
        public: 'fail login-page',
      });
      const login = `${url}/webclient/login/?url=%2Fwebgateway%2Fprivate%2F1%2F`;
      expect(rows.find(({ question }) => question === 'public')).toMatchObject(
        said({ code: 'login-page', url: login, redirected: true }),
      );
    });

    test('to a page that carries no header', async () => {
      const site: Site = (request) =>
        request.path.startsWith('/webclient/') ? omeroWeb(request) : withCors(omeroWeb)(request);
      const { url } = await serve(site);
      expect(outline(await ask(url + at))).toMatchObject({
        origin: 'pass granted',
        redirect: 'fail redirect-not-granted',
        public: 'fail login-page',
      });
    });

    function leadingTo(location: string, status = 302): Site {
      return withCors(() => ({ status, headers: [['Location', location]] }));
    }

    test('to another host, which the browser asks with Origin: null', async () => {
      const other = await serve(withCors(omeroWeb));
      const { url } = await serve(leadingTo(other.url + tile, 308));
      const rows = await ask(url + tile);
      expect(outline(rows)).toMatchObject({ redirect: 'fail redirect-elsewhere', public: 'pass public' });
      expect(rows.find(({ question }) => question === 'redirect')).toMatchObject(
        said({ code: 'redirect-elsewhere', from: url + tile, to: other.url + tile }),
      );
      expect(other.received.map(({ headers }) => headers.origin)).toEqual(['null']);
    });

    test('to another host that lets everyone in', async () => {
      const other = await serve(withCors(omeroWeb, { everyone: true }));
      const { url } = await serve(leadingTo(other.url + tile));
      expect(outline(await ask(url + tile))).toMatchObject({ redirect: 'pass redirect-granted' });
    });

    test('there and back: the origin stays null, though it is the first host again', async () => {
      const { url, received } = await serve((request) =>
        request.path === '/back/'
          ? withCors(omeroWeb)({ ...request, path: tile })
          : leadingTo(`${other.url}/there/`)(request),
      );
      const other = await serve(
        withCors(() => ({ status: 302, headers: [['Location', `${url}/back/`]] }), { everyone: true }),
      );
      expect(outline(await ask(`${url}/webgateway/x`))).toMatchObject({
        redirect: 'fail redirect-elsewhere',
      });
      expect(received.find(({ path }) => path === '/back/')?.headers.origin).toBe('null');
    });

    test('in a circle', async () => {
      const { url, received } = await serve(leadingTo(tile));
      const rows = await ask(url + tile);
      expect(rows.find(({ question }) => question === 'redirect')).toMatchObject({
        result: 'fail',
        ...said({ code: 'redirect-loop', hops: 5 }),
      });
      expect(outline(rows)['public']).toBe('skipped nothing-to-read');
      expect(received.length).toBeLessThan(25);
    });

    test.each([
      ['mailto:omero@example.org'],
      ['file:///etc/passwd'],
      ['http://user:secret@127.0.0.1/'],
      ['http://[::1'],
      ['https://:443'],
    ])('to %s, where browsers do not follow', async (location) => {
      const { url } = await serve(leadingTo(location));
      const row = (await ask(url + tile)).find(({ question }) => question === 'redirect');
      const reason = said({ code: 'redirect-unusable', from: url + tile, location });
      expect(row).toMatchObject({ result: 'fail', ...reason });
    });

    test('a 302 without Location is an answer like any other', async () => {
      const { url } = await serve(withCors(() => ({ status: 302, headers: [] })));
      expect(outline(await ask(url + tile))).toMatchObject({
        redirect: 'skipped no-redirect',
        public: 'skipped nothing-to-read',
      });
    });
  });

  describe('a whole site', () => {
    const healthySite = (base: string) => ({
      [`${base}webclient/login/`]: {
        ...healthyPage,
        'not-modified': 'skipped no-validator',
        public: 'skipped is-login-page',
      },
      [`${base}api/`]: { ...healthyPage, 'not-modified': 'skipped no-validator' },
    });

    async function askSite(url: string): Promise<Record<string, Outline>> {
      const rows = await ask(url);
      const urls = [...new Set(rows.map((row) => row.url))];
      return Object.fromEntries(urls.map((one) => [one, outline(rows.filter((row) => row.url === one))]));
    }

    test('the login page and the API', async () => {
      const { url } = await serve(withCors(omeroWeb));
      expect(await askSite(url)).toEqual(healthySite(`${url}/`));
    });

    test('behind a prefix', async () => {
      const { url } = await serve(
        withCors((request) =>
          request.path.startsWith('/lab/omero/')
            ? change(omeroWeb, (given) => ({
                ...given,
                headers: given.headers.map(([name, value]) => [
                  name,
                  name === 'Location' ? `/lab/omero${value}` : value,
                ]),
              }))({ ...request, path: request.path.slice('/lab/omero'.length) })
            : { status: 404, headers: [] },
        ),
      );
      expect(await askSite(`${url}/lab/omero/`)).toEqual(healthySite(`${url}/lab/omero/`));
      // The host alone is no OMERO.web, and the API is then nothing to wonder about.
      expect(await askSite(url)).toEqual({
        [`${url}/webclient/login/`]: { answer: 'fail no-omero-web' },
        [`${url}/api/`]: { answer: 'skipped no-api' },
      });
    });

    test('before the JSON API', async () => {
      const { url } = await serve(
        withCors((request) =>
          request.path.startsWith('/api') ? { status: 404, headers: [] } : omeroWeb(request),
        ),
      );
      const rows = await askSite(url);
      expect(rows[`${url}/api/`]).toEqual({ answer: 'skipped no-api' });
      expect(rows[`${url}/webclient/login/`]).toMatchObject({ origin: 'pass granted' });
    });

    test('CORS_URLS_REGEX that leaves the login page out is no fault', async () => {
      const { url } = await serve(withCors(omeroWeb, { urls: /^\/(api|webgateway)\// }));
      expect(await askSite(url)).toEqual({
        [`${url}/webclient/login/`]: { answer: 'pass answered', origin: 'skipped left-out' },
        [`${url}/api/`]: healthySite(`${url}/`)[`${url}/api/`],
      });
    });

    test('CORS on the login page and not on the API is one', async () => {
      const { url } = await serve(withCors(omeroWeb, { urls: /^\/webclient/ }));
      expect((await askSite(url))[`${url}/api/`]).toMatchObject({ origin: 'fail not-granted' });
    });

    test('CORS nowhere: both are asked everything', async () => {
      const { url } = await serve(omeroWeb);
      const rows = await askSite(url);
      expect(rows[`${url}/webclient/login/`]).toMatchObject({ origin: 'fail not-granted' });
      expect(rows[`${url}/api/`]).toMatchObject({ origin: 'fail not-granted' });
    });
  });

  describe('what is sent', () => {
    test('GET and OPTIONS with the origins named, and nothing that belongs to a visitor', async () => {
      const { url, received } = await serve(
        change(withCors(omeroWeb), (given) => replacing(given, 'Set-Cookie', 'sessionid=secret')),
      );
      await ask(url + tile);
      expect([...new Set(received.map(({ method }) => method))].sort()).toEqual(['GET', 'OPTIONS']);
      expect([...new Set(received.map(({ headers }) => headers.origin))].sort()).toEqual(
        [
          'http://viewer.example.org',
          'https://evilexample.org',
          'https://stranger.test',
          viewer,
          'https://viewer.example.org.evil.test',
          'https://viewer.example.org:8443',
          'https://viewerxexample.org',
          'null',
        ].sort(),
      );
      for (const { headers } of received) {
        expect(headers).not.toHaveProperty('cookie');
        expect(headers).not.toHaveProperty('authorization');
      }
      const preflight = received.find(({ method }) => method === 'OPTIONS');
      expect(preflight?.headers).toMatchObject({
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      });
    });

    test('the query is kept, the fragment is not sent', async () => {
      const { url, received } = await serve(withCors(omeroWeb));
      await ask(`${url}${tile}?tile=0,1,2#top`);
      expect(received[0]?.path).toBe(`${tile}?tile=0,1,2`);
    });

    test('https without a known authority, when that is wanted', async () => {
      const { url } = await serve(withCors(omeroWeb), { tls: true });
      expect(outline(await ask(url + tile, { insecure: true }))).toEqual({
        ...healthyPage,
        'mixed-content': 'pass not-mixed',
      });
    });

    test('the rows keep the order of the addresses, whichever answers first', async () => {
      const { url } = await serve(withCors(omeroWeb));
      const urls = ['/a', '/b', '/c', '/d', '/e', '/f', '/g'].map((path) => url + path);
      const rows = await ask('', { urls });
      expect([...new Set(rows.map((row) => row.url))]).toEqual(urls);
    });
  });
}
