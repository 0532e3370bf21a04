//! Tries addresses of others for the FAQ: one at a time, HEAD then GET, within bounds of time
//! and size, and never inside a private network, whatever a name or a redirection says.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use aval_web::faq::{Probe, Reached, Reaching};
use ureq::{
    Agent, Error,
    config::Config,
    http::{Response, StatusCode, Uri, header::LOCATION},
    tls::{RootCerts, TlsConfig, TlsProvider},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// One request, from the name to the end of the head.
const TIME: Duration = Duration::from_secs(15);
/// Redirections followed.
const REDIRECTIONS: usize = 5;
/// Longest address followed, in octets.
const ADDRESS_MAX: usize = 2_000;
/// Longest head read, in octets; bodies are not read.
const HEAD_MAX: usize = 64 * 1024;

/// Tries addresses over the network.
pub struct HttpProbe {
    agent: Agent,
}

impl HttpProbe {
    /// `admits` says to which machines one may go; [`is_public`] in production.
    pub fn new(admits: fn(IpAddr) -> bool) -> Self {
        let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::WebPki)
            .unversioned_rustls_crypto_provider(crypto)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIME))
            .max_response_header_size(HEAD_MAX)
            .max_idle_connections(0)
            .user_agent("Aval-link-check/1")
            .build();
        let resolver = Admitted {
            admits,
            names: DefaultResolver::default(),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Self { agent }
    }
}

impl Probe for HttpProbe {
    fn reach(&self, address: String) -> Reaching<'_> {
        let agent = self.agent.clone();
        Box::pin(async move {
            tokio::task::spawn_blocking(move || follow(&agent, &address))
                .await
                .unwrap_or_else(|_| Reached::Unreachable("connection".to_owned()))
        })
    }
}

/// Resolves names, and knows only the machines that are admitted: the addresses given back
/// are the very ones that are connected to, at each redirection again.
#[derive(Debug)]
struct Admitted {
    admits: fn(IpAddr) -> bool,
    names: DefaultResolver,
}

impl Resolver for Admitted {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // One private address among public ones is a trick: nothing of it is followed.
        if found.iter().all(|machine| (self.admits)(machine.ip())) {
            Ok(found)
        } else {
            Err(Error::Io(io::Error::from(io::ErrorKind::PermissionDenied)))
        }
    }
}

/// Follows an address as a reader would.
fn follow(agent: &Agent, first: &str) -> Reached {
    let mut here = first.to_owned();
    let mut moved = None;
    let mut for_good = true;
    for _ in 0..=REDIRECTIONS {
        let answer = match ask(agent, &here) {
            Ok(answer) => answer,
            Err(why) => return Reached::Unreachable(why.to_owned()),
        };
        let status = answer.status();
        match status.as_u16() {
            200..=299 => return moved.map_or(Reached::Fine, Reached::Moved),
            301 | 302 | 303 | 307 | 308 => {
                let location = answer.headers().get(LOCATION);
                let next = location
                    .and_then(|location| location.to_str().ok())
                    .and_then(|location| joined(&here, location));
                let Some(next) = next else {
                    return Reached::Unreachable("redirection".to_owned());
                };
                for_good &= matches!(status.as_u16(), 301 | 308);
                if for_good {
                    moved = Some(next.clone());
                }
                here = next;
            }
            404 | 410 => return Reached::Dead(status.as_str().to_owned()),
            _ => return Reached::Unreachable(status.as_str().to_owned()),
        }
    }
    Reached::Unreachable("redirection".to_owned())
}

/// One request; a server that does not want HEAD is asked with GET, whose body is not read.
fn ask(agent: &Agent, address: &str) -> Result<Response<ureq::Body>, &'static str> {
    let uri: Uri = address.parse().map_err(|_| "address")?;
    let secret = uri.authority().is_some_and(|it| it.as_str().contains('@'));
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    if address.len() > ADDRESS_MAX || secret || !web {
        return Err("address");
    }
    match agent.head(&uri).call() {
        Ok(answer) if answer.status() < StatusCode::BAD_REQUEST => return Ok(answer),
        Ok(_) | Err(Error::Protocol(_)) => {}
        Err(error) => return Err(why(&error)),
    }
    agent.get(&uri).call().map_err(|error| why(&error))
}

/// A word for why nothing was read.
fn why(error: &Error) -> &'static str {
    match error {
        Error::Timeout(_) => "timeout",
        Error::HostNotFound => "name",
        Error::Tls(_) | Error::Rustls(_) => "tls",
        Error::Io(error) => match error.kind() {
            io::ErrorKind::PermissionDenied => "private",
            io::ErrorKind::TimedOut => "timeout",
            io::ErrorKind::InvalidData => "tls",
            _ if error.raw_os_error().is_none() && names_nobody(error) => "name",
            _ => "connection",
        },
        Error::BadUri(_) | Error::Http(_) => "address",
        _ => "connection",
    }
}

/// The standard library has no kind for a name that nobody bears.
fn names_nobody(error: &io::Error) -> bool {
    error.to_string().contains("lookup address")
}

/// The address that a redirection from `here` leads to (RFC 3986, section 5).
fn joined(here: &str, location: &str) -> Option<String> {
    let (location, _) = location.split_once('#').unwrap_or((location, ""));
    let (scheme, rest) = here.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let origin = format!("{scheme}://{authority}");
    if location.contains("://") {
        return Some(location.to_owned());
    }
    if location.starts_with("//") {
        return Some(format!("{scheme}:{location}"));
    }
    if location.starts_with('/') {
        return Some(format!("{origin}{location}"));
    }
    let path = rest.get(authority.len()..)?.split(['?', '#']).next()?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{origin}{folder}/{location}"))
}

/// Whether an address belongs to the public Internet: none that leads back to this machine,
/// its network or its provider (IANA special-purpose address registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [a, b, c, ..] = address.segments();
    let [.., high, low] = address.segments();
    let embedded = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
    };
    match (a, b) {
        // The well-known prefix to IPv4 (RFC 6052), and 6to4 (RFC 3056).
        (0x64, 0xff9b) => c == 0 && embedded(high, low),
        (0x2002, high) => embedded(high, c),
        // IETF protocols, Teredo among them; documentation.
        (0x2001, 0..0x200) | (0x2001, 0xdb8) | (0x3fff, 0..0x1000) => false,
        _ => (0x2000..0x4000).contains(&a),
    }
}

#[cfg(test)]
mod tests;
