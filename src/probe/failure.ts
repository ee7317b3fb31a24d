/** What was being waited for when the time was over. */
export type TimeoutKind = 'name-timeout' | 'connect-timeout' | 'answer-timeout';

/** Why there is no answer. */
export type FailureKind =
  | TimeoutKind
  | 'not-started'
  | 'no-such-host'
  | 'refused'
  | 'unreachable'
  | 'closed'
  | 'not-http'
  | 'headers-too-large'
  | 'certificate-untrusted'
  | 'certificate-expired'
  | 'certificate-other-name'
  | 'no-tls'
  | 'tls-failed'
  | 'other';

export interface Failure {
  readonly failure: FailureKind;
  /** The words of the system, for the reader who looks them up. */
  readonly detail: string;
}

/** Node's and OpenSSL's codes, which Bun has too, that one FailureKind stands for. */
const kinds: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'no-such-host',
  EAI_AGAIN: 'no-such-host',
  EAI_FAIL: 'no-such-host',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  CERT_UNTRUSTED: 'certificate-untrusted',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-other-name',
};

/**
 * @param error what node:http, node:https, node:tls or node:dns threw
 * @returns its kind and its own words
 */
export function classifyFailure(error: unknown): Failure {
  const cause = firstCause(error);
  const code = String(cause.code ?? '');
  return { failure: kindOf(code, cause.message), detail: cause.message || code };
}

function kindOf(code: string, message: string): FailureKind {
  const known = kinds[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'not-http';
  // OpenSSL reads the first bytes of a plain answer as a record of an unknown version, or of absurd length; so does
  // BoringSSL in the executable, which spells it WRONG_VERSION_NUMBER.
  if (/wrong.version.number|packet.length.too.long|record.layer.failure/i.test(message)) return 'no-tls';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'tls-failed';
  return 'other';
}

/** A name with several addresses (`localhost`: ::1 and 127.0.0.1) fails with an AggregateError of each. */
function firstCause(error: unknown): { readonly code?: unknown; readonly message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return firstCause(error.errors[0]);
  if (error instanceof Error) return error;
  return { message: String(error) };
}
