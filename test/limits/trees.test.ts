import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { parseOutput } from '../support/output-schema.js';
import { readLogin, readService } from './independent-reader.js';
import { run, snapshot, treeCases, withTree } from './trees.js';

describe.each(treeCases)('$name: $why', (tree) => {
  const user = tree.arguments[1] ?? '';
  const conf = tree.arguments[tree.arguments.indexOf('--limits-conf') + 1]?.slice(1);
  const login = (root: string) =>
    readLogin(root, user, tree.arguments.includes('--limits-conf') ? conf : undefined);
  const services = (root: string) =>
    Object.fromEntries(Object.keys(tree.units).map((unit) => [unit, readService(root, unit)]));
  const limits = (when: 'before' | 'after') => ({
    login: tree.login[when],
    services: Object.fromEntries(Object.entries(tree.units).map(([unit, each]) => [unit, each[when]])),
  });

  it('gives these limits, before and after', async () => {
    await withTree(tree.name, async (root) => {
      expect({ login: login(root), services: services(root) }).toEqual(limits('before'));
      const { exitCode, stderr } = await run([...tree.arguments, '--root', root]);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: tree.exit });
      expect({ login: login(root), services: services(root) }).toEqual(limits('after'));
    });
  });

  it('writes these files and says this', async () => {
    await withTree(tree.name, async (root) => {
      const before = snapshot(root);
      const { stdout } = await run([...tree.arguments, '--root', root, '--format', 'json']);
      const output = parseOutput(stdout);
      const codes = output.files.flatMap((file: { findings: { code: string }[] }) =>
        file.findings.map(({ code }) => code),
      );
      expect(codes.sort()).toEqual([...tree.findings].sort());
      expect(output.changed).toBe(tree.writes.length > 0);
      const after = snapshot(root);
      const written = [...after].filter(
        ([path, content]) => content !== null && content !== before.get(path),
      );
      expect(written.map(([path]) => path)).toEqual(tree.writes);
    });
  });

  it('shows the diff first, which makes the same files', async () => {
    await withTree(tree.name, async (root) => {
      const before = snapshot(root);
      const shown = await run([...tree.arguments, '--root', root, '--dry-run'], { cwd: root });
      expect(shown.exitCode).toBe(tree.exit);
      expect(snapshot(root)).toEqual(before);
      const checked = await run([...tree.arguments, '--root', root, '--check']);
      expect(checked.exitCode).toBe(tree.exit === 0 && tree.writes.length > 0 ? 1 : tree.exit);
      expect(snapshot(root)).toEqual(before);
      if (tree.exit !== 0) return;
      // Byte for byte, so that Latin-1 lines are seen as they are.
      const diff = shown.stdoutBytes.toString('latin1');
      const patches = diff === '' ? [] : parsePatch(diff);
      expect(patches.map(({ newFileName = '' }) => newFileName.slice(2)).sort()).toEqual(tree.writes);
      await run([...tree.arguments, '--root', root]);
      for (const patch of patches) {
        const path = patch.newFileName?.slice(2) ?? '';
        const made = applyPatch(before.get(path) ?? '', patch);
        expect(made).toBe(readFileSync(join(root, path), 'latin1'));
      }
    });
  });

  it('changes nothing the second time, and gives the old bytes back', async () => {
    await withTree(tree.name, async (root) => {
      const before = snapshot(root);
      await run([...tree.arguments, '--root', root]);
      const once = snapshot(root);
      expect((await run([...tree.arguments, '--root', root])).exitCode).toBe(tree.exit);
      expect((await run([...tree.arguments, '--root', root, '--check'])).exitCode).toBe(tree.exit);
      expect(snapshot(root)).toEqual(once);
      const { exitCode } = await run([...tree.arguments, '--root', root, '--remove']);
      // A drop-in of ours that was edited can't be taken out whole: said, and left.
      expect(exitCode).toBe(tree.findings.includes('drop-in-edited') ? 2 : 0);
      const after = snapshot(root);
      expect(withoutEtcSystemd(after)).toEqual(withoutEtcSystemd(before));
      expect([...after.values()].filter((content) => content !== null)).toEqual(
        [...before.values()].filter((content) => content !== null),
      );
    });
  });

  it('raises further and gives the very first bytes back', async () => {
    if (tree.exit !== 0) return;
    await withTree(tree.name, async (root) => {
      const before = snapshot(root);
      await run([...tree.arguments, '--root', root, '--nofile', '2048']);
      await run([...tree.arguments, '--root', root]);
      expect({ login: login(root), services: services(root) }).toEqual(limits('after'));
      await run([...tree.arguments, '--root', root, '--remove']);
      expect(withoutEtcSystemd(snapshot(root))).toEqual(withoutEtcSystemd(before));
    });
  });
});

/** Folders above the drop-in's own that a bare tree lacks are made and stay: every real system has them. */
function withoutEtcSystemd(entries: ReadonlyMap<string, string | null>): readonly unknown[] {
  return [...entries].filter(([path]) => !/^etc\/systemd(\/system)?$/.test(path));
}
