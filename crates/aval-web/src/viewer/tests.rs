//! What a deposited file becomes on a page and behind its address: readable when that is
//! harmless, an attachment otherwise, never a page of ours.

use std::{fs::File, io::Write};

use axum::http::StatusCode;

use crate::uploads::scene::{SLOT, Scene};

async fn desk(scene: &Scene, more: &str) -> String {
    let path = format!(
        "/dossiers/{}/chapitres/functions?preuve={SLOT}{more}",
        scene.id
    );
    let page = scene.house.get_as(&scene.vendor, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    page.body
}

#[tokio::test]
async fn a_log_is_read_by_windows_with_the_numbers_of_its_lines() {
    let scene = Scene::taking(&["log"]).await;
    let text: String = (1..=2_000)
        .map(|rank| format!("ligne {rank} <b>\r\n"))
        .collect();
    scene.deposit(SLOT, "serveur.log", text.as_bytes()).await;
    let first = desk(&scene, "").await;
    assert!(first.contains("<ol class=\"av-lines\" id=\"f-lines\" start=\"1\""));
    assert!(
        first.contains("id=\"L1\">ligne 1 &#60;b&#62;</li>"),
        "{first}"
    );
    assert!(!first.contains("id=\"L401\""));
    assert!(first.contains("ligne=401#f-lines"));
    let later = desk(&scene, "&ligne=1500").await;
    assert!(later.contains("id=\"L1500\">ligne 1500 "));
    assert!(later.contains("ligne=1100#f-lines") && later.contains("ligne=1900#f-lines"));
    let found = desk(&scene, "&cherche=LIGNE+1234").await;
    assert!(found.contains("id=\"L1234\" class=\"av-lines__found\">ligne 1234 "));
    let none = desk(&scene, "&cherche=introuvable&ligne=abc").await;
    assert!(none.contains("Rien de tel"));
}

#[tokio::test]
async fn json_is_set_out_and_an_archive_is_listed() {
    let scene = Scene::taking(&["json", "zip"]).await;
    scene
        .deposit(SLOT, "bundle.json", br#"{"b":[1.50],"a":"<script>"}"#)
        .await;
    let page = desk(&scene, "").await;
    assert!(page.contains("  &#34;b&#34;: ["), "{page}");
    assert!(page.contains("1.50") && !page.contains("\"<script>"));
    let mut octets = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut octets);
    let (mut entry, config) = archive
        .new_file("captures/<img src=x>.png")
        .start()
        .unwrap();
    let mut data = config.wrap(&mut entry);
    data.write_all(&[7; 3_000]).unwrap();
    let (_, descriptor) = data.finish().unwrap();
    entry.finish(descriptor).unwrap();
    archive.finish().unwrap();
    let piece = scene.deposit(SLOT, "captures.zip", &octets).await;
    let piece = piece.rsplit('/').nth(1).unwrap();
    let page = desk(&scene, &format!("&piece={piece}")).await;
    assert!(page.contains("captures/&#60;img src=x&#62;.png"), "{page}");
    assert!(page.contains("1 élément"));
}

#[tokio::test]
async fn a_file_that_could_act_is_an_attachment_in_a_sandbox() {
    let scene = Scene::taking(&["html", "svg", "xml", "mp4"]).await;
    for name in ["a.html", "a.svg", "a.xml"] {
        let at = scene
            .deposit(
                SLOT,
                name,
                format!("<script>/* {name} */</script>").as_bytes(),
            )
            .await;
        let answer = scene.house.get_as(&scene.vendor, &at).await;
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment")
        );
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert!(answer.header("content-security-policy").contains("sandbox"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let film = scene.deposit(SLOT, "film.mp4", &[5; 5_000]).await;
    let cookie = scene.vendor.cookie();
    let part = |fields: &[(&str, &str)]| {
        let mut all = vec![("cookie", cookie.as_str())];
        all.extend(fields.iter().copied());
        let all: Vec<(String, String)> = all
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let (house, film) = (&scene.house, film.clone());
        async move {
            let fields: Vec<(&str, &str)> = all
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            house.get_with(&film, &fields).await
        }
    };
    let whole = part(&[]).await;
    assert!(whole.header("content-disposition").starts_with("inline"));
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let etag = whole.header("etag").to_owned();
    let some = part(&[("range", "bytes=1000-1999"), ("if-range", &etag)]).await;
    assert_eq!(some.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(some.header("content-range"), "bytes 1000-1999/5000");
    assert_eq!(some.body.len(), 1000);
    let other = part(&[("range", "bytes=0-9"), ("if-range", "\"other\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
    let beyond = part(&[("range", "bytes=9999-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    let known = part(&[("if-none-match", &etag)]).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_small_picture_is_shown_in_lists_to_whoever_may_read_the_file_alone() {
    let scene = Scene::taking(&["mp4"]).await;
    let at = scene
        .deposit(SLOT, "écran.png", b"\x89PNG\r\n\x1a\n pixels")
        .await;
    scene.deposit("F.01.b", "film.mp4", &[5; 50]).await;
    let chapter = format!("/dossiers/{}/chapitres/functions", scene.id);
    let small = format!("{at}?vignette");
    let shown = format!("<img class=\"av-thumb\" src=\"{small}\" alt=\"Aperçu de écran.png\"");
    let before = scene.house.get_as(&scene.vendor, &chapter).await.body;
    assert!(!before.contains(&small), "{before}");
    assert!(before.contains("Image, sans aperçu") && before.contains("Vidéo, sans aperçu"));
    let none = scene.house.get_as(&scene.vendor, &small).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    let hash = scene.pieces(SLOT).await[0].1.clone();
    let store = scene.house.house.store();
    store.keep_thumbnail(&hash, b"\xff\xd8small").await.unwrap();
    let after = scene.house.get_as(&scene.vendor, &chapter).await.body;
    assert!(after.contains(&shown), "{after}");
    assert!(!after.contains("Image, sans aperçu"));
    assert!(desk(&scene, "").await.contains(&small));
    let answer = scene.house.get_as(&scene.vendor, &small).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let octets = scene.house.octets_as(&scene.vendor, &small).await;
    assert_eq!(octets, b"\xff\xd8small");
    let stranger = scene.house.person("x@autre.example", &["owner"], &[]).await;
    let hidden = scene.house.get_as(&stranger, &small).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_whole_application_comes_as_one_archive_that_proves_itself() {
    let scene = Scene::taking(&["log"]).await;
    scene.deposit(SLOT, "a.log", b"first").await;
    scene.deposit(SLOT, "A.log", b"second").await;
    scene.deposit("F.01.b", "b.log", b"first").await;
    let path = format!("/dossiers/{}/archive", scene.id);
    let octets = scene.house.octets_as(&scene.vendor, &path).await;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&octets).unwrap();
    let listing = super::list(File::try_clone(&file).unwrap())
        .unwrap()
        .unwrap();
    let names: Vec<_> = listing
        .entries
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    // The same content is there once; names that differ by their case alone are kept apart.
    assert_eq!(
        names,
        [
            "manifest.json",
            "SHA256SUMS",
            "functions/f-01-a/a.log",
            "functions/f-01-a/2-A.log",
            "candidature/older.pdf"
        ]
    );
    let text = String::from_utf8_lossy(&octets);
    assert!(text.contains("\"slot\": \"F.01.b\""), "{text}");
    // What the forms were answered with, files included.
    for said in [
        "\"field\": \"registry_number\",\n      \"value\": \"N1\"",
        "\"path\": \"candidature/older.pdf\"",
        "\"field\": \"request\"",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains(
        "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e  functions/f-01-a/a.log\n"
    ));
    let stranger = scene.house.person("x@autre.example", &["owner"], &[]).await;
    let answer = scene.house.get_as(&stranger, &path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_filings_of_a_text_are_compared_line_by_line() {
    let scene = Scene::taking(&["log"]).await;
    scene
        .deposit(SLOT, "avant.log", b"un\ndeux\n<b>trois</b>\n")
        .await;
    scene
        .deposit(SLOT, "apres.log", b"un\n<i>2</i>\n<b>trois</b>\n")
        .await;
    let path = format!("/dossiers/{}/comparer?preuve={SLOT}", scene.id);
    let page = scene.house.get_as(&scene.vendor, &path).await;
    assert_eq!(page.status, StatusCode::OK);
    let told = |words: &str| assert!(page.body.contains(words), "{words}: {}", page.body);
    told("</span>deux</del>");
    told("</span>&#60;i&#62;2&#60;/i&#62;</ins>");
    told("avant.log");
    let back = format!("{path}&avant=2&apres=1");
    let back = scene.house.get_as(&scene.vendor, &back).await;
    assert!(
        back.body.contains("</span>deux</ins>"),
        "the other way round"
    );
}
