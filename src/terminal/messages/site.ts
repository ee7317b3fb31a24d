import type { SiteFindings } from '../../findings.js';
import type { Sentences } from './sentence.js';

const NAME_IT = 'Name it with --config-xml.';

/** What a finding about the installation says; file and line are put before it. */
export const siteSentences: Sentences<keyof SiteFindings> = {
  'config-not-found': ({ searched }) => {
    const where = searched.length === 0 ? '' : ` (looked for ${searched.join(', ')})`;
    return {
      message: `no config.xml found: what it sets about apps, middleware and CORS is not known${where}`,
      hint: NAME_IT,
    };
  },
  'config-ambiguous': ({ candidates, isAlike, severity }) => {
    const list = candidates.join(', ');
    const which = severity === 'error' ? ', and what to do depends on which' : '';
    return {
      message: `several config.xml could be meant${isAlike ? ', which come to the same here' : which}: ${list}`,
      hint: severity === 'error' ? 'Name the one that OMERO.web uses with --config-xml.' : NAME_IT,
    };
  },
  'config-unreadable': ({ reason }) => ({
    message: `can't be read, so what it sets is not known: ${reason}`,
    hint: /^(?:EACCES|EPERM)\b/.test(reason)
      ? 'Run omero-cors as a user who may read it, such as the one that runs OMERO.web.'
      : 'Look at what is there, and run it again.',
  }),
  'config-line-unreadable': ({ reason }) => ({ message: `\`omero load\` stops at this line: ${reason}` }),
  'python-disagrees': ({ name, asked, found }) => ({
    message:
      `the Python that was named has ${name} ${asked}, ` +
      `the folder of omeroweb has ${found}: is it the one that runs OMERO.web?`,
    hint: 'The one that was named is believed.',
  }),
};
