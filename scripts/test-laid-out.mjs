// npm run test:laid-out   The whole job from the files of an installed program, out of reach of this checkout: some minutes.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildPage } from './lib/page.mjs';
import { nodeModules } from './lib/paths.mjs';

if (!(await buildPage({ shell: true }))) process.exit(1);
const vitest = join(nodeModules, 'vitest', 'vitest.mjs');
const env = { ...process.env, FLAWSMITH_LAID_OUT: '1' };
const { status } = spawnSync(process.execPath, [vitest, 'run', 'tests/e2e/laidOut.test.ts'], { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
