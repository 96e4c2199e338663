// npm start: set-up, then the sample product through the main job.
import { becomeNode24 } from './lib/child.mjs';
import { commandLine } from './lib/paths.mjs';
import { parseSetupOptions, setUp, usage } from './setup/all.mjs';

const { options, rest } = parseSetupOptions(process.argv.slice(2));
if (options.help) process.stdout.write(usage);
else if (await setUp(options)) becomeNode24([commandLine, 'demo', ...rest]);
else process.exitCode = 1;
