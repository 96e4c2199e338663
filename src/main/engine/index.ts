import { endWithParent } from './parentWatch.ts';

/**
 * The engine process, started with the studio's process number. It is watched for before anything else is loaded, which
 * takes seconds on a busy machine: a studio that ends meanwhile would leave the engine behind.
 */
if (!process.send) {
  process.stderr.write('The engine is started by the studio, not by hand.\n');
  process.exit(2);
}

endWithParent(Number(process.argv[2]));
await import('./answerStudio.ts');
