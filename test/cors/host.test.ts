import { describe, expect, test } from 'vitest';
import { isPublicHost, readHost } from '../../src/cors/host.js';

describe('readHost accepts', () => {
  test.each([
    ['viewer.example.org', 'viewer.example.org'],
    ['Viewer.EXAMPLE.org', 'viewer.example.org'],
    ['viewer', 'viewer'],
    ['my_host', 'my_host'],
    ['_service.example.org', '_service.example.org'],
    ['1st.example.org', '1st.example.org'],
    ['ab--cd.example.org', 'ab--cd.example.org'],
    ['x'.repeat(63), 'x'.repeat(63)],
    ['127.0.0.1', '127.0.0.1'],
    ['8.8.8.8', '8.8.8.8'],
    // Names that only begin like an address.
    ['10.0.0.5.example.org', '10.0.0.5.example.org'],
    ['0x7f.example.org', '0x7f.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    // Today's browsers keep the sharp s.
    ['faß.example', 'xn--fa-hia.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    // As a Japanese keyboard writes it.
    ['例え。jp', 'xn--r8jz45g.jp'],
    ['💩.la', 'xn--ls8h.la'],
    ['[::1]', '[::1]'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['[2001:DB8::00ff]', '[2001:db8::ff]'],
    ['[::ffff:10.0.0.1]', '[::ffff:a00:1]'],
  ])('%s', (typed, host) => {
    expect(readHost(typed)).toEqual({ host });
  });
});

describe('readHost refuses', () => {
  test.each([
    ['a..b', /dot/],
    ['.example.org', /dot/],
    ['example.org.', /dot/],
    ['a。。b', /dot/],
    ['-a.example.org', /hyphen/],
    ['a-.example.org', /hyphen/],
    ['exa mple.org', / /],
    ['a%2eb.org', /%/],
    ['a!b.org', /!/],
    ['a,b.org', /,/],
    ['a(b).org', /\(/],
    ['x'.repeat(64), /longer/],
    [`${'x'.repeat(60)}.`.repeat(4) + 'x'.repeat(20), /longer/],
    // 63 letters as typed, but the punycode of it is longer.
    [`${'x'.repeat(62)}ü.example`, /longer/],
    // IPv4 in the forms that a browser turns into 127.0.0.1 or 8.0.0.1.
    ['127.1', /decimal/],
    ['2130706433', /decimal/],
    ['0x7f.0.0.1', /decimal/],
    ['010.0.0.1', /decimal/],
    ['１２７.0.0.1', /decimal/],
    ['256.1.1.1', /accept no host/],
    ['1.2.3.4.5', /accept no host/],
    // What looks like one name and is another.
    ['ｖiewer.example.org', /viewer\.example\.org/],
    ['\u212aiosk.example', /kiosk\.example/],
    ['ⅷ.example', /viii\.example/],
    ['a\u00adb.example', /ab\.example/],
    ['vie\twer.example', /viewer\.example/],
    ['xn--a.example', /accept no host/],
    ['a\ud800.example', /accept no host/],
    ['[::1', /IPv6/],
    ['[1::2::3]', /IPv6/],
    ['[fe80::1%25eth0]', /IPv6/],
    ['[127.0.0.1]', /IPv6/],
    // As an entry without scheme it would let `Origin: null` in.
    ['null', /null/],
    ['NULL', /null/],
  ])('%j', (typed, because) => {
    expect(readHost(typed)).toEqual({ because: expect.stringMatching(because) });
  });
});

describe('isPublicHost', () => {
  test.each([
    ['viewer.example.org'],
    ['example.localhost.org'],
    ['lan.example.org'],
    ['arpa.example.org'],
    ['nothome.arpa'],
    ['8.8.8.8'],
    // Next to the private ranges.
    ['9.255.255.255'],
    ['11.0.0.1'],
    ['172.15.0.1'],
    ['172.32.0.1'],
    ['100.63.0.1'],
    ['100.128.0.1'],
    ['192.169.0.1'],
    ['[2001:db8::1]'],
    ['[3fff::1]'],
  ])('%s is public', (host) => {
    expect(isPublicHost(host)).toBe(true);
  });

  test.each([
    ['localhost'],
    ['viewer'],
    ['dev.localhost'],
    ['omero.local'],
    ['omero.lan'],
    ['omero.internal'],
    ['omero.home.arpa'],
    ['home.arpa'],
    ['omero.corp'],
    ['omero.test'],
    ['0.0.0.0'],
    ['10.0.0.5'],
    ['127.0.0.1'],
    ['169.254.1.1'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['100.64.0.1'],
    ['100.127.0.1'],
    ['192.168.1.1'],
    ['[::1]'],
    ['[fe80::1]'],
    ['[fd00::1]'],
    ['[::ffff:a00:1]'],
    ['[2::1]'],
  ])('%s is not', (host) => {
    expect(isPublicHost(host)).toBe(false);
  });
});
