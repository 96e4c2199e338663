type Environment = Record<string, string | undefined>;

/** What a child process may know of the user's environment; all else, with whatever it would load or turn on, stays behind. */
const allowed = new Set([
  ...['PATH', 'PATHEXT', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'TZ', 'LANG', 'LANGUAGE', 'PWD'],
  ...['TMPDIR', 'TEMP', 'TMP', 'NO_COLOR', 'FORCE_COLOR', 'CI'],
  ...['USERNAME', 'USERPROFILE', 'USERDOMAIN', 'COMPUTERNAME', 'HOMEDRIVE', 'HOMEPATH', 'APPDATA', 'LOCALAPPDATA'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PROGRAMDATA', 'PROGRAMFILES', 'NUMBER_OF_PROCESSORS'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'UV_THREADPOOL_SIZE'],
]);
/** The program's own, the language's, and those by which TensorFlow, CUDA and their threads are set. */
const allowedPrefixes = ['FLAWSMITH_', 'LC_', 'XDG_', 'TF_', 'CUDA_', 'NVIDIA_', 'OMP_', 'KMP_', 'MKL_', 'ONEDNN_'];

const isAllowed = (name: string): boolean =>
  allowed.has(name) || allowedPrefixes.some((prefix) => name.startsWith(prefix));

/** Where the user's search path of libraries goes while no child is meant to load from it. */
const keptLibraryPath = 'FLAWSMITH_LIBRARY_PATH';

/**
 * The environment for a child process: what is known to be harmless. NODE_OPTIONS, LD_PRELOAD, ELECTRON_RUN_AS_NODE and
 * their like would change which code runs in it. LD_LIBRARY_PATH is kept aside for {@link engineEnvironment}.
 */
export function childEnvironment(own: Readonly<Environment>): Environment {
  // Windows takes a name in any case.
  const child: Environment = Object.fromEntries(Object.entries(own).filter(([name]) => isAllowed(name.toUpperCase())));
  const libraries = own[keptLibraryPath] ?? own['LD_LIBRARY_PATH'];
  return libraries === undefined ? child : { ...child, [keptLibraryPath]: libraries };
}

/**
 * The environment for a process that loads TensorFlow: where CUDA lies may be said by the search path of libraries alone.
 * Of that only absolute folders are handed on: an empty or relative one would mean wherever the program was started.
 */
export function engineEnvironment(own: Readonly<Environment>): Environment {
  const { [keptLibraryPath]: libraries, ...child } = childEnvironment(own);
  const folders = libraries?.split(':').filter((folder) => folder.startsWith('/')) ?? [];
  return folders.length === 0 ? child : { ...child, LD_LIBRARY_PATH: folders.join(':') };
}
