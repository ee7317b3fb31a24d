import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What lies at a path: a text, a link, or an empty folder. */
export type Leaf = string | { readonly link: string } | { readonly folder: true };

/** Builds files in a new folder, gone when the test ends, and returns the folder's real path. */
export function makeTree(leaves: Readonly<Record<string, Leaf>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'omero-cors-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  addTo(root, leaves);
  return root;
}

export function addTo(root: string, leaves: Readonly<Record<string, Leaf>>): void {
  for (const [name, leaf] of Object.entries(leaves)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof leaf === 'string') writeFileSync(path, leaf);
    else if ('link' in leaf) symlinkSync(leaf.link, path);
    else mkdirSync(path, { recursive: true });
  }
}

/** The metadata folder that pip leaves in a site-packages. */
export function distInfo(library: string, name: string, version: string): Readonly<Record<string, string>> {
  const folder = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  return {
    [`${library}/${folder}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nVersion: 0\n`,
  };
}

/** config.xml as omero-py writes it, one property a line: the first of them stands on line 7. */
export function configXml(properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(
    ([name, value]) =>
      `    <property name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"/>`,
  );
  return [
    '<icegrid>',
    '  <properties id="__ACTIVE__">',
    '    <property name="omero.config.profile" value="default"/>',
    '  </properties>',
    '  <properties id="default">',
    '    <property name="omero.config.version" value="5.1.0"/>',
    ...lines,
    '  </properties>',
    '</icegrid>',
    '',
  ].join('\n');
}
