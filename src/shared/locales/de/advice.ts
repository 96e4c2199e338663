/** Was von einem Lauf zu halten ist, nach Code: siehe shared/domain/advice.ts. */
export default {
  title: 'Urteil',
  finds: 'findet {kinds}',
  misses: 'übersieht {kinds}',
  fromSize: 'nachgebildete {kind} ab {length}',
  kind: 'nachgebildete {kind}',
  more: '{kinds} und {n} weitere Art | {kinds} und {n} weitere Arten',
  verdicts: {
    'out-of-date': 'überholt',
    'stopped-early': 'früh beendet, nach {step} von {planned} Schritten',
    'too-few-parts':
      '{parts} gutes Teil ist zu wenig für eine Freigabe | {parts} gute Teile sind zu wenig für eine Freigabe',
    'one-session': 'nur eine Aufnahme, ein anderer Tag ist nicht bekannt',
    'overkill-too-high': 'hält zu viele gute Teile an',
    'misses-real': 'übersieht {count} von {n} echten Fehlern',
    ready: 'bereit, für Tage wie diese',
  },
  reasons: {
    dataChanged:
      '{changes} Sache hat sich seither geändert, siehe die Zeile oben: Was hier steht, gilt für vorher. | {changes} Dinge haben sich seither geändert, siehe die Zeile oben: Was hier steht, gilt für vorher.',
    judgedEarlier:
      'Eine frühere Version von Flawsmith hat ihn beurteilt und weniger aufbewahrt: weder nachgebildete Bilder noch ihre Karten.',
    stepsDone: 'Das Training endete nach {step} von {planned} Schritten: Es hat weit weniger gelernt als gedacht.',
    partsCarry:
      '{parts} zurückgehaltenes gutes Teil lässt {low} bis {high} von 1.000 in NG zu; {needed} ohne ein weiteres in NG ließen {most} zu. | {parts} zurückgehaltene gute Teile lassen {low} bis {high} von 1.000 in NG zu; {needed} ohne ein weiteres in NG ließen {most} zu.',
    notHeldOut:
      'Von {parts} guten Teil blieben zu wenige oder keines ganz aus dem Training: Über weitere Teile lässt sich nichts sagen. | Von {parts} guten Teilen blieben zu wenige oder keines ganz aus dem Training: Über weitere Teile lässt sich nichts sagen.',
    sessionsSeen:
      'Alle guten Teile sind aus einer Aufnahme: Ein anderer Tag, ein anderes Los oder Licht ist nicht bekannt. | Die zurückgehaltenen guten Teile sind aus {sessions} Aufnahmen.',
    goodStopped:
      '{count} von {n} zurückgehaltenen guten Teilen sind NG: {low} bis {high} von 1.000, erlaubt sind {most}.',
    testStopped: '{count} von {n} geprüften guten Teilen sind NG: {low} bis {high} von 1.000, erlaubt sind {most}.',
    realEscaped: '{count} von {n} echten Fehlern gehen als OK durch: {low} bis {high} von 1.000.',
    realFound: '{count} von {n} echten Fehlern werden angehalten: {low} bis {high} von 1.000.',
    noReal: 'Kein echter Fehler wurde beurteilt: Was über Fehler gesagt wird, gilt für nachgebildete.',
    kindMissed: 'Von nachgebildeten Fehlern „{kind}“ werden {count} von {n} angehalten ({low} bis {high} von 1.000).',
    kindSmall:
      'Die nachgebildeten Fehler „{kind}“, die durchgehen, sind verkleinert {size} px lang: zu wenig, um gesehen zu werden.',
    kindFound:
      'Von nachgebildeten Fehlern „{kind}“ ab {length} werden {count} von {n} angehalten ({low} bis {high} von 1.000).',
    kindFew: 'Von „{kind}“ wurden nur {n} nachgebildet: zu wenige, um zu sagen, ab welcher Größe sie gefunden werden.',
  },
  steps: {
    'evaluate-again': 'Noch einmal auswerten',
    'train-again': 'Neu trainieren…',
    'train-longer': 'Länger trainieren…',
    'train-larger': 'Größer trainieren…',
    'add-parts': 'Gute Teile hinzufügen…',
    'add-session': 'Zweiten Tag hinzufügen…',
    'move-limits': 'Angehaltene ansehen',
    'look-at-missed': 'Durchgegangene ansehen',
    'look-at-forged': 'Nachgebildete ansehen',
    export: 'Exportieren…',
  },
};
