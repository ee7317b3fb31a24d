import type { Failure } from '../../probe/failure.js';
import { printable } from '../printable.js';
import type { Sentence } from './sentence.js';

/**
 * Why no answer came, and what to do about it.
 *
 * @param seconds the timeout of the whole run
 */
export function describeFailure({ failure, detail }: Failure, seconds: number): Sentence {
  const words = printable(detail);
  switch (failure) {
    case 'name-timeout':
      return {
        message: `no answer within ${seconds} s: the name was still being looked up`,
        hint: 'The DNS of this machine does not answer: see /etc/resolv.conf.',
      };
    case 'connect-timeout':
      return {
        message: `no answer within ${seconds} s: no connection was made`,
        hint: 'A firewall drops it, or the host is down.',
      };
    case 'answer-timeout':
      return {
        message: `no answer within ${seconds} s, though the connection was made`,
        hint: 'All workers of OMERO.web may be busy, or the port speaks something else; --timeout gives it more seconds.',
      };
    case 'not-started':
      return { message: 'not asked: time was up' };
    case 'no-such-host':
      return {
        message: `no such host (${words})`,
        hint: 'Look at the spelling, and at the DNS of this machine.',
      };
    case 'refused':
      return {
        message: `connection refused (${words})`,
        hint: 'Nothing listens there: does OMERO.web, or the proxy before it, run, and on this port?',
      };
    case 'unreachable':
      return { message: `not reachable (${words})`, hint: 'A route or a firewall is in the way.' };
    case 'closed':
      return {
        message: `the connection was closed without an answer (${words})`,
        hint: 'A port that speaks https is asked with https://; else the log of the server knows more.',
      };
    case 'not-http':
      return { message: `what answers does not speak HTTP (${words})`, hint: 'Look at the port.' };
    case 'headers-too-large':
      return { message: 'the headers of the answer are larger than 64 KiB' };
    case 'certificate-untrusted':
      return {
        message: `nobody known here vouches for the certificate (${words})`,
        hint: 'Browsers refuse such a server too. --insecure asks all the same; an authority of your own is named by NODE_EXTRA_CA_CERTS=<its .pem file>.',
      };
    case 'certificate-expired':
      return {
        message: `the certificate is not valid now (${words})`,
        hint: 'Browsers refuse such a server too. --insecure asks all the same.',
      };
    case 'certificate-other-name':
      return {
        message: `the certificate is for another name (${words})`,
        hint: 'Browsers refuse such a server too: use the name in the certificate. --insecure asks all the same.',
      };
    case 'no-tls':
      return {
        message: `what answers does not speak TLS (${words})`,
        hint: 'Try http://, or look at the port.',
      };
    case 'tls-failed':
      return { message: `no TLS connection (${words})`, hint: 'The server may be too old for TLS 1.2.' };
    case 'other':
      return { message: `no answer (${words})` };
  }
}
