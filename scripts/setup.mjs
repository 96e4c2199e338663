import { parseSetupOptions, setUp, usage } from './setup/all.mjs';

const { options } = parseSetupOptions(process.argv.slice(2));
if (options.help) process.stdout.write(usage);
else process.exitCode = (await setUp({ ...options, again: true })) ? 0 : 1;
