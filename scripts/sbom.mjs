// The bill of materials of what is shipped, in CycloneDX 1.6. A list made of the lock would have nothing in it: all
// of it is bundled, so to npm the program has no dependencies.

/**
 * @typedef {{ name: string, version: string, license: string, integrity: string }} Package of npm, as locks know it
 * @typedef {{ name: string, license: string, address: string, copyright?: string[], revision?: string }} Part of Bun
 */

/**
 * @param {object} shipped
 * @param {{ name: string, version: string, description: string, license: string }} shipped.manifest
 * @param {{ name: string, sha256: string }} shipped.file what is described
 * @param {string} shipped.time when the sources were as they are, in ISO 8601: the same sources, the same bill
 * @param {readonly Package[]} shipped.packages those in the bundle
 * @param {readonly { name: string, package: string, sha256: string }[]} shipped.files taken over whole, and from where
 * @param {{ package: Omit<Package, 'license'>, versions: Record<string, string>, parts: readonly Part[] }} [shipped.bun]
 *     what an executable contains more; its first part is Bun itself
 */
export function billOfMaterials({ manifest, file, time, packages, files, bun }) {
  const own = `${purlOf(manifest)}#${file.name}`;
  const components = packages.map((each) => ({
    ...npmComponent(each),
    ...nested(files.filter((one) => one.package === each.name).map(fileComponent)),
  }));
  const runtime = bun === undefined ? undefined : bunComponent(bun);
  const direct = runtime === undefined ? components : [...components, runtime];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: time,
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': own,
        name: manifest.name,
        version: manifest.version,
        description: `${manifest.description} (${file.name})`,
        hashes: [{ alg: 'SHA-256', content: file.sha256 }],
        ...licensesOf(manifest),
        purl: purlOf(manifest),
      },
    },
    components: direct,
    dependencies: [
      { ref: own, dependsOn: direct.map((component) => component['bom-ref']) },
      ...direct.map((component) => ({
        ref: component['bom-ref'],
        ...(component === runtime ? { dependsOn: runtime.components.map((part) => part['bom-ref']) } : {}),
      })),
    ],
  };
}

function npmComponent({ name, version, license, integrity }) {
  const purl = purlOf({ name, version });
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    ...licensesOf({ license }),
    purl,
    externalReferences: [
      {
        type: 'distribution',
        url: `https://registry.npmjs.org/${name}/-/${file}`,
        hashes: [
          {
            alg: 'SHA-512',
            content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex'),
          },
        ],
      },
    ],
  };
}

function fileComponent({ name, sha256 }) {
  return { type: 'file', 'bom-ref': name, name, hashes: [{ alg: 'SHA-256', content: sha256 }] };
}

function bunComponent({ package: { name, version, integrity }, versions, parts }) {
  const [bun, ...others] = parts;
  return {
    ...npmComponent({ name, version, license: bun.license, integrity }),
    type: 'platform',
    components: others.map((part) => partComponent(part, versions[part.revision])),
  };
}

/** @param version a release or a commit, where Bun tells it */
function partComponent({ name, license, address, copyright }, version) {
  const [, host, path] = /^https:\/\/(?:www\.)?(github\.com|npmjs\.com\/package)\/(.+)$/.exec(address) ?? [];
  const type = host === 'github.com' ? 'github' : 'npm';
  const purl = path && `pkg:${type}/${path.toLowerCase()}${version === undefined ? '' : `@${version}`}`;
  return {
    type: 'library',
    'bom-ref': `bun/${name}`,
    name,
    ...(version === undefined ? {} : { version }),
    ...licensesOf({ license }),
    ...(copyright === undefined ? {} : { copyright: copyright.join('\n') }),
    ...(purl === undefined ? {} : { purl }),
    externalReferences: [{ type: host === 'github.com' ? 'vcs' : 'website', url: address }],
  };
}

function nested(components) {
  return components.length === 0 ? {} : { components };
}

function licensesOf({ license }) {
  return { licenses: [/ /.test(license) ? { expression: license } : { license: { id: license } }] };
}

function purlOf({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
