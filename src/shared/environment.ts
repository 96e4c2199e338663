/**
 * Variables that make a child process load code that is not the project's, or be another program. NODE_OPTIONS alone can
 * load modules and open a debugger. Search paths of libraries stay: CUDA may need them.
 */
const dangerous = new Set([
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_REPL_EXTERNAL_MODULE',
  'ELECTRON_RUN_AS_NODE',
  'LD_PRELOAD',
  'LD_AUDIT',
  'DYLD_INSERT_LIBRARIES',
]);

type Environment = Record<string, string | undefined>;

/** The environment for a child process: this process's without what would change which code runs. */
export function childEnvironment(own: Readonly<Environment>): Environment {
  // Windows takes a name in any case.
  return Object.fromEntries(Object.entries(own).filter(([name]) => !dangerous.has(name.toUpperCase())));
}
