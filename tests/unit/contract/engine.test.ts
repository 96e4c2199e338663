import { describe, expect, it } from 'vitest';
import { decodeEngineError, encodeEngineError } from '#shared/contract/engine.ts';
import { CancelledError, FlawsmithError, errorCodes, serializeError } from '#shared/errors.ts';

/** An error as it arrives on the other side: its message alone is kept. */
const arrived = (error: unknown): unknown => decodeEngineError(new Error(encodeEngineError(serializeError(error))));

describe('an error that crosses the engine’s border', () => {
  it('keeps its code, file, hint, details and cause, whatever its code', () => {
    for (const code of errorCodes) {
      const cause = new FlawsmithError('not-found', 'Gone', { file: '/a.png' });
      const sent = new FlawsmithError(code, 'It failed', { file: '/b', hint: 'Try again.', details: 'stack', cause });
      const got = arrived(sent) as FlawsmithError;
      expect(got).toBeInstanceOf(FlawsmithError);
      const { message, file, hint, details } = got;
      expect({ code: got.code, message, file, hint, details }).toEqual({
        ...{ code, message: 'It failed', file: '/b', hint: 'Try again.', details: 'stack' },
      });
      expect(got.cause).toMatchObject({ code: 'not-found', file: '/a.png' });
    }
  });

  it('that says cancelled is a cancelling, not a failure', () => {
    expect(arrived(new CancelledError())).toBeInstanceOf(CancelledError);
  });

  it('of any other make is a fault of ours, told in its own words with its stack and cause', () => {
    const plain = new Error('a tensor leaked');
    expect(decodeEngineError(plain)).toMatchObject({
      ...{ code: 'internal', message: 'a tensor leaked', cause: plain, details: plain.stack },
    });
    expect(decodeEngineError('a text')).toMatchObject({ code: 'internal', message: 'a text', cause: 'a text' });
    expect(decodeEngineError(undefined)).toMatchObject({ code: 'internal', message: 'undefined' });
    for (const message of [
      'null',
      '7',
      '[]',
      '{"code":"internal"}',
      '{"message":"no code"}',
      '{"code":"unheard-of","message":"x"}',
      '{"code":"internal","message":7}',
      '{"code":["internal"],"message":"x"}',
    ]) {
      expect(decodeEngineError(new Error(message))).toMatchObject({ code: 'internal', message });
    }
  });
});
