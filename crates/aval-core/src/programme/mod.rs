//! The programme as data.
