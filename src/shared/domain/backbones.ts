import { z } from 'zod';

/** A frozen network and whose weights it has: features of other weights mean something else. */
export const backboneSchema = z.strictObject({
  name: z.string(),
  /** Of the weights' file, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackboneIdentity = z.infer<typeof backboneSchema>;

/** The network of new runs, and of all runs of versions that did not say. */
export const defaultBackbone = 'efficientnet-lite0';
