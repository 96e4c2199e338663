export default {
  pictures: '{n} Bild | {n} Bilder',
  masks: '{n} Maske | {n} Masken',
  folderGone: 'Den Ordner {folder} gibt es nicht mehr: {what}.',
  filesGone: 'Nicht mehr im Ordner {folder}: {what}.',
  moreFolders: 'Und {n} weiterer Ordner. | Und {n} weitere Ordner.',
  whatToDo: 'Bringen Sie ihn zurück, oder sagen Sie, wo die Bilder jetzt liegen: sie werden am Inhalt erkannt.',
  find: 'Suchen…',
  findTitle: 'Wo liegen die Bilder jetzt?',
  findConfirm: 'In diesem Ordner suchen',
  found: 'In {folder} gefunden: {n} von {of}.',
  still: 'Fehlt noch: {what}.',
  foundMasks: 'Gefunden: {n} von {of}.',
  changedMasks:
    '{n} Maske ist nicht, wie sie war: Sie gilt, wie sie jetzt ist. | {n} Masken sind nicht, wie sie waren: Sie gelten, wie sie jetzt sind.',
  unknown:
    '{n} Bild dort gehört nicht zu diesem Produkt und kam nicht hinzu: {first}. | {n} Bilder dort gehören nicht zu diesem Produkt und kamen nicht hinzu, zuerst: {first}.',
  refused: '{n} Datei dort lässt sich nicht lesen. | {n} Dateien dort lassen sich nicht lesen.',
  notThere: 'Datei nicht da',
};
