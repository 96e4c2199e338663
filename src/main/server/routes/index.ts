import { check } from './check.ts';
import { dataset } from './dataset.ts';
import { evaluation } from './evaluation.ts';
import { exporting } from './exporting.ts';
import { labeling } from './labeling.ts';
import { missing } from './missing.ts';
import { os } from './context.ts';
import { products } from './products.ts';
import { folders, system } from './system.ts';
import { synthesis, training } from './training.ts';
import { zones } from './zones.ts';

/** The whole contract, implemented; a command without an implementation does not compile. */
export const router = os.router({
  system,
  folders,
  products,
  dataset,
  labeling,
  missing,
  check,
  zones,
  synthesis,
  training,
  evaluation,
  export: exporting,
});
