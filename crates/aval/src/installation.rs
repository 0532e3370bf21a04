//! An installation put together from its settings: database, files, programme, catalogues,
//! the house. Listening is in `serve`; the data of the demonstration are in `demo`.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use aval_core::programme::{CatalogueEntry, CatalogueRelease, Finding, Programme};
use aval_store::{
    BlobError, Blobs, BucketAccess, CustodyError, FilesAddress, Identity, Patience, SealingKeys,
    SignInLimits, Store, StoreError,
};
use aval_web::{
    administration::{self, FirstAdministratorError},
    applications::Catalogues,
    house::{Clock, Draws, House, Settings, SystemClock, SystemDraws},
    layout::{Brand, Theme},
    pentest_form::PentestSetup,
};
use clap::{Args, ValueEnum};
use jiff::Timestamp;

/// Where an installation keeps its data and what it runs.
#[derive(Args, Clone, Debug)]
pub struct Installation {
    /// Database: `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    #[arg(long, env = "AVAL_DATABASE", default_value = "sqlite:data/aval.db")]
    pub database: String,
    /// Where deposited files are: a folder, `file:PATH`, or `s3://BUCKET/PREFIX`.
    #[arg(long, env = "AVAL_FILES", default_value = "data/files")]
    pub files: PathBuf,
    #[command(flatten)]
    pub bucket: Bucket,
    /// Folder of the programme.
    #[arg(long, env = "AVAL_PROGRAMME", default_value = "programmes/segur-v2")]
    pub programme: PathBuf,
    /// Name of the service, shown in the header.
    #[arg(long, env = "AVAL_NAME", default_value = "Aval")]
    pub name: String,
    /// Who runs the service, shown in the footer; by default the operator of the programme.
    #[arg(long, env = "AVAL_OPERATOR")]
    pub operator: Option<String>,
    /// Colours and marks; those of the State are for administrations entitled to them.
    #[arg(long, env = "AVAL_THEME", value_enum, default_value = "neutral")]
    pub theme: ChosenTheme,
}

/// How to reach the bucket of the deposited files. What is not said is taken from the usual
/// variables `AWS_…`.
#[derive(Args, Clone, Debug, Default)]
pub struct Bucket {
    /// Server of the bucket, such as `https://s3.example`; `http://` on a network of one's own.
    #[arg(long, env = "AVAL_S3_ENDPOINT")]
    pub s3_endpoint: Option<String>,
    /// Region of the bucket.
    #[arg(long, env = "AVAL_S3_REGION")]
    pub s3_region: Option<String>,
    /// File with the key of the bucket: its identifier on the first line, its secret on the
    /// second.
    #[arg(long, env = "AVAL_S3_KEY_FILE")]
    pub s3_key_file: Option<PathBuf>,
    /// File of the keys that encrypt what is kept, one a line: a name, a space,
    /// 64 hexadecimal digits. The first one writes, all of them read.
    #[arg(long, env = "AVAL_SEAL_KEY_FILE")]
    pub seal_key_file: Option<PathBuf>,
}

impl Bucket {
    /// With the server and the key of another bucket where nothing is said; never its keys of
    /// encryption.
    pub fn or(self, other: &Self) -> Self {
        if self.s3_endpoint.is_some() || self.s3_key_file.is_some() {
            return self;
        }
        Self {
            s3_endpoint: other.s3_endpoint.clone(),
            s3_region: self.s3_region.or_else(|| other.s3_region.clone()),
            s3_key_file: other.s3_key_file.clone(),
            seal_key_file: self.seal_key_file,
        }
    }

    pub async fn sealing(&self) -> Result<Option<SealingKeys>, StartError> {
        let Some(path) = &self.seal_key_file else {
            return Ok(None);
        };
        let text = tokio::fs::read_to_string(path)
            .await
            .map_err(|error| StartError::KeyFile(path.clone(), error))?;
        SealingKeys::read(&text)
            .map(Some)
            .map_err(|error| StartError::SealingKeys(path.clone(), error))
    }

    pub async fn access(&self) -> Result<BucketAccess, StartError> {
        let key = match &self.s3_key_file {
            None => None,
            Some(path) => {
                let text = tokio::fs::read_to_string(path)
                    .await
                    .map_err(|error| StartError::KeyFile(path.clone(), error))?;
                let mut lines = text.lines().map(|line| line.trim().to_owned());
                match (lines.next(), lines.next()) {
                    (Some(id), Some(secret)) if !id.is_empty() && !secret.is_empty() => {
                        Some((id, secret))
                    }
                    _ => return Err(StartError::Key(path.clone())),
                }
            }
        };
        Ok(BucketAccess {
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            key,
            patience: Patience::default(),
        })
    }
}

/// See [`Theme`].
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ChosenTheme {
    Neutral,
    State,
}

/// Why an installation cannot start. The text is the sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("Le programme « {} » ne se charge pas :\n{}", .0.display(), .1.join("\n"))]
    Programme(PathBuf, Vec<String>),
    #[error("Le dossier « {} » ne peut pas être créé ou lu : {}. Vérifiez les droits et l’espace disque.", .0.display(), .1)]
    Folder(PathBuf, io::Error),
    #[error("{}", .0)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Custody(#[from] CustodyError),
    #[error("Les fichiers déposés ne peuvent pas être atteints à « {} » : {}", .0.display(), .1)]
    Files(PathBuf, BlobError),
    #[error("Le fichier de clé « {} » ne peut pas être lu : {}. Vérifiez son chemin et ses droits.", .0.display(), .1)]
    KeyFile(PathBuf, io::Error),
    #[error("Le fichier « {} » ne donne pas la clé du stockage : il faut deux lignes, l’identifiant puis le secret.", .0.display())]
    Key(PathBuf),
    #[error("Le fichier « {} » ne convient pas : {}", .0.display(), .1)]
    SealingKeys(PathBuf, BlobError),
    #[error("Les fichiers sont déjà à cette adresse : donnez-en une autre avec --to.")]
    SamePlace,
    #[error("Le référentiel {catalogue} {version} du programme ne peut pas être importé :\n{}", .findings.join("\n"))]
    Catalogue {
        catalogue: String,
        version: String,
        findings: Vec<String>,
    },
    #[error(
        "L’adresse {0} ne peut pas être écoutée : {1}. Un autre service l’emploie peut-être ; choisissez-en une autre avec --listen."
    )]
    Listen(String, io::Error),
    #[error("Le service s’est arrêté : {0}")]
    Served(io::Error),
    #[error("{0}")]
    Demonstration(String),
    #[error("{0}")]
    Administrator(#[from] FirstAdministratorError),
}

impl StartError {
    /// Stable code, for logs and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Programme(..) => "start.programme",
            Self::Folder(..) => "start.folder",
            Self::Store(error) => error.code(),
            Self::Custody(error) => error.code(),
            Self::Files(..) => "start.files",
            Self::KeyFile(..) => "start.key_file",
            Self::Key(..) => "start.key",
            Self::SealingKeys(_, error) => error.code(),
            Self::SamePlace => "start.same_place",
            Self::Catalogue { .. } => "start.catalogue",
            Self::Listen(..) => "start.listen",
            Self::Served(..) => "start.served",
            Self::Demonstration(..) => "start.demonstration",
            Self::Administrator(error) => error.code(),
        }
    }
}

impl Installation {
    /// The folder of the programme.
    pub fn folder(&self) -> &Path {
        &self.programme
    }

    /// The programme, every mistake told.
    pub fn programme(&self) -> Result<Programme, StartError> {
        self.checked().map(|(programme, _)| programme)
    }

    /// The programme and the warnings of its check, which its administrators see too.
    pub fn checked(&self) -> Result<(Programme, Vec<Finding>), StartError> {
        let files = |path: &str| std::fs::read(self.programme.join(path)).ok();
        match Programme::read(&files) {
            Ok((programme, warnings)) => {
                for warning in &warnings {
                    tracing::warn!(
                        file = warning.file,
                        line = warning.line,
                        code = warning.code(),
                        "{}",
                        warning.french()
                    );
                }
                Ok((programme, warnings))
            }
            Err(findings) => Err(StartError::Programme(
                self.programme.clone(),
                findings.iter().map(crate::programme::sentence).collect(),
            )),
        }
    }

    /// The penetration-test form of the programme, when it has one; every mistake told.
    fn pentest_form(&self) -> Result<Option<Arc<PentestSetup>>, StartError> {
        let files = |path: &str| std::fs::read(self.programme.join(path)).ok();
        match PentestSetup::read(&files) {
            Ok(setup) => Ok(setup.map(Arc::new)),
            Err(mistakes) => Err(StartError::Programme(
                self.programme.clone(),
                mistakes
                    .iter()
                    .map(aval_web::pentest_form::sentence)
                    .collect(),
            )),
        }
    }

    /// Opens the database, its folder made when missing.
    pub async fn store(&self) -> Result<Store, StartError> {
        if let Some(path) = self.database.strip_prefix("sqlite:")
            && let Some(folder) = Path::new(path).parent()
            && !folder.as_os_str().is_empty()
        {
            make_folder(folder).await?;
        }
        Ok(Store::open(&self.database).await?)
    }

    /// Opens the deposited files. A folder must be there: a mistyped one is no empty one.
    pub async fn blobs(&self) -> Result<Blobs, StartError> {
        let unusable = |error| StartError::Files(self.files.clone(), error);
        let address = self.files_address()?;
        if let FilesAddress::Folder(folder) = &address {
            let _there = tokio::fs::read_dir(folder)
                .await
                .map_err(|error| StartError::Folder(folder.clone(), error))?;
        }
        let access = self.bucket.access().await?;
        let keys = self.bucket.sealing().await?;
        Blobs::open(&address, &access, keys).await.map_err(unusable)
    }

    pub fn files_address(&self) -> Result<FilesAddress, StartError> {
        match self.files.to_str() {
            None => Ok(FilesAddress::Folder(self.files.clone())),
            Some(text) => FilesAddress::read(text)
                .map_err(|error| StartError::Files(self.files.clone(), error)),
        }
    }

    /// The house, ready for visitors.
    pub async fn house(
        &self,
        programme: Programme,
        mut settings: Settings,
    ) -> Result<House, StartError> {
        settings.pentest = self.pentest_form()?;
        let files = |path: &str| std::fs::read(self.programme.join(path)).ok();
        // What a demonstration trusts comes before what the programme delivers.
        settings.trust.extend(
            aval_web::trust::delivered(&files)
                .map_err(|mistakes| StartError::Programme(self.programme.clone(), mistakes))?,
        );
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let draws: Arc<dyn Draws> = Arc::new(SystemDraws);
        let store = self.store().await?;
        if let FilesAddress::Folder(folder) = self.files_address()? {
            make_folder(&folder).await?;
        }
        let blobs = self.blobs().await?;
        let catalogues = self.catalogues(&store, &programme, clock.now()).await?;
        let identity = Identity::new(store.clone(), SignInLimits::default()).await?;
        let brand = Brand {
            name: self.name.clone(),
            tagline: programme.short_name.clone(),
            operator: self
                .operator
                .clone()
                .unwrap_or_else(|| programme.operator.name.clone()),
            theme: match self.theme {
                ChosenTheme::Neutral => Theme::Neutral,
                ChosenTheme::State => Theme::State,
            },
            ..Brand::default()
        };
        let house = House::new(
            store,
            blobs,
            identity,
            Arc::new(programme),
            catalogues,
            clock,
            draws,
            brand,
            settings,
        );
        self.open_faq(&house).await;
        Ok(house)
    }

    /// Gives the house the FAQ of its programme. A FAQ that cannot be read keeps nobody from
    /// working: the house opens without it, and says why.
    async fn open_faq(&self, house: &House) {
        match aval_web::faq::open(house, &self.programme).await {
            Ok(opened) => {
                for finding in &opened.findings {
                    tracing::warn!(
                        file = finding.file,
                        line = finding.line,
                        code = finding.code(),
                        "{}",
                        finding.french()
                    );
                }
                for slug in &opened.delivered.offered {
                    tracing::warn!(
                        slug,
                        "the answer was edited here: the text of the folder waits for an editor"
                    );
                }
            }
            Err(error) => {
                tracing::error!(%error, code = error.code(), "the FAQ cannot be opened");
            }
        }
    }

    /// The catalogue versions of the database, after those delivered with the programme
    /// have been brought in.
    pub async fn catalogues(
        &self,
        store: &Store,
        programme: &Programme,
        now: Timestamp,
    ) -> Result<Catalogues, StartError> {
        let known = store.catalogues().await?;
        for entry in &programme.catalogues {
            for release in &entry.versions {
                let there = known
                    .iter()
                    .any(|one| one.code == entry.code.as_str() && one.version == release.version);
                if !there {
                    self.deliver(store, programme, entry, release, now).await?;
                }
            }
        }
        let catalogues = Catalogues::default();
        // A version published by an administrator carries the day that was chosen then.
        administration::shelve(store, &catalogues, &programme.zone()).await?;
        Ok(catalogues)
    }

    async fn deliver(
        &self,
        store: &Store,
        programme: &Programme,
        entry: &CatalogueEntry,
        release: &CatalogueRelease,
        now: Timestamp,
    ) -> Result<(), StartError> {
        let unusable = |findings: Vec<String>| StartError::Catalogue {
            catalogue: entry.code.to_string(),
            version: release.version.clone(),
            findings,
        };
        let Some(file) = release.csv.as_ref().or(release.xlsx.as_ref()) else {
            return Ok(());
        };
        let path = self.programme.join(file);
        let octets = tokio::fs::read(&path)
            .await
            .map_err(|error| StartError::Folder(path.clone(), error))?;
        let (version, source_hash) =
            crate::delivery::read(programme, entry, release, file, &octets).map_err(unusable)?;
        administration::deliver(
            store,
            &version,
            &source_hash,
            now,
            &programme.zone(),
            SystemDraws.id(),
        )
        .await?;
        tracing::info!(catalogue = %entry.code, version = release.version, "catalogue brought in");
        Ok(())
    }
}

async fn make_folder(folder: &Path) -> Result<(), StartError> {
    tokio::fs::create_dir_all(folder)
        .await
        .map_err(|error| StartError::Folder(folder.to_owned(), error))
}
