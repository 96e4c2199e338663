/** A failed step: what happened, and the ways round it, as the user reads them. */
export class SetupFailure extends Error {
  /**
   * @param {string} message what happened, in one sentence
   * @param {string[]} waysRound what to do, one sentence each
   * @param {string} [output] the last lines of the program that failed
   */
  constructor(message, waysRound, output = '') {
    super(message);
    this.name = 'SetupFailure';
    this.waysRound = waysRound;
    this.output = output.trim().split('\n').slice(-25).join('\n');
  }
}

const wheelsHint =
  'Without internet: fetch the files named in resources/ elsewhere and pass their folder with --wheels DIR.';

/** Causes that npm and pip print, most specific first. */
const causes = [
  {
    pattern: /ENOSPC|No space left on device|EDQUOT/i,
    message: 'the disk is full',
    waysRound: ['Free some space and run the set-up again; it goes on where it stopped.'],
  },
  {
    pattern: /EACCES|EROFS|EPERM|Permission denied/,
    message: 'a file or folder may not be written',
    waysRound: ['Make the project folder writable for you, or clone it to a folder that is.'],
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|certificate has expired/i,
    message: 'the registry’s certificate is not trusted here',
    waysRound: [
      'Behind a proxy that opens TLS: set npm’s `cafile` and pip’s `cert` (or NODE_EXTRA_CA_CERTS and PIP_CERT) to its certificate.',
    ],
  },
  {
    pattern: /EINTEGRITY|do not match the hashes|HASHES? (MIS|DO NOT )?MATCH|sha512-.*integrity/i,
    message: 'a downloaded package is not the pinned one (wrong checksum)',
    waysRound: [
      'Run it again after `npm cache verify` and `pip cache purge`; if it stays, the mirror serves a changed file.',
    ],
  },
  {
    pattern: /\b40[137]\b.*(proxy|authenti|forbidden)|ProxyError|E40[13]\b|407 Proxy/i,
    message: 'the proxy or registry refused the request',
    waysRound: ['Set HTTPS_PROXY (with user and password if it asks for them), or log in to your company’s registry.'],
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeout|Read timed out|Could not fetch URL|Connection (refused|reset)|Name or service not known|network is unreachable/i,
    message: 'the package registry cannot be reached',
    waysRound: [
      'Check the connection. Behind a company proxy set HTTPS_PROXY; with an internal mirror set npm’s `registry` and pip’s `index-url`.',
      wheelsHint,
    ],
  },
  {
    pattern: /from versions: none/,
    message: 'the registry cannot be reached or does not have the package at all',
    waysRound: ['Check the connection, HTTPS_PROXY, and pip’s `index-url` if you use an internal mirror.', wheelsHint],
  },
  {
    pattern: /ETARGET|E404|No matching distribution|Could not find a version/i,
    message: 'the registry does not have the pinned version',
    waysRound: ['An internal mirror may lag behind: ask for the package, or use the public registry.', wheelsHint],
  },
];

/** Names the cause of a failed npm or pip run from what it printed. */
export function explain(what, output) {
  const cause = causes.find(({ pattern }) => pattern.test(output));
  if (!cause) return new SetupFailure(`${what} failed.`, ['The last lines it printed are below.', wheelsHint], output);
  return new SetupFailure(`${what} failed: ${cause.message}.`, cause.waysRound, output);
}
