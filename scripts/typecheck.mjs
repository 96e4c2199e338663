import { failedAmong } from './lib/check.mjs';
import { typecheckPrograms } from './lib/tools.mjs';

const failed = await failedAmong(typecheckPrograms);
const names = typecheckPrograms.map(({ name }) => name).join(', ');
process.stdout.write(failed.length ? `typecheck failed: ${failed.join(', ')}\n` : `typecheck: ${names} passed\n`);
process.exitCode = failed.length ? 1 : 0;
