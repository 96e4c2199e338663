/** What an import says in English, in German, by its code; a test holds that no code is missing. See ui/noteWords.ts. */
export const notes: Readonly<Record<string, string>> = {
  oneFolderDown: 'Der Datensatz liegt in {folder}/: Er wird eingelesen, und nichts daneben.',
  outside: 'Bilder außerhalb des Datensatzes ausgelassen ({n}): {folders}.',
  placesTogether:
    'Ordner von Kameras oder Orten, jeder mit guten und fehlerhaften Teilen und Bildern einer Größe, gelten als Aufnahmen eines Produkts: {folders}. Ein Detektor lernt eine Ansicht: Zeigen sie verschiedene, lesen Sie jeden in ein eigenes Produkt ein.',
  unclearSessions:
    'Ordner, deren Namen weder gut noch fehlerhaft sagen, gelten als Aufnahmen guter Teile: {folders}. Zeigen sie Fehler, lesen Sie sie mit „Alle NG“ ein.',
  unclearKinds:
    'Ordner neben guten Teilen oder Fehlerarten, deren Namen keines von beidem sagen, gelten als Fehlerarten: {folders}.',
  opposites:
    'Ordner, die positive neben negative oder 1 neben 0 heißen, gelten als die fehlerhafter Teile: {folders}. Mit der Anordnung sessions sind sie Aufnahmen guter Teile.',
  byName: 'Nach einem Wort im Dateinamen als gut oder fehlerhaft genommen: {n} Bilder.',
  unsorted: 'Neben Ordnern guter oder fehlerhafter Teile, in keinem davon, ausgelassen ({n}): {first}.',
  testUnclear:
    'Testbilder in keinem Ordner, der gut oder fehlerhaft sagt, ohne Maske und Annotation, als gut genommen: {n}.',
  defectsInTrain:
    'Fehlerhafte Bilder neben Bildern fürs Training ({n}): Sie dienen dem Test und werden nicht gelernt: {first}.',
  rootIsDefect:
    'Der Ordner heißt {folder}: Seine Bilder gelten als fehlerhaft. Zeigen sie gute Teile, wählen Sie „Alle OK“.',
  rootIsTest:
    'Der Ordner ist der Ordner {folder} eines Datensatzes: Seine Bilder dienen dem Test, keines wird gelernt.',
  masksWithout: 'Masken, zu denen kein Bild gehört ({n}): {first}.',
  masksUnclear:
    'Masken, die zu mehr als einem Bild passen, keinem gegeben ({n}): {first}. Benennen Sie die Maske nach ihrem Bild samt Endung.',
  noMasks: 'Kein fehlerhaftes Bild ({n}) hat eine Maske: Wo Fehler liegen, kann nicht beurteilt werden.',
  derived:
    'Dateien, die Werkzeuge aus Bildern machen und daneben legen (Regionen, Überlagerungen, Wärmebilder, Vorschauen), ausgelassen ({n}): {first}. Mit der Anordnung flat zählen sie als Bilder.',
  unreadFiles:
    'Dateien, die nach Bildern heißen oder sie nennen, in keiner Form, die gelesen wird ({n}): {first}. Nichts anderes sagt, was diese Bilder zeigen: Sie gelten als gut. Sagen die Dateien etwas von Fehlern, lesen Sie diese Bilder als NG ein oder die Annotationen in einer Form, die gelesen wird.',
  archives: 'Archive, die nicht geöffnet werden: {n}: {first}. Entpacken Sie sie, wenn ihre Bilder dazugehören.',
  severalKinds: 'Bilder mit Fehlern mehrerer Arten ({kinds}): {n}; jede Art bleibt eine eigene Ebene: {first}.',
  defectNames: 'Masken heißen nach ihren Werten, wie {file} sie nennt: {kinds}.',
  defectValues: 'Masken mit Werten, die {file} nicht nennt ({n}): Was sie haben, ist von der Art des Ordners: {first}.',
  defectNamesAside:
    '{file} nennt mehrere Fehler, und die Masken haben von seinen Werten nur ({values}): Welchen sie markieren, ist nicht mehr zu sehen; es gilt die Art des Ordners.',
  defectNamesUnread: '{file} ist nicht als Liste von Fehlern mit den Werten ihrer Masken zu lesen.',
  someMasks: 'Fehlerhafte Bilder ohne Maske: {n} von {of}: {first}.',
  emptyMasks: 'Masken fehlerhafter Bilder, die nichts markieren ({n}): {first}.',
  inTwoLists: 'Bilder in mehr als einer Liste von Seiten ({n}): test geht vor val, val vor train: {first}.',
  listedGone: 'Namen in den Listen des Datensatzes, die kein Bild hat ({n}): {first}.',
  notListed: 'Bilder in keiner Liste der Seiten, das Studio teilt sie ein ({n}): {first}.',
  masksTaken:
    'Masken, die sich seit dem letzten Einlesen geändert haben, so genommen, wie sie jetzt sind ({n}): {first}. Werten Sie erneut aus.',
  masksKept: 'Bilder des Produkts, zu denen der Ordner eine andere Maske hat, behalten ihre Maske ({n}): {first}.',
  masksHashed:
    'Masken, die eine frühere Version ohne Prüfsumme eingelesen hat, so genommen, wie sie jetzt sind: {n}. Spätere Änderungen fallen auf.',
  maskOnGood:
    'Bilder in Ordnern guter Teile, deren Maske oder Annotation einen Fehler markiert, als fehlerhaft genommen ({n}): {first}.',
  notAnnotated: 'Bilder, von denen weder Annotation noch Ordner etwas sagt, ausgelassen ({n}): {first}.',
  unannotated: 'Bilder ohne Annotation als gut genommen ({n}): {first}.',
  annotationsWithout:
    'Annotationen zu Bildern, die nicht da sind ({n}): {first}. Legen Sie die Bilder dazu oder benennen Sie sie wie in den Annotationen.',
  annotationsUnclear:
    'Annotationen, die zu mehr als einem Bild passen, keinem gegeben ({n}): {first}. Nennen Sie das Bild mit seinem Ordner.',
  annotationFault: 'Dateien, die wie {format}-Annotationen aussehen und nicht zu lesen sind ({n}): {first}.',
  tableUnclear:
    'Tabellen, die Bilder nennen und von ihnen sagen, was nichts erklärt, etwa 0 und 1 ({n}): {first}. Schreiben Sie gut oder den Namen des Fehlers, oder nennen Sie die Spalte mit 0 und 1 is_defect.',
  tagsAside:
    'Merkmale ganzer Bilder ({n}), die vom Stand der Arbeit sprechen und nicht vom Teil, bleiben beiseite: {first}. Ein Bild ohne andere Markierungen gilt so, als hätte es keine.',
  tagsContrary:
    'Merkmale ({n}), die ein Bild gut nennen, das Ordner, Maske oder andere Markierungen fehlerhaft nennen: als fehlerhaft genommen: {first}.',
  marksOfTypes:
    'Markierungen ({n}, auf {of} Bildern) von Arten, die keine Fläche haben oder nicht bekannt sind ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; umranden Sie die Fehler mit Polygonen.',
  marksNowhere:
    'Annotationen ({n}, zu {of} Bildern), die sagen, dass ein Fehler da ist, und nicht wo ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske.',
  marksNotNumbers:
    'Markierungen ({n}, auf {of} Bildern), deren Koordinaten keine Zahlen sind oder kein Paar bilden ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; zeichnen Sie sie neu.',
  marksFewPoints:
    'Markierungen ({n}, auf {of} Bildern) mit zu wenigen Punkten, um etwas zu umschließen ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; zeichnen Sie sie neu.',
  marksNoArea:
    'Markierungen ({n}, auf {of} Bildern) ohne Breite oder Höhe ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; zeichnen Sie sie neu.',
  marksBadMask:
    'Markierungen ({n}, auf {of} Bildern), deren Pixel nicht zu Rahmen oder Bild passen oder nicht zu lesen sind ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; exportieren Sie sie neu.',
  marksOutside:
    'Markierungen ({n}, auf {of} Bildern), die ganz neben dem Bild liegen ({types}): {first}. Diese Bilder gelten als fehlerhaft und haben keine Maske; exportieren Sie die Annotationen genau dieser Bilder.',
  conflict:
    'Dasselbe Bild liegt bei den guten und bei den fehlerhaften Teilen: {good} und {defect}. Es dient als fehlerhaft dem Test und wird nicht gelernt.',
  labelKept: 'Bilder des Produkts behalten ihr Urteil, das der Ordner anders nennt ({n}): {first}.',
  leftOut: 'Von Hand aus dem Produkt ausgelassen, und so weiter draußen: {n}.',
  fewNormals: 'Nur {n} gute Teile: 20 oder mehr geben einen ruhigeren Detektor und engere Grenzen.',
  ownFolder: '{folder} gehört dem Studio und wird nicht eingelesen.',
  sessionsNone: 'Keine der {of} Zeilen der Aufnahmedatei nennt ein Bild des Ordners: {first}.',
  sessionsSome: '{n} von {of} Zeilen der Aufnahmedatei nennen kein Bild des Ordners: {first}.',
  sessionsByEnd:
    '{n} von {of} Zeilen der Aufnahmedatei nennen kein Bild wie geschrieben; nach dem Ende des Pfads zugeordnet.',
  picturesWithout: '{n} von {of} Bildern haben keine Zeile in der Aufnahmedatei: {first}.',
  sessionsLatin: 'Die Aufnahmedatei ist nicht UTF-8 und wurde als Windows-1252 gelesen. Speichern Sie sie als UTF-8.',
};

export const reasons: Readonly<Record<string, string>> = {
  notPicture: 'kein Bild',
  archive: 'ein Archiv, das nicht geöffnet wird',
  outsideSplits: 'neben den Ordnern für Training und Test, in keinem davon',
  outsideDataSet: 'außerhalb des gefundenen Datensatzes',
  unsorted: 'neben Ordnern guter oder fehlerhafter Teile, in keinem davon',
  derived: 'aus einem Bild daneben gemacht, etwa Region, Überlagerung, Wärmebild oder Vorschau: weder Bild noch Maske',
  depth: 'eine Tiefenkarte neben Farbbildern',
  maskWithoutPicture: 'benannt oder gelegen wie eine Maske, zu der kein Bild gehört',
  maskUnclear: 'eine Maske, die zu mehr als einem Bild passt',
  annotationWithoutPicture: 'eine Annotation zu einem Bild, das nicht da ist',
  annotationUnclear: 'eine Annotation, die zu mehr als einem Bild passt',
  annotationBroken: 'sieht wie eine Annotation aus und ist nicht zu lesen',
  notAnnotated: 'weder Annotation noch Ordner sagt, was es zeigt',
};
