const megabyte = 1e6;

/** Bytes as people read them. */
export function readable(bytes) {
  return bytes >= 1000 * megabyte ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / megabyte).toFixed(1)} MB`;
}

/**
 * Prints the set-up's plain lines. On a terminal, progress redraws one line; elsewhere it is a line every few seconds.
 * @param {NodeJS.WriteStream} stream stdout, or stderr where stdout belongs to a command's output
 */
export function createReport(stream) {
  let lastProgress = 0;
  let drawn = false;
  const line = (text) => {
    stream.write(`${drawn ? '\r\x1b[K' : ''}${text}\n`);
    drawn = false;
  };
  return {
    line,
    begin({ title, does, without }) {
      lastProgress = Date.now();
      line(`${title}: ${does}`);
      if (without) line(`  without it: ${without}`);
    },
    done(title, outcome, started) {
      line(`${title}: ${outcome}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
    },
    skipped(title) {
      line(`${title}: already there`);
    },
    progress(text) {
      const wait = stream.isTTY ? 100 : 3000;
      if (Date.now() - lastProgress < wait) return;
      lastProgress = Date.now();
      if (stream.isTTY) stream.write(`\r\x1b[K  ${text}`);
      else stream.write(`  ${text}\n`);
      drawn = Boolean(stream.isTTY);
    },
    failure(title, error) {
      line(`${title}: ${error.message}`);
      for (const way of error.waysRound ?? []) line(`  → ${way}`);
      if (error.output) line(error.output.replace(/^/gm, '  | '));
    },
  };
}
