import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SettingsError } from '../errors.js';
import { copyAttributes } from './attributes.js';
import { type Change, encodeText, type Source } from './source.js';
import { systemErrorCode, systemFailure } from './system-failure.js';
import { createTemporary, removeQuietly, syncFolder } from './temporary.js';

/** A change that lies ready on the disk, beside its file, and that one rename makes real. */
export interface StagedWrite {
  /** Names of the file besides this one (hard links): they keep the old content. */
  readonly otherNames: number;
  /** @throws SettingsError `changed-on-disk` or `not-written`; then the file is as it was */
  commit(): void;
  /** Takes back what staging put on the disk; after a commit there is nothing left of it. */
  discard(): void;
}

/** Where the backup of a file is kept. */
export function backupPath(source: Source): string {
  return `${source.realPath}.omero-cors.bak`;
}

/**
 * Does all of a change that can fail, without touching the file: compares the disk with what was planned from,
 * and writes the new content to a temporary file in the same folder, with the attributes of the old one.
 *
 * @throws SettingsError `changed-on-disk`, `not-written`, `owner-not-kept`, `attributes-not-kept`; then
 *   nothing is left on the disk
 */
export function stageChange({ source, newText }: Change): StagedWrite {
  if (newText === null) return stageRemoval(source);
  return stageContent(source.realPath, encodeText(source, newText), source);
}

/** Stages a copy of the file as it was read, attributes included: settings may hold secrets. Else as above. */
export function stageBackup(source: Source): StagedWrite {
  return stageContent(backupPath(source), source.bytes, source);
}

function stageRemoval(source: Source): StagedWrite {
  const failure = `cannot remove ${source.path}`;
  const otherNames = attempt(failure, () =>
    withOriginal(source, (original) => fstatSync(original).nlink - 1),
  );
  return {
    otherNames,
    commit: () => {
      attempt(failure, () => {
        assertAsPlanned(source);
        unlinkSync(source.realPath);
      });
      syncFolder(dirname(source.realPath));
    },
    discard: () => undefined,
  };
}

function stageContent(target: string, bytes: Buffer, source: Source): StagedWrite {
  const failure = `cannot write ${target}`;
  const folder = dirname(target);
  const removeFolders = attempt(failure, () => {
    assertAsPlanned(source);
    return makeFolders(folder);
  });
  // Only its owner may read a copy until it has the permissions of its original.
  const temporary = attempt(
    failure,
    () => createTemporary(folder, source.exists ? 0o600 : 0o666),
    removeFolders,
  );
  const discard = () => {
    removeQuietly(temporary.path);
    removeFolders();
  };
  const otherNames = attempt(failure, () => fillTemporary(temporary.descriptor, bytes, source), discard);
  return {
    otherNames,
    discard,
    commit: () => {
      attempt(
        failure,
        () => {
          assertAsPlanned(source);
          renameSync(temporary.path, target);
        },
        discard,
      );
      syncFolder(folder);
    },
  };
}

/** @returns how many other names the original has */
function fillTemporary(descriptor: number, bytes: Buffer, source: Source): number {
  try {
    writeFileSync(descriptor, bytes);
    const otherNames = source.exists
      ? withOriginal(source, (original) => {
          copyAttributes(original, descriptor, source.path);
          return fstatSync(original).nlink - 1;
        })
      : 0;
    fsyncSync(descriptor);
    return otherNames;
  } finally {
    closeSync(descriptor);
  }
}

function assertAsPlanned(source: Source): void {
  if (source.exists) {
    withOriginal(source, () => undefined);
  } else if (lstatSync(source.realPath, { throwIfNoEntry: false }) !== undefined) {
    throw changedOnDisk(source);
  }
}

/** Opens the file, makes sure that it holds what the change was planned from, and hands on the descriptor. */
function withOriginal<T>(source: Source, use: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    // A symbolic link or a pipe that took its place meanwhile is neither followed nor waited for.
    descriptor = openSync(source.realPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const errno = systemErrorCode(error);
    if (errno === 'ENOENT' || errno === 'ELOOP') throw changedOnDisk(source);
    throw systemFailure(error, 'unreadable', `cannot read ${source.path}`);
  }
  try {
    if (!fstatSync(descriptor).isFile() || !readFileSync(descriptor).equals(source.bytes)) {
      throw changedOnDisk(source);
    }
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function changedOnDisk({ path }: Source): SettingsError {
  return new SettingsError(
    'changed-on-disk',
    `${path} was changed by somebody else meanwhile; it was left alone`,
    {
      hint: 'Run it again: the change is then planned from the new content.',
    },
  );
}

/** @returns what removes again the folders that had to be made */
function makeFolders(folder: string): () => void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return () => undefined;
  const made: string[] = [];
  for (let path = folder; path.length >= first.length; path = dirname(path)) made.push(path);
  for (const path of made) syncFolder(dirname(path));
  return () => {
    try {
      for (const path of made) rmdirSync(path);
    } catch {
      // Somebody else put something in: then it stays.
    }
  };
}

/** Runs system calls; when one fails, cleans up and says what could not be done. */
function attempt<T>(failure: string, run: () => T, cleanUp: () => void = () => undefined): T {
  try {
    return run();
  } catch (error) {
    cleanUp();
    throw systemFailure(error, 'not-written', failure);
  }
}
