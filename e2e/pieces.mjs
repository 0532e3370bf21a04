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

/** A PDF of many pages, each with its number, a line of its own and as many octets as an image would have. */
export function longDocument(pages, { ballast = 100_000, version = 1 } = {}) {
  const parts = ['%PDF-1.4\n'];
  const offsets = [];
  let length = parts[0].length;
  const object = (number, content) => {
    offsets[number] = length;
    const text = `${number} 0 obj\n${content}\nendobj\n`;
    parts.push(text);
    length += text.length;
  };
  const stream = (text) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  // A tree of ten pages a node, as most writers make.
  const nodes = Math.ceil(pages / 10);
  const node = (rank) => 4 + 3 * pages + rank;
  const references = (count, name) => Array.from({ length: count }, (_, i) => `${name(i)} 0 R`).join(' ');
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, `<< /Type /Pages /Count ${pages} /Kids [${references(nodes, node)}] >>`);
  object(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (let i = 0; i < pages; i += 1) {
    const at = 4 + 3 * i;
    object(at, `<< /Type /Page /Parent ${node(Math.floor(i / 10))} 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> /XObject << /I ${at + 2} 0 R >> >> /Contents ${at + 1} 0 R >>`);
    object(at + 1, stream(`BT /F 28 Tf 72 740 Td (Page ${i + 1} du manuel) Tj ET\nBT /F 14 Tf 72 700 Td (Reglage numero ${i + 1} de la version ${version}) Tj ET\nq 200 0 0 200 72 420 cm /I Do Q`));
    // A grey image of rows that differ from page to page.
    const side = Math.max(1, Math.floor(Math.sqrt(ballast)));
    const grey = Buffer.alloc(side * side);
    for (let k = 0; k < grey.length; k += 1) grey[k] = 32 + ((k * 7 + i * 13 + ((k / side) | 0) * 3) % 95);
    object(at + 2, `<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length ${grey.length} >>\nstream\n${grey.toString('latin1')}\nendstream`);
  }
  for (let rank = 0; rank < nodes; rank += 1) {
    const held = Math.min(10, pages - 10 * rank);
    object(node(rank), `<< /Type /Pages /Parent 2 0 R /Count ${held} /Kids [${references(held, (i) => 4 + 3 * (10 * rank + i))}] >>`);
  }
  const start = length;
  const total = node(nodes);
  parts.push(`xref\n0 ${total}\n0000000000 65535 f \n`);
  for (let number = 1; number < total; number += 1) parts.push(`${String(offsets[number]).padStart(10, '0')} 00000 n \n`);
  parts.push(`trailer\n<< /Size ${total} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return { name: `manuel-${pages}-pages-v${version}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(parts.join(''), 'latin1') };
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
