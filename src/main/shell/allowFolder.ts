import type { StudioAddress } from './studioProcess.ts';

/**
 * Opens a picked folder to the studio. The page cannot do this itself: it does not know the token.
 * @param path absolute
 * @throws Error where the studio refuses, or answers with anything but that it is done
 */
export async function allowFolder({ port, token }: Pick<StudioAddress, 'port' | 'token'>, path: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/rpc/folders/allow`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ json: { path } }),
    redirect: 'error',
  });
  if (response.ok) return;
  const answer = (await response.json().catch(() => null)) as { json?: { message?: unknown } } | null;
  const why = answer?.json?.message;
  throw new Error(`The studio does not open ${path}: ${typeof why === 'string' ? why : response.status}`);
}
