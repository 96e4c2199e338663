import { parseArgs } from 'node:util';
import { createEndRequests } from '#shared/endRequests.ts';
import { serializeError } from '#shared/errors.ts';
import { keepToOwner } from '#scoring/ownerOnly.ts';
import { followSampleRecipe } from '#studio/workspace/sampleRecipe.ts';
import { parsePort } from './port.ts';
import { startStudioServer } from './server.ts';

/**
 * The studio process. Prints one JSON line on standard output when it is ready, `{address, port, token}`; the rest is the
 * log, on standard error. Ends on SIGINT, SIGTERM or SIGHUP, and when its standard input closes under `--with-parent`.
 * `address` opens the page once, `token` is for the program that started it.
 * `--with-sample` makes the sample product ready on the very first start, with a trained, judged and exported run.
 * One that cannot start says why in a sentence, and ends with 1.
 */

/** @throws FlawsmithError `usage` for a port that is none; a TypeError of Node's for an option that there is none of */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      state: { type: 'string' },
      products: { type: 'string' },
      root: { type: 'string', multiple: true },
      page: { type: 'string' },
      'with-parent': { type: 'boolean', default: false },
      'with-sample': { type: 'boolean', default: false },
    },
  });
  return { ...values, port: values.port === undefined ? undefined : parsePort(values.port) };
}

keepToOwner();
try {
  const values = readOptions();
  const server = await startStudioServer({
    port: values.port,
    stateDir: values.state,
    productsDir: values.products,
    roots: values.root,
    ...(values.page && { pageDir: values.page }),
    // under the desktop shell nobody reads the log, and the shell has signed its window in
    onTurnedAway: values['with-parent'] ? undefined : (link) => process.stderr.write(`A new address: ${link}\n`),
  });
  const { port, token } = server;
  process.stdout.write(`${JSON.stringify({ address: server.link(), port, token })}\n`);
  const ending = new AbortController();
  if (values['with-sample']) void followSampleRecipe(server.workspace, ending.signal);
  const request = createEndRequests(() => performance.now());
  const end = (): void => {
    const what = request();
    if (what === 'again') process.exit(130);
    ending.abort();
    if (what === 'first') void server.close().finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (values['with-parent']) process.stdin.on('end', end).resume();
} catch (error) {
  const { message, hint } = serializeError(error);
  process.stderr.write(`${message}${hint ? `\n  ${hint}` : ''}\n`);
  process.exitCode = 1;
}
