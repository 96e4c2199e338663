// node scripts/with-node.mjs FILE ARGS…   runs FILE under the Node 24 that the project ships.
import { becomeNode24 } from './lib/child.mjs';

becomeNode24(process.argv.slice(2));
