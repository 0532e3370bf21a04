//! `aval serve`: the service. Listens, runs the clock of the applications beside it, and
//! ends in order when asked to.

use crate::output::say;
use std::{net::SocketAddr, process::ExitCode, time::Duration};

use aval_core::programme::Programme;
use aval_web::{
    administration::{FirstAdministrator, first_administrator},
    clockwork, custody,
    faq::watch_links,
    house::{House, Settings},
    malware,
    site::site,
};
use clap::{ArgAction, Args};
use tokio::net::TcpListener;

use crate::{
    installation::{Installation, StartError},
    link_probe::{HttpProbe, is_public},
};

/// What `aval serve` takes.
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    installation: Installation,
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    antivirus: Antivirus,
    /// E-mail of the first administrator, who is made when there is no account yet. The
    /// password comes from AVAL_ADMINISTRATOR_PASSWORD; without it one is drawn and said once.
    #[arg(long, env = "AVAL_ADMINISTRATOR")]
    administrator: Option<String>,
    /// Tries the links of the FAQ that lead to other sites, each once a week: `false` for a
    /// machine that may not reach the network.
    #[arg(long, env = "AVAL_CHECK_LINKS", default_value_t = true, action = ArgAction::Set)]
    check_links: bool,
}

/// Who looks for malware in deposited files.
#[derive(Args, Clone, Debug)]
pub struct Antivirus {
    /// Address of clamd, which every deposited file is shown to: `tcp://HOST:PORT` or
    /// `unix:/PATH`. Without it, files are said to be not scanned.
    #[arg(long, env = "AVAL_CLAMD")]
    clamd: Option<malware::ClamdAddress>,
}

impl Antivirus {
    /// The antivirus, when there is one; a content is waited for as long as the programme says.
    pub fn clamd(&self, programme: &Programme) -> Option<malware::Clamd> {
        let minutes = u64::from(programme.upload.scan_watchdog_minutes);
        let limits = malware::ClamdLimits {
            content: Duration::from_secs(minutes.saturating_mul(60)),
            ..malware::ClamdLimits::default()
        };
        let address = self.clamd.clone()?;
        Some(malware::Clamd::new(address, limits))
    }
}

/// Where visitors come in.
#[derive(Args, Clone, Debug)]
pub struct Door {
    /// Address and port to listen on.
    #[arg(long, env = "AVAL_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Cookies travel without HTTPS: for a machine of one's own only.
    #[arg(long, env = "AVAL_PLAIN_HTTP")]
    pub plain_http: bool,
}

pub fn run(serve: &Serve) -> ExitCode {
    crate::asynchronously(async {
        let (programme, programme_findings) = serve.installation.checked()?;
        let settings = Settings {
            secure_cookies: !serve.door.plain_http,
            inspector: crate::inspect::worker(),
            clamd: serve.antivirus.clamd(&programme),
            programme_findings,
            ..Settings::default()
        };
        let house = serve.installation.house(programme, settings).await?;
        if let Some(email) = &serve.administrator {
            let given = std::env::var("AVAL_ADMINISTRATOR_PASSWORD").ok();
            welcome_administrator(&house, email, given).await?;
        }
        let listener = serve.door.listener().await?;
        if let Ok(address) = listener.local_addr() {
            say!("Aval répond à http://{address}");
        }
        let probe = serve.check_links.then(|| HttpProbe::new(is_public));
        until_asked_to_stop(house, listener, probe).await
    })
}

/// An empty house gets its first administrator; a house with people stays as it is.
async fn welcome_administrator(
    house: &House,
    email: &str,
    given: Option<String>,
) -> Result<(), StartError> {
    let drawn = given.is_none();
    let password = given.unwrap_or_else(|| house.secret().chars().take(24).collect());
    let first = FirstAdministrator {
        email,
        name: email.split('@').next().unwrap_or(email),
        password: &password,
        at: house.now(),
        ids: [house.id(), house.id(), house.id()],
    };
    let created =
        first_administrator(house.store(), house.identity(), house.programme(), &first).await?;
    if created && drawn {
        say!("Premier administrateur : {email}, mot de passe {password} (à changer).");
    }
    Ok(())
}

impl Door {
    /// Takes the address.
    pub async fn listener(&self) -> Result<TcpListener, StartError> {
        TcpListener::bind(&self.listen)
            .await
            .map_err(|error| StartError::Listen(self.listen.clone(), error))
    }
}

/// Serves visitors until SIGINT or SIGTERM, then lets those inside finish.
pub async fn until_asked_to_stop(
    house: House,
    listener: TcpListener,
    probe: Option<HttpProbe>,
) -> Result<(), StartError> {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let keeper = tokio::spawn(custody::watch(house.clone(), stopped.clone()));
    let links = probe.map(|probe| tokio::spawn(watch_links(house.clone(), probe, stopped.clone())));
    let scans = house
        .settings()
        .clamd
        .clone()
        .map(|clamd| tokio::spawn(malware::watch(house.clone(), clamd, stopped.clone())));
    let clock = tokio::spawn(clockwork::run(house.clone(), stopped));
    let service = site(house.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(StartError::Served);
    // The receiver is gone only when the clock has ended by itself.
    let _ = stop.send(true);
    if let Err(error) = clock.await {
        tracing::error!(%error, "the clock of the applications broke");
    }
    if let Err(error) = keeper.await {
        tracing::error!(%error, "the reading of files broke");
    }
    if let Some(scans) = scans
        && let Err(error) = scans.await
    {
        tracing::error!(%error, "the antivirus broke");
    }
    if let Some(links) = links
        && let Err(error) = links.await
    {
        tracing::error!(%error, "the checking of links broke");
    }
    house.store().close().await;
    served
}

async fn asked_to_stop() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "SIGINT cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
