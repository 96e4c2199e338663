import type { FailureCode } from '#shared/failures.ts';
import type { StudioNoteCode } from '#shared/domain/studioNotes.ts';

/** A failure in one sentence and, where there is something to be done, what. */
export interface FailureWords {
  message: string;
  hint?: string;
}

const space = 'Schaffen Sie Platz und versuchen Sie es dann noch einmal; verloren ist nichts.';
const writable = 'Prüfen Sie, ob es den Ordner gibt und Sie dort schreiben dürfen.';
const otherFolder = 'Wählen Sie einen anderen Ordner oder lassen Sie sich dort Schreibrechte geben.';
const backup = 'Holen Sie den Ordner des Produkts aus einer Sicherung zurück; die Bilder sind nicht betroffen.';
const photographs = 'Wählen Sie einen Ordner mit Fotos guter Teile (PNG, JPEG, TIFF oder WebP).';
const switchOn = 'Schalten Sie auf der Werkbank eine Fehlerart ein und geben Sie ihr einen Anteil über 0.';
const wait = 'Warten Sie das Ende ab oder brechen Sie es ab.';
const restart = 'Nehmen Sie das zurück oder beginnen Sie einen neuen Lauf.';
const copyAgain = 'Kopieren Sie die Datei noch einmal oder lassen Sie sie aus.';
const setUp = 'Führen Sie `npm run setup` aus; der Doktor zeigt, welcher Teil fehlt.';
const saveAs = 'Speichern Sie es als ein einzelnes Bild (PNG, JPEG, WebP, BMP oder TIFF) mit 8 oder 16 Bit.';
const mendAnnotation = 'Das Bild bleibt ohne Maske; berichtigen Sie die Annotation.';
const sessionLine = 'Schreiben Sie je Bild eine Zeile: Pfad im Ordner, Aufnahme, Teil.';
const copyPackage =
  'Prüfen Sie mit diesem Paket nichts. Kopieren Sie es noch einmal von dort, wo es exportiert wurde, oder exportieren Sie noch einmal.';
const packageMoved = 'Das Release ist verzeichnet; sein Paket wurde verschoben, entfernt oder ersetzt.';
const chooseFolder = 'Wählen Sie den Ordner, statt ihn herzuziehen: Dann werden die Dateien gelesen, wo sie liegen.';

const untilThen = 'Bis dahin wird nichts trainiert, beurteilt oder exportiert.';

/** What failed, in German; a path that does not stand in the sentence is shown below it. See ui/noteWords.ts. */
export const failureWords: Readonly<Record<FailureCode, FailureWords>> = {
  diskFull: { message: 'Die Platte ist voll.', hint: space },
  quotaUsed: { message: 'Das Kontingent auf der Platte ist aufgebraucht.', hint: space },
  noPermission: { message: 'Hier fehlt die Berechtigung.', hint: otherFolder },
  diskReadOnly: { message: 'Auf dieser Platte kann nicht geschrieben werden.', hint: otherFolder },
  pathMissing: { message: 'Das gibt es nicht (mehr).', hint: 'Prüfen Sie den Pfad und ob das Laufwerk da ist.' },
  pathIsFile: { message: 'Ein Teil des Pfads ist eine Datei und kein Ordner.', hint: 'Prüfen Sie den Pfad.' },
  productBusy: {
    message: 'Ein anderes Programm schreibt gerade in dieses Produkt.',
    hint: 'Warten Sie, bis es fertig ist, und versuchen Sie es dann noch einmal.',
  },
  productUnwritable: { message: 'In das Produkt kann nicht geschrieben werden.', hint: writable },
  diskFails: {
    message: 'Die Platte liest oder schreibt nicht.',
    hint: 'Prüfen Sie die Platte und versuchen Sie es dann noch einmal.',
  },
  databaseDamaged: { message: 'Die Datenbank des Produkts ist beschädigt.', hint: backup },
  roiDamaged: {
    message: 'Der Bildausschnitt, der geprüft wird, ist beschädigt.',
    hint: `Setzen Sie ihn auf der Seite der Zonen neu. ${untilThen}`,
  },
  zonesDamaged: {
    message: 'Die Prüf- und Ausnahmezonen sind beschädigt.',
    hint: `Zeichnen Sie die Zonen neu. ${untilThen}`,
  },
  ownAreasDamaged: {
    message: 'Die Ausnahmezonen einzelner Bilder sind beschädigt.',
    hint: `Setzen Sie sie auf der Seite der Zonen für jedes dieser Bilder neu. ${untilThen}`,
  },
  foregroundsDamaged: {
    message: 'Wo das Teil in einzelnen Bildern liegt, ist beschädigt.',
    hint: `Berichtigen Sie es auf der Seite der Zonen für jedes dieser Bilder neu. ${untilThen}`,
  },
  depthDamaged: {
    message: 'Bittiefe oder Wertebereich der Bilder sind beschädigt.',
    hint: `Lesen Sie einen Ordner mit der Tiefe ein, mit der die Bilder genommen wurden; das Protokoll nennt sie. ${untilThen}`,
  },
  splitDamaged: {
    message: 'Wie die guten Teile aufgeteilt sind, ist nicht mehr lesbar.',
    hint: 'Teilen Sie auf der Seite der Daten neu auf. Bis dahin wird nichts eingelesen und nichts trainiert.',
  },
  scaleDamaged: {
    message: 'Der Maßstab ist beschädigt.',
    hint: 'Setzen Sie ihn auf der Seite der Zonen neu. Bis dahin stehen Längen in Pixeln.',
  },
  kindsDamaged: {
    message: 'Die Reihenfolge der Fehlerarten ist beschädigt.',
    hint: 'Benennen Sie eine Fehlerart neu. Bis dahin stehen sie nach Namen.',
  },
  coloursDamaged: {
    message: 'Die Farben der Fehlerarten sind beschädigt.',
    hint: 'Wählen Sie die Farben neu. Bis dahin hat jede Art eine nach ihrer Stelle.',
  },
  imageGone: {
    message: 'Das Bild ist nicht mehr da: {file}',
    hint: 'Bringen Sie die Datei zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegt: Bilder werden am Inhalt erkannt.',
  },
  imageChanged: {
    message: 'Das Bild ist nicht mehr das, was eingelesen wurde: {file}',
    hint: 'Bringen Sie die alte Datei zurück; oder lesen Sie den Ordner noch einmal ein und lassen Sie das alte Bild aus.',
  },
  imageDamaged: { message: 'Das Bild ist beschädigt oder nicht ganz kopiert: {file}', hint: copyAgain },
  imageTooLarge: {
    message: 'Das Bild ist zu groß ({size}): {file}',
    hint: 'Gelesen werden bis 100 Megapixel, 32.767 Pixel je Seite und 512 MB.',
  },
  imageTooSmall: {
    message: 'Das Bild ist zu klein ({width} × {height} Pixel): {file}',
    hint: 'Jede Seite braucht mindestens 16 Pixel.',
  },
  notAPicture: { message: 'Diese Datei ist kein Bild: {file}', hint: copyAgain },
  maskGone: {
    message: 'Die Maske ist nicht mehr da: {file}',
    hint: 'Bringen Sie die Datei zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegt: Eine Maske wird mit ihrem Bild erkannt.',
  },
  masksChanged: {
    message: 'Masken, die nicht mehr das sind, was eingelesen wurde: {n}, zum Beispiel {file}',
    hint: 'Lesen Sie den Ordner noch einmal ein, dann gelten die jetzigen Masken; oder bringen Sie die alten zurück.',
  },
  noImages: { message: 'In diesem Ordner ist kein Bild, das sich einlesen lässt: {path}', hint: photographs },
  notAFolder: { message: 'Das ist kein Ordner: {path}', hint: photographs },
  ownFolder: { message: 'Dieser Ordner gehört dem Studio und ist keiner mit Bildern: {path}', hint: photographs },
  severalSets: {
    message: '{n} Datensätze liegen in {path}: {names}',
    hint: 'Wählen Sie einen dieser Ordner: Ein Produkt lernt von einem.',
  },
  severalOfOne: {
    message: '{n} Datensätze liegen in {path}: {names}',
    hint: 'Wählen Sie einen dieser Ordner, jeden für ein eigenes Produkt. Zeigen sie ein Produkt in einer Ansicht, gehören sie mit der Anordnung „Ordner guter und fehlerhafter Teile“ zusammen, jeder als eine Aufnahme.',
  },
  masksOfSet: {
    message: 'Das ist der Ordner der Masken eines Datensatzes: {path}',
    hint: 'Wählen Sie den Ordner, in dem Bilder und Masken liegen.',
  },
  folderClosed: {
    message: 'Dieser Ordner ist für das Studio nicht offen: {path}',
    hint:
      'Öffnen Sie ihn im Fenster von Flawsmith: Der Ordnerdialog dort erreicht jedes Laufwerk, und was gewählt wird, bleibt gemerkt. ' +
      'Oder starten Sie das Studio mit FLAWSMITH_ROOTS und allen Ordnern, die es öffnen darf, etwa FLAWSMITH_ROOTS=/data.',
  },
  folderChanged: {
    message: 'Der Ordner ist nicht mehr so, wie er angesehen wurde: {path}',
    hint: 'Sehen Sie ihn noch einmal an.',
  },
  productThere: {
    message: 'In diesem Ordner liegt schon ein Produkt: {path}',
    hint: 'Wählen Sie einen anderen Namen, oder öffnen Sie das Produkt auf der Startseite und fügen Sie die Bilder hinzu.',
  },
  productNotOpen: { message: 'Dieses Produkt ist nicht offen.', hint: 'Öffnen Sie es auf der Startseite.' },
  productMissing: {
    message: 'Hier liegt kein Produkt: {path}',
    hint: 'Prüfen Sie den Pfad, oder legen Sie auf der Startseite ein neues an.',
  },
  underWay: { message: 'Das ist schon im Gang.', hint: wait },
  workUnderWay: { message: 'An diesem Produkt wird gerade gearbeitet.', hint: wait },
  nothingToUndo: { message: 'Es gibt nichts rückgängig zu machen.' },
  nothingToRedo: { message: 'Es gibt nichts zu wiederholen.' },
  noGoodPart: {
    message: 'Das Produkt hat kein Foto eines guten Teils.',
    hint: 'Lesen Sie einen Ordner mit guten Teilen ein.',
  },
  tooFewToTrain: {
    message: 'Training braucht mindestens {least} Fotos guter Teile; zum Lernen hat das Produkt {n}.',
    hint: 'Lesen Sie mehr Fotos guter Teile ein; 20 oder mehr sind ratsam.',
  },
  recipeForgesNothing: {
    message: 'Die Vorgaben „{name}“ bilden nichts nach: Jede Fehlerart ist aus oder hat den Anteil 0.',
    hint: switchOn,
  },
  recipeStampsOnly: {
    message: 'Die Vorgaben „{name}“ stempeln nur echte Fehler, und keiner ist dafür ins Training gegeben.',
    hint: `Geben Sie gekennzeichnete Fehler ins Training. ${switchOn}`,
  },
  recipeDamaged: {
    message: 'Das gespeicherte Fehlerrezept {name} ist beschädigt.',
    hint: 'Speichern Sie es auf der Werkbank neu, wo seine früheren Fassungen stehen, oder trainieren Sie mit einem Rezept anderen Namens.',
  },
  startedWithLeftOut: {
    message: '{run} begann mit Bildern als guten, die jetzt ausgelassen sind: {n}, zum Beispiel {file}',
    hint: restart,
  },
  startedWithBad: {
    message: '{run} begann mit Bildern als guten, die jetzt NG sind: {n}, zum Beispiel {file}',
    hint: restart,
  },
  startedWithGone: {
    message: '{run} lernte von einem Bild, das nicht mehr im Produkt ist: {file}',
    hint: 'Lesen Sie dieses Bild wieder ein oder beginnen Sie einen neuen Lauf.',
  },
  weightsMissing: { message: 'Die Gewichte von {name} sind nicht da.', hint: setUp },
  noTensorFlow: { message: 'TensorFlow lädt nicht.', hint: setUp },
  engineNotStarted: { message: 'Der Rechenkern startet nicht.', hint: 'Der Doktor zeigt, welcher Teil fehlt.' },
  noTrainedRun: { message: 'Das Produkt hat keinen trainierten Lauf.', hint: 'Trainieren Sie zuerst einen.' },
  runUnfinished: {
    message: 'Dieser Lauf ist nicht zu Ende trainiert.',
    hint: 'Setzen Sie ihn auf der Seite Training fort; dann auswerten oder exportieren.',
  },
  runOfOtherVersion: {
    message: 'Dieser Lauf wurde mit einer anderen Version von Flawsmith trainiert.',
    hint: 'Trainieren Sie noch einmal; Pakete, Bilder und Vorgaben sind nicht betroffen.',
  },
  checkpointDamaged: {
    message: 'Der Zwischenstand des Laufs ist nicht lesbar: {file}',
    hint: 'Trainieren Sie noch einmal; Bilder und Vorgaben des Produkts sind nicht betroffen.',
  },
  nothingToJudge: {
    message: 'Nichts bleibt zu prüfen: Die Zonen lassen nichts von dort, wo gute Teile liegen.',
    hint: 'Zeichnen Sie die Prüfzonen dorthin, wo die Teile liegen, oder nehmen Sie weniger aus.',
  },
  evaluationDamaged: {
    message: 'Die Auswertung von {run} ist nicht lesbar.',
    hint: 'Werten Sie den Lauf noch einmal aus.',
  },
  figuresStopped: {
    message: 'Die Kennzahlen ließen sich nicht rechnen: Ihr Rechenfaden endete.',
    hint: 'Werten Sie noch einmal aus; wo Speicher knapp ist, schließen Sie zuerst andere Programme.',
  },
  allImagesGone: {
    message: 'Kein einziges Bild des Produkts ist noch, wo es war; an ihnen vergleicht der Export.',
    hint: 'Bringen Sie die Dateien zurück oder lesen Sie den Ordner ein, in dem sie jetzt liegen.',
  },
  parityFailed: {
    message: 'Das exportierte Modell urteilt bei {name} anders als das trainierte; nichts wurde exportiert.',
    hint: 'Exportieren Sie noch einmal; scheitert es wieder, trainieren Sie noch einmal und melden Sie es.',
  },
  fileInTheWay: {
    message: 'Hier liegt eine Datei im Weg: {path}',
    hint: 'Wählen Sie einen anderen Ordner oder räumen Sie weg, was dort liegt.',
  },
  folderNotEmpty: {
    message: 'Der Ordner enthält anderes als ein Paket: {path}',
    hint: 'Wählen Sie einen anderen Ordner oder räumen Sie weg, was dort liegt.',
  },
  imageFormat: { message: 'Dieses Format wird nicht gelesen ({format}): {file}', hint: saveAs },
  imageVariety: { message: 'Diese Spielart ihres Formats wird nicht gelesen: {file}', hint: saveAs },
  imageFrames: { message: 'In dieser Datei sind mehrere Bilder oder Seiten ({n}): {file}', hint: saveAs },
  imageAnimated: { message: 'Dieses Bild bewegt sich: {file}', hint: saveAs },
  imageRange: {
    message: 'Welche Werte Schwarz und Weiß sind, sagt diese Datei mit {bits} Bit nicht: {file}',
    hint: 'Geben Sie beim Einlesen in ein neues Produkt den Bereich an; oder speichern Sie das Bild mit 8 oder 16 Bit.',
  },
  scaleKept: {
    message: 'Das Produkt nimmt seine Bilder schon mit einer anderen Tiefe oder einem anderen Bereich.',
    hint: 'Lesen Sie diese Bilder in ein neues Produkt ein.',
  },
  maskSize: {
    message: 'Die Maske misst {mask}, ihr Bild {image}: {file}',
    hint: 'Das Bild bleibt ohne Maske; speichern Sie die Maske in der Größe des Bildes.',
  },
  annotationSize: {
    message: 'Das annotierte Bild misst {annotated}, dieses {image}: {file}',
    hint: 'Das Bild bleibt ohne Maske; annotieren Sie es in seiner Größe.',
  },
  annotationBeside: { message: 'Die Annotation von {label} liegt neben dem Bild: {file}', hint: mendAnnotation },
  annotationEmpty: { message: 'Die Annotation von {label} markiert nichts des Bildes: {file}', hint: mendAnnotation },
  annotationUnread: { message: 'Die Annotation von {label} ist nicht lesbar: {file}', hint: mendAnnotation },
  noLabels: {
    message: 'Hier liegen keine Markierungen: {path}',
    hint: 'Wählen Sie einen Ordner mit Masken oder Dateien von labelme, oder eine Datei von COCO oder Label Studio.',
  },
  labelsUnparsed: {
    message: 'Diese Datei mit Markierungen ist nicht lesbar: {file}',
    hint: 'Exportieren Sie sie noch einmal; ihre Markierungen sind nicht übernommen.',
  },
  labelWithoutPicture: {
    message: 'Zu dieser Markierung gehört kein Bild des Produkts: {what}',
    hint: 'Lesen Sie zuerst das Bild ein, oder nennen Sie es in der Datei wie im Produkt.',
  },
  labelOfSeveral: {
    message: 'Zu dieser Markierung passen mehrere Bilder des Produkts: {what}',
    hint: 'Nennen Sie in der Datei mehr vom Pfad des Bildes, etwa tag-1/teil.png.',
  },
  paintedOtherwise: {
    message: 'Auf diesem Bild ist von Hand anderes gemalt, und das bleibt: {file}',
    hint: 'Ändern Sie die Maske auf der Seite Markieren.',
  },
  outNotEmpty: {
    message: 'Der Ordner ist nicht leer: {path}',
    hint: 'Wählen Sie einen neuen: Überschrieben wird nichts.',
  },
  sessionsQuote: { message: 'Zeile {line}: Ein Anführungszeichen ist nicht geschlossen: {file}', hint: sessionLine },
  sessionsHeader: { message: 'Zeile {line} muss die Spalten file,session,part nennen: {file}', hint: sessionLine },
  sessionsEmpty: { message: 'Zeile {line}: Datei oder Aufnahme fehlt: {file}', hint: sessionLine },
  sessionsTwice: {
    message: 'Zeile {line}: Dieses Bild steht schon mit anderer Aufnahme oder anderem Teil da: {file}',
    hint: sessionLine,
  },
  defectCannotCalibrate: {
    message: 'Ein fehlerhaftes Teil kann nicht kalibrieren, denn Grenzen beruhen auf guten Teilen allein: {file}',
    hint: 'Lassen Sie es im Test, geben Sie es ins Training, oder markieren Sie es als OK, wenn es gut ist.',
  },
  goodHasNoKind: {
    message: 'Ein Bild, das OK ist, hat keine Fehlerart: {file}',
    hint: 'Markieren Sie es als NG mit seiner Fehlerart.',
  },
  folderDivides: {
    message: 'Ein eigener Ordner zur Validierung teilt die Bilder; anders lassen sie sich hier nicht teilen.',
    hint: 'Lesen Sie die Bilder aus einem Ordner ohne validation/ in ein neues Produkt ein.',
  },
  noDivisionBySession: {
    message: 'Nach Aufnahmen lassen sich diese Bilder nicht teilen.',
    hint: 'Benennen Sie die Aufnahmen der Bilder, oder fügen Sie Bilder anderer Tage hinzu.',
  },
  noDivisionByPart: {
    message: 'Nach Teilen lassen sich diese Bilder nicht teilen.',
    hint: 'Fügen Sie Fotos weiterer guter Teile hinzu.',
  },
  noRecordings: {
    message: 'Keine Bilder sehen wie Einzelbilder einer Sequenz aus; es gibt nichts zu benennen.',
    hint: 'Benennen Sie Aufnahmen und Teile in einer sessions.csv (file,session,part) bei den Bildern.',
  },
  noneMissing: { message: 'Kein Bild des Produkts fehlt.', hint: 'Sehen Sie sich den Datensatz noch einmal an.' },
  paintedElsewhere: {
    message: 'Ein anderes Fenster hat inzwischen auf diesem Bild gemalt: {file}',
    hint: 'Gehen Sie zu einem anderen Bild und zurück; dann steht es da, wie es jetzt ist.',
  },
  strokeUnfit: {
    message: 'Ein Strich passt nicht zur Maske des Bildes: {file}',
    hint: 'Gehen Sie zu einem anderen Bild und zurück, und malen Sie ihn noch einmal.',
  },
  nameTaken: { message: 'Ein anderes Produkt heißt schon {name}.', hint: 'Wählen Sie einen anderen Namen.' },
  copyInTheWay: {
    message: 'Hier liegt der Kopie etwas im Weg: {path}',
    hint: 'Wählen Sie einen Ordner, den es noch nicht gibt.',
  },
  productNewer: {
    message: 'Dieses Produkt wurde von einer späteren Version von Flawsmith geschrieben.',
    hint: 'Öffnen Sie es mit jener Version oder einer neueren.',
  },
  limitsNeedReason: {
    message: 'Grenzen werden nicht ohne Grund verschoben.',
    hint: 'Sagen Sie, warum: Das Zertifikat nennt es.',
  },
  runTrains: { message: '{run} trainiert gerade.', hint: 'Brechen Sie zuerst ab oder warten Sie das Ende ab.' },
  runWaits: {
    message: '{run} wartet darauf, fortgesetzt zu werden.',
    hint: 'Nehmen Sie den Lauf zuerst aus der Reihe.',
  },
  runsInUse: { message: 'Die Läufe werden gerade gebraucht.', hint: wait },
  runDoesNotRest: {
    message: '{run} ist weder angehalten noch unterbrochen.',
    hint: 'Sehen Sie noch einmal nach: Der Lauf kann fortgesetzt oder beendet sein.',
  },
  nothingTrains: { message: 'Es trainiert gerade nichts.', hint: 'Beginnen Sie zuerst einen Lauf.' },
  jobWaitsNoMore: { message: 'Diese Arbeit wartet nicht mehr.', hint: 'Sehen Sie sich die Reihe noch einmal an.' },
  forgedBaseGone: {
    message: 'Ein gutes Teil, auf dem Fehler nachgebildet wurden, ist nicht mehr im Produkt.',
    hint: 'Werten Sie den Lauf noch einmal aus, oder holen Sie das Bild zurück.',
  },
  packageMissing: { message: 'Im Paket fehlt eine Datei: {file}', hint: copyPackage },
  packageChanged: { message: 'Im Paket wurde eine Datei verändert: {file}', hint: copyPackage },
  packageExtra: { message: 'Diese Datei gehört nicht zum Paket: {file}', hint: copyPackage },
  packageInvalid: { message: 'Im Paket steht etwas, das nicht sein kann: {file}', hint: copyPackage },
  packageGone: { message: 'Das Paket ist nicht mehr da: {path}', hint: packageMoved },
  packageReplaced: { message: 'Im Ordner liegt inzwischen ein anderes Release: {path}', hint: packageMoved },
  manifestUnread: {
    message: 'Das Manifest des Pakets ist nicht lesbar: {file}',
    hint: 'Prüfen Sie mit diesem Paket nichts. Exportieren Sie seinen Lauf noch einmal.',
  },
  certificateGone: { message: 'Das Zertifikat von Release {n} ist nicht mehr da.', hint: packageMoved },
  approvalNeedsName: { message: 'Eine Freigabe braucht den Namen dessen, der sie gibt.' },
  releaseWithdrawn: {
    message: 'Release {n} ist zurückgezogen.',
    hint: 'Setzen Sie es zuerst wieder ein, oder exportieren Sie noch einmal.',
  },
  needsReason: { message: 'Dazu gehört ein Grund: Das Prüfprotokoll bewahrt ihn auf.' },
  scoringStopped: {
    message: 'Das Prüfen wurde angehalten: Es brauchte zu viel Zeit oder Speicher, oder sein Prozess endete: {file}',
    hint: 'Prüfen Sie, woher das Paket kommt.',
  },
  tooManyFiles: { message: 'Mehr als {n} Dateien auf einmal werden nicht genommen.', hint: chooseFolder },
  filesTooLarge: { message: 'Mehr als 1 GB Dateien auf einmal werden nicht genommen.', hint: chooseFolder },
  resultsGone: { message: 'Diese Ergebnisse sind nicht mehr da.', hint: 'Prüfen Sie die Dateien noch einmal.' },
  filesNotHere: { message: 'Diese Dateien kamen nicht an.', hint: 'Ziehen Sie sie noch einmal her.' },
};

const goOn = 'Versuchen Sie es noch einmal; ein unterbrochenes Training lässt sich fortsetzen.';
/** What to do where the failure is said by a note. */
export const noteHints: Readonly<Partial<Record<StudioNoteCode, string>>> = {
  engineStopped: goOn,
  engineSilent: goOn,
  engineKilled: goOn,
  engineNoMemory: `Schließen Sie andere Programme. ${goOn}`,
  engineExited: goOn,
};
