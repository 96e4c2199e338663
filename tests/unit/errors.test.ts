import { describe, expect, it } from 'vitest';
import {
  CancelledError,
  FlawsmithError,
  deserializeError,
  errorCodes,
  serializeError,
  throwIfCancelled,
  toFlawsmithError,
} from '#shared/errors.ts';

const systemError = (code: unknown, path?: unknown): Error =>
  Object.assign(new Error('as the system says'), { code, path });

describe('an error', () => {
  it('is named, and keeps code, message, file, hint, details and cause', () => {
    const cause = new Error('below');
    const options = { file: '/a', hint: 'Do this.', details: 'lines', cause };
    const error = new FlawsmithError('disk-full', 'Full', options);
    expect(error).toMatchObject({ name: 'FlawsmithError', code: 'disk-full', message: 'Full', ...options });
    expect('cause' in new FlawsmithError('usage', 'Wrong')).toBe(false);
    expect(new CancelledError()).toMatchObject({ name: 'CancelledError', message: 'Cancelled' });
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });

  it('is thrown for a signal that is aborted, and only then', () => {
    expect(() => throwIfCancelled({ aborted: true })).toThrow(CancelledError);
    expect(() => throwIfCancelled({ aborted: false })).not.toThrow();
    expect(() => throwIfCancelled(undefined)).not.toThrow();
  });
});

describe('what the system throws', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'not-writable'],
    ['EPERM', 'not-writable'],
    ['EROFS', 'not-writable'],
    ['ENOENT', 'not-found'],
    ['ENOTDIR', 'not-found'],
  ])('%s becomes %s with the path and what to do', (code, expected) => {
    const thrown = systemError(code, '/full/disk');
    const error = toFlawsmithError(thrown);
    expect(error).toMatchObject({ code: expected, file: '/full/disk', cause: thrown, hint: expect.any(String) });
    expect(error.message).toContain('/full/disk');
    expect(error.message).not.toContain('as the system says');
    expect(toFlawsmithError(thrown, '/named').file).toBe('/named'); // what the caller was doing is said before what failed in it
  });

  it('has no path in its message where there is none', () => {
    const error = toFlawsmithError(systemError('ENOENT', 7));
    expect(error).toMatchObject({ code: 'not-found', file: undefined, message: 'Not found' });
  });

  it('stays internal, with its message and stack, where its code means nothing to the user', () => {
    for (const code of ['EODD', 12, undefined]) {
      const thrown = systemError(code);
      const error = toFlawsmithError(thrown, '/named');
      expect(error).toMatchObject({ code: 'internal', message: 'as the system says', file: '/named', cause: thrown });
      expect(error.details).toBe(thrown.stack);
    }
  });

  it('may be no error at all, or one of ours, which stays itself', () => {
    expect(toFlawsmithError('a string', '/named')).toMatchObject({
      code: 'internal',
      message: 'a string',
      file: '/named',
    });
    const ours = new FlawsmithError('no-run', 'None');
    expect(toFlawsmithError(ours, '/elsewhere')).toBe(ours);
  });
});

describe('an error on its way between processes', () => {
  it('comes back with all it said, and its causes as far as they are ours', () => {
    const inner = new FlawsmithError('not-found', 'Gone', { file: '/inner' });
    const error = new FlawsmithError('engine-crashed', 'Died', {
      file: '/a',
      hint: 'Again.',
      details: 'x',
      cause: inner,
    });
    const sent = JSON.parse(JSON.stringify(serializeError(error))) as ReturnType<typeof serializeError>;
    expect(sent).toEqual({
      ...{ code: 'engine-crashed', message: 'Died', file: '/a', hint: 'Again.', details: 'x' },
      cause: { code: 'not-found', message: 'Gone', file: '/inner' },
    });
    const back = deserializeError(sent);
    expect(back).toBeInstanceOf(FlawsmithError);
    expect(back).toMatchObject({ code: 'engine-crashed', message: 'Died', file: '/a', hint: 'Again.', details: 'x' });
    expect(back.cause).toMatchObject({ code: 'not-found', file: '/inner' });
  });

  it('says nothing of what it does not have', () => {
    const plain = new FlawsmithError('usage', 'Wrong', { cause: new Error('not ours') });
    expect(Object.keys(serializeError(plain))).toEqual(['code', 'message']);
    expect(deserializeError({ code: 'usage', message: 'Wrong' }).cause).toBeUndefined();
  });

  it('stays a cancellation', () => {
    const sent = serializeError(new CancelledError());
    expect(sent).toEqual({ code: 'cancelled', message: 'Cancelled' });
    expect(deserializeError(sent)).toBeInstanceOf(CancelledError);
    expect(serializeError(systemError('ENOSPC', '/d'))).toMatchObject({ code: 'disk-full', file: '/d' });
  });
});
