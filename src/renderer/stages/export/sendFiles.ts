import { uploadUrl } from '#shared/contract/studio.ts';
import { CancelledError, FlawsmithError, type SerializedError, deserializeError } from '#shared/errors.ts';
import type { NamedFile } from './droppedFiles.ts';

/**
 * Sends files to the studio, which keeps them until they are scored: a browser does not say where a file lies.
 * @returns the upload's id
 * @throws FlawsmithError where the studio takes no more, or one is too large; CancelledError by the signal
 */
export async function sendFiles(
  product: string,
  files: readonly NamedFile[],
  { signal, onSent }: { signal: AbortSignal; onSent: (count: number) => void },
): Promise<string> {
  const upload = crypto.randomUUID();
  for (const [i, { name, file }] of files.entries()) {
    if (signal.aborted) throw new CancelledError();
    const response = await fetch(uploadUrl(product, upload, name), {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      signal,
    });
    if (response.status === 413) throw new FlawsmithError('usage', `${name}: ${response.statusText}`, { file: name });
    if (!response.ok) throw deserializeError((await response.json()) as SerializedError);
    onSent(i + 1);
  }
  return upload;
}
