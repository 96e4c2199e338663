export default {
  pictures: '{n} picture | {n} pictures',
  masks: '{n} mask | {n} masks',
  folderGone: 'The folder {folder} is not there any more: {what}.',
  filesGone: 'No longer in the folder {folder}: {what}.',
  moreFolders: 'And {n} more folder. | And {n} more folders.',
  whatToDo: 'Bring it back, or say where the pictures are now: they are known by their content.',
  find: 'Find it…',
  findTitle: 'Where are the pictures now?',
  findConfirm: 'Look in this folder',
  found: 'Found {n} of {of} in {folder}.',
  still: 'Still missing: {what}.',
  foundMasks: 'Found {n} of {of}.',
  changedMasks:
    '{n} mask is not as it was: it was taken as it is now. | {n} masks are not as they were: they were taken as they are now.',
  unknown:
    '{n} picture there is not of this product and was not added: {first}. | {n} pictures there are not of this product and were not added, first: {first}.',
  refused: '{n} file there cannot be read. | {n} files there cannot be read.',
  notThere: 'File not there',
};
