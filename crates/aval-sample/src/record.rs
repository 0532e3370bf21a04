//! Technical traces as text: a log, an exchange as JSON, an e-mail message. Test identities only.

use jiff::Zoned;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::name::file_name;
use crate::scene::Scene;
use crate::{Error, Sample, wording};

/// A log of the steps: one line an event, instant with its offset, level, component, correlation, words.
#[must_use]
pub fn log(scene: &Scene) -> Sample {
    let mut draw = scene.draw("log");
    let host = host_of(&scene.address);
    let session = draw.uuid();
    let mut at = scene.at.clone();
    let mut lines = vec![
        format!(
            "# {} {} ({}) – {} {}",
            scene.product,
            scene.version,
            host,
            wording::PROOF,
            scene.proof
        ),
        format!(
            "# {} {} – {}",
            wording::REQUIREMENT,
            scene.requirement,
            scene.sentence
        ),
        format!("# {}", wording::FICTITIOUS),
    ];
    let mut event = |at: &Zoned, level: &str, component: &str, words: String| {
        lines.push(format!(
            "{} {level:<5} [{component}] {session} {words}",
            instant(at)
        ));
    };
    event(
        &at,
        "INFO",
        "session",
        format!(
            "session.open user=\"{}\" method=oidc acr=eidas1 remote=192.0.2.{}",
            scene.user,
            10 + draw.below(200)
        ),
    );
    for (rank, step) in (1_u32..).zip(scene.told_steps()) {
        at = pause(&at, 900 + draw.below(8_000));
        let request = draw.uuid();
        event(
            &at,
            "INFO",
            "scenario",
            format!("step={rank} label=\"{step}\""),
        );
        let (verb, path) = draw.one_of(
            ("GET", "context"),
            &[
                ("POST", "search"),
                ("GET", "record"),
                ("PUT", "record"),
                ("POST", "exchange"),
            ],
        );
        event(
            &at,
            "DEBUG",
            "http",
            format!(
                "--> {verb} /api/v1/{path} request={request} subject={}",
                scene.subject.number
            ),
        );
        let took = 18 + draw.below(420);
        at = pause(&at, took);
        let octets = 400 + draw.below(9_000);
        event(
            &at,
            "DEBUG",
            "http",
            format!("<-- 200 request={request} duration_ms={took} bytes={octets}"),
        );
        if draw.below(4) == 0 {
            event(
                &at,
                "WARN",
                "cache",
                format!("cache.miss key=subject:{} ttl_s=300", scene.subject.number),
            );
        }
        at = pause(&at, 5 + draw.below(40));
        event(
            &at,
            "INFO",
            "audit",
            format!(
                "audit.write proof={} step={rank} outcome=success trace={:016x}",
                scene.proof,
                draw.number()
            ),
        );
    }
    at = pause(&at, 1_500 + draw.below(6_000));
    event(
        &at,
        "INFO",
        "session",
        "session.close reason=user".to_owned(),
    );
    let mut text = lines.join("\n");
    text.push('\n');
    Sample {
        name: file_name(wording::RECORD, &scene.proof, "txt"),
        media_type: "text/plain",
        octets: text.into_bytes(),
    }
}

/// The exchanges of the steps as one JSON document.
///
/// # Errors
/// [`Error::Json`].
pub fn json(scene: &Scene) -> Result<Sample, Error> {
    let mut draw = scene.draw("json");
    let host = host_of(&scene.address).to_owned();
    let exchanges: Vec<_> = (1_u32..)
        .zip(scene.told_steps())
        .map(|(rank, step)| {
            let at = pause(&scene.at, u64::from(rank) * 4_000 + draw.below(2_000));
            json!({
                "rank": rank,
                "step": step,
                "at": instant(&at),
                "request": { "id": draw.uuid(), "method": draw.one_of("GET", &["POST", "PUT"]), "host": host },
                "response": { "status": 200, "duration_ms": 18 + draw.below(420), "bytes": 400 + draw.below(9_000) },
            })
        })
        .collect();
    let trace = json!({
        "proof": scene.proof,
        "requirement": scene.requirement,
        "sentence": scene.sentence,
        "notice": wording::FICTITIOUS,
        "product": { "name": scene.product, "version": scene.version, "vendor": scene.vendor },
        "user": scene.user,
        "subject": {
            "family": scene.subject.family,
            "given": scene.subject.given,
            "born": scene.subject.born.to_string(),
            "sex": scene.subject.sex.to_string(),
            "identifier": { "system": format!("urn:oid:{}", scene.subject.domain), "value": scene.subject.number },
        },
        "exchanges": exchanges,
    });
    let mut octets = serde_json::to_vec_pretty(&trace)?;
    octets.push(b'\n');
    Ok(Sample {
        name: file_name(wording::TRACE, &scene.proof, "json"),
        media_type: "application/json",
        octets,
    })
}

/// An e-mail message between two addresses of the product's own host (RFC 5322, quoted-printable UTF-8).
#[must_use]
pub fn mail(scene: &Scene) -> Sample {
    let mut draw = scene.draw("mail");
    let host = host_of(&scene.address);
    let boundary = format!("=_{:016x}", draw.number());
    let digest = Sha256::digest(scene.sentence.as_bytes());
    let fingerprint: String = digest.iter().map(|octet| format!("{octet:02x}")).collect();
    let mut body = format!("{}\n\n", scene.sentence);
    for (rank, step) in (1_u32..).zip(scene.told_steps()) {
        body.push_str(&format!("{rank}. {step}\n"));
    }
    body.push_str(&format!(
        "\n{} – {}\n{} {}\n{}\n",
        scene.subject.full_name(),
        scene.subject.number,
        scene.product,
        scene.version,
        wording::FICTITIOUS
    ));
    let headers = [
        format!(
            "Received: from relais.{host} (192.0.2.{}) by messagerie.{host} with ESMTPS;\n {}",
            10 + draw.below(200),
            mail_date(&scene.later(1))
        ),
        format!("Message-ID: <{}@{host}>", draw.uuid()),
        format!("Date: {}", mail_date(&scene.at)),
        format!("From: expediteur@{host}"),
        format!("To: destinataire@{host}"),
        format!(
            "Subject: {}",
            encoded_word(&format!(
                "{} {} – {}",
                wording::PROOF,
                scene.proof,
                scene.heading
            ))
        ),
        format!("X-Content-SHA256:\n {fingerprint}"),
        "MIME-Version: 1.0".to_owned(),
        format!("Content-Type: multipart/mixed; boundary=\"{boundary}\""),
    ];
    let text = format!(
        "{}\n\n--{boundary}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}\n--{boundary}--\n",
        headers.join("\n"),
        quoted_printable(&body)
    );
    Sample {
        name: file_name(wording::MESSAGE, &scene.proof, "eml"),
        media_type: "message/rfc822",
        octets: text.replace('\n', "\r\n").into_bytes(),
    }
}

/// The host of an address, or a reserved one when there is none that a message could carry.
fn host_of(address: &str) -> &str {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = after_scheme
        .split(['/', ':', '?', '#'])
        .next()
        .unwrap_or_default();
    let usable = |octet: u8| octet.is_ascii_alphanumeric() || b"-.".contains(&octet);
    if host.is_empty() || host.len() > 60 || !host.bytes().all(usable) {
        "application.example"
    } else {
        host
    }
}

fn instant(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

fn mail_date(at: &Zoned) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

fn pause(at: &Zoned, milliseconds: u64) -> Zoned {
    at.saturating_add(std::time::Duration::from_millis(milliseconds))
}

/// RFC 2047 words of at most 75 octets, folded.
fn encoded_word(words: &str) -> String {
    let mut chunks: Vec<String> = vec![String::new()];
    for letter in words.chars() {
        let mut buffer = [0; 4];
        let coded: String = letter
            .encode_utf8(&mut buffer)
            .bytes()
            .map(|octet| match octet {
                b' ' => "_".to_owned(),
                b if b.is_ascii_alphanumeric() || b"-./".contains(&b) => char::from(b).to_string(),
                b => format!("={b:02X}"),
            })
            .collect();
        match chunks.last_mut() {
            Some(last) if last.len() + coded.len() <= 54 => last.push_str(&coded),
            _ => chunks.push(coded),
        }
    }
    chunks
        .iter()
        .map(|chunk| format!("=?utf-8?Q?{chunk}?="))
        .collect::<Vec<_>>()
        .join("\n ")
}

/// RFC 2045 lines of at most 76 octets.
fn quoted_printable(text: &str) -> String {
    let mut written = String::new();
    let mut length = 0;
    for octet in text.bytes() {
        if octet == b'\n' {
            written.push('\n');
            length = 0;
            continue;
        }
        let coded = if octet == b'=' || !(b' '..=b'~').contains(&octet) {
            format!("={octet:02X}")
        } else {
            char::from(octet).to_string()
        };
        if length + coded.len() > 75 {
            written.push_str("=\n");
            length = 0;
        }
        length += coded.len();
        written.push_str(&coded);
    }
    written
}
