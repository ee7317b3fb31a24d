// Holds the structure: imports point one way, and what only one place may know is imported only there.
//
//     cli -> commands -> settings, limits, site, probe, check -> cors, python, files
//
// Prints `path:line: reason` for every import that breaks a rule, and exits 1.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What each folder of src may import besides itself and the leaves. */
const MAY_IMPORT = {
  files: [],
  python: ['files'],
  cors: [],
  settings: ['cors', 'python', 'files'],
  limits: ['files'],
  // For what a service of systemd says, which limits reads, too.
  site: ['files', 'cors', 'limits'],
  probe: ['cors'],
  check: ['settings', 'site', 'cors', 'python', 'files'],
  terminal: ['site', 'limits', 'probe', 'check', 'cors'],
  // What the build makes for the shells; the program itself does not know it.
  shell: ['commands'],
  commands: ['terminal', 'check', 'settings', 'limits', 'site', 'probe', 'cors', 'python', 'files'],
};
const LEAVES = ['about.ts', 'errors.ts', 'findings.ts', 'io.ts'];
/** Files beside the folders. */
const ROOTS = {
  'start.ts': ['commands', 'python', 'cli.ts'],
  'cli.ts': ['commands', 'terminal'],
  'index.ts': ['settings', 'python'],
};

/** The only places that may import a module. */
const OWNERS = {
  'web-tree-sitter': ['python/parse.ts'],
  'tree-sitter-python': ['python/modules.ts'],
  commander: ['cli.ts'],
  chalk: ['terminal/report.ts'],
  diff: ['files/diff.ts'],
  '@xmldom/xmldom': ['site/parse-xml.ts'],
  // Reading is `files` and what looks around on the disk; the parser and about.ts load what the build put beside them.
  'node:fs': ['files/', 'site/', 'limits/', 'python/modules.ts', 'about.ts'],
  'node:fs/promises': [],
  'node:http': ['probe/'],
  'node:https': ['probe/'],
};

const src = join(import.meta.dirname, '..', 'src');
const problems = [];
for (const file of readdirSync(src, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
  const text = readFileSync(join(src, file), 'utf8');
  for (const match of text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)) {
    const reason = judge(file, match[1] ?? match[2]);
    if (reason === undefined) continue;
    problems.push(`src/${file}:${text.slice(0, match.index).split('\n').length}: ${reason}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

function judge(file, specifier) {
  if (!specifier.startsWith('.')) {
    const owners = OWNERS[specifier];
    const isAllowed =
      owners === undefined ||
      owners.some((owner) => file === owner || (owner.endsWith('/') && file.startsWith(owner)));
    return isAllowed ? undefined : `only ${owners.join(', ') || 'nobody'} may import ${specifier}`;
  }
  const target = relative(src, join(src, dirname(file), specifier)).replace(/\.js$/, '.ts');
  const [from, to] = [file, target].map((path) => path.split('/')[0]);
  if (from === to || LEAVES.includes(target)) return undefined;
  const allowed = MAY_IMPORT[from] ?? ROOTS[file];
  return allowed?.includes(to) ? undefined : `${from} may not import ${to}`;
}
