// check-blocks: every golden file of the folder above must be what Slack's own
// types say a message or a view is, by tsc --strict. It is a reading of the
// layouts that is not ours. It sees shapes, not lengths or numbers: those are
// held by limits.go and its tests.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const golden = join(here, '..');
const build = join(here, 'build');

rmSync(build, { recursive: true, force: true });
mkdirSync(build);
let n = 0;
for (const file of readdirSync(golden).filter((f) => f.endsWith('.json')).sort()) {
  const text = readFileSync(join(golden, file), 'utf8');
  const { type } = JSON.parse(text);
  const kind = { modal: 'ModalView', home: 'HomeView' }[type] ?? '{ text?: string; blocks: KnownBlock[] }';
  writeFileSync(join(build, file.replace(/\.json$/, '.ts')),
    `import type { HomeView, KnownBlock, ModalView } from '@slack/types';\nexport const golden: ${kind} = ${text};\nexport type Used = HomeView | KnownBlock | ModalView;\n`);
  n++;
}
if (n < 25) throw new Error(`only ${n} golden files were found`);

// What must be refused: without these the check could pass because it sees nothing.
writeFileSync(join(build, 'refused.ts'), `import type { KnownBlock } from '@slack/types';
// @ts-expect-error no such block
export const a: KnownBlock[] = [{ type: 'sectionn', text: { type: 'plain_text', text: 'x' } }];
// @ts-expect-error a button's text is plain
export const b: KnownBlock[] = [{ type: 'actions', elements: [{ type: 'button', text: { type: 'mrkdwn', text: 'x' } }] }];
// @ts-expect-error no such style
export const c: KnownBlock[] = [{ type: 'actions', elements: [{ type: 'button', style: 'green', text: { type: 'plain_text', text: 'x' } }] }];
// @ts-expect-error a misspelt field
export const d: KnownBlock[] = [{ type: 'section', txt: { type: 'plain_text', text: 'x' } }];
`);

execFileSync(process.execPath, [join(here, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--exactOptionalPropertyTypes',
  '--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext', '--skipLibCheck',
  ...readdirSync(build).map((f) => join(build, f))], { stdio: 'inherit', cwd: here });
rmSync(build, { recursive: true });
console.log(`${n} golden messages and views are what @slack/types says they are`);
