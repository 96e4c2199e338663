// npm start: set-up, then the studio. In its own window where Electron and a display are there, else in the browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentWith, findNode24 } from './lib/node24.mjs';
import { buildPage, findElectron, hasDisplay } from './lib/page.mjs';
import { root } from './lib/paths.mjs';
import { parseSetupOptions, setUp, usage } from './setup/all.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

/** Runs until the program ends; Ctrl-C reaches it. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 0));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}

function openWindow(electron) {
  say('studio: opening its window');
  follow(spawn(electron, [root], { stdio: 'inherit' }));
}

/** Shows the address, and asks the desktop to open it where there is one. */
function openInBrowser(rest) {
  const node = findNode24();
  const entry = join(root, 'src', 'main', 'server', 'index.ts');
  const child = spawn(node.file, [entry, '--with-sample', ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environmentWith(node),
  });
  createInterface({ input: child.stdout }).once('line', (line) => {
    const { address } = JSON.parse(line);
    say(`studio: ready at\n\n  ${address}\n\nOpen it in a browser on this machine: it works once, within ten minutes.`);
    say('Whoever comes without it is turned away, and a new address is said here. Ctrl-C ends the studio.');
    if (hasDisplay()) {
      const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
      spawn(opener, [address], { stdio: 'ignore', detached: true }).on('error', () =>
        say('(no browser could be opened from here)'),
      );
    }
  });
  follow(child);
}

const { options, rest } = parseSetupOptions(process.argv.slice(2), { port: { type: 'string' } });
const studioOptions = options.port === undefined ? rest : ['--port', options.port, ...rest];
if (options.help) {
  process.stdout.write(
    `${usage}\nOption of the studio:\n  --port N       where it listens for the browser; without it where it did before, or any free port\n`,
  );
} else if (!(await setUp(options))) {
  process.exitCode = 1;
} else {
  const electron = hasDisplay() ? findElectron() : null;
  if (!electron) {
    say(
      hasDisplay()
        ? 'window: Electron is not here (its download may be blocked); the browser shows the studio'
        : 'window: no display here; the browser shows the studio',
    );
  }
  if (!(await buildPage({ shell: electron !== null }))) process.exitCode = 1;
  else if (electron) openWindow(electron);
  else openInBrowser(studioOptions);
}
