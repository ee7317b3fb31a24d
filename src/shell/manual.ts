/**
 * What the man page says beyond the help. `code` becomes bold, <placeholder> italic.
 */
export interface Entry {
  readonly term: string;
  readonly text: string;
}

export const DESCRIPTION: readonly string[] = [
  `A viewer in a web page may read the images of an OMERO.web on another host only when OMERO.web's answers carry CORS
  headers. omero-cors turns them on, in every OMERO.web from 4.4 to today: by an edit of its settings.py (\`patch\`), or
  as lines for OMERO's own configuration, which survive an upgrade (\`config\`). It undoes its edit (\`revert\`), checks
  what is there (\`check\`), installs the package that is needed (\`install\`), and asks the running server (\`probe\`).`,
  `<settings> is a file of any name, or a folder in which settings.py is found: a virtualenv, the package omeroweb, an
  old OMERO.server. With \`-\` in its place, patch and revert read the text on stdin and write the new text to stdout.`,
  `<origin> is what stands in the address bar of the page with the viewer: https://viewer.example.org,
  http://localhost:5173. Without a scheme, https is meant, and http for hosts that no public authority certifies:
  localhost, private addresses, single names, and .local, .lan, .internal, .home.arpa.`,
  `A command that writes shows the diff before. On a terminal it asks; where stdin is no terminal, or with
  \`--yes\`, it does not ask. Nothing is written when one part of an edit is impossible, and a file is at every instant
  the whole old or the whole new one. stdout carries the result alone: the diff, JSON, lines of configuration.
  Everything else goes to stderr. The diff is one that patch(1) and git-apply(1) take.`,
];

/** Paragraphs by the name of the command. */
export const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  patch: [
    `Makes three edits, or none: corsheaders into INSTALLED_APPS, CorsMiddleware ahead of everything else, and the list
    of allowed origins directly before \`load_server_list()\`, where nothing can override it any more. At least one of
    \`--origin\`, \`--origin-regex\` and \`--allow-all\` is needed. Origins are added to those that are allowed already,
    unless \`--replace\` is given. A second run changes nothing.`,
    `OMERO.web 5.3.2 and later allow credentials: a page on an allowed origin reads with the visitor's session.
    \`--no-credentials\` switches that off, \`--urls-regex\` limits which paths answer. With \`--allow-all\`, one of
    \`--credentials\` and \`--no-credentials\` must be chosen.`,
    `gunicorn reads settings.py again whenever it replaces a worker. So patch refuses where django-cors-headers is known
    to be missing or not to fit, and prints the \`omero-cors install\` line; \`--without-package\` is for the build of an
    image that installs it later. An upgrade of omero-web replaces settings.py: run patch again after it, or use
    \`omero-cors config\`.`,
  ],
  revert: [
    `That also works when the file was edited since; a file that nothing else touched gets its original bytes back. What was written by hand stays, unless \`--all\` is given. The backup is neither read nor written.`,
  ],
  check: [
    `Reads settings.py, the packages beside it and OMERO's configuration together, and says what holds when OMERO.web
    runs and what does not, whoever set it up. It runs nothing of settings.py and changes nothing. The exit status is 1
    when there is an error, with \`--strict\` also when there is a warning.`,
  ],
  config: [
    `The lines are for OMERO.web 5.3.2 and later; nothing is run. \`omero\` is a file for the folder config/ that the
    Ansible role ome.omero_web loads at each start, \`shell\` are \`omero config\` lines, \`env\` are variables for the
    Docker image. Without \`--format\` it is \`omero\` where config/ exists beside config.xml, else \`shell\`. Name the
    installation with \`--for\`, so that the lines fit its version and what is configured already.`,
  ],
  install: [
    `Runs pip with the one version of django-cors-headers that fits this Django and this OMERO.web, and the installed
    Django pinned beside it: a plain \`pip install django-cors-headers\` would upgrade Django under OMERO.web.`,
  ],
  limits: [
    `It is raised in limits.conf, which counts for logins, and for omero-web.service and each \`--unit\`
    in a drop-in of systemd, which does not look at limits.conf. An entry that is as high already is left alone; one
    that would win and is lower is named, and nothing is written. Afterwards it prints the lines for systemctl(1).`,
    `\`--status\` reads what the master and the workers of OMERO.web have; it exits 1 where a limit is below
    \`--nofile\`. \`--remove\` undoes what was raised for \`--user\`.`,
  ],
  probe: [
    `The answer is one row a question, each passed, failed or skipped with the reason: is the origin let
    in and a stranger not, also behind redirects and in 304 answers; is the preflight answered; is the answer a login
    page. Given the address of a site it asks the login page and /api/; given a path, that. It asks the server itself,
    not a proxy.`,
  ],
};

/** Of all commands. */
export const EXIT_STATUS: readonly Entry[] = [
  { term: '0', text: 'Done, or nothing to do, or shown as asked.' },
  {
    term: '1',
    text: `Something is needed and was not done: \`--check\`, a declined question, findings of check, a question of probe
    that failed, a limit that \`--status\` found too low.`,
  },
  {
    term: '2',
    text: 'It could not: wrong usage, unreadable, not parseable, blocked, changed on disk meanwhile, nothing answered.',
  },
  { term: '3', text: 'A bug in omero-cors: a check of its own work failed. Nothing was written.' },
];

export const ENVIRONMENT: readonly Entry[] = [
  { term: 'NO_COLOR', text: 'Not empty: no colours. `--color` comes before it.' },
  {
    term: 'FORCE_COLOR',
    text: 'Colours also where the output is no terminal; `0` and `false`: none. `NO_COLOR` comes before it.',
  },
  { term: 'TERM', text: '`dumb`: no colours.' },
  {
    term: 'OMERODIR, OMERO_HOME',
    text: `The folder of OMERO: etc/grid/config.xml is looked for there first, and var/django.pid by \`limits --status\`
    (OMERODIR alone).`,
  },
  { term: 'OMERO_CONFIG', text: 'The profile of config.xml that counts, as for omero itself.' },
  {
    term: 'CONFIG_omero_*',
    text: "Keys of OMERO's configuration, as the Docker image openmicroscopy/omero-web takes them.",
  },
  {
    term: 'NODE_EXTRA_CA_CERTS',
    text: 'A .pem file with authorities that probe trusts besides the usual ones.',
  },
];

export const FILES: readonly Entry[] = [
  {
    term: 'settings.py.omero-cors.bak',
    text: 'Beside settings.py: its text before patch first touched it. `--no-backup` keeps none.',
  },
  {
    term: '<OMERODIR>/etc/grid/config.xml',
    text: "OMERO's configuration; read, never written. `--config-xml` names another.",
  },
  {
    term: '<OMERODIR>/../config/*.omero',
    text: 'Configuration that sites made by the Ansible role ome.omero_web load at each start; only read.',
  },
  {
    term: '/etc/security/limits.conf',
    text: `Limits for logins. Lines that omero-cors wrote end in the comment \`# omero-cors: added\`, or
    \`# omero-cors: was\` with the old text.`,
  },
  {
    term: '/etc/systemd/system/<unit>.d/zz-omero-cors.conf',
    text: 'The drop-in with `LimitNOFILE`.',
  },
];

export const SEE_ALSO = 'patch(1), git-apply(1), limits.conf(5), systemd.exec(5), systemctl(1)';
