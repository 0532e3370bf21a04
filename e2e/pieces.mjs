// Files that people deposit and the workbook that an administrator imports: made on the spot,
// real enough to be read, so that nothing is kept that somebody could mistake for evidence.

import { picture } from './visit.mjs';

/** What `setInputFiles` takes. */
const piece = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content) });

const sheet = (title, lines) =>
  `<!doctype html><html lang="fr"><title>${title}</title><style>
  body{font:16px sans-serif;margin:0;background:#f4f6f8;color:#1b1b2f}header{background:#1d3b6b;color:#fff;padding:12px 24px}
  main{margin:24px;padding:24px;background:#fff;border:1px solid #cdd3db}dl{display:grid;grid-template-columns:16rem 1fr;gap:8px}</style>
  <header>Logiciel fictif – jeu d’essai</header><main><h1>${title}</h1><dl>${lines.map(([a, b]) => `<dt>${a}</dt><dd>${b}</dd>`).join('')}</dl></main></html>`;

/** A screen capture, a PDF, a log: one of each, named after what they show. */
export async function makePieces(browser) {
  const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
  await page.setContent(sheet('Création d’une identité', [['Nom de naissance', 'ESSAI'], ['Prénoms', 'CAMILLE'], ['Statut', 'Identité provisoire']]));
  const screen = piece('creation-identite.png', 'image/png', await picture(page));
  await page.setContent(sheet('Création d’une identité, traits complets', [['Nom de naissance', 'ESSAI'], ['Lieu de naissance', '99999'], ['Statut', 'Identité qualifiée']]));
  const corrected = piece('creation-identite-complete.png', 'image/png', await picture(page));
  await page.setContent(sheet('Demande d’homologation', [['Téléservice', 'Essai'], ['Statut', 'Pré-examen']]));
  const capture = piece('capture-homologation.png', 'image/png', await picture(page));
  await page.setContent(sheet('Contrôle des traits saisis', [['Nom accentué', 'refusé'], ['Date incomplète', 'acceptée']]));
  const document = piece('controle-des-traits.pdf', 'application/pdf', await page.pdf({ format: 'A4' }));
  await page.close();
  const log = piece('envoi-mssante.log', 'text/plain', '2026-11-20T09:12:03Z SMTP 250 accepté\n2026-11-20T09:12:04Z X-MSS-NIL présent, réponse à jeanne.morvan@orange.fr\n');
  return { screen, corrected, capture, document, log };
}

const columns = ['Périmètre', 'ID', 'Chapitre', 'Fonction', 'Exigence', 'Commentaire', 'Profil', 'N° scénario', 'Scénario de conformité', 'N° preuve', 'Preuve', 'Profil historique', 'Criticité', 'Ordre'];
const row = (id, chapter, group, says, scenario, proof, expected, order) =>
  ['Vague 2', id, chapter, group, `<p>La solution DOIT ${says}.</p>`, '', 'Général', scenario, '<p>Prérequis : un compte de test.</p><ol><li>Faire l’opération.</li><li>Constater le résultat.</li></ol>', proof, `<p>${expected}</p>`, 'Général', 'Majeure', String(order)];
const INS = 'Gestion de l’INS';
const MSS = 'Échanges via MSSanté';
const rows = [
  row('INS/va1.02', INS, 'Identité', 'enregistrer tous les traits stricts d’identité', 'INS/va1.02.01', 'INS/va1.02.01.01', 'Démonstration (vidéo ou copies d’écran) de la création d’une identité.', 10),
  row('INS/va1.25', INS, 'Identité', 'contrôler la forme des traits saisis', 'INS/va1.25.01', 'INS/va1.25.01.01', 'Démonstration (vidéo ou copies d’écran) des contrôles.', 20),
  row('INS/va1.21', INS, 'Identité', 'interdire la saisie manuelle du matricule', 'INS/va1.21.01', 'INS/va1.21.01.01', 'Démonstration (vidéo ou copies d’écran) des tentatives.', 30),
  row('INS/va1.42', INS, 'Titres', 'effacer les copies de titres d’identité à leur échéance', 'INS/va1.42.01', 'INS/va1.42.01.01', 'Procédure de purge des copies.', 40),
  row('SC.MSS/CONF.01', MSS, 'Envoi', 'envoyer un message par MSSanté', 'MSS/CONF.01.01', 'MSS/CONF.01.01.01', 'Identifiant de l’exécution de test.', 50),
  row('SC.MSS/CONF.14', MSS, 'Envoi', 'tracer chaque envoi', 'MSS/CONF.14.01', 'MSS/CONF.14.01.01', 'Trace d’un envoi.', 60),
  row('MSS/va1.01', MSS, 'Envoi', 'joindre un document structuré conforme', 'MSS/va1.01.01', 'MSS/va1.01.01.01', 'Lien permanent du rapport de validation.', 70),
];

const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (lines) => [columns, ...lines].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';

/** Seven proofs in two chapters, for the three teams, in the fourteen columns. */
export const workbook = piece('exigences-cabinet.csv', 'text/csv', csv(rows));

/** The same with a requirement that lost its identifier: an error, at one cell. */
export const wrongWorkbook = piece('exigences-cabinet-brouillon.csv', 'text/csv', csv([...rows, rows[0].with(1, '')]));
