export default {
  way: 'Where this folder lies',
  recent: 'Chosen before',
  atLeast: '{n} pictures and more',
  looking: 'Looking what is in it…',
  understood:
    '{layout}: {n} picture, {ok} OK, {ng} NG. Nothing is added before you have seen it. | {layout}: {n} pictures, {ok} OK, {ng} NG. Nothing is added before you have seen it.',
  notUnderstood: 'No picture in this folder that could be imported.',
  large: 'Too much to look through at once; choose it, and it is read in full before anything is added.',
  dropHere: 'Drop it here: the folder is looked at before anything is added.',
  dropNoPath: 'A browser does not say where a dropped folder lies. Choose “{name}” here, or paste its path.',
};
