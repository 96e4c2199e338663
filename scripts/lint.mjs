import { failedAmong } from './lib/check.mjs';
import { lintTools } from './lib/tools.mjs';

const failed = await failedAmong(lintTools);
const names = lintTools.map(({ name }) => name).join(', ');
process.stdout.write(failed.length ? `lint failed: ${failed.join(', ')}\n` : `lint: ${names} passed\n`);
process.exitCode = failed.length ? 1 : 0;
