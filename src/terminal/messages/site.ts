import type { Finding, SiteFindings } from '../../findings.js';

type SiteCode = keyof SiteFindings;

/** What a finding about the installation says; file and line are put before it. */
export function siteMessage(finding: Finding<SiteCode>): string {
  switch (finding.code) {
    case 'config-not-found': {
      const where = finding.searched.length === 0 ? '' : ` (looked for ${finding.searched.join(', ')})`;
      return `no config.xml found: what it sets about apps, middleware and CORS is not known${where}`;
    }
    case 'config-ambiguous':
      return `several config.xml could be meant: ${finding.candidates.join(', ')}`;
    case 'config-unreadable':
      return `can't be read, so what it sets is not known: ${finding.reason}`;
    case 'config-line-unreadable':
      return `\`omero load\` stops at this line: ${finding.reason}`;
    case 'python-disagrees':
      return (
        `the Python that was named has ${finding.name} ${finding.asked}, ` +
        `the folder of omeroweb has ${finding.found}: is it the one that runs OMERO.web?`
      );
  }
}

/** What to do about it. */
export function siteHint(finding: Finding<SiteCode>): string | undefined {
  switch (finding.code) {
    case 'config-not-found':
    case 'config-ambiguous':
      return 'Name it with --config-xml.';
    case 'config-unreadable':
      return 'Run omero-cors as a user who may read it, such as the one that runs OMERO.web.';
    case 'config-line-unreadable':
      return undefined;
    case 'python-disagrees':
      return 'The one that was named is believed.';
  }
}
