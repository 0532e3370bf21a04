// The whole life of an application, from a requirement workbook to the public register, by the
// people who live it; the same script without JavaScript and with it. Each page is looked at.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { makePieces, workbook, wrongWorkbook } from './pieces.mjs';
import { drop, faults, follow, openBrowser, person, said, send } from './visit.mjs';

const product = 'Balise Cabinet Windows Site Web';
const version = '4.0.7';
const catalogue = 'REM-MDV-LGC-Va2';
const edition = '2.0';
const certifications = ['insi', 'dmp', 'apcv'];

let browser;
let pieces;
before(async () => {
  browser = await openBrowser();
  pieces = await makePieces(browser);
});
after(() => browser?.close());

/** The day of the house, which lives in Paris. */
const today = () => new Intl.DateTimeFormat('fr-CA', { timeZone: 'Europe/Paris' }).format(new Date());
const slot = (page, key) => page.locator('li.av-slot').filter({ has: page.getByRole('link', { name: key, exact: true }) });
const opens = (page, summary, within = 'main') => page.locator(within).locator('summary').filter({ hasText: summary }).click();

for (const script of [false, true]) {
  const how = script ? 'script' : 'plain';
  test(`an application lives from the workbook to the register, ${script ? 'with' : 'without'} JavaScript`, { timeout: 900_000 }, async (t) => {
    const house = await openHouse();
    t.after(() => house.stop());
    const enter = (email) => person(browser, house, { email, script });
    let broken = false;
    const step = (name, act) =>
      t.test(name, async (t) => {
        if (broken) return t.skip('the story stopped before');
        broken = true;
        await act();
        broken = false;
      });
    let pictures = 0;
    const found = [];
    const look = async (page, what) => {
      found.push(...(await faults(page, `journey/${how}/${String(++pictures).padStart(2, '0')}-${what}`)));
    };

    const nadia = await enter('nadia.forest@operateur.example');
    await step('the administrator imports the workbook and publishes it', async () => {
      await follow(nadia, 'Administration', 'header');
      await follow(nadia, 'Référentiels');
      await look(nadia, 'referentiels');
      const importing = async (file) => {
        await nadia.selectOption('#f-code', catalogue);
        await nadia.getByRole('textbox', { name: /^Version/ }).fill(edition);
        await nadia.locator('#f-workbook').setInputFiles(file);
        await send(nadia, 'Lire le classeur');
      };
      await importing(wrongWorkbook);
      await look(nadia, 'import-refuse');
      await nadia.getByRole('row', { name: /^B9/ }).waitFor();
      await follow(nadia, 'Importer un autre classeur');
      await importing(workbook);
      await look(nadia, 'import-relu');
      await send(nadia, 'Importer cette version');
      await look(nadia, 'referentiel-en-preparation');
      await nadia.locator('#f-on').fill(today());
      await nadia.locator('#f-sure').check({ force: true });
      await send(nadia, 'Publier');
      await said(nadia, /est publiée/);
    });

    const goulven = await enter('goulven.carrec@brisants.example');
    let dossier;
    await step('a legal representative opens the application and accepts the charter', async () => {
      await goulven.goto('/dossiers');
      await look(goulven, 'tableau-de-bord');
      await follow(goulven, 'Ouvrir un dossier');
      await look(goulven, 'ouverture');
      await goulven.getByLabel(/^Nom du produit/).fill(product);
      await goulven.getByLabel(/^Dispositif/).selectOption({ label: 'Logiciel de gestion de cabinet' });
      await send(goulven, 'Ouvrir le dossier');
      dossier = new URL(goulven.url()).pathname;
      await look(goulven, 'dossier-ouvert');
      await goulven.getByLabel(/^J’accepte la charte/).check({ force: true });
      await send(goulven, 'Accepter la charte');
      await said(goulven, /charte est acceptée/);
      assert.match(await goulven.locator('main').innerText(), new RegExp(`${catalogue} ${edition}|${edition}`));
    });

    await step('a refused field keeps everything that was typed', async () => {
      await follow(goulven, 'Candidature');
      await goulven.getByLabel(/^Nom du produit/).fill(product);
      await goulven.getByLabel(/^SIREN/).fill('12 AB');
      await goulven.getByLabel(/^Personne à contacter/).fill('Mireille Santoni');
      await send(goulven, 'Enregistrer');
      await look(goulven, 'candidature-refusee');
      assert.equal(await goulven.getByLabel(/^SIREN/).getAttribute('aria-invalid'), 'true');
      assert.equal(await goulven.getByLabel(/^SIREN/).inputValue(), '12 AB');
      assert.equal(await goulven.getByLabel(/^Personne à contacter/).inputValue(), 'Mireille Santoni');
      await goulven.getByLabel(/^SIREN/).fill('900 000 034');
      await send(goulven, 'Enregistrer');
      await said(goulven, /enregistrées/);
      await look(goulven, 'candidature');
    });

    const certify = async (status) => {
      for (const code of certifications) {
        const line = goulven.locator(`#f-certification-${code}`);
        await line.locator('summary').click();
        await line.getByLabel('Version').fill(version);
        await line.getByLabel('Produit').fill(product);
        await line.getByLabel('NIL').fill('FICTIF-NIL-0598-09');
        await line.getByLabel('Statut', { exact: true }).selectOption({ label: status });
        await line.getByLabel('Date du statut').fill(today());
        await line.getByLabel(/^Capture/).setInputFiles(pieces.capture);
        await send(goulven, 'Enregistrer', `#f-certification-${code}`);
        await said(goulven, /homologation est enregistrée/);
      }
    };

    await step('the eligibility says what is missing, then is submitted', async () => {
      await follow(goulven, 'Éligibilité', '.av-tabs');
      await goulven.getByLabel(/^NIE/).fill('FICTIF-NIE-0598');
      await goulven.getByLabel(/^NIL\s: numéro/).fill('FICTIF-NIL-0598-09');
      await goulven.getByLabel(/^Numéro de version technique/).fill(version);
      await goulven.getByLabel(/^Aucune version obsolète/).check({ force: true });
      for (const question of [/soumis à l’homologation/, /comptes locaux/, /héberge tout ou partie/, /copies de titres/, /composant tiers déjà/]) {
        await goulven.getByRole('group', { name: question }).getByLabel('Non').check({ force: true });
      }
      await goulven.getByRole('group', { name: /Type d’application/ }).getByLabel('Application web').check({ force: true });
      await send(goulven, 'Soumettre l’éligibilité');
      await look(goulven, 'eligibilite-incomplete');
      assert.equal(await goulven.getByLabel(/^NIE/).inputValue(), 'FICTIF-NIE-0598');
      assert.match(await goulven.locator('main').innerText(), /INSi.*Pré-examen/);
      await certify('Pré-examen');
      await look(goulven, 'eligibilite-complete');
      await send(goulven, 'Soumettre l’éligibilité');
      await said(goulven, /soumise/);
      await look(goulven, 'eligibilite-soumise');
    });

    const karim = await enter('karim.benali@operateur.example');
    await step('the administrative reviewer asks once to complete, then declares eligible', async () => {
      await karim.goto('/instruction');
      await karim.getByLabel('Rechercher').fill('Balise');
      await send(karim, 'Filtrer');
      await look(karim, 'file');
      await karim.locator('tbody th a').first().click();
      await follow(karim, 'Éligibilité', '.av-tabs');
      await look(karim, 'examen-eligibilite');
      await karim.getByLabel(/^Points à compléter/).fill('La capture DMP montre une autre version.\nPrécisez le support de la solution.');
      await send(karim, 'Demander de compléter');
      await said(karim, /complément/);

      await goulven.goto(`${dossier}/eligibilite`);
      await look(goulven, 'eligibilite-a-completer');
      assert.match(await goulven.locator('main').innerText(), /capture DMP montre une autre version/);
      await goulven.getByLabel(/^Numéro de version technique/).fill(version);
      await send(goulven, 'Soumettre l’éligibilité');
      await said(goulven, /soumise/);

      await karim.goto(`${dossier}/eligibilite`);
      await send(karim, 'Déclarer éligible');
      await said(karim, /éligible/);
      await look(karim, 'eligible');
    });

    await step('every slot of the first chapter is filled in its own way', async () => {
      await goulven.goto(`${dossier}/chapitres`);
      await look(goulven, 'chapitres');
      await follow(goulven, 'Gestion de l’INS');
      assert.equal(await goulven.locator('li.av-slot').count(), 4);
      await send(goulven, 'Soumettre le chapitre');
      assert.match(await goulven.getByRole('alert').innerText(), /ne peut pas être soumis/);
      await look(goulven, 'chapitre-incomplet');
      assert.equal(await goulven.locator('#manques li').count(), 3, 'each missing slot is named; the fourth is optional after the declarations');

      const put = async (key, file) => {
        const place = slot(goulven, key);
        if (script && file === pieces.screen) {
          // Its progress shows while it is sent; sent to the slow network of a train, it can be seen.
          const network = await goulven.context().newCDPSession(goulven);
          await network.send('Network.enable');
          await network.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: -1, uploadThroughput: -1 });
          await drop(place.locator('[data-drop]'), file);
          await place.locator('.av-drop__item').filter({ hasText: file.name }).locator('progress').waitFor();
          await network.detach();
        } else {
          await place.locator('input[type=file]').setInputFiles(file);
          await place.getByRole('button', { name: 'Envoyer' }).click();
        }
        await place.locator('.av-slot__files').getByRole('link', { name: file.name, exact: true }).waitFor();
        await goulven.waitForLoadState();
      };
      await put('INS/va1.02.01.01', pieces.screen);
      await put('INS/va1.25.01.01', pieces.document);

      await slot(goulven, 'INS/va1.21.01.01').getByRole('link', { name: /^Lien, pièce existante/ }).click();
      await goulven.getByLabel(/^Lier une pièce existante/).selectOption({ label: await option(goulven, pieces.document.name) });
      await look(goulven, 'lier');
      await send(goulven, 'Lier cette pièce');
      await said(goulven, /liée/);

      await slot(goulven, 'INS/va1.42.01.01').getByRole('link', { name: /^Lien, pièce existante/ }).click();
      await goulven.getByLabel(/^Non applicable/).fill('La solution ne conserve aucune copie de titre d’identité : seule la nature de la pièce est enregistrée.');
      await send(goulven, 'Déclarer non applicable');
      await said(goulven, /justification/);
      await look(goulven, 'chapitre-complet');

      await send(goulven, 'Soumettre le chapitre');
      const receipt = await goulven.locator('main').innerText();
      await look(goulven, 'accuse');
      for (const file of [pieces.screen, pieces.document]) {
        assert.ok(receipt.includes(file.name), `${file.name} is on the receipt`);
        assert.ok(receipt.includes(createHash('sha256').update(file.buffer).digest('hex')), `the SHA-256 of ${file.name} is on the receipt`);
      }
      assert.match(receipt, /aucune copie de titre/);
    });

    await step('the second chapter takes a number, a link and a log, and refuses the wrong ones', async () => {
      await goulven.goto(`${dossier}/chapitres`);
      await follow(goulven, 'Échanges via MSSanté');
      const type = async (key, value) => {
        await slot(goulven, key).getByRole('link', { name: /^Lien, pièce existante/ }).click();
        await goulven.getByLabel(/^Lien, identifiant ou texte/).fill(value);
        await send(goulven, 'Enregistrer');
      };
      await type('MSS/va1.01.01.01', 'https://interop.esante.gouv.fr/exemple-fictif/7');
      await look(goulven, 'lien-refuse');
      assert.match(await goulven.locator('main').innerText(), /espace d’entraînement/);
      assert.equal(await goulven.getByLabel(/^Lien, identifiant ou texte/).inputValue(), 'https://interop.esante.gouv.fr/exemple-fictif/7');
      await goulven.getByLabel(/^Lien, identifiant ou texte/).fill('https://interop.referencement.esante.gouv.fr/exemple-fictif/7');
      await send(goulven, 'Renvoyer');
      await type('MSS/CONF.01.01.01', 'douze');
      await look(goulven, 'nombre-refuse');
      await goulven.getByLabel(/^Lien, identifiant ou texte/).fill('48 213');
      await send(goulven, 'Renvoyer');
      const place = slot(goulven, 'MSS/CONF.14.01.01');
      await place.locator('input[type=file]').setInputFiles(pieces.log);
      await place.getByRole('button', { name: 'Envoyer' }).click();
      await place.locator('.av-slot__files').getByRole('link', { name: pieces.log.name, exact: true }).waitFor();
      await look(goulven, 'chapitre-mssante');
    });

    const motive = 'Adresse d’un compte de test de notre fournisseur : aucune personne derrière.';
    await step('a finding of the checks asks for a reason before the chapter leaves', async () => {
      const reason = goulven.getByLabel(/^Motif pour/);
      for (let left = 300; (await reason.count()) === 0; left -= 1) {
        assert.ok(left > 0, 'the check of the log comes to an end');
        await goulven.reload();
      }
      await look(goulven, 'chapitre-averti');
      assert.match(await goulven.locator('#manques').innerText(), /adresse|courriel|électronique/i);
      await send(goulven, 'Soumettre le chapitre');
      assert.match(await goulven.getByRole('alert').innerText(), /donnez un motif/);
      await look(goulven, 'chapitre-sans-motif');
      await reason.first().fill(motive);
      await send(goulven, 'Soumettre le chapitre');
      assert.match(goulven.url(), /accuses/);
      assert.ok((await goulven.locator('main').innerText()).includes(motive), 'the receipt keeps the reason');
      await look(goulven, 'accuse-motive');
    });

    const judge = async (page, chapter, key, verdict, remark = '') => {
      await page.goto(`${dossier}/chapitres/${chapter}?preuve=${encodeURIComponent(key)}`);
      if (script) {
        await page.locator('[data-shortcuts-open]:not([hidden])').waitFor();
        if (remark) {
          await page.keyboard.press('r');
          await page.keyboard.type(remark);
          await page.keyboard.press('Escape');
        }
        await Promise.all([page.waitForEvent('load'), page.keyboard.press({ conform: 'c', changes: 'x', na: 'n' }[verdict])]);
      } else {
        if (remark) await page.getByLabel('Remarque', { exact: true }).fill(remark);
        await Promise.all([page.waitForEvent('load'), page.locator(`button[name=verdict][value=${verdict}]`).click()]);
      }
      await said(page, /verdict est enregistré/);
    };

    const helene = await enter('helene.marchand@operateur.example');
    const victor = await enter('victor.amar@operateur.example');
    let ins;
    await step('each team judges its own proofs, and the chapter goes back in one package', async () => {
      await helene.goto(dossier);
      await look(helene, 'dossier-instruction');
      await follow(helene, 'Chapitres', '.av-tabs');
      await follow(helene, 'Gestion de l’INS');
      ins = new URL(helene.url()).pathname.split('/').at(-1);
      await look(helene, 'bureau');
      await judge(helene, ins, 'INS/va1.02.01.01', 'changes', 'Le lieu de naissance n’est pas visible : montrez tous les traits stricts.');
      await look(helene, 'bureau-apres-un-verdict');
      await judge(helene, ins, 'INS/va1.25.01.01', 'conform');
      await judge(helene, ins, 'INS/va1.21.01.01', 'conform');
      await helene.goto(`${dossier}/chapitres/${ins}?preuve=${encodeURIComponent('INS/va1.42.01.01')}`);
      assert.equal(await helene.locator('button[name=verdict]').count(), 0, 'a proof of another team is read, not judged');
      assert.equal(await helene.getByRole('button', { name: /Renvoyer le chapitre/ }).count(), 0, 'not before each team has judged');

      // What is judged is not told before the whole chapter goes back.
      await goulven.goto(`${dossier}/chapitres/${ins}`);
      assert.doesNotMatch(await goulven.locator('main').innerText(), /À reprendre|lieu de naissance/);

      await victor.goto('/instruction');
      await look(victor, 'file-securite');
      await judge(victor, ins, 'INS/va1.42.01.01', 'na');
      await helene.goto(`${dossier}/chapitres/${ins}?preuve=${encodeURIComponent('INS/va1.02.01.01')}`);
      await helene.getByLabel('Message d’accompagnement').fill('Une seule preuve est à reprendre, merci.');
      await look(helene, 'renvoi');
      await send(helene, 'Renvoyer le chapitre à l’éditeur');
      await said(helene, /renvoyé/);
    });

    await step('the vendor answers, replaces and sends the chapter back', async () => {
      await goulven.goto('/dossiers');
      await follow(goulven, product);
      await follow(goulven, /Reprendre le chapitre/);
      await look(goulven, 'chapitre-renvoye');
      assert.match(await goulven.locator('main').innerText(), /Une seule preuve est à reprendre/);
      const place = slot(goulven, 'INS/va1.02.01.01');
      await place.getByRole('link', { name: /^1 remarque/ }).click();
      assert.match(await goulven.locator('main').innerText(), /lieu de naissance/);
      await opens(goulven, 'Répondre');
      await goulven.getByLabel('Votre réponse').fill('Nous avons refait la capture avec les traits complets.');
      await goulven.getByLabel('Marquer comme traitée').check({ force: true });
      await look(goulven, 'remarque');
      await send(goulven, 'Envoyer', '.av-remarks');
      await said(goulven, /réponse est enregistrée/);
      await goulven.goto(`${dossier}/chapitres/${ins}`);
      await place.getByRole('link', { name: /^Remplacer/ }).click();
      await goulven.getByLabel('Nouvelle version').setInputFiles(pieces.corrected);
      await look(goulven, 'remplacer');
      await send(goulven, 'Remplacer');
      await said(goulven, /nouvelle version est en place/);
      assert.match(await place.innerText(), /v2/);
      await send(goulven, 'J’ai terminé, renvoyer');
      assert.match(goulven.url(), /accuses/);
      assert.ok((await goulven.locator('main').innerText()).includes(createHash('sha256').update(pieces.corrected.buffer).digest('hex')));
    });

    await step('both chapters are validated', async () => {
      await judge(helene, ins, 'INS/va1.02.01.01', 'conform');
      await helene.goto(`${dossier}/chapitres/${ins}?preuve=${encodeURIComponent('INS/va1.02.01.01')}`);
      await opens(helene, /version antérieure/);
      await look(helene, 'version-2');
      await send(helene, 'Valider le chapitre');
      await said(helene, /validé/);

      const sophie = await enter('sophie.leguen@operateur.example');
      await sophie.goto(`${dossier}/chapitres`);
      await follow(sophie, 'Échanges via MSSanté');
      const mss = new URL(sophie.url()).pathname.split('/').at(-1);
      await look(sophie, 'bureau-interoperabilite');
      await sophie.goto(`${dossier}/chapitres/${mss}?preuve=${encodeURIComponent('MSS/CONF.14.01.01')}`);
      assert.ok((await sophie.locator('.av-inspection[aria-labelledby=inspection-title]').innerText()).includes(motive), 'the examiner reads the reason beside the finding');
      await look(sophie, 'bureau-motif');
      for (const key of ['MSS/CONF.01.01.01', 'MSS/CONF.14.01.01', 'MSS/va1.01.01.01']) await judge(sophie, mss, key, 'conform');
      const conclude = (await sophie.getByRole('button', { name: 'Valider le chapitre' }).count()) ? sophie : helene;
      await conclude.goto(`${dossier}/chapitres/${mss}?preuve=${encodeURIComponent('MSS/CONF.01.01.01')}`);
      await send(conclude, 'Valider le chapitre');
      await said(conclude, /validé/);
    });

    await step('a question with a due date is asked and answered', async () => {
      await helene.goto(`${dossier}/echanges`);
      await opens(helene, 'Poser une question à l’éditeur');
      await helene.getByLabel(/^Objet/).fill('Support de la solution');
      await helene.getByLabel(/^Question/).fill('La solution est-elle proposée sur tablette ?');
      await send(helene, 'Envoyer', 'form[action$="/demande"]');
      await look(helene, 'demande');
      assert.match(await helene.locator('main').innerText(), /Échéance\s: .*jours? ouvrés?/s);

      await goulven.goto('/demandes');
      await look(goulven, 'demandes');
      await follow(goulven, /Répondre à une demande/);
      await goulven.getByLabel('Votre réponse').fill('Non, sur poste de travail seulement.');
      await look(goulven, 'repondre');
      await send(goulven, 'Envoyer', 'form[action$="/reponse"]');
      await said(goulven, /réponse est envoyée/);
    });

    await step('nothing is granted before the certifications are obtained', async () => {
      await nadia.goto(`${dossier}/decision`);
      await look(nadia, 'decision-empechee');
      assert.ok(await nadia.getByLabel('Accordé', { exact: true }).isDisabled());
      await goulven.goto(`${dossier}/eligibilite`);
      await certify('Homologation obtenue');
      await look(goulven, 'homologations-obtenues');
    });

    await step('the decision is taken, published, and anybody finds it', async () => {
      await nadia.goto('/instruction');
      await look(nadia, 'file-decision');
      await nadia.goto(`${dossier}/decision`);
      await nadia.getByLabel('Accordé', { exact: true }).check({ force: true });
      await nadia.getByLabel(/^Motifs/).fill('Les sept preuves sont conformes et les trois homologations obtenues.');
      await look(nadia, 'decision');
      await send(nadia, 'Prendre la décision');
      await said(nadia, /décision est prise/);
      await send(nadia, 'Publier au registre');
      await said(nadia, /au registre/);
      await look(nadia, 'publie');

      const anybody = await enter();
      await anybody.goto('/registre');
      await anybody.getByRole('searchbox').fill('balise cabinet');
      await send(anybody, 'Rechercher');
      await look(anybody, 'registre');
      const line = anybody.getByRole('row', { name: product });
      assert.match(await line.innerText(), new RegExp(version.replaceAll('.', '\\.')));
      await Promise.all([anybody.waitForEvent('load'), line.getByRole('link').click()]);
      await look(anybody, 'fiche');
      await follow(anybody, 'Voir l’attestation');
      await look(anybody, 'attestation');
      const certificate = await anybody.locator('main').innerText();
      assert.match(certificate, /est référencée/);
      assert.ok(certificate.includes(product) && certificate.includes(version));
      // The story stays behind the door.
      assert.equal((await anybody.goto(dossier)).status() === 404 || anybody.url().includes('/connexion'), true);

      await goulven.goto(`${dossier}/journal`);
      await look(goulven, 'journal');
      const told = await goulven.locator('main').innerText();
      for (const moment of ['Chapitre renvoyé', 'Pièce remplacée', 'Décision prise', 'Publié au registre']) assert.ok(told.includes(moment), moment);
    });

    await t.test('no page of the story had a fault', () => assert.deepEqual(found, []));
  });
}

/** The full label of the option that speaks of a file. */
const option = (page, name) => page.locator('option').filter({ hasText: name }).first().innerText();
