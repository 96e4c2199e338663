/** Words of the trade for folders, in lower case: tables only, read by `folderRole.ts`. */

const list = (...lines: string[]): readonly string[] => lines.flatMap((line) => line.split(' '));

export const splitWords = {
  train: list(
    'train training trn trainset trainingsdaten trainingsbilder anlernen lerndaten entrenamiento entrainement',
    'apprentissage addestramento treino treinamento trening treningowe uczenie egitim обучение 训练 训练集 訓練 学習 학습 훈련',
  ),
  test: list(
    'test testing tst testset testdaten testbilder prufung pruefung prueba pruebas essai essais prova teste testes',
    'testowe тест 测试 测试集 測試 テスト 테스트',
  ),
  calibration: list(
    'validation valid val calibration calib dev validierung kalibrierung validacion validazione validacao walidacja',
    'dogrulama валидация 验证 验证集 驗證 検証 검증',
  ),
};

/** Folders that hold masks or other ground truth. */
export const maskWords = list(
  'mask masks maske masken gt gts groundtruth groundtruths label labels annotation annotations annotated anno',
  'annos labelled labeled segmentation segmentations segmentationclass segmentationobject segmentationmask',
  'segmentationmasks labelids pixellabels maschera maschere mascara mascaras masque masques maska maski masky masker',
  'maskers маска маски 掩码 掩膜 遮罩 标注 マスク 마스크',
);

/** Folders that only say that pictures lie in them. */
export const pictureWords = list(
  'image images img imgs picture pictures photo photos rgb jpegimages data dataset bild bilder foto fotos input',
  'inputs default imagen imagenes immagini imagens obrazy rawimages 图像 图片 画像 이미지',
);

/** What tools make from a picture and lay beside it, which is neither a picture of the part nor a mask of its defects. */
export const derivedWords = list(
  'roi rois region regions area zone zones foreground fg background bg outline outlines contour contours silhouette object edge edges',
  'overlay overlays overlaid heat heatmap heatmaps map maps amap anomalymap anomalymaps gradcam cam saliency preview previews thumb',
  'thumbs thumbnail thumbnails pred preds prediction predictions result results vis viz visual visualization visualisation visualized',
  'depth depthmap disparity bbox bboxes boxes drawn rendered vorschau vorschaubild uberlagerung ueberlagerung vordergrund hintergrund bereich umriss kontur',
  'ergebnis warmebild apercu miniature vignette superposition contorno miniatura anteprima sovrapposizione vistaprevia superpuesta',
  'podglad miniaturka nahled превью наложение контур 热图 热力图 预览 缩略图 叠加 轮廓 プレビュー ヒートマップ サムネイル 미리보기 히트맵',
);

/** Of these, what names a folder: one called `roi` may well hold the photographs themselves. */
export const derivedFolderWords = list(
  'overlay overlays heatmap heatmaps amap amaps anomalymap anomalymaps gradcam saliency preview previews thumb thumbs thumbnail thumbnails',
  'pred preds prediction predictions vis viz visual visuals visualization visualizations visualisation visualisations vorschau vorschaubilder',
  'apercu miniatures miniaturas anteprime podglad nahledy превью 热图 热力图 预览 缩略图 プレビュー ヒートマップ サムネイル',
);

/** Depth maps and point clouds beside colour pictures. */
export const depthWords = list('xyz depth pcd pointcloud pointclouds');

/** Words that add nothing to those beside them: `good_parts`, `ok images`. */
export const fillerWords = list(
  'set sets part parts sample samples product products object objects piece pieces teil teile stuck stucke',
  'stueck stuecke bauteil bauteile muster pezzo pezzi pieza piezas peca pecas onderdeel onderdelen czesc czesci dil dily kus',
  'kusy parca parcalar files public private mixed real final only all the of with mit class type case cases item items unit units',
);

/** A word that turns the sense of the one beside it: `not_ok`, `defect-free`. */
export const negations = list(
  'no not non without free un ohne nicht kein keine frei sans pas senza sin sem nao niet geen zonder bez nie ne',
  'degil n не',
);

export const normalWords = list(
  'good goods ok okay io inordnung normal normals pass passed accept accepted acceptable conform conforming',
  'perfect intact clean healthy flawless faultless undamaged nondefective nondefect defectfree nodefect',
  'nodefects anomalyfree correct fine okteile gut gute guter gutteil gutteile fehlerfrei fehlerlos einwandfrei',
  'mangelfrei richtig bon bons bonne bonnes conforme conformes sain saine sains saines valide buono buoni buona',
  'buone conformi idoneo idonei integro integri bueno buenos buena buenas correcto correctos aceptado aceptados',
  'sano sanos bom boa boas aprovado aprovados aprovada aprovadas perfeito perfeitos goed goede goedgekeurd',
  'foutloos dobry dobre dobra poprawny poprawne prawidlowy prawidlowe zgodny zgodne dobri vyhovujici shodny',
  'shodne vporadku bezvadny bezvadne iyi saglam saglamlar hatasiz kusursuz uygun 良品 合格 合格品 正常 正常品 好 好品 无缺陷 無缺陷',
  '良 良好 欠陥なし 異常なし 양품 정상 정상품 합격 합격품 양호',
  'undefective undefected nondefected unauffallig unauffaellig aware gutware годные годный годен годно хорошие хороший исправные исправный норма',
  'jo megfelelo hibatlan bune buna corecte godkand godkanda felfri felfria god gode godkendt godkjent',
  'جيد سليم صالح سالم תקין תקינים ดี ปกติ придатні справні добрі справный добри изправни अच्छा सही dobre dobry ok',
  'fejlfri feilfri hyva hyvat ehja ehjat virheeton ispravno dobar dober đạt baik bagus καλα καλο',
);

/** Words for defective parts that name no kind. */
export const defectWords = list(
  'bad ng nok ko nio defect defects defective defectives defected def anomaly anomalies anomalous abnormal',
  'abnormals reject rejects rejected rejection fail fails failed failure failures fault faults faulty scrap',
  'flaw flaws flawed notok notgood nogood nonconforming nonconform outlier outliers unhealthy wrong incorrect',
  'schlecht schlechte schlechtteil schlechtteile ausschuss ausschuß defekt defekte fehler fehlerhaft',
  'fehlerhafte fehlerteile mangel mangelhaft kaputt schaden beschadigt auffallig mauvais mauvaise mauvaises',
  'defaut defauts defectueux defectueuse defectueuses rebut rebuts nonconforme nonconformes anomalie cattivo',
  'cattivi cattiva cattive difetto difetti difettoso difettosi difettosa difettose scarto scarti guasto guasti',
  'nonconformi malo malos mala malas defecto defectos defectuoso defectuosos defectuosa defectuosas rechazado',
  'rechazados rechazo fallo fallos anomalia anomalias noconforme noconformes ruim ruins mau maus defeito',
  'defeitos defeituoso defeituosos reprovado reprovados rejeitado rejeitados refugo falha falhas slecht slechte',
  'afgekeurd afkeur fout foute fouten zly zle wada wady wadliwy wadliwe brak braki uszkodzony uszkodzone bledny',
  'spatny spatne vada vady vadny vadne zmetek zmetky chyba chyby poskozeny neshodny neshodne',
  'nevyhovujici niezgodny niezgodne kotu hata hatali hatalar',
  'kusur kusurlu bozuk defolu arizali 不良 不良品 不合格 不合格品 缺陷 次品 废品 坏 坏品 异常 異常 異常品 瑕疵 残次品 非正常 非良品 非合格 欠陥 欠陥品 불량 불량품 불합격 결함',
  '비정상 이상',
  'auffaellig beschaedigt beschaedigte bware cware брак бракованные дефект дефекты дефектные негодные негодный плохие',
  'неисправные selejt hibas rossz rebuturi neconforme underkand underkanda defekta felaktig felaktiga kasserad kasserade',
  'kasseret kassert darlig darlige viallinen vialliset huono huonot hylatty hylatyt skart izmet lỗi cacat rusak',
  'ελαττωμα ελαττωματικα معيب معيبة تالف معیوب خراب פגום פגומים תקול เสีย ชำรุด дефектні браковані дефектни негодни खराब chybne slabi',
);

/** Words that name a kind of defect. */
export const kindWords = list(
  'crack cracks cracked scratch scratches scratched dent dents dented hole holes stain stains contamination',
  'contaminated damage damages damaged broken breakage burr burrs chip chips chipped chipping missing bent rust',
  'rusty corrosion porosity pore pores blister blisters bubble bubbles spall spalling inclusion inclusions',
  'crazing crease creases pitting pitted peeling delamination delaminated discoloration discolored discolouration scuff scuffs gouge gouges',
  'nick nicks warped warping void voids shrinkage spatter undercut smudge smudges fingerprint fingerprints',
  'deformation deformed dirt dirty misprint wrinkle wrinkles tear torn blowhole fray pinhole pinholes',
  'kratzer riss risse delle dellen beule grat lunker verschmutzung bruch rost rayure rayures fissure fissures',
  'graffio graffi cricca cricche rasguno grieta grietas risco riscos trinca trincas kras krassen barst rysa',
  'царапина царапины трещина трещины скол сколы вмятина вмятины karc repedes horpadas zgarietura repor spricka',
  'ridse revne sprekk naarmu saro kolhu',
  'rysy pekniecie skrabanec trhlina cizik catlak 划痕 划伤 裂纹 裂痕 凹陷 污渍 傷 キズ 割れ 汚れ 스크래치 크랙 찍힘 얼룩',
);

/** Folders of which nobody said yet what they show, or that lie aside. */
export const asideWords = list(
  'unknown unsorted unlabeled unlabelled unclassified unassigned undecided unclear unsure tbd todo pending inbox trash deleted backup backups',
  'old tmp temp archive archiv papierkorb unbekannt unsortiert unklar offen inconnu sconosciuto desconocido corbeille cestino papelera',
  'неизвестно 未分类 未知 未標記 未标注 未分類 不明',
);

/** What tags and flags of a whole picture say of the work on it, which is done, and not of the part. */
export const workWords = list(
  'verified reviewed checked done finished ready completed complete labelled labeled annotated seen confirmed',
  'validated gepruft geprueft fertig erledigt gesehen bestatigt markiert beschriftet verifie verifiee verificato verificado',
);

/** Words of folders that were named after when or where pictures were taken. */
export const sessionWords = list(
  'lot batch shift session day night morning week run series charge schicht tag woche serie sitzung monday',
  'tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun montag dienstag mittwoch',
  'donnerstag freitag samstag sonntag january february march april may june july august september october',
  'november december lotto turno lote jour equipe kw',
);

/** Words of folders that were named after the camera or the view that took the pictures. */
export const cameraWords = list(
  'cam cams camera cameras kamera kameras camara camaras caméra telecamera fotocamera câmera aparat камера 相机 摄像头 カメラ 카메라',
  'view views ansicht ansichten vista viste vue vues angle angles winkel perspective perspektive sensor',
);

/** Words of folders that were named after the place where pictures were taken, or who took them. */
export const placeWords = list(
  'line linie ligne linea station machine maschine macchina maquina nest cavity kavitat cell zelle anlage operator bediener crew',
  'team site werk plant factory',
);

/** Words of sides of a part, beside those of cameras. */
export const sideWords = list(
  'top bottom left right front back rear side upper lower inner outer oben unten links rechts vorne hinten seite dessus dessous',
  'gauche droite sopra sotto sinistra destra arriba abajo izquierda derecha',
);
