import { describe, expect, test } from 'vitest';
import { classifyFailure, type FailureKind } from '../../src/probe/failure.js';
import { describeReason } from '../../src/terminal/messages/probe.js';

function error(code: string, message = `it failed with ${code}`): Error {
  return Object.assign(new Error(message), { code });
}

describe('classifyFailure', () => {
  const codes: readonly [code: string, FailureKind][] = [
    ['ENOTFOUND', 'no-such-host'],
    ['EAI_AGAIN', 'no-such-host'],
    ['ECONNREFUSED', 'refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'unreachable'],
    ['ECONNRESET', 'closed'],
    ['EPIPE', 'closed'],
    ['HPE_INVALID_CONSTANT', 'not-http'],
    ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-untrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate-untrusted'],
    ['CERT_HAS_EXPIRED', 'certificate-expired'],
    ['CERT_NOT_YET_VALID', 'certificate-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-other-name'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls-failed'],
    ['EPROTO', 'tls-failed'],
    ['EMFILE', 'other'],
  ];

  test.each(codes)('%s: %s', (code, failure) => {
    expect(classifyFailure(error(code))).toEqual({ failure, detail: `it failed with ${code}` });
  });

  test.each([
    ['EPROTO', 'write EPROTO 4:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'],
    // BoringSSL, in Bun.
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER'],
  ])('%s where plain text was taken for a record', (code, words) => {
    expect(classifyFailure(error(code, words)).failure).toBe('no-tls');
  });

  test('a name with several addresses: the first tells', () => {
    const both = new AggregateError([
      error('ECONNREFUSED', 'connect ECONNREFUSED ::1:4080'),
      error('ETIMEDOUT'),
    ]);
    expect(classifyFailure(both)).toEqual({ failure: 'refused', detail: 'connect ECONNREFUSED ::1:4080' });
  });

  test.each([['a text'], [undefined], [new AggregateError([])], [new Error('')]])(
    '%s is no reason to die',
    (odd) => {
      expect(classifyFailure(odd).failure).toBe('other');
    },
  );
});

test.each([
  ['certificate-untrusted', /--insecure/],
  ['certificate-expired', /--insecure/],
  ['certificate-other-name', /--insecure/],
  ['certificate-untrusted', /NODE_EXTRA_CA_CERTS/],
  ['no-tls', /http:\/\//],
  ['closed', /https:\/\//],
] as const)('what to do about %s: %s', (failure, words) => {
  const reason = { code: 'failed', failure: { failure, detail: 'detail' }, seconds: 30 } as const;
  const { message, hint } = describeReason(reason);
  expect(hint).toMatch(words);
  expect(message).toContain('(detail)');
});

test('nothing a server says steers the terminal, or fills it', () => {
  const nasty = `\u001b]0;owned\u0007\u009b31m\u202e${'x'.repeat(10_000)}`;
  for (const reason of [
    { code: 'failed', failure: { failure: 'other', detail: nasty }, seconds: 30 },
    { code: 'gateway-error', status: 502, server: nasty },
    {
      code: 'not-granted',
      grant: { kind: 'other', value: nasty },
      status: 200,
      server: nasty,
      cached: nasty,
    },
    {
      code: 'not-granted',
      grant: { kind: 'repeated', values: [nasty, nasty] },
      status: 200,
      server: undefined,
      cached: undefined,
    },
    { code: 'credentials-misspelt', values: [nasty] },
    { code: 'redirect-unusable', from: 'http://h/', location: nasty },
    { code: 'preflight-header-missing', allowed: [nasty] },
    { code: 'cache-mixes', cached: nasty },
  ] as const) {
    const { message, hint = '' } = describeReason(reason);
    expect(message + hint).toMatch(/^[\x20-\x7e]*$/);
    expect(message.length).toBeLessThan(1000);
  }
});
