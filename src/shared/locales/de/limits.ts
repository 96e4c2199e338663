/** Was über Grenzen gesagt wird, nach Code: siehe shared/domain/limitClauses.ts. */
export default {
  goodParts: '{n} guten Teil | {n} guten Teilen',
  pictures: '{n} Bild von {of} | {n} Bildern von {of}',
  sessions: '{of} aus {n} Aufnahme | {of} aus {n} Aufnahmen',
  codes: {
    learned: 'Grenzen wie gelernt.',
    moved: 'Grenzen von einem Menschen verschoben.',
    learnedHeldOut: 'Grenzen wie gelernt, an {basis}, die nicht im Training waren.',
    learnedTrained: 'Grenzen wie gelernt, an {basis}, mit denen trainiert wurde.',
    movedHeldOut: 'Grenzen von einem Menschen verschoben; beurteilt an {basis}, die nicht im Training waren.',
    movedTrained: 'Grenzen von einem Menschen verschoben; beurteilt an {basis}, mit denen trainiert wurde.',
    notKept:
      'Die Werte, auf denen sie beruhen, sind nicht aufbewahrt (frühere Version von Flawsmith); über weitere Teile wird deshalb nichts gesagt: neu trainieren.',
    onTrained:
      'Teile, mit denen trainiert wurde, sagen nichts über weitere, deren Werte höher liegen: kein Anteil, kein Bereich. Mehr gute Teile einlesen, damit einige zurückgehalten werden.',
    othersTrained:
      'Von {both} dieser {n} Teile waren andere Bilder im Training des Netzes, und die Werte weiterer Teile können höher liegen: kein Anteil, kein Bereich. Teile einlesen, von denen kein Bild im Training ist, oder nach Teilen trennen.',
    fewParts:
      'Mit {goodParts} guten Teil insgesamt wird kein Bereich angegeben: Zehn sind das Wenigste. | Mit {goodParts} guten Teilen insgesamt wird kein Bereich angegeben: Zehn sind das Wenigste.',
    counts:
      '{accept} von diesem {n} Teil liegt an oder über der Annahmegrenze, {reject} an oder über der Ablehngrenze. | {accept} dieser {n} Teile liegen an oder über der Annahmegrenze, {reject} an oder über der Ablehngrenze.',
    furtherParts:
      'Von 1.000 guten Teilen derselben Aufnahme werden voraussichtlich {accept} angehalten (Nachprüfung oder NG), {acceptLow} bis {acceptHigh}; davon {reject} als NG, {rejectLow} bis {rejectHigh}. | Von 1.000 guten Teilen derselben Aufnahmen werden voraussichtlich {accept} angehalten (Nachprüfung oder NG), {acceptLow} bis {acceptHigh}; davon {reject} als NG, {rejectLow} bis {rejectHigh}.',
    furtherPictures:
      'Von 1.000 Bildern guter Teile derselben Aufnahme werden voraussichtlich {accept} angehalten (Nachprüfung oder NG), {acceptLow} bis {acceptHigh}; davon {reject} als NG, {rejectLow} bis {rejectHigh}. | Von 1.000 Bildern guter Teile derselben Aufnahmen werden voraussichtlich {accept} angehalten (Nachprüfung oder NG), {acceptLow} bis {acceptHigh}; davon {reject} als NG, {rejectLow} bis {rejectHigh}.',
    stoppedParts:
      'Von 1.000 guten Teilen derselben Aufnahme werden voraussichtlich {accept} angehalten, {acceptLow} bis {acceptHigh}. | Von 1.000 guten Teilen derselben Aufnahmen werden voraussichtlich {accept} angehalten, {acceptLow} bis {acceptHigh}.',
    stoppedPictures:
      'Von 1.000 Bildern guter Teile derselben Aufnahme werden voraussichtlich {accept} angehalten, {acceptLow} bis {acceptHigh}. | Von 1.000 Bildern guter Teile derselben Aufnahmen werden voraussichtlich {accept} angehalten, {acceptLow} bis {acceptHigh}.',
    noFewer:
      'Für höchstens 10 ist {more} weiteres gutes Teil zurückzuhalten. | Für höchstens 10 sind {more} weitere gute Teile zurückzuhalten.',
    newDay:
      'In einer neuen Aufnahme gehen etwa {share} (95-%-Bereich {shareLow} bis {shareHigh}) von 1.000 zur Nachprüfung oder sind NG.',
    newDayLike:
      'In einer neuen Aufnahme, die diesen gleicht, gehen etwa {share} von 1.000 zur Nachprüfung oder sind NG; dass sie ihnen nicht gleicht und es allen ihren Teilen so geht, können {seen} Aufnahmen nicht ausschließen ({needed} könnten es).',
    oneSession:
      'Ein anderer Tag, ein anderes Los, eine andere Kamera oder anderes Licht ist nicht bekannt: Alle diese Teile sind aus derselben Aufnahme.',
    sessionsTrained:
      'Mit {count} dieser Aufnahmen wurde auch trainiert; über einen anderen Tag, ein anderes Los, eine andere Kamera oder anderes Licht lässt sich deshalb nichts sagen.',
    allSessionsTrained:
      'Mit diesen Aufnahmen wurde auch trainiert; über einen anderen Tag, ein anderes Los, eine andere Kamera oder anderes Licht lässt sich deshalb nichts sagen.',
    fewSessions:
      'Über einen anderen Tag, ein anderes Los, eine andere Kamera oder anderes Licht lässt sich aus weniger als {needed} Aufnahmen nichts sagen.',
    fewPartsASession:
      'Über einen anderen Tag, ein anderes Los, eine andere Kamera oder anderes Licht lässt sich aus so wenigen Teilen je Aufnahme nichts sagen.',
    escapeForged:
      'Von 1.000 nachgebildeten Fehlern (keinen echten) auf diesen Teilen gehen etwa {share} (95-%-Bereich {shareLow} bis {shareHigh}) als OK durch; nachgebildet wurden {n}.',
  },
};
