import { writeFile } from 'node:fs/promises';
import { clientBundle, clientBundleFile } from './lib/clientBundle.mjs';

await writeFile(clientBundleFile, await clientBundle());
