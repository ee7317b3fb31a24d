import type { LimitsFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

/** What stands in the way of more open files, and what a running OMERO.web shows. */
export const limitsSentences: Sentences<keyof LimitsFindings> = {
  'limits-d-wins': ({ user, type, value }) => ({
    message: `${user} gets ${type} nofile ${value} from this line: it is read after limits.conf, whose entries for ${user} it overrides`,
    hint: 'Raise or remove it there, then run this again.',
  }),
  'limits-exempt': ({ user }) => ({
    message: `this line frees ${user} from every limit that PAM sets, so an entry in limits.conf would not count`,
    hint: `Remove the line to let limits.conf decide; until then ${user} has the limits of what starts the login.`,
  }),
  'drop-in-wins': ({ unit, soft }) => ({
    message: `this line gives ${unit} ${soft} open files, and systemd reads it after the drop-in of omero-cors`,
    hint: 'Raise or remove it there, then run this again.',
  }),
  'drop-in-edited': ({ unit }) => ({
    message: `this drop-in of ${unit} was edited, or written by somebody else`,
    hint: 'Keep what you need of it under another name, remove the file, then run this again.',
  }),
  'user-unknown': ({ user }) => ({
    message: `${user} is not in /etc/passwd, so entries for uids and for a primary group are not held against it`,
    hint: 'A typing error? A user from a directory service (LDAP, AD) is fine.',
  }),
  'unit-other-user': ({ unit, user, runsAs }) => ({
    message: `${unit} runs as ${runsAs}, not as ${user}`,
    hint: `The drop-in counts for whoever the service runs as; limits.conf counts for logins of ${user} only.`,
  }),
  'unit-same-user': ({ unit, user }) => ({
    message: `${unit} runs as ${user} too, and no systemd service reads limits.conf`,
    hint: `To raise its limit as well: --unit ${unit}`,
  }),
  'soft-limit-low': ({ soft, nofile }) => ({
    message: `the limit is ${soft} open files, below ${nofile}`,
    hint: 'Raise it with "omero-cors limits --user <user>". If that was done, a restart is missing.',
  }),
  'limit-nearly-reached': ({ open, soft }) => ({
    message: `${open} of ${soft} files are open, no more than the work needs: the limit is the trouble`,
  }),
  'leak-suspected': ({ open, sockets, pipes }) => ({
    message: `${open} files are open (${sockets} sockets, ${pipes} pipes), far more than the work needs: a leak is the trouble`,
    hint:
      'A higher limit only puts it off; a restart frees them, an upgrade cures it. OMERO.web left connections open\n' +
      'until 5.4.8 (ome/openmicroscopy#5699, #5815) and, with a public user, until 5.6.3 (ome/omero-web#151).',
  }),
  'open-files-unknown': () => ({
    message: 'how many files it has open is for root and its own user to see',
    hint: 'Run this with sudo.',
  }),
};
