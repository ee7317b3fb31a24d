import { describe, expect, it } from 'vitest';
import { readServiceUnit } from '../../src/site/systemd-unit.js';
import { makeTree } from './tree.js';

const etc = 'etc/systemd/system';

function unitOf(text: string, more: Record<string, string> = {}) {
  return readServiceUnit(makeTree({ [`${etc}/omero-web.service`]: text, ...more }));
}

/** After OMERO's installation guide. */
const guide = `[Unit]
Description=OMERO.web
[Service]
User=omero-web
PIDFile=/opt/omero/web/omero-web/var/django.pid
Environment="PATH=/opt/omero/web/venv3/bin:/bin:/usr/bin"
Environment="OMERODIR=/opt/omero/web/omero-web"
ExecStart=/opt/omero/web/venv3/bin/omero web start
`;

/** After the role ome.omero_web: no environment, and a configuration made anew at each start. */
const role = `[Service]
User=web
Type=forking
PIDFile=/opt/omero/web/OMERO.web/var/django.pid
ExecStartPre=/opt/omero/web/OMERO.web/bin/omero load --glob /opt/omero/web/config/*.omero
ExecStart=/opt/omero/web/OMERO.web/bin/omero web start
`;

it('the unit of the guide', () => {
  expect(unitOf(guide)).toMatchObject({
    name: 'omero-web.service',
    user: 'omero-web',
    omeroDir: '/opt/omero/web/omero-web',
    omeroFiles: undefined,
    environment: { PATH: '/opt/omero/web/venv3/bin:/bin:/usr/bin', OMERODIR: '/opt/omero/web/omero-web' },
  });
});

it('the unit of the role', () => {
  expect(unitOf(role)).toMatchObject({
    user: 'web',
    omeroDir: '/opt/omero/web/OMERO.web',
    omeroFiles: '/opt/omero/web/config',
  });
});

describe('Environment=', () => {
  it.each<[string, string, Record<string, string>]>([
    ['several on a line', 'Environment=A=1 "B=two words" C=x=y', { A: '1', B: 'two words', C: 'x=y' }],
    ['over two lines', 'Environment=A=1 \\\n  B=2', { A: '1', B: '2' }],
    [
      'several lines, the later wins',
      'Environment=A=1\nEnvironment=B=2\nEnvironment=A=3',
      { A: '3', B: '2' },
    ],
    ['an empty one takes back', 'Environment=A=1\nEnvironment=\nEnvironment=B=2', { B: '2' }],
    ['spaces around the sign', 'Environment = A=1', { A: '1' }],
    // systemd.syntax(7): the comment falls out of the wrapped line.
    ['a comment inside a wrapped line', 'Environment=A=1 \\\n# no\n  B=2', { A: '1', B: '2' }],
    ['a comment', '# Environment=A=1\n;Environment=B=2', {}],
    ['a value that can not be split', 'Environment="A=1', {}],
    ['words that set nothing', 'Environment=A =B', {}],
  ])('%s', (_, text, environment) => {
    expect(unitOf(`[Service]\n${text}\n`)?.environment).toEqual(environment);
  });
});

describe('EnvironmentFile=', () => {
  const file = { 'etc/sysconfig/omero-web': '# OMERODIR=/no\nOMERODIR=/srv/omero\nB="two words"\n' };
  it.each(['/etc/sysconfig/omero-web', '-/etc/sysconfig/omero-web'])('%s', (name) => {
    const unit = unitOf(`[Service]\nEnvironmentFile=${name}\n`, file);
    expect(unit?.environment).toEqual({ OMERODIR: '/srv/omero', B: 'two words' });
    expect(unit?.omeroDir).toBe('/srv/omero');
  });
  it('has the last word, wherever it stands, and can be taken back', () => {
    const above = 'EnvironmentFile=/etc/sysconfig/omero-web\nEnvironment=OMERODIR=/opt/omero\n';
    expect(unitOf(`[Service]\n${above}`, file)?.omeroDir).toBe('/srv/omero');
    expect(unitOf(`[Service]\n${above}EnvironmentFile=\n`, file)?.omeroDir).toBe('/opt/omero');
  });
  it('one that is not there', () => {
    expect(unitOf('[Service]\nEnvironmentFile=-/etc/nope\n')?.environment).toEqual({});
  });
});

describe('drop-ins', () => {
  it('add, and change', () => {
    const unit = unitOf(guide, {
      [`${etc}/omero-web.service.d/10-dir.conf`]: '[Service]\nEnvironment=OMERODIR=/srv/web\n',
      [`${etc}/omero-web.service.d/20-user.conf`]: '[Service]\nUser=www\n',
    });
    expect(unit).toMatchObject({ user: 'www', omeroDir: '/srv/web' });
  });
  it('count in the order of their names, and one of a name once', () => {
    const unit = unitOf(guide, {
      'usr/lib/systemd/system/omero-web.service.d/20-user.conf': '[Service]\nUser=package\n',
      [`${etc}/omero-web.service.d/10-user.conf`]: '[Service]\nUser=first\n',
      [`${etc}/omero-web.service.d/20-user.conf`]: '[Service]\nUser=last\n',
    });
    expect(unit?.user).toBe('last');
  });
  it('of every service, and of the prefix of the name', () => {
    const unit = unitOf(guide.replace('User=omero-web\n', ''), {
      [`${etc}/service.d/10.conf`]: '[Service]\nEnvironment=A=1\n',
      [`${etc}/omero-.service.d/20.conf`]: '[Service]\nUser=www\n',
    });
    expect([unit?.user, unit?.environment['A']]).toEqual(['www', '1']);
  });
  it('say nothing in another section', () => {
    expect(unitOf(guide, { [`${etc}/omero-web.service.d/a.conf`]: '[Unit]\nUser=www\n' })?.user).toBe(
      'omero-web',
    );
  });
  it('that can not be read are passed over', () => {
    const root = makeTree({
      [`${etc}/omero-web.service`]: guide,
      [`${etc}/omero-web.service.d/10-folder.conf`]: { folder: true },
      [`${etc}/omero-web.service.d/20-circle.conf`]: { link: '20-circle.conf' },
    });
    expect(readServiceUnit(root)?.user).toBe('omero-web');
  });
  it('another name is none', () => {
    expect(unitOf(guide, { [`${etc}/omero-web.service.d/a.conf.bak`]: '[Service]\nUser=www\n' })?.user).toBe(
      'omero-web',
    );
  });
});

describe('which unit', () => {
  it('the administrator’s before the package’s', () => {
    const unit = unitOf('[Service]\nUser=mine\n', {
      'usr/lib/systemd/system/omero-web.service': '[Service]\nUser=theirs\n',
    });
    expect(unit?.user).toBe('mine');
  });
  it('none', () => {
    expect(readServiceUnit(makeTree({ [`${etc}/omero.service`]: guide }))).toBeUndefined();
  });
  it('a masked one is none', () => {
    expect(
      readServiceUnit(makeTree({ [`${etc}/omero-web.service`]: { link: '/dev/null' } })),
    ).toBeUndefined();
  });
  it('one that is masked although the package brings it', () => {
    const root = makeTree({
      [`${etc}/omero-web.service`]: { link: '/dev/null' },
      'usr/lib/systemd/system/omero-web.service': guide,
    });
    expect(readServiceUnit(root)).toBeUndefined();
  });
});
