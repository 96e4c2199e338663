import type { FailureCode, Said } from './failures.ts';

/** Every failure a user can meet has one of these codes; they are stable and documented in docs/architecture.md. */
export const errorCodes = [
  'usage', // a command or argument is wrong
  'not-found', // a file, folder, product, run or package is not there
  'empty-folder', // the folder holds no image at all
  'too-few-images', // fewer normal images than the step needs
  'unreadable-image', // decoding failed: truncated, wrong content, zero bytes
  'image-changed', // its content is not the one that was imported
  'image-too-large', // over the pixel or byte limit
  'image-too-small', // under the smallest side that can be used
  'unsupported-image', // animated, or a format that is not read
  'mask-mismatch', // a mask has another size than its image
  'mask-changed', // its content is not the one that was imported
  'not-writable', // a folder or file cannot be written
  'disk-full',
  'product-locked', // another process has the product open for writing
  'product-damaged', // the store cannot be opened
  'product-newer', // written by a later version of Flawsmith
  'bad-config', // a prior set, sessions file or other user file does not parse
  'engine-unavailable', // native TensorFlow or the backbone weights are missing
  'engine-crashed', // the engine process died
  'checkpoint-damaged',
  'no-run', // no trained run to evaluate or export
  'parity-failed', // the exported model does not say what the trained one said
  'package-damaged', // missing, changed or extra file, a manifest that makes no sense, or a model that is not ours
  'scoring-stopped', // scoring took more time or memory than allowed, or its process died
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What crosses process borders and the command line: no stack, no class. */
export interface SerializedError {
  code: ErrorCode | 'cancelled';
  message: string;
  /** The file or folder at fault, absolute. */
  file?: string;
  /** What to do, in one sentence. */
  hint?: string;
  cause?: SerializedError;
  /** What the message says, for a window of another language; absent where that shows it as it is. */
  said?: Said;
  /** For the "details" fold: last stderr lines or a stack. */
  details?: string;
}

export interface ErrorOptions {
  file?: string | undefined;
  hint?: string | undefined;
  cause?: unknown;
  said?: Said | undefined;
  details?: string | undefined;
}

/** A failure with a code, what it concerns and what to do about it. */
export class FlawsmithError extends Error {
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly hint: string | undefined;
  readonly said: Said | undefined;
  readonly details: string | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FlawsmithError';
    this.code = code;
    this.file = options.file;
    this.hint = options.hint;
    this.said = options.said;
    this.details = options.details;
  }
}

/** Thrown where work stops because the user asked; never shown as a failure. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'CancelledError';
  }
}

/** Why a signal aborts where nobody cancelled the work: the program ends, and what can go on later is left so that it can. */
export class ProgramEndsError extends CancelledError {}

/** True where a signal aborted because the program ends. */
export const isProgramEnding = (signal: { readonly reason?: unknown } | undefined): boolean =>
  signal?.reason instanceof ProgramEndsError;

/** @throws CancelledError once the signal is aborted. */
export function throwIfCancelled(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}

type Meaning = [code: ErrorCode, message: string, hint: string, said: FailureCode];

/** Node's system error codes that have a plain meaning for the user. */
const systemCodes: Readonly<Record<string, Meaning>> = {
  ENOSPC: [
    'disk-full',
    'The disk is full',
    'Free some space, then run the command again; nothing was lost.',
    'diskFull',
  ],
  EDQUOT: ['disk-full', 'The disk quota is used up', 'Free some space, then run the command again.', 'quotaUsed'],
  EACCES: ['not-writable', 'No permission', 'Choose another folder or ask for write access.', 'noPermission'],
  EPERM: ['not-writable', 'Not permitted', 'Choose another folder or ask for write access.', 'noPermission'],
  EROFS: ['not-writable', 'The disk is read-only', 'Choose a folder on a writable disk.', 'diskReadOnly'],
  ENOENT: ['not-found', 'Not found', 'Check the path.', 'pathMissing'],
  ENOTDIR: ['not-found', 'Part of the path is a file, not a folder', 'Check the path.', 'pathIsFile'],
};

const backup = 'Restore the folder of the product from a backup; the image files are not affected.';
const writable = 'Check that the folder exists and that you may write in it.';

/** SQLite's primary result codes that have a plain meaning for the user, and one extended code. */
const sqliteCodes: Readonly<Record<number, Meaning>> = {
  5: [
    'product-locked',
    'Another process is writing to the product',
    'Wait until it is done, then try again.',
    'productBusy',
  ],
  8: ['not-writable', 'The product cannot be written', writable, 'productUnwritable'],
  10: ['not-writable', 'The disk does not read or write', 'Check the disk, then try again.', 'diskFails'],
  11: ['product-damaged', "The product's database is damaged", backup, 'databaseDamaged'],
  13: ['disk-full', 'The disk is full', 'Free some space, then try again.', 'diskFull'],
  14: ['not-writable', 'The product cannot be written', writable, 'productUnwritable'],
  26: ['product-damaged', "The product's database is damaged", backup, 'databaseDamaged'],
  4874: ['disk-full', 'The disk is full', 'Free some space, then try again.', 'diskFull'], // IOERR_SHMSIZE
};

function meaningOf({ code, errcode }: { code?: unknown; errcode?: unknown }): Meaning | undefined {
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
    return sqliteCodes[errcode] ?? sqliteCodes[errcode & 0xff];
  }
  return typeof code === 'string' && Object.hasOwn(systemCodes, code) ? systemCodes[code] : undefined;
}

/** Turns anything thrown into a FlawsmithError (a CancelledError is the caller's to handle first). */
export function toFlawsmithError(thrown: unknown, file?: string): FlawsmithError {
  if (thrown instanceof FlawsmithError) return thrown;
  if (!(thrown instanceof Error)) return new FlawsmithError('internal', String(thrown), { file });
  const system = thrown as Error & { code?: unknown; errcode?: unknown; path?: unknown };
  const known = meaningOf(system);
  const path = file ?? (typeof system.path === 'string' ? system.path : undefined);
  if (known) {
    const [code, message, hint, sentence] = known;
    return new FlawsmithError(code, path ? `${message}: ${path}` : message, {
      ...{ file: path, hint, cause: thrown },
      said: { code: sentence, values: {} },
    });
  }
  return new FlawsmithError('internal', thrown.message, { file: path, cause: thrown, details: thrown.stack });
}

export function serializeError(thrown: unknown): SerializedError {
  if (thrown instanceof CancelledError) return { code: 'cancelled', message: 'Cancelled' };
  const error = toFlawsmithError(thrown);
  return {
    code: error.code,
    message: error.message,
    ...(error.file !== undefined && { file: error.file }),
    ...(error.hint !== undefined && { hint: error.hint }),
    ...(error.said !== undefined && { said: error.said }),
    ...(error.details !== undefined && { details: error.details }),
    ...(error.cause instanceof FlawsmithError && { cause: serializeError(error.cause) }),
  };
}

/** The inverse of {@link serializeError}; code and cause survive. */
export function deserializeError(error: SerializedError): FlawsmithError | CancelledError {
  if (error.code === 'cancelled') return new CancelledError();
  return new FlawsmithError(error.code, error.message, {
    file: error.file,
    hint: error.hint,
    said: error.said,
    details: error.details,
    cause: error.cause && deserializeError(error.cause),
  });
}
