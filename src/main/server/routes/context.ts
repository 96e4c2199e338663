import { implement, ORPCError } from '@orpc/server';
import { studioContract } from '#shared/contract/studio.ts';
import { CancelledError, serializeError } from '#shared/errors.ts';
import type { Workspace } from '#studio/workspace/workspace.ts';

/** What every route works with. */
export interface RouteContext {
  workspace: Workspace;
  log: (line: string) => void;
  /** Asked by a program that was given the token (the desktop shell), not by a page: the guard found the right bearer. */
  isProgram: boolean;
}

/** Every failure crosses with code, file and hint; what is a fault of ours is logged as well. */
export const os = implement(studioContract)
  .$context<RouteContext>()
  .use(async ({ next, context, path }) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof ORPCError) throw error;
      const data = serializeError(error);
      if (data.code === 'internal') context.log(`${path.join('.')}: ${data.message}\n${data.details ?? ''}`);
      const code = error instanceof CancelledError ? 'CLIENT_CLOSED_REQUEST' : 'UNPROCESSABLE_CONTENT';
      throw new ORPCError(code, { message: data.message, data });
    }
  });
