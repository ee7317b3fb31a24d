/** A user as /etc/passwd and /etc/group know it: what group and number entries of limits.conf are held against. */
export interface Account {
  readonly name: string;
  /** Undefined when /etc/passwd does not have the user (LDAP, or a typing error). */
  readonly uid: number | undefined;
  /** The primary group; range entries look at no other. */
  readonly gid: number | undefined;
  readonly groupNames: ReadonlySet<string>;
  readonly gids: ReadonlySet<number>;
}

/** @param passwd,group the texts of /etc/passwd and /etc/group, '' for a missing file */
export function readAccount(name: string, passwd: string, group: string): Account {
  const own = splitRecords(passwd).find((fields) => fields[0] === name);
  const uid = readId(own?.[2]);
  const gid = readId(own?.[3]);
  const groups = splitRecords(group).filter(
    ([, , id, members = '']) =>
      (gid !== undefined && readId(id) === gid) || members.split(',').includes(name),
  );
  const gids = [gid, ...groups.map((fields) => readId(fields[2]))].filter((id) => id !== undefined);
  return { name, uid, gid, groupNames: new Set(groups.map(([title = '']) => title)), gids: new Set(gids) };
}

function splitRecords(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.trimEnd().split(':'));
}

function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
