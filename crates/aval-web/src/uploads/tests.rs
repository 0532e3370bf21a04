//! The protocol as a client meets it, and what an upload may and may not do.

use aval_core::application::Command;
use aval_store::Uploads;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::scene::{SLOT, Scene, named};
use crate::house::testing::Answer;

fn sha256(octets: &[u8]) -> String {
    Sha256::digest(octets)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect()
}

/// Every refusal is a problem that says what to do, and names its cause.
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(problem["code"], code);
    assert_eq!(problem["status"], status);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.len() > 20 && !detail.contains("sending-"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_file_cut_in_the_middle_goes_on_and_becomes_a_piece_of_its_slot() {
    let scene = Scene::new().await;
    let at = scene.created("écran.png", 10).await;
    assert!(at.starts_with("/envois/"));
    assert_eq!(scene.offset(&at).await, "0");
    let first = scene.patch(&at, "0", &[], b"0123").await;
    assert_eq!(first.status, StatusCode::NO_CONTENT, "{}", first.body);
    assert_eq!(first.header("upload-offset"), "4");
    assert_eq!(first.header("tus-resumable"), "1.0.0");
    assert_eq!(
        first.header("upload-expires"),
        "Mon, 12 Oct 2026 08:00:00 GMT"
    );
    let head = scene.ask(&scene.vendor, "HEAD", &at, &[], "").await;
    assert_eq!(head.header("upload-offset"), "4");
    assert_eq!(head.header("upload-length"), "10");
    assert_eq!(head.header("upload-metadata"), named("écran.png"));
    assert_eq!(head.header("cache-control"), "no-store");
    assert!(scene.pieces(SLOT).await.is_empty());
    let last = scene.patch(&at, "4", &[], b"456789").await;
    assert_eq!(last.status, StatusCode::NO_CONTENT, "{}", last.body);
    let hash = sha256(b"0123456789");
    assert_eq!(
        scene.pieces(SLOT).await,
        [("écran.png".to_owned(), hash.clone())]
    );
    // A client that lost the last answer learns that all is there, and nothing doubles.
    assert_eq!(scene.offset(&at).await, "10");
    let again = scene.patch(&at, "10", &[], b"").await;
    assert_eq!(again.status, StatusCode::NO_CONTENT);
    assert_eq!(again.header("aval-sha256"), hash);
    assert_eq!(scene.pieces(SLOT).await.len(), 1);
}

#[tokio::test]
async fn what_the_server_can_do_is_told_to_anybody() {
    let scene = Scene::new().await;
    for path in ["/envois", "/envois/anything"] {
        let request = Request::builder().method("OPTIONS").uri(path);
        let answer = scene.house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(answer.header("tus-version"), "1.0.0");
        assert_eq!(answer.header("tus-checksum-algorithm"), "sha256,sha1");
        assert_eq!(answer.header("tus-max-size"), "1048576");
        for extension in [
            "creation",
            "creation-with-upload",
            "expiration",
            "checksum",
            "termination",
            "concatenation",
        ] {
            assert!(
                answer
                    .header("tus-extension")
                    .split(',')
                    .any(|one| one == extension)
            );
        }
    }
}

#[tokio::test]
async fn a_creation_may_carry_the_first_octets() {
    let scene = Scene::new().await;
    let metadata = named("a.png");
    let fields = [
        ("upload-metadata", metadata.as_str()),
        ("upload-length", "6"),
        ("content-type", "application/offset+octet-stream"),
    ];
    let answer = scene
        .ask(&scene.vendor, "POST", &scene.door(SLOT), &fields, "012")
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.header("upload-offset"), "3");
    let all = scene
        .ask(&scene.vendor, "POST", &scene.door(SLOT), &fields, "012345")
        .await;
    assert_eq!(all.header("upload-offset"), "6");
    assert_eq!(scene.pieces(SLOT).await.len(), 1);
}

#[tokio::test]
async fn bad_requests_are_told_apart_and_lose_nothing() {
    let scene = Scene::new().await;
    for (length, status, code) in [
        ("-1", 400, "upload.field"),
        ("1e3", 400, "upload.field"),
        ("99999999999999999999999999", 400, "upload.field"),
        ("", 400, "upload.length_unknown"),
        ("9223372036854775807", 413, "evidence.too_large"),
        ("1048577", 413, "evidence.too_large"),
        ("0", 422, "evidence.empty"),
    ] {
        let answer = scene.create("a.png", length, &[]).await;
        let code = match code {
            "evidence.too_large" => {
                aval_core::application::Refusal::FileTooLarge { limit_mib: 1 }.code()
            }
            "evidence.empty" => aval_core::application::Refusal::FileEmpty.code(),
            code => code,
        };
        refused(&answer, status, code);
    }
    let long = scene.create(&"é".repeat(500_000), "10", &[]).await;
    refused(&long, 400, "upload.metadata_too_long");
    let nameless = scene
        .ask(
            &scene.vendor,
            "POST",
            &scene.door(SLOT),
            &[("upload-length", "10")],
            "",
        )
        .await;
    refused(&nameless, 400, "upload.name_missing");
    let defer = [("upload-defer-length", "1")];
    refused(
        &scene.create("a.png", "", &defer).await,
        400,
        "upload.length_unknown",
    );
    let old = [("tus-resumable", "0.2.2")];
    let answer = scene.create("a.png", "10", &old).await;
    refused(&answer, 412, "upload.version");
    assert_eq!(answer.header("tus-version"), "1.0.0");
    let program = scene.create("a.exe", "10", &[]).await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in ["/envois", "/envois?dossier=7&preuve=F.01.a"] {
        let answer = scene
            .ask(
                &scene.vendor,
                "POST",
                path,
                &[("upload-length", "1"), ("upload-metadata", &named("a.png"))],
                "",
            )
            .await;
        refused(&answer, 400, "upload.address");
    }

    let at = scene.created("a.png", 10).await;
    scene.patch(&at, "0", &[], b"0123").await;
    let wrong = scene.patch(&at, "3", &[], b"3456789").await;
    refused(&wrong, 409, "upload.wrong_offset");
    assert_eq!(wrong.header("upload-offset"), "4");
    for offset in ["-4", "4.0", "18446744073709551616"] {
        refused(
            &scene.patch(&at, offset, &[], b"4").await,
            400,
            "upload.field",
        );
    }
    let form = [("content-type", "text/plain")];
    refused(
        &scene.patch(&at, "4", &form, b"4").await,
        415,
        "upload.media_type",
    );
    // A body longer than announced, with its length said or not.
    refused(
        &scene.patch(&at, "4", &[], b"456789X").await,
        413,
        "upload.too_long",
    );
    let long = [("content-length", "99")];
    refused(
        &scene.patch(&at, "4", &long, b"456789").await,
        413,
        "upload.too_long",
    );
    assert_eq!(scene.offset(&at).await, "4");
    let end = scene.patch(&at, "4", &[], b"456789").await;
    assert_eq!(end.status, StatusCode::NO_CONTENT, "{}", end.body);
    assert_eq!(scene.pieces(SLOT).await[0].1, sha256(b"0123456789"));
}

#[tokio::test]
async fn a_name_full_of_tricks_becomes_a_plain_one() {
    let scene = Scene::new().await;
    let at = scene.created("../../e\u{202e}vil\r\n\u{7}.png", 1).await;
    scene.patch(&at, "0", &[], b"x").await;
    assert_eq!(scene.pieces(SLOT).await[0].0, "evil.png");
}

#[tokio::test]
async fn a_checksum_is_verified() {
    let scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    let wrong = format!("sha256 {}", BASE64_STANDARD.encode([7; 32]));
    let answer = scene
        .patch(&at, "0", &[("upload-checksum", &wrong)], b"0123")
        .await;
    refused(&answer, 460, "upload.wrong_checksum");
    assert_eq!(scene.offset(&at).await, "0");
    let md5 = [("upload-checksum", "md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")];
    refused(
        &scene.patch(&at, "0", &md5, b"0123").await,
        400,
        "upload.algorithm",
    );
    let right = format!("sha1 {}", BASE64_STANDARD.encode(Sha1::digest(b"0123")));
    let answer = scene
        .patch(&at, "0", &[("upload-checksum", &right)], b"0123")
        .await;
    assert_eq!(answer.header("upload-offset"), "4");
}

#[tokio::test]
async fn parts_sent_apart_become_one_file() {
    let scene = Scene::new().await;
    let partial = [("upload-concat", "partial")];
    let (a, b) = (
        scene.create("a.png", "4", &partial).await,
        scene.create("a.png", "6", &partial).await,
    );
    let (a, b) = (a.location().to_owned(), b.location().to_owned());
    scene.patch(&b, "0", &[], b"456789").await;
    let together = format!("final;{a} https://aval.example{b}");
    let whole = [("upload-concat", together.as_str())];
    refused(
        &scene.create("a.png", "", &whole).await,
        400,
        "upload.bad_parts",
    );
    scene.patch(&a, "0", &[], b"0123").await;
    assert!(scene.pieces(SLOT).await.is_empty(), "a part is no piece");
    let answer = scene.create("a.png", "", &whole).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(scene.pieces(SLOT).await[0].1, sha256(b"0123456789"));
    let head = scene
        .ask(&scene.vendor, "HEAD", answer.location(), &[], "")
        .await;
    assert_eq!(head.header("upload-length"), "10");
    assert_eq!(head.header("upload-concat"), format!("final;{a} {b}"));
}

#[tokio::test]
async fn an_upload_is_ended_by_its_person_only() {
    let scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    let stranger = scene.house.person("x@autre.example", &["owner"], &[]).await;
    for method in ["HEAD", "PATCH", "DELETE", "GET"] {
        let fields = [
            ("upload-offset", "0"),
            ("content-type", "application/offset+octet-stream"),
        ];
        let answer = scene.ask(&stranger, method, &at, &fields, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
    }
    let metadata = named("a.png");
    let fields = [
        ("upload-length", "5"),
        ("upload-metadata", metadata.as_str()),
    ];
    let answer = scene
        .ask(&stranger, "POST", &scene.door(SLOT), &fields, "")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let nowhere = scene
        .ask(&scene.vendor, "POST", &scene.door("Z.99"), &fields, "")
        .await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let examiner = scene
        .house
        .person("e@etat.example", &["examiner"], &["laboratory"])
        .await;
    let answer = scene
        .ask(&examiner, "POST", &scene.door(SLOT), &fields, "")
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let ended = scene.ask(&scene.vendor, "DELETE", &at, &[], "").await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let after = scene.ask(&scene.vendor, "HEAD", &at, &[], "").await;
    assert_eq!(after.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_that_ends_in_the_middle_costs_a_sign_in() {
    let scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    scene.patch(&at, "0", &[], b"0123").await;
    scene
        .house
        .post_as(&scene.vendor, "/deconnexion", &[])
        .await;
    let answer = scene.patch(&at, "4", &[], b"456789").await;
    refused(&answer, 401, "upload.sign_in_first");
    let back = scene.house.again(&scene.vendor).await;
    let fields = [
        ("upload-offset", "4"),
        ("content-type", "application/offset+octet-stream"),
    ];
    let answer = scene.ask(&back, "PATCH", &at, &fields, "456789").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
    assert_eq!(scene.pieces(SLOT).await[0].1, sha256(b"0123456789"));
}

#[tokio::test]
async fn another_site_cannot_send_in_somebodys_name() {
    let scene = Scene::new().await;
    let cross = [("sec-fetch-site", "cross-site")];
    refused(
        &scene.create("a.png", "5", &cross).await,
        403,
        "upload.elsewhere",
    );
    let plain = [("tus-resumable", "")];
    refused(
        &scene.create("a.png", "5", &plain).await,
        412,
        "upload.version",
    );
}

#[tokio::test]
async fn a_milestone_that_passes_meanwhile_lets_the_upload_end_and_none_begin() {
    let mut scene = Scene::new().await;
    let milestone = "2027-03-31T12:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let left = milestone.duration_since(scene.house.house.now()).as_hours();
    scene.pass(left - 1).await;
    let at = scene.created("a.png", 10).await;
    scene.patch(&at, "0", &[], b"0").await;
    scene.pass(2).await;
    let late = scene.create("b.png", "5", &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("milestone"), "{}", late.body);
    let end = scene.patch(&at, "1", &[], b"123456789").await;
    assert_eq!(end.status, StatusCode::NO_CONTENT, "{}", end.body);
    assert_eq!(scene.pieces(SLOT).await.len(), 1);
    let submit = aval_core::application::Command::SubmitChapter {
        chapter: "functions".into(),
        remainder: None,
        reasons: [].into(),
    };
    let house = &scene.house.house;
    match house
        .execute(&scene.vendor.actor, scene.id, submit, None)
        .await
    {
        Err(crate::applications::Failure::Refused(refusal)) => {
            assert_eq!(refusal.code(), "milestone_passed");
        }
        other => panic!("the chapter was submitted too late: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_that_the_rules_do_not_take_is_kept_and_can_be_deposited_later() {
    let scene = Scene::new().await;
    let one = scene.created("one.png", 4).await;
    let two = scene.created("two.png", 4).await;
    scene.patch(&one, "0", &[], b"0123").await;
    let other = scene.created("other.png", 3).await;
    scene.patch(&other, "0", &[], b"abc").await;
    let b = format!("/envois?dossier={}&preuve=F.01.b", scene.id);
    let filled = scene
        .ask(
            &scene.vendor,
            "POST",
            &b,
            &[
                ("upload-length", "3"),
                ("upload-metadata", &named("b.png")),
                ("content-type", "application/offset+octet-stream"),
            ],
            "xyz",
        )
        .await;
    assert_eq!(filled.status, StatusCode::CREATED);
    // The chapter is handed in while the second file is on its way.
    scene
        .did(
            &scene.vendor,
            Command::SubmitChapter {
                chapter: "functions".into(),
                remainder: None,
                reasons: [].into(),
            },
        )
        .await;
    let end = scene.patch(&two, "0", &[], b"4567").await;
    refused(
        &end,
        422,
        aval_core::application::Refusal::ChapterFrozen.code(),
    );
    // Nobody is told that it is deposited.
    let head = scene.ask(&scene.vendor, "HEAD", &two, &[], "").await;
    assert_eq!(head.status, StatusCode::UNPROCESSABLE_ENTITY);
    let list = scene
        .ask(
            &scene.vendor,
            "GET",
            &format!("/envois?dossier={}", scene.id),
            &[],
            "",
        )
        .await;
    let list: serde_json::Value = serde_json::from_str(&list.body).unwrap();
    assert_eq!(list["uploads"][0]["name"], "two.png");
    assert_eq!(list["uploads"][0]["state"], "refused");
    let reviewer = scene
        .house
        .person("r@etat.example", &["examiner"], &["laboratory"])
        .await;
    scene
        .did(
            &reviewer,
            Command::ReopenChapter {
                chapter: "functions".into(),
                slots: std::collections::BTreeSet::from([SLOT.into()]),
                reason: "Une pièce est encore en route.".into(),
            },
        )
        .await;
    let id = two.rsplit('/').next().unwrap();
    let filed = scene
        .house
        .post_as(&scene.vendor, &format!("/envois/{id}/deposer"), &[])
        .await;
    assert!(
        filed.location().contains("/chapitres/functions"),
        "{filed:?}"
    );
    let names: Vec<_> = scene
        .pieces(SLOT)
        .await
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains(&"two.png".to_owned()), "{names:?}");
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_never_said_to_be_received() {
    let scene = Scene::new().await;
    let at = scene.created("one.png", 4).await;
    scene.patch(&at, "0", &[], b"01").await;
    let id = at.rsplit('/').next().unwrap();
    let asked = scene
        .house
        .post_as(&scene.vendor, &format!("/envois/{id}/deposer"), &[])
        .await;
    refused(&asked, 408, "upload.cut");
    assert_eq!(scene.pieces(SLOT).await, []);
}

#[tokio::test]
async fn the_next_version_of_a_piece_may_arrive_in_several_times() {
    let scene = Scene::new().await;
    let first = scene.created("a.png", 3).await;
    scene.patch(&first, "0", &[], b"old").await;
    let piece = first.rsplit('/').next().unwrap();
    let door = format!("{}&remplace={piece}&suit={SLOT}", scene.door(SLOT));
    let metadata = named("b.png");
    let fields = [
        ("upload-length", "3"),
        ("upload-metadata", metadata.as_str()),
    ];
    let answer = scene.ask(&scene.vendor, "POST", &door, &fields, "").await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let end = scene.patch(answer.location(), "0", &[], b"new").await;
    assert_eq!(end.status, StatusCode::NO_CONTENT, "{}", end.body);
    assert_eq!(
        scene.pieces(SLOT).await,
        [("b.png".to_owned(), sha256(b"new"))]
    );
}

#[tokio::test]
async fn an_abandoned_upload_expires_after_its_seven_days() {
    let mut scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    scene.patch(&at, "0", &[], b"0123").await;
    let house = scene.house.house.clone();
    scene.pass(7 * 24 - 1).await;
    assert_eq!(house.uploads().sweep(house.now(), 9).await.unwrap(), 0);
    assert_eq!(scene.offset(&at).await, "4");
    scene.pass(1).await;
    refused(
        &scene.patch(&at, "4", &[], b"4").await,
        410,
        "upload.expired",
    );
    assert_eq!(house.uploads().sweep(house.now(), 9).await.unwrap(), 1);
    let gone = scene.patch(&at, "4", &[], b"4").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_writers_on_one_upload_take_turns() {
    let scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    let id = at.rsplit('/').next().unwrap().parse().unwrap();
    // Another instance, over the same database and folder, has it in hand.
    let uploads: Uploads = scene.house.house.uploads();
    let hold = uploads.hold(id).await.unwrap();
    let answer = scene.patch(&at, "0", &[], b"0123").await;
    refused(&answer, 423, "upload.locked");
    assert_eq!(answer.header("retry-after"), "5");
    drop(hold);
    let answer = scene.patch(&at, "0", &[], b"0123").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn another_computer_recognises_the_file_by_its_ends() {
    let scene = Scene::new().await;
    let at = scene.created("a.png", 10).await;
    scene.patch(&at, "0", &[], b"0123").await;
    let told = scene.ask(&scene.vendor, "GET", &at, &[], "").await;
    let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(told["received"], 4);
    assert_eq!(told["sha256"], sha256(b"0123"));
    assert_eq!(told["samples"][0]["to"], 4);
    assert_eq!(told["samples"][0]["sha256"], sha256(b"0123"));
    let page = scene
        .house
        .get_as(
            &scene.vendor,
            &format!("/dossiers/{}/chapitres/functions?preuve={SLOT}", scene.id),
        )
        .await;
    assert!(page.body.contains("Envois à reprendre"), "{}", page.body);
    assert!(page.body.contains(&format!("{at}/supprimer")));
    let id = at.rsplit('/').next().unwrap();
    scene
        .house
        .post_as(&scene.vendor, &format!("/envois/{id}/supprimer"), &[])
        .await;
    let gone = scene.ask(&scene.vendor, "HEAD", &at, &[], "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}
