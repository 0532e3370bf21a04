//! Where the files of an installation are: an address, and what opens it. Reading settings
//! is the program's business.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use object_store::{
    BackoffConfig, ClientConfigKey, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
};

use super::{BlobError, bucket::BucketObjects};

/// How long a store may take to be reached, and to answer once.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);

/// How long one operation is tried again before it is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesAddress {
    /// A folder of this machine, or of one that several machines share.
    Folder(PathBuf),
    /// A bucket that speaks the protocol of S3.
    Bucket {
        /// Its name.
        bucket: String,
        /// Folder in it; empty for all of it.
        prefix: String,
    },
}

impl FilesAddress {
    /// Reads `s3://BUCKET/PREFIX`, `file:PATH` or a path.
    ///
    /// # Errors
    /// [`BlobError::BadAddress`] for another scheme, or a bucket without a name.
    pub fn read(text: &str) -> Result<Self, BlobError> {
        if let Some(rest) = text.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            if bucket.is_empty() {
                return Err(BlobError::BadAddress);
            }
            return Ok(Self::Bucket {
                bucket: bucket.to_owned(),
                prefix: prefix.trim_matches('/').to_owned(),
            });
        }
        let path = text
            .strip_prefix("file://")
            .or_else(|| text.strip_prefix("file:"))
            .unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(BlobError::BadAddress);
        }
        Ok(Self::Folder(PathBuf::from(path)))
    }
}

impl FilesAddress {
    /// True for two ways of writing one place.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(one), Self::Folder(other)) => {
                let same = one.canonicalize().ok().zip(other.canonicalize().ok());
                one == other || same.is_some_and(|(one, other)| one == other)
            }
            _ => self == other,
        }
    }
}

/// How long a bucket may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// To be reached.
    pub connect: Duration,
    /// To answer once.
    pub answer: Duration,
    /// In all for one operation, tried again in between.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: CONNECT,
            answer: ANSWER,
            whole: PATIENCE,
        }
    }
}

/// What opens a bucket. What is not said comes from the usual variables `AWS_…`.
#[derive(Clone, Default)]
pub struct BucketAccess {
    /// Address of the server, `https://…`; `http://` for one of the same machine or network.
    pub endpoint: Option<String>,
    /// Region; `us-east-1` unless said.
    pub region: Option<String>,
    /// Identifier of the key and its secret.
    pub key: Option<(String, String)>,
    /// How long it may take.
    pub patience: Patience,
}

impl fmt::Debug for BucketAccess {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("BucketAccess")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

pub(super) fn bucket(
    bucket: &str,
    prefix: &str,
    access: &BucketAccess,
) -> Result<BucketObjects, BlobError> {
    let Patience {
        connect,
        answer,
        whole,
    } = access.patience;
    let client = |key, limit: Duration| {
        let limit = format!("{}ms", limit.as_millis());
        (AmazonS3ConfigKey::Client(key), limit)
    };
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 4,
            retry_timeout: whole,
        });
    // One by one: the usual variables may have said more of the client.
    for (key, limit) in [
        client(ClientConfigKey::ConnectTimeout, connect),
        client(ClientConfigKey::Timeout, answer),
    ] {
        builder = builder.with_config(key, limit);
    }
    if let Some(region) = &access.region {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint);
        if endpoint.starts_with("http://") {
            builder = builder.with_allow_http(true);
        }
    }
    if let Some((id, secret)) = &access.key {
        builder = builder
            .with_access_key_id(id)
            .with_secret_access_key(secret);
    }
    let store = builder
        .build()
        .map_err(|error| BlobError::Unreachable(Box::new(error)))?;
    Ok(BucketObjects::new(Arc::new(store), prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_path_or_a_bucket_and_nothing_else() {
        let folder = |path: &str| FilesAddress::Folder(PathBuf::from(path));
        for text in ["data/files", "file:data/files", "file://data/files"] {
            assert_eq!(FilesAddress::read(text).unwrap(), folder("data/files"));
        }
        let bucket = |prefix: &str| FilesAddress::Bucket {
            bucket: "proofs".to_owned(),
            prefix: prefix.to_owned(),
        };
        assert_eq!(FilesAddress::read("s3://proofs").unwrap(), bucket(""));
        assert_eq!(
            FilesAddress::read("s3://proofs/a/b/").unwrap(),
            bucket("a/b")
        );
        for text in ["", "s3://", "s3:///a", "ftp://host/a"] {
            let refused = FilesAddress::read(text);
            assert!(matches!(refused, Err(BlobError::BadAddress)), "{text}");
        }
    }
}
