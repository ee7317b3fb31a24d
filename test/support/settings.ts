import { type Finding, type PatchRequest, planPatch } from '../../src/index.js';

/** What ends every settings.py of OMERO.web. */
export const LOADER = `# Load server list and freeze
def load_server_list():
    Server.freeze()


load_server_list()
`;

export const APPS = "INSTALLED_APPS = (\n    'pipeline',\n)\n";
export const MIDDLEWARE = "MIDDLEWARE = (\n    'django.middleware.common.CommonMiddleware',\n)\n";
export const COMPUTED = 'MIDDLEWARE = sort_properties_to_tuple(MIDDLEWARE_LIST)\n';

/** The loop over `omero.web.apps`, as it is since 2014. */
export const LOOP = `for app in ADDITIONAL_APPS:  # noqa
    try:
        __import__('omeroweb.%s' % app)
        INSTALLED_APPS += ('omeroweb.%s' % app,)
    except ImportError:
        INSTALLED_APPS += (app,)
`;

export const ORIGIN = 'https://viewer.example.org';

export const EACH_ONCE = 'INSTALLED_APPS = tuple(sorted(set(INSTALLED_APPS), key=INSTALLED_APPS.index))';

/** A settings.py, seen from its statements. */
export function settings(...statements: readonly string[]): string {
  return `${statements.join('')}\n\n${LOADER}`;
}

/** What patch makes of a settings.py. */
export interface Patched {
  readonly text: string;
  /** The statements around the block, as they were given to `settings`. */
  readonly outside: string;
  /** The lines of the block that are code, and its first comment. */
  readonly block: readonly string[];
  readonly begin: string | undefined;
  /** `code` or `code NAME` or `code NAME line` of what blocks it. */
  readonly blocked: readonly string[];
  readonly changed: boolean;
}

export async function patched(text: string, request: PatchRequest = { origins: [ORIGIN] }): Promise<Patched> {
  const { newText, blocked, changed } = await planPatch(text, request);
  const [, before = newText, inside = ''] =
    /^([\s\S]*?)(# omero-cors: begin[\s\S]*# omero-cors: end\n)/.exec(newText) ?? [];
  const lines = inside.split('\n').slice(0, -1);
  return {
    text: newText,
    outside: before.replace(LOADER, '').trimEnd().concat('\n'),
    block: lines.filter((line) => !line.startsWith('# omero-cors:')),
    begin: lines[0],
    blocked: blocked.map(describeFinding),
    changed,
  };
}

function describeFinding(finding: Finding): string {
  const name = 'name' in finding ? [finding.name] : [];
  return [finding.code, ...name, ...(finding.line === undefined ? [] : [String(finding.line)])].join(' ');
}
