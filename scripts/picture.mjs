// Draws docs/patch.svg: what a terminal shows when patch is run on a fixture. Run after `npm run build`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const settings = 'fixtures/patch/omero-5.8-black/settings.py';
const words = ['patch', settings, '--origin', 'https://viewer.example.org', '--dry-run', '--color', 'always'];
const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'bin/omero-cors.js'), ...words], {
  cwd: root,
  encoding: 'utf8',
});
if (status !== 0) throw new Error(stderr);

const COLORS = { 1: '#ffffff', 31: '#ff7b72', 32: '#7ee787', 36: '#79c0ff' };
const TEXT = '#c9d1d9';
const WIDTH = 8.4;
const HEIGHT = 19;
const shown = words.slice(0, -2).join(' ').replace(settings, 'settings.py').replace(' --dry-run', '');
const lines = [
  `$ omero-cors ${shown}`,
  ...stdout.replaceAll(settings, 'settings.py').trimEnd().split('\n'),
  'Apply? [y/N] y',
  'written: settings.py',
];

const width =
  Math.ceil(Math.max(...lines.map((line) => line.replace(/\x1b\[\d+m/g, '').length)) * WIDTH) + 40;
const height = lines.length * HEIGHT + 40;
const rows = lines.map((line, index) => `<text x="20" y="${34 + index * HEIGHT}">${spans(line)}</text>`);
writeFileSync(
  join(root, 'docs', 'patch.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>omero-cors patch shows its diff and asks</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, monospace" font-size="14" fill="${TEXT}">
${rows.join('\n')}
</g>
</svg>
`,
);

/** One line, each run of one colour a tspan. */
function spans(line) {
  let color = TEXT;
  return line
    .split(/\x1b\[(\d+)m/)
    .map((part, index) => {
      if (index % 2 === 1) {
        color = COLORS[part] ?? TEXT;
        return '';
      }
      return part === '' ? '' : `<tspan fill="${color}">${escapeXml(part)}</tspan>`;
    })
    .join('');
}

function escapeXml(text) {
  // Viewers fold plain spaces.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '&#160;');
}
