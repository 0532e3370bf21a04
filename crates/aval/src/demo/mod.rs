//! `aval demo`: a whole installation in one folder, with invented people and applications in
//! several states. Starting again keeps the data; `--reset` begins anew.

mod calendar;
mod cast;
mod forms;
mod pieces;
mod story;

use crate::output::say;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use aval_core::{
    access::{Actor, Side},
    ids::{AccountId, OrganisationId},
    programme::{Programme, RoleSide},
};
use aval_store::{Account, NewAccount, Organisation, OrganisationKind};
use aval_web::house::{House, Settings};
use clap::Args;
use jiff::{Timestamp, civil::Date};

use self::{calendar::Calendar, cast::Cast, story::Troupe};
use crate::{
    installation::{Bucket, ChosenTheme, Installation, StartError},
    serve::{Antivirus, Door, until_asked_to_stop},
};

/// Everybody's password: the people are invented and the page says so.
const PASSWORD: &str = "demonstration";

/// File that tells that the data are complete, and around which day they were told.
const TOLD: &str = "demonstration.json";

/// What `aval demo` takes.
#[derive(Args, Debug)]
pub struct Demo {
    /// Folder of the data.
    #[arg(long, env = "AVAL_DEMO_DATA", default_value = "data/demo")]
    data: PathBuf,
    /// Folder of the programme.
    #[arg(long, env = "AVAL_PROGRAMME", default_value = "programmes/segur-v2")]
    programme: PathBuf,
    /// Database, when not the file `aval.db` of the folder.
    #[arg(long, env = "AVAL_DEMO_DATABASE")]
    database: Option<String>,
    /// Begins anew: the folder is emptied first.
    #[arg(long)]
    reset: bool,
    /// Prepares the data and ends, without listening.
    #[arg(long)]
    prepare: bool,
    /// Address and port to listen on.
    #[arg(long, env = "AVAL_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    #[command(flatten)]
    antivirus: Antivirus,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Told {
    load_day: Date,
}

pub fn run(demo: &Demo) -> ExitCode {
    crate::asynchronously(async {
        if demo.reset {
            empty(&demo.data)?;
        }
        let installation = demo.installation();
        let (mut programme, programme_findings) = installation.checked()?;
        let cast = read_cast(&demo.programme)?;
        let told = read_told(&demo.data);
        let today = Timestamp::now().to_zoned(programme.zone()).date();
        let load_day = told.as_ref().map_or(today, |told| told.load_day);
        calendar::move_milestones(&mut programme, cast.clock.pinned_day, load_day);
        let settings = Settings {
            secure_cookies: false,
            demonstration: true,
            demonstration_people: people_to_try(&cast, &programme),
            inspector: crate::inspect::worker(),
            clamd: demo.antivirus.clamd(&programme),
            programme_findings,
            trust: forms::trust(&cast, load_day)?,
            ..Settings::default()
        };
        if told.is_none() && demo.data.join("aval.db").exists() {
            // A first start that was cut: half a story would only confuse.
            empty(&demo.data)?;
        }
        let house = installation.house(programme, settings).await?;
        if told.is_none() {
            eprintln!("Préparation des données de démonstration…");
            tell(&house, &cast, load_day).await?;
            write_told(&demo.data, &Told { load_day })?;
        }
        if demo.prepare {
            house.store().close().await;
            return Ok(());
        }
        let door = Door {
            listen: demo.listen.clone(),
            plain_http: true,
        };
        let listener = door.listener().await?;
        let address = listener
            .local_addr()
            .map_or(demo.listen.clone(), |one| one.to_string());
        say!(
            "{}",
            welcome(&address, &house.settings().demonstration_people)
        );
        // A demonstration leaves the network alone.
        until_asked_to_stop(house, listener, None).await
    })
}

impl Demo {
    fn installation(&self) -> Installation {
        let database = self
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("aval.db").display()));
        Installation {
            database,
            files: self.data.join("files"),
            bucket: Bucket::default(),
            programme: self.programme.clone(),
            name: "Aval".to_owned(),
            operator: None,
            theme: ChosenTheme::Neutral,
        }
    }
}

fn welcome(address: &str, people: &[(String, String)]) -> String {
    let mut text = format!(
        "\nAval – démonstration\n  Ouvrez http://{address}\n\n  Mot de passe de chacun : {PASSWORD}\n"
    );
    for (email, role) in people {
        text.push_str(&format!("  {email:<42} {role}\n"));
    }
    text.push_str(
        "\nContenu illustratif : personnes, organisations et dossiers inventés. Ctrl-C arrête.\n",
    );
    text
}

/// Only what a demonstration wrote is removed: a folder given by mistake keeps the rest.
fn empty(data: &Path) -> Result<(), StartError> {
    let failed = |error| StartError::Folder(data.to_owned(), error);
    for name in ["aval.db", "aval.db-wal", "aval.db-shm", TOLD] {
        match std::fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(error));
            }
            _ => {}
        }
    }
    match std::fs::remove_dir_all(data.join("files")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

fn read_cast(programme: &Path) -> Result<Cast, StartError> {
    let path = programme.join("people/demo.toml");
    let text =
        std::fs::read_to_string(&path).map_err(|error| StartError::Folder(path.clone(), error))?;
    toml::from_str(&text)
        .map_err(|error| StartError::Demonstration(format!("{} : {error}", path.display())))
}

fn read_told(data: &Path) -> Option<Told> {
    serde_json::from_slice(&std::fs::read(data.join(TOLD)).ok()?).ok()
}

fn write_told(data: &Path, told: &Told) -> Result<(), StartError> {
    let path = data.join(TOLD);
    serde_json::to_vec(told)
        .map_err(std::io::Error::other)
        .and_then(|text| std::fs::write(&path, text))
        .map_err(|error| StartError::Folder(path, error))
}

fn people_to_try(cast: &Cast, programme: &Programme) -> Vec<(String, String)> {
    cast.users
        .iter()
        .map(|user| {
            let roles: Vec<&str> = user
                .roles
                .iter()
                .filter_map(|role| programme.role(&role.as_str().into()))
                .map(|role| role.label.as_str())
                .collect();
            let company = cast
                .organisations
                .iter()
                .find(|company| company.code == user.organisation)
                .map_or("", |company| company.name.as_str());
            (
                user.email.clone(),
                format!("{} – {}, {company}", user.name, roles.join(", ")),
            )
        })
        .collect()
}

async fn tell(house: &House, cast: &Cast, load_day: Date) -> Result<(), StartError> {
    let calendar = Calendar::new(load_day, house.programme());
    let troupe = settle(house, cast).await?;
    story::play(house, cast, &troupe, &calendar, |name| {
        eprintln!("  {name}")
    })
    .await
}

/// Creates the organisations and the accounts.
async fn settle(house: &House, cast: &Cast) -> Result<Troupe, StartError> {
    let mut organisations = BTreeMap::new();
    for company in &cast.organisations {
        let id = house.id();
        let kind = OrganisationKind::from_code(&company.kind).ok_or_else(|| {
            StartError::Demonstration(format!(
                "« {} » n’est pas une sorte d’organisation.",
                company.kind
            ))
        })?;
        house
            .store()
            .put_organisation(&Organisation {
                id,
                kind,
                code: company.code.clone(),
                name: company.name.clone(),
                siren: company.siren.clone(),
                city: company.city.clone(),
            })
            .await?;
        organisations.insert(company.code.as_str(), id);
    }
    // One hash for all: the password is public anyway, and the start stays short.
    let password_hash = house.identity().hash_password(PASSWORD).await?;
    let mut troupe = Troupe::new();
    for user in &cast.users {
        let organisation = *organisations
            .get(user.organisation.as_str())
            .ok_or_else(|| {
                StartError::Demonstration(format!(
                    "L’organisation « {} » manque.",
                    user.organisation
                ))
            })?;
        let id = house.id();
        let account = Account {
            id,
            email: user.email.clone(),
            name: user.name.clone(),
            organisation,
            title: user.title.clone(),
            roles: user.roles.clone(),
            teams: user.teams.clone(),
            language: "fr".to_owned(),
            created_at: house.now(),
            disabled_at: None,
        };
        house
            .store()
            .put_account(&NewAccount {
                account,
                password_hash: Some(password_hash.clone()),
            })
            .await?;
        let side = user
            .roles
            .iter()
            .find_map(|role| house.programme().role(&role.as_str().into()))
            .map_or(Side::Vendor, |role| match role.side {
                RoleSide::Vendor => Side::Vendor,
                RoleSide::External => Side::External,
                RoleSide::Operator => Side::Operator,
            });
        troupe.insert(
            user.code.clone(),
            Actor {
                id: AccountId(id),
                name: user.name.clone(),
                side,
                organisation: OrganisationId(organisation),
                roles: user.roles.iter().map(|role| role.as_str().into()).collect(),
                teams: user.teams.iter().map(|team| team.as_str().into()).collect(),
            },
        );
    }
    Ok(troupe)
}
