export default {
  way: 'Wo dieser Ordner liegt',
  recent: 'Früher gewählt',
  atLeast: '{n} Bilder und mehr',
  looking: 'Wird angesehen…',
  understood:
    '{layout}: {n} Bild, {ok} OK, {ng} NG. Nichts wird hinzugefügt, bevor Sie es gesehen haben. | {layout}: {n} Bilder, {ok} OK, {ng} NG. Nichts wird hinzugefügt, bevor Sie es gesehen haben.',
  notUnderstood: 'In diesem Ordner ist kein Bild, das sich hinzufügen lässt.',
  large: 'Zu viel, um es auf einmal anzusehen; nach der Wahl wird alles gelesen, bevor etwas hinzugefügt wird.',
  dropHere: 'Hier ablegen: der Ordner wird angesehen, bevor etwas hinzugefügt wird.',
  dropNoPath:
    'Ein Browser sagt nicht, wo ein abgelegter Ordner liegt. Wählen Sie „{name}“ hier, oder fügen Sie seinen Pfad ein.',
};
