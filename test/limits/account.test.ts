import { expect, it } from 'vitest';
import { readAccount } from '../../src/limits/account.js';

const passwd = 'root:x:0:0:root:/root:/bin/bash\nomero-web:x:998:997::/opt/omero:/bin/bash\r\nodd:x:::::\n';
const group = 'root:x:0:\nweb:x:997:\nimaging:x:1200:alice,omero-web\nomero-web2:x:9:omero-web2\nnumbers\n';

it.each([
  // The primary group lists no members; imaging does.
  ['omero-web', 998, 997, ['web', 'imaging'], [997, 1200]],
  ['root', 0, 0, ['root'], [0]],
  // A prefix of another name is nobody.
  ['omero', undefined, undefined, [], []],
  // In a group, though not in passwd: a directory service has the user.
  ['alice', undefined, undefined, ['imaging'], [1200]],
  ['odd', undefined, undefined, [], []],
])('%s', (name, uid, gid, groupNames, gids) => {
  expect(readAccount(name, passwd, group)).toEqual({
    name,
    uid,
    gid,
    groupNames: new Set(groupNames),
    gids: new Set(gids),
  });
});

it('knows nobody where there are no files', () => {
  expect(readAccount('root', '', '').uid).toBeUndefined();
});
