import { SettingsError } from '../errors.js';
import type { Encoding } from '../files/source.js';

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Codecs in which every ASCII byte means its ASCII character wherever it stands, without their hyphens. */
const ASCII_BYTES =
  /^(?:(?:iso)?latin|iso8859|8859|l\d+$|cp125\d|windows125\d|cp437|cp85\d|koi8[ru]|mac|ascii|usascii|646)/;

/** Python reads `utf-8-unix`, which Emacs writes, as UTF-8; `utf8-unix` is an unknown codec to it. */
const UTF8 = /^(?:utf-8(?:-.*)?|utf8|u8|utf)$/;

/**
 * How the bytes of a Python file are read, after PEP 263: the byte order mark, then a coding line among the
 * first two, then UTF-8. Single-byte encodings are all read as Latin-1: we only look at ASCII and write
 * ASCII, so the bytes of everything else come back as they were.
 *
 * @throws SettingsError where the encoding could hide quotes and brackets in other characters, or the bytes
 *   are not what the file says
 */
export function detectEncoding(bytes: Buffer, path: string): Encoding {
  const declared = declaredEncoding(bytes);
  const name = declared?.name.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
  const position = { path, line: declared?.line ?? 1 };
  if (UTF8.test(name)) {
    if (isUtf8(bytes)) return 'utf8';
    const says = declared === undefined ? 'and names no encoding' : `though line ${declared.line} says so`;
    throw new SettingsError('not-utf8', `the file is not valid UTF-8 ${says}`, {
      position: { path, line: lineOfBadByte(bytes) },
      hint: 'Python 3 would refuse it too. Save it as UTF-8, or name its encoding in line 1: # -*- coding: latin-1 -*-',
    });
  }
  if (bytes.subarray(0, 3).equals(UTF8_MARK)) {
    const message = `the file begins with the mark of UTF-8 and says in line ${position.line} that it is ${declared?.name}`;
    throw new SettingsError('encoding-conflict', message, {
      position,
      hint: 'No Python reads it. Take out the coding line, or save the file without the mark (BOM).',
    });
  }
  if (ASCII_BYTES.test(name.replace(/[-.]/g, ''))) return 'latin1';
  throw new SettingsError('encoding-unsupported', `the encoding "${declared?.name}" is not supported`, {
    position,
    hint: 'Save the file as UTF-8 and change its coding line.',
  });
}

function declaredEncoding(bytes: Buffer): { name: string; line: number } | undefined {
  const lines = bytes
    .subarray(0, 4096)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r\n|\n|\r/, 2);
  for (const [index, text] of lines.entries()) {
    const name = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text)?.[1];
    if (name !== undefined) return { name, line: index + 1 };
    if (!/^[ \t\f]*(?:#.*)?$/.test(text)) return undefined;
  }
  return undefined;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function lineOfBadByte(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  return text.slice(0, text.indexOf('\ufffd')).split('\n').length;
}
