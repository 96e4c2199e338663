// npm run -s cli -- COMMAND …   Standard output belongs to the command: set-up, where it is needed, speaks on standard error.
import { becomeNode24 } from './lib/child.mjs';
import { commandLine } from './lib/paths.mjs';
import { missingParts } from './setup/ready.mjs';

const missing = missingParts();
if (missing.length === 0 || (await completeSetUp())) becomeNode24([commandLine, ...process.argv.slice(2)]);
else process.exitCode = 1;

async function completeSetUp() {
  process.stderr.write(`Not set up yet (${missing.join(', ')}): setting up first.\n`);
  const { parseSetupOptions, setUp } = await import('./setup/all.mjs');
  return setUp(parseSetupOptions([]).options, process.stderr);
}
