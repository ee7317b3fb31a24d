import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import { encodeText, sourceFromBytes } from '../../src/files/source.js';
import { detectEncoding } from '../../src/python/encoding.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const detect = (text: string) => detectEncoding(bytes(text), 'settings.py');

function refusal(text: string): { code: string; line: number | undefined; message: string } {
  try {
    return { code: detect(text), line: undefined, message: '' };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { code: error.code, line: error.position?.line, message: error.message };
  }
}

// Each row was given to Python 2.7 and 3.8: what is accepted here, both of them read.
describe('detectEncoding reads', () => {
  test.each([
    ['no coding line', 'x = 1\n', 'utf8'],
    ['nothing at all', '', 'utf8'],
    ['UTF-8 without saying so', 'x = "\xc3\xa9"\n', 'utf8'],
    ['a byte order mark', '\xef\xbb\xbfx = "\xc3\xa9"\n', 'utf8'],
    ['a mark and its coding line', '\xef\xbb\xbf# coding: utf-8\n', 'utf8'],
    ['what Emacs writes', '# -*- coding: utf-8 -*-\n', 'utf8'],
    ['what Emacs writes on Unix', '# -*- coding: utf-8-unix -*-\n', 'utf8'],
    ['an underline and capitals', '# coding: UTF_8\n', 'utf8'],
    ['no hyphen', '# coding: utf8\n', 'utf8'],
    ['an alias', '# coding: u8\n', 'utf8'],
    ['Latin-1', '# -*- coding: latin-1 -*-\nx = "\xe9"\n', 'latin1'],
    ['Latin-1 by its number', '# coding: ISO-8859-1\nx = "\xe9"\n', 'latin1'],
    ['Latin-1 as Emacs knows it', '# coding: iso-latin-1-unix\nx = "\xe9"\n', 'latin1'],
    ['Latin-9, as Vim writes it', '# vim: set fileencoding=iso-8859-15 :\nx = "\xe9"\n', 'latin1'],
    ['an alias that is a number', '# coding: l10\nx = "\xe9"\n', 'latin1'],
    ['the code page of Windows', '# coding: windows-1252\r\nx = "\xe9"\r\n', 'latin1'],
    ['the same under its other name', '# coding=cp1252\nx = "\xe9"\n', 'latin1'],
    ['Cyrillic', '# coding: koi8-r\nx = "\xe9"\n', 'latin1'],
    ['old Macs', '# coding: mac-roman\nx = "\xe9"\n', 'latin1'],
    // Its bytes are not checked: Python does, and we touch none of them.
    ['ASCII', '# coding: ascii\nx = 1\n', 'latin1'],
    ['the second line', '#!/usr/bin/env python\n# coding: latin-1\nx = "\xe9"\n', 'latin1'],
    ['the second line below a blank one', '\n# coding: latin-1\nx = "\xe9"\n', 'latin1'],
    ['a form feed before it', '\f# coding: latin-1\nx = "\xe9"\n', 'latin1'],
    ['no blank behind the colon', '# coding:latin-1\r\nx = "\xe9"\r\n', 'latin1'],
    ['no coding line: code stands above it', 'x = 1\n# coding: latin-1\n', 'utf8'],
    ['no coding line: it is the third', '#\n#\n# coding: shift_jis\n', 'utf8'],
    ['no coding line: capitals', '# Coding: shift_jis\n', 'utf8'],
    ['no coding line: a blank before the colon', '# coding : shift_jis\n', 'utf8'],
    ['no coding line: code on the same line', 'x = 1  # coding: shift_jis\n', 'utf8'],
  ])('%s', (_name, text, encoding) => {
    expect(detect(text)).toBe(encoding);
  });
});

describe('detectEncoding refuses', () => {
  test.each([
    ['Latin-1 that names no encoding', 'x = 1\ny = "\xe9"\n', 'not-utf8', 2],
    ['Latin-1 under a coding line for UTF-8', '# coding: utf-8\nx = "\xe9"\n', 'not-utf8', 2],
    ['Latin-1 whose coding line comes too late', '#\n#\n# coding: latin-1\nx = "\xe9"\n', 'not-utf8', 4],
    ['half a character at the end', 'x = "\xc3', 'not-utf8', 1],
    ['a surrogate', 'x = "\xed\xa0\x80"\n', 'not-utf8', 1],
    ['a mark that contradicts the coding line', '\xef\xbb\xbf# coding: latin-1\n', 'encoding-conflict', 1],
    ['the same in line 2', '\xef\xbb\xbf#!x\n# coding: ascii\n', 'encoding-conflict', 2],
    // Bytes of quotes and brackets are parts of other characters there.
    ['Shift JIS', '# coding: shift_jis\n', 'encoding-unsupported', 1],
    ['Big5', '#!x\n# coding: big5\n', 'encoding-unsupported', 2],
    ['GBK', '# coding: gbk\n', 'encoding-unsupported', 1],
    ['UTF-16', '# coding: utf-16\n', 'encoding-unsupported', 1],
    ['UTF-7', '# coding: utf-7\n', 'encoding-unsupported', 1],
    ['EBCDIC', '# coding: cp037\n', 'encoding-unsupported', 1],
    ['escapes', '# coding: unicode_escape\n', 'encoding-unsupported', 1],
    ['a name that Python does not know', '# coding: utf8-unix\n', 'encoding-unsupported', 1],
    ['nonsense', '# coding: nonsense\n', 'encoding-unsupported', 1],
  ])('%s', (_name, text, code, line) => {
    expect(refusal(text)).toMatchObject({ code, line });
  });

  test('names the encoding, and the line that is wrong about it', () => {
    expect(refusal('# coding: shift_jis\n').message).toBe('the encoding "shift_jis" is not supported');
    expect(refusal('# coding: utf-8\nx = "\xe9"\n').message).toContain('though line 1 says so');
    expect(refusal('x = "\xe9"\n').message).toContain('names no encoding');
  });
});

test('every file comes back byte for byte, or is refused', () => {
  const line = fc.constantFrom('# coding: latin-1\n', '# coding: utf-8\n', '\xef\xbb\xbf', '#\n', '\r\n', '');
  fc.assert(
    fc.property(line, line, fc.uint8Array({ maxLength: 60 }), (first, second, rest) => {
      const whole = Buffer.concat([bytes(first), bytes(second), rest]);
      try {
        const source = sourceFromBytes('settings.py', whole, detectEncoding);
        expect(encodeText(source, source.text).equals(whole)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(SettingsError);
      }
    }),
    { numRuns: 2000 },
  );
});
